import json
from argparse import FileType
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DataError

from campaigns.payments.management.clock import add_now_argument, instant_or_present
from home.scenario.loading import load_scenario
from home.scenario.members import ScenarioError


class Command(BaseCommand):
    help = "Load a call with its campaigns and donations from a JSON file, and replay them."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=FileType("rb"))
        add_now_argument(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            document = json.loads(options["file"].read())
        except (ValueError, RecursionError) as error:
            raise CommandError(f"file: is not JSON: {error}") from error
        try:
            loaded = load_scenario(document, now=instant_or_present(options["now"]))
        except (ScenarioError, ValidationError, DataError) as error:
            raise CommandError(str(error)) from error
        slug = document["call"]["slug"]
        if not loaded:
            self.stdout.write(f"{slug} is already loaded: nothing changed.")
            return
        self.stdout.write(f"Loaded {slug}: {len(document['campaigns'])} campaigns.")
