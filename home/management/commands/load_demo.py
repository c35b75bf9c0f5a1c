from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from campaigns.payments.management.clock import add_now_argument, instant_or_present
from home.demo.loading import load_demo


class Command(BaseCommand):
    help = "Load the demo: the 2015 edition of Milan, in its midst, and a selection."

    def add_arguments(self, parser: CommandParser) -> None:
        add_now_argument(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        loaded = load_demo(now=instant_or_present(options["now"]), say=self._say)
        self._say("The demo is loaded." if loaded else "The demo is there already: kept as it is.")

    def _say(self, text: str) -> None:
        self.stdout.write(f"==> {text}")
        self.stdout.flush()
