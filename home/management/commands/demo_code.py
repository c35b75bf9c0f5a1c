from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth
from allauth.mfa.utils import decrypt
from django.core.management.base import BaseCommand, CommandError

from home.demo.accounts import ACCOUNTS, SECOND_FACTOR


class Command(BaseCommand):
    help = "Print the code that the demo's accounts give now, after the password. Each opens once."

    def handle(self, *args: Any, **options: Any) -> None:
        names = [account.username for account in ACCOUNTS]
        found = Authenticator.objects.filter(type=Authenticator.Type.TOTP, user__username__in=names)
        if not any(decrypt(known.data["secret"]) == SECOND_FACTOR for known in found):
            raise CommandError("The demo is not loaded here: there is no such account.")
        counters = list(auth.yield_hotp_counters_from_time())
        value = auth.hotp_value(SECOND_FACTOR, counters[len(counters) // 2])
        self.stdout.write(auth.format_hotp_value(value))
