from typing import Any

from allauth.mfa.models import Authenticator
from django.core.management.base import BaseCommand, CommandError, CommandParser

from campaigns.accounts.models import User


class Command(BaseCommand):
    help = "Let somebody who lost telephone and recovery codes enrol anew at the next sign-in."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(email__iexact=options["email"]).first()
        if user is None:
            raise CommandError("Nobody has this e-mail.")
        Authenticator.objects.filter(user=user).delete()
        self.stdout.write("Done: the next sign-in asks for a new app for codes.")
