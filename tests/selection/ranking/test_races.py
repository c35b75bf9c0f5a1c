"""Two people of the RUP's office at once: each act is done once."""

from typing import Any

import pytest

from campaigns.calls.models import Call, CallActKind, Phase
from campaigns.funding.models import Funding
from campaigns.selection import history
from campaigns.selection.models import EventKind, RankingKind
from campaigns.selection.ranking_versions import VersionRefused
from tests.concurrency import at_once
from tests.selection import factories
from tests.selection.ranking.factories import make_judged, make_rounds, publish, start

pytestmark = pytest.mark.committed


def _final(call: Call, by: Any, number: str) -> str:
    try:
        return str(publish(call, RankingKind.FINAL, by=by, number=number).number)
    except VersionRefused:
        return "refused"


def test_two_who_publish_at_once_make_one_version_each(committed_db: str) -> None:
    call = factories.make_selection_call(phase=Phase.EVALUATION)
    make_judged(call, 8)
    make_judged(call, 4)
    one, other = (factories.make_staff("RUP") for _ in range(2))
    found = at_once([lambda: _final(call, one, "1/2026"), lambda: _final(call, other, "2/2026")])
    assert sorted(found) == ["1", "2"]
    assert call.acts.count() == 1
    found = at_once([lambda: _final(call, one, "3/2026"), lambda: _final(call, other, "3/2026")])
    assert sorted(found) == ["3", "refused"]
    assert history.broken_at(call) is None


def test_two_who_start_campaigns_at_once_make_one_funding(committed_db: str) -> None:
    call = factories.make_selection_call(phase=Phase.EVALUATION)
    proposal = make_judged(call, 8)
    publish(call, RankingKind.FINAL)
    proposal.refresh_from_db()
    (of_round,) = make_rounds(call, 1)
    one, other = (factories.make_staff("RUP") for _ in range(2))
    at_once(
        [
            lambda: start(call, {proposal: of_round}, by=one),
            lambda: start(call, {proposal: of_round}, by=other),
        ]
    )
    assert Funding.objects.count() == 1
    assert call.history.filter(kind=EventKind.SELECTED).count() == 1
    assert call.acts.filter(kind=CallActKind.CAMPAIGNS).count() == 1
