"""What was taken is told again when readers see it: once, by whatever way it goes live."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Revision

from campaigns.accounts.models import MemberRole, Membership, User
from campaigns.models import CampaignPage, StorySuggestion
from campaigns.selection import story_notices
from campaigns.selection.models import NoticeKind, Proposal, SelectionNotice
from campaigns.selection.notice_messages import compose
from campaigns.suggesting import publication
from campaigns.suggesting.models import SuggestionKind
from home.models import NewsSilence
from tests.editorial.conftest import signed_in
from tests.editorial.test_publishing import submit
from tests.suggesting.conftest import draft_of, page_of, suggest, suggest_picture, take

pytestmark = pytest.mark.django_db
Change = Callable[[CampaignPage], Any]


def write(proposal: Proposal, by: User, change: Change) -> None:
    """Somebody of Redazione writes on in the draft."""
    draft = draft_of(proposal)
    change(draft)
    draft.save_revision(user=by)


def approve(proposal: Proposal, wrote: User, by: User) -> None:
    """A colleague approves the draft."""
    page = page_of(proposal)
    state = submit(page, wrote)
    state.task.specific.on_action(state, by, "approve", revision=page.latest_revision_id)


def told() -> list[SelectionNotice]:
    """The letters that say it is published, asked for twice."""
    for _ in range(2):
        story_notices.tell(now=timezone.now())
    found = SelectionNotice.objects.filter(kind=NoticeKind.SUGGESTION_PUBLISHED)
    return list(found.order_by("pk"))


def mail(notice: SelectionNotice) -> str:
    letter = compose(notice=notice, now=timezone.now())
    assert letter is not None
    return f"{letter.subject}\n{letter.body}"


def fresh(suggestion: StorySuggestion) -> StorySuggestion:
    return StorySuggestion.objects.get(pk=suggestion.pk)


def shown(proposal: Proposal, suggestion: StorySuggestion) -> str:
    """What its people read of it."""
    client: Client = signed_in(proposal.created_by)
    response = client.get(reverse("area:suggestion", args=[proposal.pk, suggestion.pk]))
    return response.content.decode()


def in_story(kind: str, change: Callable[[Any], Any]) -> Change:
    """Write another value in the last block of a kind."""

    def changed(draft: CampaignPage) -> None:
        raw = draft.story.raw_data
        index = max(n for n, block in enumerate(raw) if block["type"] == kind)
        raw[index] = raw[index] | {"value": change(raw[index]["value"])}

    return changed


def without(kind: str) -> Change:
    """Take out the last block of a kind."""

    def changed(draft: CampaignPage) -> None:
        raw = draft.story.raw_data
        raw.__delitem__(max(n for n, block in enumerate(raw) if block["type"] == kind))

    return changed


def everything(proposal: Proposal, ada: User) -> list[StorySuggestion]:
    """One of each kind that changes the page, all of them taken."""
    wanted: list[Callable[[], StorySuggestion]] = [
        lambda: suggest(proposal, place="forno", text="Si cuoce il sabato.\n\n- pane\n- torte"),
        lambda: suggest(proposal, SuggestionKind.REMOVAL, place="che-cosa", note="Inutile"),
        lambda: suggest(proposal, SuggestionKind.PARAGRAPH, text="Alla fine si mangia."),
        lambda: suggest_picture(proposal),
        lambda: suggest_picture(proposal, place="main_image"),
    ]
    return [take(make(), ada) for make in wanted]


def test_one_letter_names_all_that_one_approval_makes_public(
    selected: Proposal, ada: User, bea: User
) -> None:
    eva = User.objects.create_user("eva", "eva@example.org", "x", language="en")
    Membership.objects.create(
        organization=selected.organization, user=eva, role=MemberRole.MEMBER, since=timezone.now()
    )
    suggestions = everything(selected, ada)
    assert told() == []
    assert "in verifica" in shown(selected, suggestions[0])

    approve(selected, ada, bea)

    letters = {notice.recipient: mail(notice) for notice in told()}
    assert set(letters) == {selected.created_by, eva}
    italian, english = letters[selected.created_by], letters[eva]
    assert "Pubblicato" in italian
    assert "Published" in english
    for letter in (italian, english):
        assert page_of(selected).full_url in letter
        for words in ("Si cuoce il sabato.", "Che cosa si fa", "Alla fine si mangia."):
            assert words in letter
        assert letter.count("Bambini che impastano il pane") == 2
    assert "modifiche" not in italian
    for suggestion in suggestions:
        assert fresh(suggestion).public_since == page_of(selected).last_published_at
        assert "Pubblicato il" in shown(selected, suggestion)


def test_published_again_it_is_told_no_more(selected: Proposal, ada: User, bea: User) -> None:
    suggestion = take(suggest(selected), ada)
    approve(selected, ada, bea)
    first = fresh(suggestion).published_at
    assert len(told()) == 1
    write(selected, ada, lambda draft: setattr(draft, "summary", "Un forno in cortile."))
    approve(selected, ada, bea)
    page_of(selected).get_latest_revision().publish()
    assert len(told()) == 1
    assert fresh(suggestion).published_at == first


def test_what_goes_live_on_its_hour_is_told_then(selected: Proposal, ada: User, bea: User) -> None:
    suggestion = take(suggest(selected), ada)
    later = timezone.now() + timedelta(days=1)
    write(selected, ada, lambda draft: setattr(draft, "go_live_at", later))
    approve(selected, ada, bea)
    assert told() == []
    assert fresh(suggestion).is_being_checked
    _its_hour_has_come(selected)
    call_command("publish_scheduled")
    assert len(told()) == 1


def test_a_first_publication_that_is_scheduled_is_not_one_yet(
    selected: Proposal, ada: User, bea: User
) -> None:
    CampaignPage.objects.filter(pk=selected.page_id).update(live=False, live_revision=None)
    suggestion = take(suggest(selected), ada)
    later = timezone.now() + timedelta(days=1)
    write(selected, ada, lambda draft: setattr(draft, "go_live_at", later))
    approve(selected, ada, bea)
    assert fresh(suggestion).is_being_checked
    _its_hour_has_come(selected)
    call_command("publish_scheduled")
    assert len(told()) == 1


def _its_hour_has_come(proposal: Proposal) -> None:
    revision = page_of(proposal).get_latest_revision()
    due = timezone.now() - timedelta(minutes=1)
    Revision.objects.filter(pk=revision.pk).update(
        approved_go_live_at=due, content=revision.content | {"go_live_at": due.isoformat()}
    )


def test_a_story_and_its_letter_are_no_news_that_a_silence_holds(
    selected: Proposal, ada: User, bea: User
) -> None:
    today = timezone.localdate()
    NewsSilence.objects.create(starts_on=today, ends_on=today, reason="elezioni comunali")
    take(suggest(selected), ada)
    approve(selected, ada, bea)
    assert len(told()) == 1


@pytest.mark.parametrize("place", ["che-cosa", "forno", "ines.text", "summary"])
def test_a_draft_thrown_away_is_not_told_and_said_where_it_is_read(
    selected: Proposal, ada: User, bea: User, place: str
) -> None:
    before = page_of(selected).get_latest_revision()
    suggestion = take(suggest(selected, place=place, text="Cuociamo insieme."), ada)
    before.as_object().save_revision(user=ada)
    write(selected, ada, lambda draft: setattr(draft, "title", "Il forno di tutti"))
    approve(selected, ada, bea)
    assert told() == []
    assert fresh(suggestion).left_out_at is not None
    assert "non pubblicato" in shown(selected, suggestion)

    taken = fresh(suggestion).draft
    assert taken is not None
    taken.as_object().save_revision(user=ada)
    approve(selected, ada, bea)
    assert len(told()) == 1
    assert fresh(suggestion).left_out_at is None


def test_words_of_an_older_draft_put_back_are_not_what_was_suggested(
    selected: Proposal, ada: User, bea: User
) -> None:
    write(selected, ada, lambda draft: setattr(draft, "summary", "Mai pubblicato."))
    suggestion = take(suggest(selected, place="summary", text="Un forno in cortile."), ada)
    write(selected, ada, lambda draft: setattr(draft, "summary", "Mai pubblicato."))
    approve(selected, ada, bea)
    assert told() == []
    assert fresh(suggestion).left_out_at is not None


@pytest.mark.parametrize(
    ("kind", "wanted", "change"),
    [
        (
            SuggestionKind.EDIT,
            {"place": "summary", "text": "Un forno in cortile."},
            lambda draft: setattr(draft, "summary", "Un forno nel cortile di tutti."),
        ),
        (SuggestionKind.EDIT, {}, in_story("heading", lambda _was: "Che cosa faremo qui")),
        (
            SuggestionKind.PARAGRAPH,
            {"text": "Si mangia."},
            in_story("paragraph", lambda _was: "<p>Si mangia insieme.</p>"),
        ),
    ],
    ids=["field", "block", "new"],
)
def test_words_that_were_changed_by_hand_are_told_as_changed(
    selected: Proposal, ada: User, bea: User, kind: SuggestionKind, wanted: Any, change: Change
) -> None:
    suggestion = take(suggest(selected, kind, **wanted), ada)
    write(selected, ada, change)
    approve(selected, ada, bea)
    (notice,) = told()
    assert "con modifiche della nostra redazione" in mail(notice)
    assert fresh(suggestion).was_edited
    assert "ha cambiato qualcosa" in shown(selected, suggestion)


@pytest.mark.parametrize(
    ("kind", "wanted", "change"),
    [
        (SuggestionKind.EDIT, {}, without("heading")),
        (SuggestionKind.PARAGRAPH, {"text": "Si mangia."}, without("paragraph")),
        (SuggestionKind.PICTURE, {}, without("image")),
    ],
    ids=["changed", "new", "picture"],
)
def test_what_was_taken_out_of_the_draft_is_not_told(
    selected: Proposal, ada: User, bea: User, kind: SuggestionKind, wanted: Any, change: Change
) -> None:
    is_picture = kind == SuggestionKind.PICTURE
    suggestion = take(
        suggest_picture(selected) if is_picture else suggest(selected, kind, **wanted), ada
    )
    write(selected, ada, change)
    approve(selected, ada, bea)
    assert told() == []
    assert fresh(suggestion).left_out_at is not None


def test_a_link_and_a_block_made_anew_change_no_word(
    selected: Proposal, ada: User, bea: User
) -> None:
    suggestion = take(
        suggest(selected, SuggestionKind.PARAGRAPH, text="Si mangia, il sabato."), ada
    )

    def anew(draft: CampaignPage) -> None:
        html = '<p data-block-key="x">Si mangia, <a href="https://example.org/">il sabato</a>.</p>'
        draft.story.raw_data[-1] = {"type": "paragraph", "value": html, "id": "nuovo"}

    write(selected, ada, anew)
    approve(selected, ada, bea)
    assert len(told()) == 1
    assert not fresh(suggestion).was_edited


def test_an_older_draft_that_goes_live_later_carries_nothing(
    selected: Proposal, ada: User, bea: User
) -> None:
    take(suggest(selected, SuggestionKind.PARAGRAPH, text="Prima."), ada)
    older = page_of(selected).get_latest_revision()
    suggestion = take(suggest(selected, SuggestionKind.REMOVAL, place="che-cosa", note="Via"), ada)
    Revision.objects.filter(pk=older.pk).update(user=None)
    older.refresh_from_db()
    older.publish()
    assert fresh(suggestion).is_being_checked


def test_who_has_left_or_is_erased_gets_no_letter(selected: Proposal, ada: User, bea: User) -> None:
    leaving, erased, early = (
        User.objects.create_user(name, f"{name}@example.org", "x")
        for name in ("leaving", "erased", "early")
    )
    for user in (leaving, erased, early):
        Membership.objects.create(
            organization=selected.organization,
            user=user,
            role=MemberRole.MEMBER,
            since=timezone.now(),
        )
    take(suggest(selected), ada)
    early.memberships.all().delete()
    approve(selected, ada, bea)
    notices = {notice.recipient: notice for notice in told()}
    assert set(notices) == {selected.created_by, leaving, erased}
    leaving.memberships.all().delete()
    User.objects.filter(pk=erased.pk).update(is_active=False, email="")
    for user in (leaving, erased):
        notice = SelectionNotice.objects.get(pk=notices[user].pk)
        assert compose(notice=notice, now=timezone.now()) is None
    assert mail(notices[selected.created_by])


def test_a_page_taken_offline_is_not_written_about(
    selected: Proposal, ada: User, bea: User
) -> None:
    take(suggest(selected), ada)
    approve(selected, ada, bea)
    (notice,) = told()
    CampaignPage.objects.filter(pk=selected.page_id).update(live=False)
    notice = SelectionNotice.objects.get(pk=notice.pk)
    assert compose(notice=notice, now=timezone.now()) is None
    SelectionNotice.objects.all().delete()
    assert told() == []


def test_a_page_of_which_nothing_was_taken_is_not_read_again(
    selected: Proposal, ada: User, django_assert_num_queries: Any
) -> None:
    suggest(selected)
    page = page_of(selected)
    revision = page.live_revision
    with django_assert_num_queries(1):
        publication.note(page, revision)


def test_the_database_wants_what_is_published_to_be_taken(selected: Proposal, ada: User) -> None:
    now = timezone.now()
    rows = StorySuggestion.objects.filter(pk=suggest(selected).pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(published_at=now)
    take(rows.get(), ada)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(published_at=now, left_out_at=now)
