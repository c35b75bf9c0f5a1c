import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from campaigns.payments.gateways.configured import get_gateway
from campaigns.transparency.audit import audit


class Command(BaseCommand):
    help = "Prove that ledger, totals, donations, commitments and funds agree; exit 1 if not."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", dest="as_json")
        parser.add_argument(
            "--provider",
            action="store_true",
            help="compare with the payment provider's own figures too",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        report = audit(gateway=get_gateway() if options["provider"] else None)
        if options["as_json"]:
            self.stdout.write(json.dumps(report, indent=2))
        else:
            for check in report["checks"]:
                mark = "ok" if check["ok"] else "WRONG"
                self.stdout.write(f"{mark:>5}  {check['name']} {check['detail']}".rstrip())
        if not report["ok"]:
            sys.exit(1)
