from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from campaigns.payments import inbox
from campaigns.payments.gateways.configured import get_gateway
from campaigns.payments.management.clock import add_now_argument, instant_or_present


class Command(BaseCommand):
    help = "Apply the stored provider events whose turn has come."

    def add_arguments(self, parser: CommandParser) -> None:
        add_now_argument(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        now = instant_or_present(options["now"])
        gateway = get_gateway()
        states = [
            inbox.apply_event(event_id=event_id, gateway=gateway, now=now)
            for event_id in inbox.pending_events(now)
        ]
        for state in sorted(set(states)):
            self.stdout.write(f"{state}: {states.count(state)}")
        if not states:
            self.stdout.write("No event waits.")
