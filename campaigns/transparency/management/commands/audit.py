import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import connection, transaction

from campaigns.transparency.audit import audit


class Command(BaseCommand):
    help = "Prove that ledger, totals, donations, commitments and funds agree; exit 1 if not."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", dest="as_json")

    def handle(self, *args: Any, **options: Any) -> None:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            report = audit()
        if options["as_json"]:
            self.stdout.write(json.dumps(report, indent=2))
        else:
            for check in report["checks"]:
                mark = "ok" if check["ok"] else "WRONG"
                self.stdout.write(f"{mark:>5}  {check['name']} {check['detail']}".rstrip())
        if not report["ok"]:
            sys.exit(1)
