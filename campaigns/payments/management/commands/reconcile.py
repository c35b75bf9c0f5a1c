from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from campaigns.payments.gateways.configured import get_gateway
from campaigns.payments.management.clock import add_now_argument, instant_or_present
from campaigns.payments.reconciliation import reconcile


class Command(BaseCommand):
    help = "Ask the provider how every unfinished donation stands, and apply the answers."

    def add_arguments(self, parser: CommandParser) -> None:
        add_now_argument(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        now = instant_or_present(options["now"])
        found = reconcile(gateway=get_gateway(), now=now)
        for verb, count in vars(found).items():
            self.stdout.write(f"{verb}: {count}")
