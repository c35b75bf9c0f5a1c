from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from campaigns.payments.gateways.configured import get_gateway
from campaigns.payments.management.clock import add_now_argument, instant_or_present
from campaigns.payments.refund_sending import run_refunds


class Command(BaseCommand):
    help = "Decide the refunds that ended campaigns owe and send them to the provider."

    def add_arguments(self, parser: CommandParser) -> None:
        add_now_argument(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        steps = run_refunds(gateway=get_gateway(), now=instant_or_present(options["now"]))
        self.stdout.write(f"Refunds decided or sent: {steps}")
