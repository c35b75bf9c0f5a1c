import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from campaigns.money import wire_format
from campaigns.payments.gateways.configured import get_gateway
from campaigns.payments.management.clock import add_now_argument, instant_or_present
from campaigns.payments.models import Depth, Difference
from campaigns.payments.reconciliation import reconcile


class Command(BaseCommand):
    help = "Compare what the provider has with what we have, repair, and print a line a difference."

    def add_arguments(self, parser: CommandParser) -> None:
        add_now_argument(parser)
        parser.add_argument(
            "--full",
            action="store_true",
            help="every payment, refund, dispute and fee too, as each night",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        run = reconcile(
            gateway=get_gateway(),
            now=instant_or_present(options["now"]),
            depth=Depth.FULL if options["full"] else Depth.LIGHT,
        )
        lines = list(run.differences.order_by("pk"))
        for line in lines:
            self.stdout.write(_told(line))
        unrepaired = sum(not line.repaired for line in lines)
        self.stdout.write(f"examined: {run.examined}")
        self.stdout.write(f"repaired: {run.repaired}")
        self.stdout.write(f"not repaired: {unrepaired}")
        if not run.complete:
            self.stdout.write(f"not complete: {run.error}")
            sys.exit(1)


def _told(line: Difference) -> str:
    amounts = [
        f"{name} {wire_format(amount)}"
        for name, amount in (("here", line.ours), ("there", line.theirs))
        if amount is not None
    ]
    told = [line.kind, line.object_type, line.object_id, *amounts, line.detail]
    mark = "repaired" if line.repaired else "NOT REPAIRED"
    return f"{mark:>12}  {' '.join(part for part in told if part)}"
