"""Sending a proposal and taking it back: to the second, once, numbered without a gap."""

from datetime import timedelta

import pytest
from wagtail.models import PageLogEntry, TaskState, WorkflowState

from campaigns.calls.models import Call, Phase
from campaigns.models import CampaignPage
from campaigns.selection import call_acts, history, sealing, submitting
from campaigns.selection.models import (
    EventKind,
    NoticeKind,
    Proposal,
    ProposalState,
    SelectionNotice,
    Submission,
)
from tests.selection import factories

from .sending import NOW, SECRET, after_closing, closes, complete_draft, send, sent

pytestmark = pytest.mark.django_db
SECOND = timedelta(microseconds=1)


@pytest.fixture
def call() -> Call:
    return factories.make_selection_call()


def take_back(proposal: Proposal, now: object = NOW) -> Submission:
    return submitting.take_back(proposal=proposal, by=proposal.created_by, now=now)  # type: ignore[arg-type]


def test_what_is_sent_is_kept_numbered_sealed_recorded_and_told(call: Call) -> None:
    proposal = complete_draft(call)
    submission = send(proposal)
    proposal.refresh_from_db()
    assert proposal.state == ProposalState.SUBMITTED
    assert (submission.number, submission.received_at) == (1, NOW)
    assert submission.content["title"] == proposal.title
    assert submission.digest == history.digest_of(
        [submission.content_digest, submission.personal_digest]
    )
    page = proposal.page
    assert page is not None
    assert page.current_workflow_task_state.task.name == "Ammissibilità"
    entry = proposal.history.get()
    assert (entry.kind, entry.actor, entry.at) == (EventKind.SUBMITTED, proposal.created_by, NOW)
    assert entry.data["digest"] == submission.digest
    notice = SelectionNotice.objects.get()
    assert (notice.kind, notice.recipient) == (NoticeKind.RECEIVED, proposal.created_by)


def test_the_last_instant_before_the_deadline_is_in_time(call: Call) -> None:
    send(complete_draft(call), now=closes(call) - SECOND)


def test_the_instant_of_the_deadline_is_too_late_and_the_draft_is_kept(call: Call) -> None:
    proposal = complete_draft(call)
    with pytest.raises(submitting.TooLate):
        send(proposal, now=closes(call))
    proposal.refresh_from_db()
    assert (proposal.state, proposal.title) == (ProposalState.DRAFT, f"Orto {SECRET}")
    assert not Submission.objects.exists()
    assert not CampaignPage.objects.filter(proposal=proposal).exists()


def test_what_was_received_in_time_counts_though_the_clock_moved_the_call_since(
    call: Call,
) -> None:
    proposal = complete_draft(call)
    call_acts.move_by_clock(now=after_closing(call))
    call.refresh_from_db()
    assert call.phase == Phase.EVALUATION
    with pytest.raises(submitting.TooLate):
        send(proposal, now=closes(call))
    send(proposal, now=closes(call) - SECOND)
    assert sealing.unseal_due(now=after_closing(call)) == 1


def test_before_the_opening_nothing_is_taken(call: Call) -> None:
    proposal = complete_draft(call)
    assert call.submissions_open_at is not None
    Call.objects.filter(pk=call.pk).update(phase=Phase.DRAFT)
    with pytest.raises(submitting.NotYet):
        send(proposal, now=call.submissions_open_at - SECOND)


def test_what_lacks_something_is_not_sent(call: Call) -> None:
    proposal = complete_draft(call, impact="")
    with pytest.raises(submitting.Incomplete) as refusal:
        send(proposal)
    assert [gap.field for gap in refusal.value.missing] == ["impact"]


def test_nobody_else_sends_or_takes_back(call: Call) -> None:
    proposal = complete_draft(call)
    stranger = factories.make_proponent().user
    staff = factories.make_staff("RUP")
    for person in (stranger, staff):
        with pytest.raises(submitting.NotAMember):
            submitting.submit(proposal=proposal, by=person, now=NOW)
    send(proposal)
    with pytest.raises(submitting.NotAMember):
        submitting.take_back(proposal=proposal, by=stranger, now=NOW)


def test_what_was_sent_is_not_sent_again(call: Call) -> None:
    proposal = sent(call)
    with pytest.raises(submitting.NotADraft):
        send(proposal)
    assert Submission.objects.count() == 1


def test_taken_back_it_is_a_draft_without_page_and_can_be_sent_again(call: Call) -> None:
    proposal = sent(call)
    page = proposal.page
    assert page is not None
    take_back(proposal)
    proposal.refresh_from_db()
    assert (proposal.state, proposal.page) == (ProposalState.DRAFT, None)
    assert not CampaignPage.objects.filter(pk=page.pk).exists()
    assert not WorkflowState.objects.filter(object_id=str(page.pk)).exists()
    assert not TaskState.objects.filter(workflow_state__object_id=str(page.pk)).exists()
    again = send(proposal)
    assert again.number == 2
    assert [entry.kind for entry in proposal.history.order_by("seq")] == [
        EventKind.SUBMITTED,
        EventKind.SUBMISSION_WITHDRAWN,
        EventKind.SUBMITTED,
    ]
    assert history.broken_at(call) is None
    first = Submission.objects.get(number=1)
    assert first.withdrawn_at == NOW


def test_from_the_deadline_on_nothing_is_taken_back(call: Call) -> None:
    proposal = sent(call)
    with pytest.raises(submitting.TooLate):
        take_back(proposal, closes(call))
    proposal.refresh_from_db()
    assert proposal.state == ProposalState.SUBMITTED


def test_a_draft_is_not_taken_back(call: Call) -> None:
    with pytest.raises(submitting.NotSent):
        take_back(complete_draft(call))


def test_numbers_are_of_the_call(call: Call) -> None:
    other = factories.make_selection_call()
    numbers = [send(complete_draft(where)).number for where in (call, other, call)]
    assert numbers == [1, 1, 2]


def test_no_log_of_wagtail_names_who_sends_and_takes_back(call: Call) -> None:
    proposal = sent(call)
    page = proposal.page
    assert page is not None
    assert page.owner is None
    assert page.latest_revision.user is None
    assert page.current_workflow_state.requested_by is None
    take_back(proposal)
    assert not PageLogEntry.objects.filter(user=proposal.created_by).exists()
