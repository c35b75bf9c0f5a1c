from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from campaigns.payments import closing
from campaigns.payments.gateways.configured import get_gateway
from campaigns.payments.management.clock import add_now_argument, instant_or_present


class Command(BaseCommand):
    help = "Open, close and settle the campaigns whose time has come; exit 1 if one could not be."

    def add_arguments(self, parser: CommandParser) -> None:
        add_now_argument(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        now = instant_or_present(options["now"])
        moved = closing.advance(now=now, gateway=get_gateway())
        for verb in ("opened", "closed", "settled"):
            self.stdout.write(f"{verb}: {', '.join(getattr(moved, verb)) or '-'}")
        if moved.undone:
            raise CommandError(
                f"could not be done, to be tried again: {', '.join(moved.undone)} (see the log)"
            )
