"""What a proponent suggests, and Redazione's answer."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from campaigns import suggestions
from campaigns.accounts.models import User
from campaigns.calls.models import Phase
from campaigns.models import StorySuggestion, Update
from campaigns.selection.models import Proposal, ProposalState
from campaigns.suggestions import SuggestionRefused
from tests.editorial.conftest import signed_in
from tests.editorial.test_corrections import confirmed
from tests.selection.factories import (
    make_evaluated,
    make_proponent,
    make_selection_call,
    make_staff,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def selected(db: None) -> Proposal:
    """A selected proposal, with its page."""
    proposal = make_evaluated(make_selection_call(phase=Phase.EVALUATION))
    proposal.state = ProposalState.SELECTED
    proposal.save(update_fields=["state"])
    return proposal


def suggest(proposal: Proposal, text: str = "Dite del forno.") -> StorySuggestion:
    assert proposal.page is not None
    return suggestions.suggest(
        campaign_key=proposal.page.translation_key,
        text=text,
        author=proposal.created_by,
        now=timezone.now(),
    )


def test_people_of_a_selected_project_suggest(selected: Proposal, ada: User) -> None:
    url = reverse("area:suggest", args=[selected.pk])
    client = signed_in(selected.created_by)
    assert client.post(url, {"text": "Dite del forno."}).status_code == 302
    assert "Dite del forno." in client.get(url).content.decode()
    assert selected.page is not None
    edit = reverse("wagtailadmin_pages:edit", args=[selected.page.pk])
    assert "Dite del forno." in signed_in(ada).get(edit).content.decode()


@pytest.mark.parametrize("text", ["", "x" * 4001, "con un NUL \x00"], ids=["none", "long", "nul"])
def test_bad_words_are_asked_again(selected: Proposal, text: str) -> None:
    url = reverse("area:suggest", args=[selected.pk])
    assert signed_in(selected.created_by).post(url, {"text": text}).status_code == 400
    assert not StorySuggestion.objects.exists()


def test_strangers_and_unselected_projects_find_nothing(selected: Proposal) -> None:
    url = reverse("area:suggest", args=[selected.pk])
    for client in (signed_in(make_proponent().user), signed_in(make_staff("Redazione"))):
        assert client.post(url, {"text": "x"}).status_code == 404
    assert Client().post(url, {"text": "x"}).status_code == 302
    Proposal.objects.filter(pk=selected.pk).update(state=ProposalState.NOT_SELECTED)
    assert signed_in(selected.created_by).post(url, {"text": "x"}).status_code == 404
    assert not StorySuggestion.objects.exists()


@pytest.mark.parametrize("takes", ["yes", "no"])
def test_redazione_answers_once(selected: Proposal, ada: User, takes: str) -> None:
    suggestion = suggest(selected)
    url = reverse("editorial:answer_suggestion", args=[suggestion.pk])
    form: dict[str, Any] = {"takes": takes, "words": "Grazie"}
    assert confirmed(signed_in(ada), url, form).status_code == 302
    suggestion.refresh_from_db()
    assert (suggestion.taken_at is not None) == (takes == "yes")
    assert (suggestion.refused_at is not None) == (takes == "no")
    with pytest.raises(SuggestionRefused):
        suggestions.answer(
            suggestion_id=suggestion.pk, takes=True, words="", by=ada, now=timezone.now()
        )


@pytest.mark.parametrize("role", ["Ragioneria", "Segreteria", "Commissione", "RUP"])
def test_other_roles_answer_nothing(selected: Proposal, role: str) -> None:
    suggestion = suggest(selected)
    url = reverse("editorial:answer_suggestion", args=[suggestion.pk])
    signed_in(make_staff(role)).post(url, {"takes": "yes"})
    suggestion.refresh_from_db()
    assert suggestion.is_open


def test_the_services_ask_who_it_is(selected: Proposal) -> None:
    suggestion = suggest(selected)
    assert selected.page is not None
    key, now, stranger = selected.page.translation_key, timezone.now(), make_proponent().user
    for author in (stranger, make_staff("Redazione")):
        with pytest.raises(PermissionDenied):
            suggestions.suggest(campaign_key=key, text="x", author=author, now=now)
    for by in (stranger, selected.created_by, make_staff("RUP")):
        with pytest.raises(PermissionDenied):
            suggestions.answer(suggestion_id=suggestion.pk, takes=True, words="", by=by, now=now)
    Proposal.objects.filter(pk=selected.pk).update(state=ProposalState.WITHDRAWN)
    with pytest.raises(PermissionDenied):
        suggest(selected)


NEWS = {"title": "Il forno è acceso", "text": "Si impasta <b>sabato</b>.\n\nVenite."}


def test_news_of_a_project_is_public_as_it_stands_once_redazione_takes_it(
    selected: Proposal, ada: User
) -> None:
    url = reverse("area:updates", args=[selected.pk])
    client = signed_in(selected.created_by)
    assert client.post(url, NEWS).status_code == 302
    assert NEWS["title"] in client.get(url).content.decode()
    assert not Update.objects.exists()
    suggestion = StorySuggestion.objects.get()
    answer = reverse("editorial:answer_suggestion", args=[suggestion.pk])
    assert confirmed(signed_in(ada), answer, {"takes": "yes", "words": ""}).status_code == 302
    update = Update.objects.get()
    assert selected.page is not None
    assert (update.campaign_key, update.title) == (selected.page.translation_key, NEWS["title"])
    assert update.body == "<p>Si impasta &lt;b&gt;sabato&lt;/b&gt;.</p>\n\n<p>Venite.</p>"


def test_news_that_is_not_taken_stays_between_us(selected: Proposal, ada: User) -> None:
    signed_in(selected.created_by).post(reverse("area:updates", args=[selected.pk]), NEWS)
    suggestion = StorySuggestion.objects.get()
    suggestions.answer(
        suggestion_id=suggestion.pk, takes=False, words="Che giorno?", by=ada, now=timezone.now()
    )
    assert not Update.objects.exists()
    page = signed_in(selected.created_by).get(reverse("area:updates", args=[selected.pk]))
    assert "Che giorno?" in page.content.decode()


@pytest.mark.parametrize("lacking", ["title", "text"])
def test_news_without_a_title_or_words_is_asked_again(selected: Proposal, lacking: str) -> None:
    url = reverse("area:updates", args=[selected.pk])
    answer = signed_in(selected.created_by).post(url, NEWS | {lacking: ""})
    assert answer.status_code == 400
    assert not StorySuggestion.objects.exists()


def test_too_many_at_once_are_put_off(selected: Proposal) -> None:
    for number in range(suggestions.OPEN_AT_MOST):
        suggest(selected, str(number))
    with pytest.raises(SuggestionRefused):
        suggest(selected)
    url = reverse("area:suggest", args=[selected.pk])
    response = signed_in(selected.created_by).post(url, {"text": "Ancora"})
    assert response.status_code == 409
    assert "Ancora" in response.content.decode()


def test_the_database_wants_one_answer(selected: Proposal) -> None:
    suggestion = suggest(selected)
    rows = StorySuggestion.objects.filter(pk=suggestion.pk)
    now = timezone.now()
    for fields in ({"taken_at": now, "refused_at": now}, {"taken_at": now}):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**fields)
