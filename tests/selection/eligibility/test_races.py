"""Decisions at the same moment: one counts, the other is refused."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial

from django.db import transaction

from campaigns.accounts.models import User
from campaigns.selection import eligibility, history, integrations
from campaigns.selection.models import (
    EventKind,
    IntegrationRequest,
    Proposal,
    ProposalState,
)
from tests.concurrency import at_once
from tests.selection import factories
from tests.selection.eligibility.stories import NOW, make_call, make_met


def test_two_clerks_who_decide_at_once_decide_once(committed_db: str) -> None:
    clerks = [factories.make_staff("Segreteria") for _number in range(2)]
    for _round in range(3):
        with transaction.atomic():
            proposal = make_met(by=clerks[0])
        results = at_once(
            [
                partial(_tried, _admit, proposal, clerks[0]),
                partial(_tried, _exclude, proposal, clerks[1]),
            ]
        )
        assert sorted(results) == ["done", "refused"]
        kinds = (EventKind.ADMITTED, EventKind.EXCLUDED)
        assert proposal.history.filter(kind__in=kinds).count() == 1
        assert history.broken_at(proposal.call) is None


def test_two_clerks_who_ask_at_once_ask_once(committed_db: str) -> None:
    clerks = [factories.make_staff("Segreteria") for _number in range(2)]
    with transaction.atomic():
        proposal = factories.make_in_eligibility(make_call())
    results = at_once([partial(_tried, _ask, proposal, by) for by in clerks])
    assert sorted(results) == ["done", "refused"]
    assert proposal.integration_requests.count() == 1


def test_two_colleagues_who_answer_at_once_answer_once(committed_db: str) -> None:
    clerk = factories.make_staff("Segreteria")
    with transaction.atomic():
        proposal = factories.make_in_eligibility(make_call())
    request = integrations.ask_integration(proposal=proposal, text="Lo statuto", by=clerk, now=NOW)

    def answer(proposal: Proposal, by: User) -> None:
        integrations.answer_integration(
            request=IntegrationRequest.objects.get(pk=request.pk),
            text="Eccolo",
            by=by,
            now=NOW + timedelta(hours=1),
        )

    author = proposal.created_by
    results = at_once([lambda: _tried(answer, proposal, author) for _number in range(2)])
    assert sorted(results) == ["done", "refused"]
    proposal.refresh_from_db()
    assert proposal.state == ProposalState.ELIGIBILITY
    assert proposal.history.filter(kind=EventKind.INTEGRATION_ANSWERED).count() == 1


def _admit(proposal: Proposal, by: User) -> None:
    eligibility.admit(proposal=proposal, by=by, now=NOW)


def _exclude(proposal: Proposal, by: User) -> None:
    eligibility.exclude(
        proposal=proposal,
        reasons="Fuori tema",
        number="DD 7/2026",
        date=date(2026, 3, 10),
        by=by,
        now=NOW,
    )


def _ask(proposal: Proposal, by: User) -> None:
    integrations.ask_integration(proposal=proposal, text="Lo statuto", by=by, now=NOW)


def _tried(act: Callable[..., None], proposal: Proposal, by: User) -> str:
    try:
        act(proposal, by)
    except eligibility.NotUnderCheck:
        return "refused"
    return "done"
