"""Several people at once, and the clock: one outcome."""

from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from wagtail.models import Page

from campaigns.selection import history, sealing, submitting
from campaigns.selection.models import EventKind, Proposal, ProposalState, Submission
from tests.concurrency import at_once
from tests.selection import factories

from .sending import NOW, after_closing, closes, complete_draft, send, sent

pytestmark = pytest.mark.committed


def outcome(act: Any) -> str:
    try:
        act()
    except submitting.SendingRefused as refusal:
        return type(refusal).__name__
    return "done"


def test_sent_twice_at_once_it_is_sent_once(committed_db: str) -> None:
    proposal = complete_draft(factories.make_selection_call())
    twice = [partial(outcome, partial(send, proposal))] * 2
    assert sorted(at_once(twice)) == ["NotADraft", "done"]
    assert Submission.objects.count() == 1


def test_numbers_have_no_gap_under_eight_threads(committed_db: str) -> None:
    calls = [factories.make_selection_call() for _n in range(2)]
    drafts = [complete_draft(calls[number % 2]) for number in range(8)]
    refused = [complete_draft(calls[0], impact="") for _n in range(2)]
    results = at_once([partial(outcome, partial(send, draft)) for draft in [*drafts, *refused]])
    assert sorted(results) == ["Incomplete"] * 2 + ["done"] * 8
    for call in calls:
        numbers = Submission.objects.filter(call=call).values_list("number", flat=True)
        assert list(numbers.order_by("number")) == [1, 2, 3, 4]
        assert history.broken_at(call) is None
    assert not Page.find_problems()[0], "pages made at once keep the tree whole"


def test_sending_and_the_deadline_at_once(committed_db: str) -> None:
    call = factories.make_selection_call()
    in_time, late = complete_draft(call), complete_draft(call)
    results = at_once(
        [
            partial(outcome, partial(send, in_time, closes(call) - timedelta(microseconds=1))),
            partial(outcome, partial(send, late, closes(call))),
            partial(sealing.unseal_due, now=after_closing(call)),
        ]
    )
    assert results[:2] == ["done", "TooLate"]
    sealing.unseal_due(now=after_closing(call))
    states = Proposal.objects.in_bulk()
    assert states[in_time.pk].state == ProposalState.ELIGIBILITY
    assert states[late.pk].state == ProposalState.DRAFT


def test_taking_back_and_unsealing_at_once_is_one_of_the_two(committed_db: str) -> None:
    call = factories.make_selection_call()
    proposals = [sent(call) for _n in range(4)]
    before = closes(call) - timedelta(microseconds=1)
    acts = [
        partial(
            outcome,
            partial(submitting.take_back, proposal=proposal, by=proposal.created_by, now=before),
        )
        for proposal in proposals
    ]
    *taken, lifted, lifted_too = at_once(
        [*acts, *[partial(sealing.unseal_due, now=after_closing(call))] * 2]
    )
    states = Proposal.objects.in_bulk()
    for proposal, result in zip(proposals, taken, strict=True):
        expected = {"done": ProposalState.DRAFT, "NotSent": ProposalState.ELIGIBILITY}[result]
        assert states[proposal.pk].state == expected
        assert (states[proposal.pk].page_id is None) == (result == "done")
    assert lifted + lifted_too == taken.count("NotSent")
    unsealed = call.history.filter(kind=EventKind.UNSEALED)
    assert unsealed.count() == taken.count("NotSent")
    assert history.broken_at(call) is None


def test_all_sent_at_the_same_instant_have_one_number_each(committed_db: str) -> None:
    call = factories.make_selection_call()
    drafts = [complete_draft(call) for _n in range(3)]
    sendings = at_once([partial(send, draft, NOW) for draft in drafts])
    assert sorted(sending.number for sending in sendings) == [1, 2, 3]


def test_eight_calls_take_proposals_at_once_and_the_tree_stays_whole(committed_db: str) -> None:
    drafts = [complete_draft(factories.make_selection_call()) for _n in range(8)]
    sendings = at_once([partial(send, draft) for draft in drafts])
    assert [sending.number for sending in sendings] == [1] * 8
    assert not any(Page.find_problems())


def test_two_clocks_lift_each_seal_once(committed_db: str) -> None:
    call = factories.make_selection_call()
    for _n in range(3):
        sent(call)
    lifted = at_once([partial(sealing.unseal_due, now=after_closing(call))] * 4)
    assert sum(lifted) == 3
    assert call.history.filter(kind=EventKind.UNSEALED).count() == 3
