"""Integrations: asked for, answered in time or not at all; nothing else changes."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from campaigns.accounts.models import User
from campaigns.selection import eligibility, integrations, snapshot, workflow
from campaigns.selection.models import (
    EligibilityTask,
    EventKind,
    IntegrationRequest,
    NoticeKind,
    Proposal,
    ProposalState,
)
from tests.selection import factories
from tests.selection.eligibility.stories import NOW, make_call, make_met

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk() -> User:
    return factories.make_staff("Segreteria")


@pytest.fixture
def request_(clerk: User) -> IntegrationRequest:
    proposal = factories.make_in_eligibility(make_call())
    return integrations.ask_integration(
        proposal=proposal, text="Manca lo statuto", by=clerk, now=NOW
    )


def state_of(proposal: Proposal) -> str:
    proposal.refresh_from_db()
    return proposal.state


def test_the_proponent_is_asked_by_the_end_of_a_day_in_rome(
    request_: IntegrationRequest, clerk: User
) -> None:
    proposal = request_.proposal
    assert state_of(proposal) == ProposalState.INTEGRATION
    assert request_.due_at == datetime(2026, 3, 20, 23, tzinfo=UTC)
    entry = proposal.history.get(kind=EventKind.INTEGRATION_ASKED)
    assert (entry.actor, entry.reason) == (clerk, "Manca lo statuto")
    notice = proposal.notices.get(kind=NoticeKind.INTEGRATION_ASKED)
    assert notice.about == str(request_.pk)


@pytest.mark.parametrize(
    ("last_day", "instant"),
    [
        (date(2026, 3, 27), datetime(2026, 3, 27, 23, tzinfo=UTC)),
        (date(2026, 3, 28), datetime(2026, 3, 28, 23, tzinfo=UTC)),
        (date(2026, 3, 29), datetime(2026, 3, 29, 22, tzinfo=UTC)),
        (date(2026, 10, 24), datetime(2026, 10, 24, 22, tzinfo=UTC)),
        (date(2026, 10, 25), datetime(2026, 10, 25, 23, tzinfo=UTC)),
    ],
    ids=["winter", "before-the-spring-night", "spring", "before-the-autumn-night", "autumn"],
)
def test_a_day_ends_at_midnight_in_rome(last_day: date, instant: datetime) -> None:
    assert integrations.end_of(last_day) == instant


def test_the_answer_brings_the_proposal_back_and_changes_nothing_else(
    request_: IntegrationRequest,
) -> None:
    proposal = request_.proposal
    submission = proposal.submissions.get()
    before = (snapshot.content_of(proposal), submission.digest, proposal.version)
    now = request_.due_at - timedelta(microseconds=1)
    integrations.answer_integration(
        request=request_, text=" Eccolo ", by=proposal.created_by, now=now
    )
    assert state_of(proposal) == ProposalState.ELIGIBILITY
    submission.refresh_from_db()
    assert (snapshot.content_of(proposal), submission.digest, proposal.version) == before
    request_.refresh_from_db()
    assert (request_.answer, request_.answered_at) == ("Eccolo", now)
    entry = proposal.history.get(kind=EventKind.INTEGRATION_ANSWERED)
    assert "Eccolo" not in entry.reason + str(entry.data), "words of citizens can be erased"
    task = workflow.current_task(proposal)
    assert task is not None
    assert isinstance(task.task.specific, EligibilityTask)


def test_an_answer_at_the_due_instant_is_too_late(request_: IntegrationRequest) -> None:
    with pytest.raises(integrations.TooLate):
        integrations.answer_integration(
            request=request_, text="Eccolo", by=request_.proposal.created_by, now=request_.due_at
        )
    assert state_of(request_.proposal) == ProposalState.INTEGRATION


def test_only_people_of_the_organization_answer(request_: IntegrationRequest, clerk: User) -> None:
    for stranger in (clerk, factories.make_proponent().user):
        with pytest.raises(PermissionDenied):
            integrations.answer_integration(
                request=request_, text="Eccolo", by=stranger, now=NOW + timedelta(hours=1)
            )


@pytest.mark.parametrize("text", ["", " \n ", "x" * 5001], ids=["empty", "blanks", "too-long"])
def test_an_answer_has_words(request_: IntegrationRequest, text: str) -> None:
    with pytest.raises(integrations.NothingSaid):
        integrations.answer_integration(
            request=request_, text=text, by=request_.proposal.created_by, now=NOW
        )


def test_nothing_is_decided_while_the_proponent_may_answer(
    request_: IntegrationRequest, clerk: User
) -> None:
    proposal = request_.proposal
    with pytest.raises(eligibility.NotUnderCheck):
        eligibility.exclude(
            proposal=proposal,
            reasons="Tardi",
            number="1",
            date=date(2026, 3, 10),
            by=clerk,
            now=NOW,
        )
    with pytest.raises(eligibility.NotUnderCheck):
        integrations.ask_integration(proposal=proposal, text="Altro", by=clerk, now=NOW)
    with pytest.raises(integrations.StillInTime):
        integrations.give_up_waiting(
            request=request_, by=clerk, now=request_.due_at - timedelta(seconds=1)
        )


def test_what_was_not_answered_in_time_is_closed_by_the_segreteria(
    request_: IntegrationRequest, clerk: User
) -> None:
    proposal, late = request_.proposal, request_.due_at
    with pytest.raises(PermissionDenied):
        integrations.give_up_waiting(request=request_, by=proposal.created_by, now=late)
    integrations.give_up_waiting(request=request_, by=clerk, now=late)
    assert state_of(proposal) == ProposalState.ELIGIBILITY
    with pytest.raises(eligibility.NotUnderCheck):
        integrations.answer_integration(
            request=request_, text="Eccolo", by=proposal.created_by, now=NOW
        )
    assert proposal.history.filter(kind=EventKind.INTEGRATION_CLOSED).count() == 1
    again = integrations.ask_integration(proposal=proposal, text="Altro", by=clerk, now=late)
    assert integrations.open_request(proposal) == again


def test_the_database_holds_one_open_request(request_: IntegrationRequest) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        IntegrationRequest.objects.create(
            proposal=request_.proposal,
            text="Altro",
            asked_at=NOW,
            asked_by=request_.asked_by,
            due_at=request_.due_at,
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        IntegrationRequest.objects.filter(pk=request_.pk).update(answered_at=NOW, closed_at=NOW)


@pytest.mark.parametrize("days", [-1, 0, 181])
def test_the_time_to_answer_is_from_a_day_to_half_a_year(clerk: User, days: int) -> None:
    proposal = make_met(by=clerk)
    with pytest.raises(integrations.DueDateRefused):
        integrations.ask_integration(
            proposal=proposal,
            text="Lo statuto",
            by=clerk,
            now=NOW,
            due_on=date(2026, 3, 10) + timedelta(days=days),
        )
