"""Admit and exclude: by the Segreteria, by the whole checklist, once."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from wagtail.models import WorkflowState

from campaigns.accounts.models import MemberRole, Membership, User
from campaigns.calls.models import Phase
from campaigns.selection import eligibility, history, workflow
from campaigns.selection.models import (
    CheckOutcome,
    EvaluationTask,
    EventKind,
    NoticeKind,
    Proposal,
    ProposalState,
)
from tests.selection import factories
from tests.selection.eligibility.stories import NOW, make_call, make_met, outcomes

pytestmark = pytest.mark.django_db

ACT: dict[str, Any] = {"number": "DD 7/2026", "date": date(2026, 3, 10)}


@pytest.fixture
def clerk() -> User:
    return factories.make_staff("Segreteria")


def admit(proposal: Proposal, by: User) -> None:
    eligibility.admit(proposal=proposal, by=by, now=NOW)


def exclude(proposal: Proposal, by: User) -> None:
    eligibility.exclude(proposal=proposal, reasons="Fuori tema", **ACT, by=by, now=NOW)


def check(proposal: Proposal, by: User) -> None:
    eligibility.save_checks(proposal=proposal, checks=outcomes(proposal), by=by, now=NOW)


DECISIONS = (admit, exclude, check)


def test_an_admitted_proposal_goes_to_the_commission(clerk: User) -> None:
    proposal = make_met(by=clerk)
    admit(proposal, clerk)
    proposal.refresh_from_db()
    assert proposal.state == ProposalState.EVALUATION
    state = workflow.current_task(proposal)
    assert state is not None
    assert isinstance(state.task.specific, EvaluationTask)
    entry = proposal.history.get(kind=EventKind.ADMITTED)
    assert (entry.actor, entry.at) == (clerk, NOW)
    assert [told["outcome"] for told in entry.data["checks"]] == ["met", "met"]
    assert proposal.notices.filter(kind=NoticeKind.ADMITTED).count() == 1
    assert history.broken_at(proposal.call) is None


@pytest.mark.parametrize("outcome", [None, "not_met", "to_integrate"])
def test_nobody_is_admitted_unless_every_line_is_met(clerk: User, outcome: str | None) -> None:
    proposal = make_met(by=clerk)
    last = proposal.call.eligibility_items.last()
    if outcome is None:
        proposal.eligibility_checks.filter(item=last).delete()
    else:
        proposal.eligibility_checks.filter(item=last).update(outcome=outcome)
    with pytest.raises(eligibility.ChecklistNotMet):
        admit(proposal, clerk)
    proposal.refresh_from_db()
    assert proposal.state == ProposalState.ELIGIBILITY
    assert not proposal.history.filter(kind=EventKind.ADMITTED).exists()


def test_an_excluded_proposal_is_told_every_reason(clerk: User) -> None:
    proposal = factories.make_in_eligibility(make_call())
    checks = outcomes(proposal, CheckOutcome.NOT_MET, "Non c’è lo statuto")
    eligibility.save_checks(proposal=proposal, checks=checks, by=clerk, now=NOW)
    eligibility.exclude(proposal=proposal, reasons="E altro", **ACT, by=clerk, now=NOW)
    proposal.refresh_from_db()
    assert proposal.state == ProposalState.EXCLUDED
    assert workflow.current_task(proposal) is None
    assert proposal.page is not None
    state = WorkflowState.objects.get(object_id=str(proposal.page.pk))
    assert state.status == WorkflowState.STATUS_CANCELLED
    entry = proposal.history.get(kind=EventKind.EXCLUDED)
    assert entry.reason.splitlines() == [
        "La forma giuridica è ammessa: Non c’è lo statuto",
        "I documenti ci sono: Non c’è lo statuto",
        "E altro",
    ]
    assert entry.data["act"] == {"number": "DD 7/2026", "date": "2026-03-10"}
    assert proposal.notices.filter(kind=NoticeKind.EXCLUDED).count() == 1


def test_nobody_is_excluded_without_a_reason_or_an_act(clerk: User) -> None:
    proposal = make_met(by=clerk)
    for changed in (
        {"reasons": "  "},
        {"number": " "},
        {"date": date(2026, 3, 11)},
    ):
        values = {"reasons": "Fuori tema"} | ACT | changed
        with pytest.raises(eligibility.NoReason):
            eligibility.exclude(proposal=proposal, **values, by=clerk, now=NOW)
    proposal.refresh_from_db()
    assert proposal.state == ProposalState.ELIGIBILITY


@pytest.mark.parametrize("act", DECISIONS)
@pytest.mark.parametrize("role", ["RUP", "Commissione", "Redazione", "Ragioneria"])
def test_only_who_checks_eligibility_decides(act: Callable[..., None], role: str) -> None:
    proposal = make_met()
    with pytest.raises(PermissionDenied):
        act(proposal, factories.make_staff(role))
    with pytest.raises(PermissionDenied):
        act(proposal, proposal.created_by)


@pytest.mark.parametrize("act", DECISIONS)
@pytest.mark.parametrize(
    "state", [state for state in ProposalState if state not in eligibility.UNDER_CHECK]
)
def test_what_is_sealed_or_decided_is_not_decided(
    clerk: User, act: Callable[..., None], state: ProposalState
) -> None:
    proposal = make_met(by=clerk)
    Proposal.objects.filter(pk=proposal.pk).update(state=state)
    with pytest.raises(eligibility.NotUnderCheck):
        act(proposal, clerk)


@pytest.mark.parametrize("act", DECISIONS)
@pytest.mark.parametrize("phase", [Phase.OPEN, Phase.RANKED, Phase.CAMPAIGNS, Phase.CLOSED])
def test_decisions_are_taken_while_the_call_is_evaluated(
    clerk: User, act: Callable[..., None], phase: Phase
) -> None:
    proposal = factories.make_in_eligibility(factories.make_selection_call(phase=phase))
    with pytest.raises(eligibility.NotUnderCheck):
        act(proposal, clerk)


def test_nobody_decides_on_a_proposal_of_their_own_organization(clerk: User) -> None:
    proposal = make_met(by=clerk)
    Membership.objects.create(
        organization=proposal.organization, user=clerk, role=MemberRole.OWNER, since=NOW
    )
    with pytest.raises(eligibility.OwnProposal):
        admit(proposal, clerk)


def test_the_checklist_records_only_what_changed(clerk: User) -> None:
    proposal = make_met(by=clerk)
    check(proposal, clerk)
    assert proposal.history.filter(kind=EventKind.CHECKED).count() == 1
    item = proposal.call.eligibility_items.first()
    told = {item.pk: (CheckOutcome.TO_INTEGRATE, "Manca una firma")}
    assert eligibility.save_checks(proposal=proposal, checks=told, by=clerk, now=NOW) == 1
    entry = proposal.history.filter(kind=EventKind.CHECKED).last()
    assert entry is not None
    assert entry.data["checks"] == [
        {
            "item": item.pk,
            "text": item.text_it,
            "outcome": "to_integrate",
        }
    ]
    assert entry.reason == f"{item.text_it}: Manca una firma"


def test_a_line_of_another_call_is_refused(clerk: User) -> None:
    proposal = make_met(by=clerk)
    foreign = make_call().eligibility_items.first()
    with pytest.raises(eligibility.UnknownCheck):
        eligibility.save_checks(
            proposal=proposal, checks={foreign.pk: ("met", "")}, by=clerk, now=NOW
        )
    own = proposal.call.eligibility_items.first()
    with pytest.raises(eligibility.UnknownCheck):
        eligibility.save_checks(
            proposal=proposal, checks={own.pk: ("perhaps", "")}, by=clerk, now=NOW
        )
