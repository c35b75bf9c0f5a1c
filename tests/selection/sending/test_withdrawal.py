"""A proponent withdraws after the deadline; a campaign already made is ended by finance."""

import pytest

from campaigns.calls.models import Call, Phase
from campaigns.selection import integrations, withdrawal, workflow
from campaigns.selection.models import (
    EventKind,
    NoticeKind,
    Proposal,
    ProposalState,
    RankingKind,
    SelectionNotice,
)
from campaigns.selection.notice_messages import compose
from tests.factories import make_campaign_page, make_funding
from tests.selection import factories
from tests.selection.ranking.factories import make_judged, publish

from .sending import NOW, sent

pytestmark = pytest.mark.django_db


def withdraw(proposal: Proposal, reason: str = "Cambio di programma") -> None:
    withdrawal.withdraw(proposal=proposal, by=proposal.created_by, reason=reason, now=NOW)
    proposal.refresh_from_db()


@pytest.fixture
def call() -> Call:
    return factories.make_selection_call(phase=Phase.EVALUATION)


@pytest.mark.parametrize(
    "make",
    [
        factories.make_submitted,
        factories.make_in_eligibility,
        factories.make_in_evaluation,
        factories.make_evaluated,
    ],
    ids=["sealed", "eligibility", "evaluation", "ranked"],
)
def test_it_leaves_the_selection_and_its_workflow(call: Call, make: object) -> None:
    proposal: Proposal = make(call)  # type: ignore[operator]
    before = proposal.state
    withdraw(proposal)
    assert proposal.state == ProposalState.WITHDRAWN
    assert workflow.current_task(proposal) is None
    entry = call.history.get(kind=EventKind.WITHDRAWN)
    assert (entry.actor, entry.reason) == (proposal.created_by, "Cambio di programma")
    assert entry.data == {"state_before": before}
    with pytest.raises(withdrawal.NotInSelection):
        withdraw(proposal)


def test_before_the_deadline_it_is_taken_back_instead() -> None:
    proposal = sent(factories.make_selection_call())
    with pytest.raises(withdrawal.TakeBackInstead):
        withdraw(proposal)


def test_a_draft_or_a_closed_call_has_nothing_to_withdraw(call: Call) -> None:
    with pytest.raises(withdrawal.NotInSelection):
        withdraw(factories.make_draft(call))
    proposal = factories.make_evaluated(call)
    Call.objects.filter(pk=call.pk).update(phase=Phase.CLOSED)
    with pytest.raises(withdrawal.NotInSelection):
        withdraw(proposal)


def test_once_the_campaign_is_made_it_says_whom_to_write_to(call: Call) -> None:
    proposal = factories.make_evaluated(call)
    proposal.page = make_campaign_page(make_funding())
    proposal.state = ProposalState.SELECTED
    proposal.save()
    with pytest.raises(withdrawal.HasCampaign, match="@"):
        withdraw(proposal)


def test_nobody_else_withdraws_it(call: Call) -> None:
    proposal = factories.make_evaluated(call)
    with pytest.raises(withdrawal.NotAMember):
        withdrawal.withdraw(proposal=proposal, by=factories.make_staff("RUP"), reason="", now=NOW)


def test_colleagues_and_staff_are_told_and_nothing_is_asked_any_more(call: Call) -> None:
    clerk, officer = factories.make_staff("Segreteria"), factories.make_staff("RUP")
    proposal = factories.make_in_eligibility(call)
    colleague = factories.make_proponent()
    colleague.organization = proposal.organization
    colleague.save()
    asked = integrations.ask_integration(proposal=proposal, text="Lo statuto", by=clerk, now=NOW)
    proposal.refresh_from_db()
    withdraw(proposal, "Cambio di programma")
    asked.refresh_from_db()
    assert asked.closed_at == NOW
    told = SelectionNotice.objects.filter(kind=NoticeKind.WITHDRAWN)
    assert {notice.recipient for notice in told} == {
        proposal.created_by,
        colleague.user,
        clerk,
    }
    mails = {notice.recipient: compose(notice=notice, now=NOW) for notice in told}
    ours, theirs = mails[colleague.user], mails[clerk]
    assert ours is not None
    assert theirs is not None
    assert "Cambio di programma" in str(ours.body)
    assert proposal.title in ours.subject
    number = proposal.submissions.get().protocol_number
    assert number in theirs.subject
    assert proposal.title not in theirs.body, "it may still be sealed"
    ranked = factories.make_evaluated(call)
    withdraw(ranked)
    assert told.filter(recipient=officer, about=str(ranked.pk)).exists()


def test_who_moves_up_after_a_withdrawal_is_told_so() -> None:
    call = factories.make_selection_call(phase=Phase.EVALUATION, max_selected=1)
    first, second = (make_judged(call, points) for points in (9, 8))
    publish(call, RankingKind.FINAL, number="1/2026")
    first.refresh_from_db()
    withdraw(first)
    version = publish(call, RankingKind.FINAL, number="2/2026")
    notice = SelectionNotice.objects.get(
        kind=NoticeKind.FINAL, proposal=second, about=str(version.pk)
    )
    mail = compose(notice=notice, now=NOW)
    assert mail is not None
    assert "selezionato" in mail.subject
    assert second.title in mail.subject
