"""A notice of the journeys' own; its time is moved by moving its dates."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from campaigns.calls.freezing import amending
from campaigns.calls.models import Round
from tests import databases
from tests.factories import make_fund
from tests.journeys.stack import Stack
from tests.selection.factories import make_selection_call


@dataclass(frozen=True)
class Notice:
    """A published notice on a stack's database."""

    stack: Stack
    slug: str

    def end_window(self) -> None:
        """The deadline is past, and the clock's job has seen it."""
        self.stack.change(
            "UPDATE calls_call SET submissions_close_at = now() - interval '1 hour' "
            "WHERE slug = %s",
            self.slug,
        )
        self.stack.run_job("selection.every_minute")

    def age_commission(self) -> None:
        """The commission was appointed yesterday: it may have sat before now."""
        self.stack.change(
            "UPDATE selection_commissioner SET appointed_at = appointed_at - interval '1 day' "
            "WHERE call_id = (SELECT id FROM calls_call WHERE slug = %s)",
            self.slug,
        )

    def open_campaigns(self) -> None:
        """The round of the campaigns begins now, and the clock's job has seen it."""
        self.stack.change(
            "UPDATE funding_funding SET opens_at = now() - interval '1 minute' "
            "WHERE call_id = (SELECT id FROM calls_call WHERE slug = %s)",
            self.slug,
        )
        moved = self.stack.manage("close_campaigns")
        assert moved.returncode == 0, moved.stderr


def publish_notice(stack: Stack) -> Notice:
    """A notice whose window is open, with one round to come and money in its fund."""
    now = timezone.now()
    with databases.using(stack.database):
        call = make_selection_call(now=now, cost_max=60_000, title="Avviso dei quartieri")
        opens_at = now + timedelta(days=90)
        with amending():
            Round.objects.create(
                call=call, number=1, opens_at=opens_at, closes_at=opens_at + timedelta(days=45)
            )
        make_fund(call, now=now)
        return Notice(stack, call.slug)
