"""The history of a selection: one chain a call, whatever the offset of an instant."""

from zoneinfo import ZoneInfo

import pytest

from campaigns.selection import history
from campaigns.selection.models import EventKind, HistoryEntry
from tests.selection.factories import NOW, make_selection_call

pytestmark = pytest.mark.django_db


def test_an_instant_written_with_the_offset_of_rome_breaks_no_chain() -> None:
    call = make_selection_call()
    in_rome = NOW.astimezone(ZoneInfo("Europe/Rome"))
    entry = history.record(kind=EventKind.PHASE, call=call, at=in_rome, reason="Determina")
    history.record(kind=EventKind.AMENDED, call=call, at=NOW)
    kept = HistoryEntry.objects.get(pk=entry.pk)
    assert str(in_rome) != str(kept.at)
    assert history.digest(kept) == entry.hash
    assert history.broken_at(call) is None
