"""Calls of these tests: a draft that lacks nothing, before and after its publication."""

from datetime import date, datetime, timedelta
from typing import Any

from campaigns.accounts.models import User
from campaigns.calls.models import Call, Phase, Round
from campaigns.selection import call_acts
from tests.selection.factories import NOW, make_selection_call, make_staff

ACT: dict[str, Any] = {"number": "7/2026", "date": date(2026, 3, 1)}
TEXT: dict[str, Any] = {"text_it": "Il sito era irraggiungibile.", "text_en": "The site was down."}


def make_whole_draft(*, now: datetime = NOW, **fields: Any) -> Call:
    """A draft that could be published at ``now``, its window open since a month."""
    call = make_selection_call(now=now, phase=Phase.DRAFT, **fields)
    opens_at = now + timedelta(days=100)
    Round.objects.create(
        call=call, number=1, opens_at=opens_at, closes_at=opens_at + timedelta(days=50)
    )
    return call


def make_published(*, now: datetime = NOW, by: User | None = None, **fields: Any) -> Call:
    """A call published by the RUP at ``now``."""
    call = make_whole_draft(now=now, **fields)
    call_acts.publish(call=call, **ACT, by=by or make_staff("RUP"), now=now)
    call.refresh_from_db()
    return call
