"""What the people of a project are told of Redazione's answer, each once and in their language."""

from datetime import timedelta

import pytest
from django.utils import timezone

from campaigns.accounts.models import MemberRole, Membership, User
from campaigns.models import StorySuggestion
from campaigns.selection import story_notices
from campaigns.selection.models import NoticeKind, Proposal, SelectionNotice
from campaigns.selection.notice_messages import compose
from campaigns.suggesting import offering
from campaigns.suggesting.models import SuggestionKind
from tests.suggesting.conftest import page_of, refuse, suggest, suggest_picture, take

pytestmark = pytest.mark.django_db


def told() -> list[SelectionNotice]:
    """What was queued about answers, the oldest first."""
    found = SelectionNotice.objects.filter(kind=NoticeKind.SUGGESTION_ANSWERED)
    return list(found.order_by("pk"))


def mail(notice: SelectionNotice) -> str:
    letter = compose(notice=notice, now=timezone.now())
    assert letter is not None
    return f"{letter.subject}\n{letter.body}"


def test_each_member_is_told_once_in_their_language(selected: Proposal, ada: User) -> None:
    eva = User.objects.create_user("eva", "eva@example.org", "x", language="en")
    Membership.objects.create(
        organization=selected.organization, user=eva, role=MemberRole.MEMBER, since=timezone.now()
    )
    suggestion = suggest(selected)
    story_notices.tell(now=timezone.now())
    assert told() == []
    refuse(suggestion, ada, "Il titolo è già breve")
    for _ in range(2):
        story_notices.tell(now=timezone.now())
    letters = {notice.recipient: mail(notice) for notice in told()}
    assert set(letters) == {selected.created_by, eva}
    italian, english = letters[selected.created_by], letters[eva]
    assert "Non accolto" in italian
    assert "Not taken" in english
    for letter in (italian, english):
        assert "Il titolo è già breve" in letter
        assert f"/suggerimenti/{suggestion.pk}/" in letter


@pytest.mark.parametrize("kind", ["edit", "picture", "story", "update"])
def test_what_was_taken_is_told_as_it_goes_on(selected: Proposal, ada: User, kind: str) -> None:
    if kind == "picture":
        suggestion = suggest_picture(selected)
    elif kind == "update":
        suggestion = offering.suggest_update(
            campaign_key=page_of(selected).translation_key,
            title="Il forno è acceso",
            text="Venite.",
            author=selected.created_by,
            now=timezone.now(),
        )
    else:
        suggestion = suggest(selected, SuggestionKind(kind))
    take(suggestion, ada, "Grazie!")
    story_notices.tell(now=timezone.now())
    (notice,) = told()
    said = {"update": "pagina della tua campagna", "story": "scriverà"}.get(kind, "bozza")
    letter = mail(notice)
    assert "Accolto" in letter
    assert said in letter
    assert "Grazie!" in letter


def test_nobody_is_told_of_what_was_taken_back_or_answered_long_ago(
    selected: Proposal, ada: User
) -> None:
    back, old = suggest(selected), suggest(selected, place="title")
    offering.take_back(suggestion_id=back.pk, by=selected.created_by, now=timezone.now())
    refuse(old, ada)
    long_ago = timezone.now() - story_notices.LOOKED_AT - timedelta(hours=1)
    StorySuggestion.objects.filter(pk=old.pk).update(refused_at=long_ago)
    story_notices.tell(now=timezone.now())
    assert told() == []


def test_a_letter_about_what_is_erased_is_not_sent(selected: Proposal, ada: User) -> None:
    suggestion = suggest(selected)
    refuse(suggestion, ada)
    story_notices.tell(now=timezone.now())
    StorySuggestion.objects.all().delete()
    (notice,) = told()
    assert compose(notice=notice, now=timezone.now()) is None
