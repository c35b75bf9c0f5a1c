"""Two of Redazione answer at once; a proponent takes back meanwhile."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from campaigns.accounts.models import User
from campaigns.models import CampaignPage, StorySuggestion
from campaigns.selection.models import Proposal
from campaigns.suggesting import offering
from campaigns.suggesting.refusals import SuggestionRefused
from tests.concurrency import at_once
from tests.selection.factories import make_staff
from tests.suggesting import conftest
from tests.suggesting.conftest import draft_of, page_of, refuse, suggest, take

pytestmark = pytest.mark.committed


def attempt(act: Callable[[], Any]) -> bool:
    try:
        act()
    except SuggestionRefused:
        return False
    return True


def prepared() -> tuple[Proposal, User, User]:
    """A selected project, and two of Redazione."""
    with transaction.atomic():
        proposal = conftest.make_selected()
    return proposal, make_staff("Redazione"), make_staff("Redazione")


def test_two_who_answer_at_once_answer_it_once(committed_db: str) -> None:
    proposal, ada, bea = prepared()
    for text in ("Primo titolo", "Secondo titolo", "Terzo titolo"):
        suggestion = suggest(proposal, text=text)
        revisions = page_of(proposal).revisions.count()

        outcomes = at_once(
            [partial(attempt, partial(act, suggestion, by)) for act, by in _answers(ada, bea)]
        )

        assert sorted(outcomes) == [False, False, True]
        suggestion.refresh_from_db()
        was_taken = suggestion.taken_at is not None
        assert page_of(proposal).revisions.count() == revisions + was_taken


def _answers(ada: User, bea: User) -> list[tuple[Any, User]]:
    return [(take, ada), (take, bea), (refuse, bea)]


def test_two_suggestions_taken_at_once_from_one_reading_do_not_lose_a_word(
    committed_db: str,
) -> None:
    proposal, ada, bea = prepared()
    first = suggest(proposal, text="Che cosa faremo")
    second = suggest(proposal, place="summary", text="Un forno in cortile.")

    outcomes = at_once(
        [
            partial(attempt, partial(take, first, ada)),
            partial(attempt, partial(take, second, bea)),
        ]
    )

    draft = draft_of(proposal)
    said = [draft.story[0].value == "Che cosa faremo", draft.summary == "Un forno in cortile."]
    assert said == outcomes
    assert any(outcomes)


def test_taken_or_taken_back_but_not_both(committed_db: str) -> None:
    proposal, ada, _bea = prepared()
    suggestion = conftest.suggest_picture(proposal)
    back = partial(
        offering.take_back, suggestion_id=suggestion.pk, by=proposal.created_by, now=timezone.now()
    )

    outcomes = at_once([partial(attempt, back), partial(attempt, partial(take, suggestion, ada))])

    assert sorted(outcomes) == [False, True]
    assert StorySuggestion.objects.get(pk=suggestion.pk).is_open is False
    assert CampaignPage.objects.get(pk=proposal.page_id).latest_revision is not None


def test_a_double_tap_makes_one_suggestion(committed_db: str) -> None:
    proposal, _ada, _bea = prepared()
    outcomes = at_once([partial(attempt, partial(suggest, proposal))] * 3)
    assert sorted(outcomes) == [False, False, True]
    assert StorySuggestion.objects.count() == 1
