from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from campaigns.ledger.export import lines


class Command(BaseCommand):
    help = "Write the ledger as JSON lines; campaigns/ledger/verify_export.py checks the file."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--output", type=Path, metavar="FILE", help="where to write; standard output by default"
        )
        parser.add_argument(
            "--chain",
            action="append",
            default=[],
            dest="chains",
            metavar="CHAIN",
            help="campaign:<slug> or fund:<call slug>; may be repeated; every chain by default",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        exported = lines(options["chains"])
        if options["output"] is None:
            for line in exported:
                self.stdout.write(line)
            return
        with options["output"].open("w", encoding="ascii") as file:
            file.writelines(f"{line}\n" for line in exported)
