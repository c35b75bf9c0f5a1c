"""Commissioners who act in the same instant."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

from django.db import OperationalError, connection, transaction

from campaigns.calls.models import Phase
from campaigns.selection import history, scoring
from campaigns.selection.models import EventKind, Proposal, ProposalState
from tests.concurrency import at_once
from tests.selection import factories
from tests.selection.evaluation.scores import declare, declare_and_hand_in, hand_in
from tests.selection.factories import NOW


def quietly(act: Callable[[], Any]) -> str:
    """The act's outcome as a word: two orders are right, an error is not."""
    try:
        act()
    except scoring.NotBeingEvaluated:
        return "late"
    return "done"


def test_three_who_hand_in_at_once_make_it_final_once(committed_db: str) -> None:
    call = factories.make_selection_call(phase=Phase.EVALUATION)
    with transaction.atomic():
        proposals = [factories.make_in_evaluation(call) for _number in range(3)]
    commissioners = [factories.make_commissioner(call) for _number in range(3)]
    for proposal in proposals:
        for commissioner in commissioners:
            declare(commissioner, proposal)
        at_once([partial(hand_in, commissioner, proposal) for commissioner in commissioners])
        proposal.refresh_from_db()
        assert proposal.state == ProposalState.RANKED
        assert proposal.history.filter(kind=EventKind.SCORES_FINAL).count() == 1
        assert scoring.counted_sheets(proposal=proposal).count() == 3
    assert history.broken_at(call) is None


def test_an_abstention_and_the_last_scores_at_once(committed_db: str) -> None:
    call = factories.make_selection_call(phase=Phase.EVALUATION)
    with transaction.atomic():
        proposals = [factories.make_in_evaluation(call) for _number in range(4)]
    first, second, third = (factories.make_commissioner(call) for _number in range(3))
    for proposal in proposals:
        for commissioner in (first, second):
            declare_and_hand_in(commissioner, proposal)
        declare(third, proposal)
        abstain = partial(
            scoring.declare,
            commissioner=first,
            proposal=proposal,
            abstains=True,
            reason="Parente",
            now=NOW,
        )
        outcomes = at_once(
            [partial(quietly, abstain), partial(quietly, partial(hand_in, third, proposal))]
        )
        proposal.refresh_from_db()
        assert proposal.state == ProposalState.RANKED
        counted = {sheet.commissioner for sheet in scoring.counted_sheets(proposal=proposal)}
        was_in_time = outcomes[0] == "done"
        assert counted == ({second, third} if was_in_time else {first, second, third})
        assert outcomes[1] == "done"
        assert proposal.history.filter(kind=EventKind.SCORES_FINAL).count() == 1
    assert history.broken_at(call) is None


def test_who_scores_waits_for_the_proposals_lock(committed_db: str) -> None:
    call = factories.make_selection_call(phase=Phase.EVALUATION)
    with transaction.atomic():
        proposal = factories.make_in_evaluation(call)
    commissioner = factories.make_commissioner(call)

    def impatient() -> str:
        try:
            with connection.cursor() as cursor:
                cursor.execute("SET lock_timeout = '300ms'")
            declare(commissioner, proposal)
        except OperationalError:
            return "waited"
        finally:
            connection.close()
        return "did not wait"

    with ThreadPoolExecutor(1) as pool, transaction.atomic():
        Proposal.objects.select_for_update(no_key=True, of=("self",)).get(pk=proposal.pk)
        assert pool.submit(impatient).result() == "waited"
