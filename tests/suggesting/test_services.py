"""What is suggested of a story, taken into its draft or not, by whom, and what is left of it."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.storage import storages
from django.db import IntegrityError, transaction
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks
from wagtail.models import TaskState

from campaigns.accounts.models import User
from campaigns.checks.checklist import obstacles
from campaigns.editorial.task import wrote_since_live
from campaigns.files.checked import UploadRefused
from campaigns.models import CampaignPage, LibraryImage, StorySuggestion, SuggestedPicture, Update
from campaigns.selection import retention as selection_retention
from campaigns.selection.models import Proposal, ProposalState
from campaigns.suggesting import answering, offering, reading, retention
from campaigns.suggesting.models import People, SuggestionKind
from campaigns.suggesting.pictures import Upload
from campaigns.suggesting.places import anchors, place_of, places_of
from campaigns.suggesting.refusals import SuggestionRefused
from tests.selection.area.files import pdf, phone_photo, program
from tests.selection.factories import make_proponent, make_staff
from tests.suggesting.conftest import (
    draft_of,
    page_of,
    refuse,
    suggest,
    suggest_picture,
    take,
)

pytestmark = pytest.mark.django_db
PRIVATE = storages["private"]


def text_at(page: CampaignPage, key: str) -> str:
    place = place_of(page, key)
    assert place is not None
    return place.text


def write(proposal: Proposal, by: User, change: Any) -> None:
    """Somebody of Redazione writes a draft."""
    draft = draft_of(proposal)
    change(draft)
    draft.save_revision(user=by)


def files_of(suggestion: StorySuggestion) -> list[str]:
    found = SuggestedPicture.objects.get(suggestion=suggestion)
    return [name for name in (found.file.name, found.release.name) if name]


@pytest.mark.parametrize(
    ("place", "text"),
    [
        ("title", "Il forno di tutti"),
        ("summary", "Un forno in cortile."),
        ("che-cosa", "Che cosa faremo"),
        ("forno", "Si cuoce il sabato.\n\n- pane\n- torte"),
        ("ines.text", "Era ora!"),
        ("ines.attribution", "Ines Riva"),
    ],
)
def test_a_text_that_is_taken_is_in_the_draft_and_not_before_readers(
    selected: Proposal, ada: User, place: str, text: str
) -> None:
    published = text_at(page_of(selected), place)
    suggestion = suggest(selected, place=place, text=text)
    assert suggestion.before == published
    take(suggestion, ada, "Grazie")
    assert text_at(draft_of(selected), place) == text
    assert text_at(page_of(selected), place) == published
    page = page_of(selected)
    assert page.has_unpublished_changes
    assert wrote_since_live(page, ada)  # so a colleague of hers approves it
    suggestion.refresh_from_db()
    assert (suggestion.answered_by, suggestion.answer) == (ada, "Grazie")


def test_all_else_of_the_draft_stays_as_it_was(selected: Proposal, ada: User) -> None:
    before = {place.key: place.text for place in places_of(draft_of(selected))}
    take(suggest(selected, place="ines.text", text="Era ora!"), ada)
    after = {place.key: place.text for place in places_of(draft_of(selected))}
    assert after == before | {"ines.text": "Era ora!"}


def test_a_link_stays_with_its_words(selected: Proposal, ada: User) -> None:
    take(suggest(selected, place="forno", text="Da maggio si cuoce il sabato."), ada)
    (block,) = [block for block in draft_of(selected).story if block.id == "forno"]
    assert block.value.source == (
        '<p>Da maggio si cuoce <a href="https://example.org/">il sabato</a>.</p>'
    )


def test_a_block_is_taken_out_and_a_paragraph_added_where_it_was_wanted(
    selected: Proposal, ada: User
) -> None:
    take(suggest(selected, SuggestionKind.REMOVAL, place="che-cosa", note="Inutile"), ada)
    take(suggest(selected, SuggestionKind.PARAGRAPH, text="In mezzo", after="forno"), ada)
    take(suggest(selected, SuggestionKind.PARAGRAPH, text="Alla fine"), ada)
    told = [(block.block_type, str(block.value)[:30]) for block in draft_of(selected).story]
    assert [kind for kind, _text in told] == [
        *("paragraph", "paragraph", "quote", "gallery", "paragraph"),
    ]
    assert "In mezzo" in told[1][1]
    assert "Alla fine" in told[-1][1]


def test_a_picture_comes_with_its_care_and_can_be_published(
    selected: Proposal,
    ada: User,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    day = timezone.localdate() + timedelta(days=90)
    suggestion = suggest_picture(selected, after="forno")
    SuggestedPicture.objects.update(shown_until=day)
    stored = files_of(suggestion)
    with django_capture_on_commit_callbacks(execute=True):
        take(suggestion, ada)
    image = LibraryImage.objects.get(description="Bambini che impastano il pane")
    assert (image.credit, image.minor_shown, image.release_expires_on) == ("Eva Neri", True, day)
    assert image.release.read().startswith(b"%PDF")
    assert image.release.name.startswith("releases/")
    assert image.uploaded_by_user == ada
    block = draft_of(selected).story[2]
    assert (block.block_type, block.value.pk) == ("image", image.pk)
    assert block.value.contextual_alt_text == "Bambini che impastano il pane"
    assert not obstacles(draft_of(selected))
    assert image.pk not in [
        place.image and place.image.pk for place in places_of(page_of(selected))
    ]
    assert not any(PRIVATE.exists(name) for name in stored)
    assert SuggestedPicture.objects.get().image == image


def test_a_picture_takes_the_place_of_the_main_one_or_of_one_in_a_gallery(
    selected: Proposal, ada: User
) -> None:
    for key in ("main_image", "foto.0"):
        take(suggest_picture(selected, place=key), ada)
    draft = draft_of(selected)
    images = LibraryImage.objects.filter(credit="Eva Neri").order_by("pk")
    assert draft.main_image == images[0]
    assert draft.main_image_alt == "Bambini che impastano il pane"
    assert [picture.pk for picture in draft.story[3].value] == [images[1].pk]
    assert page_of(selected).main_image not in images


def test_a_release_goes_missing_and_publishing_is_refused(selected: Proposal, ada: User) -> None:
    take(suggest_picture(selected), ada)
    LibraryImage.objects.filter(minor_shown=True).update(release="")
    assert "release" in [check.code for check in obstacles(draft_of(selected))]


def test_where_a_picture_was_taken_is_not_kept(selected: Proposal) -> None:
    suggestion = suggest(
        selected,
        SuggestionKind.PICTURE,
        upload=Upload(file=phone_photo(), alt="Il forno", credit="Eva", people=People.NOBODY),
    )
    with PRIVATE.open(files_of(suggestion)[0]) as stored:
        assert b"Rosa Bianchi" not in stored.read()


@pytest.mark.parametrize("bad", [pdf, program], ids=["pdf", "program"])
def test_what_is_no_picture_is_refused_and_leaves_nothing(selected: Proposal, bad: Any) -> None:
    upload = Upload(file=bad(), alt="Il forno", credit="Eva", people=People.NOBODY)
    with pytest.raises(UploadRefused):
        suggest(selected, SuggestionKind.PICTURE, upload=upload)
    with pytest.raises(UploadRefused):
        suggest_picture(selected, release=program())
    assert not StorySuggestion.objects.exists()


def test_people_without_a_release_are_refused_by_the_database(selected: Proposal) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        suggest_picture(selected, release=None)


def test_news_is_public_as_it_stands_once_it_is_taken(selected: Proposal, ada: User) -> None:
    suggestion = offering.suggest_update(
        campaign_key=page_of(selected).translation_key,
        title="Il forno è acceso",
        text="Si impasta <b>sabato</b>.\n\nVenite.",
        author=selected.created_by,
        now=timezone.now(),
    )
    assert not Update.objects.exists()
    take(suggestion, ada)
    update = Update.objects.get()
    assert update.body == "<p>Si impasta &lt;b&gt;sabato&lt;/b&gt;.</p>\n\n<p>Venite.</p>"


def test_a_word_about_the_story_changes_no_draft(selected: Proposal, ada: User) -> None:
    before = page_of(selected).latest_revision_id
    take(suggest(selected, SuggestionKind.STORY), ada)
    assert page_of(selected).latest_revision_id == before


def test_a_refusal_says_why(selected: Proposal, ada: User) -> None:
    suggestion = suggest(selected)
    for nothing in ("", "  \n"):
        with pytest.raises(SuggestionRefused):
            refuse(suggestion, ada, nothing)
    refuse(suggestion, ada, "Il titolo è già breve")
    suggestion.refresh_from_db()
    assert suggestion.refused_at is not None
    assert not page_of(selected).has_unpublished_changes


def test_an_answer_is_given_once(selected: Proposal, ada: User, bea: User) -> None:
    taken, refused, back = (
        suggest(selected, place=place) for place in ("che-cosa", "title", "summary")
    )
    take(taken, ada)
    refuse(refused, ada)
    offering.take_back(suggestion_id=back.pk, by=selected.created_by, now=timezone.now())
    for suggestion in (taken, refused, back):
        with pytest.raises(SuggestionRefused):
            take(suggestion, bea)
        with pytest.raises(SuggestionRefused):
            refuse(suggestion, bea)
        with pytest.raises(SuggestionRefused):
            offering.take_back(
                suggestion_id=suggestion.pk, by=selected.created_by, now=timezone.now()
            )


def test_a_draft_written_on_meanwhile_is_read_again_first(
    selected: Proposal, ada: User, bea: User
) -> None:
    suggestion, read = suggest(selected), page_of(selected).latest_revision_id
    write(selected, bea, lambda draft: setattr(draft, "summary", "Scritto da Bea."))
    with pytest.raises(SuggestionRefused, match="scritto"):
        answering.take(
            suggestion_id=suggestion.pk, revision_id=read, words="", by=ada, now=timezone.now()
        )
    take(suggestion, ada)
    draft = draft_of(selected)
    assert (draft.summary, text_at(draft, "che-cosa")) == ("Scritto da Bea.", "Che cosa faremo")


def test_a_review_under_way_goes_on_with_the_new_draft(
    selected: Proposal, ada: User, bea: User
) -> None:
    write(selected, bea, lambda draft: setattr(draft, "summary", "Scritto da Bea."))
    page = page_of(selected)
    workflow = page.get_workflow()
    assert workflow is not None
    workflow.start(page, bea)
    take(suggest(selected), ada)
    state = TaskState.objects.for_instance(page_of(selected)).get()
    assert state.status == TaskState.STATUS_IN_PROGRESS
    names = {name for name, *_rest in state.task.specific.get_actions(page_of(selected), ada)}
    assert "approve" not in names


def test_a_locked_page_is_not_written(selected: Proposal, ada: User, bea: User) -> None:
    suggestion = suggest(selected)
    CampaignPage.objects.filter(pk=selected.page_id).update(
        locked=True, locked_by=bea, locked_at=timezone.now()
    )
    assert reading.read(suggestion, ada).is_locked
    with pytest.raises(SuggestionRefused, match="bloccata"):
        take(suggestion, ada)
    suggestion.refresh_from_db()
    assert suggestion.is_open


def test_a_place_that_is_gone_from_the_draft_is_told(
    selected: Proposal, ada: User, bea: User
) -> None:
    suggestions = [
        suggest(selected),
        suggest(selected, SuggestionKind.PARAGRAPH, after="che-cosa"),
        suggest_picture(selected, after="che-cosa"),
    ]
    write(selected, bea, lambda draft: draft.story.raw_data.__delitem__(0))
    for suggestion in suggestions:
        assert reading.read(suggestion, ada).is_gone
        assert not reading.read(suggestion, ada).may_be_taken
        with pytest.raises(SuggestionRefused, match="non c’è più"):
            take(suggestion, ada)
        suggestion.refresh_from_db()
        assert suggestion.is_open
    assert not LibraryImage.objects.filter(credit="Eva Neri").exists()


def test_redazione_reads_what_changed_since_and_what_would_be_lost(
    selected: Proposal, ada: User, bea: User
) -> None:
    suggestion = suggest(selected, place="forno", text="Costa 3.000 euro, il venerdì.")
    found = reading.read(suggestion, ada)
    assert (found.was, found.in_draft, found.changes_figures) == (None, None, True)
    assert found.lost_links == ("il sabato",)

    def say(draft: Any) -> None:
        raw = draft.story.raw_data[1]
        draft.story.raw_data[1] = raw | {"value": "<p>Il venerdì.</p>"}

    write(selected, bea, say)
    assert reading.read(suggestion, ada).in_draft == "Il venerdì."
    CampaignPage.objects.filter(pk=selected.page_id).update(
        story=draft_of(selected).story.get_prep_value()
    )
    found = reading.read(suggestion, ada)
    assert (found.was, found.in_draft) == (suggestion.before, None)


def test_who_may_do_what(selected: Proposal, ada: User) -> None:
    suggestion, stranger = suggest(selected), make_proponent().user
    now = timezone.now()
    for by in (stranger, selected.created_by, make_staff("RUP"), make_staff("Ragioneria")):
        for answer in (take, refuse):
            with pytest.raises(PermissionDenied):
                answer(suggestion, by)
    for by in (stranger, ada):
        with pytest.raises(PermissionDenied):
            offering.take_back(suggestion_id=suggestion.pk, by=by, now=now)
        with pytest.raises(PermissionDenied):
            offering.suggest(
                campaign_key=page_of(selected).translation_key,
                wish=offering.Wish(kind=SuggestionKind.STORY, text="x"),
                author=by,
                now=now,
            )
    Proposal.objects.filter(pk=selected.pk).update(state=ProposalState.WITHDRAWN)
    with pytest.raises(PermissionDenied):
        suggest(selected)


@pytest.mark.parametrize(
    ("kind", "wanted"),
    [
        (SuggestionKind.EDIT, {"place": "gone"}),
        (SuggestionKind.EDIT, {"place": "total_cost"}),
        (SuggestionKind.EDIT, {"place": "main_image"}),
        (SuggestionKind.EDIT, {"text": "Che cosa si fa"}),
        (SuggestionKind.REMOVAL, {"place": "title"}),
        (SuggestionKind.REMOVAL, {"place": "ines.text"}),
        (SuggestionKind.PARAGRAPH, {"after": "gone"}),
        (SuggestionKind.PICTURE, {"place": "che-cosa"}),
    ],
)
def test_what_does_not_fit_the_story_is_refused(
    selected: Proposal, kind: SuggestionKind, wanted: dict[str, str]
) -> None:
    with pytest.raises(SuggestionRefused):
        suggest(selected, kind, **wanted)
    assert not StorySuggestion.objects.exists()


def test_a_place_has_one_open_suggestion_and_too_many_at_once_are_put_off(
    selected: Proposal,
) -> None:
    first = suggest(selected)
    with pytest.raises(SuggestionRefused):
        suggest(selected, text="Ancora")
    offering.take_back(suggestion_id=first.pk, by=selected.created_by, now=timezone.now())
    suggest(selected, text="Ancora")
    for number in range(offering.OPEN_AT_MOST - 1):
        suggest(selected, SuggestionKind.STORY, text=str(number))
    with pytest.raises(SuggestionRefused):
        suggest(selected, SuggestionKind.STORY, text="troppo")


def test_the_story_of_a_page_that_is_not_public_is_the_draft(selected: Proposal, ada: User) -> None:
    write(selected, ada, lambda draft: setattr(draft, "summary", "In scrittura."))
    CampaignPage.objects.filter(pk=selected.page_id).update(live=False)
    assert suggest(selected, place="summary", text="Altro.").before == "In scrittura."


def test_new_things_stand_at_the_end_or_after_a_block(selected: Proposal) -> None:
    keys = [key for key, _label in anchors(places_of(page_of(selected)))]
    assert keys == ["", "che-cosa", "forno", "ines", "foto"]


def test_pictures_that_are_not_taken_are_erased(
    selected: Proposal,
    ada: User,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    back, refused, waiting = (suggest_picture(selected) for _ in range(3))
    stored = {one.pk: files_of(one) for one in (back, refused, waiting)}
    now = timezone.now()
    with django_capture_on_commit_callbacks(execute=True):
        offering.take_back(suggestion_id=back.pk, by=selected.created_by, now=now)
        refuse(refused, ada)
        assert retention.forget_due(now=now) == 0
    there = {pk: [PRIVATE.exists(name) for name in names] for pk, names in stored.items()}
    assert there == {
        back.pk: [False, False],
        refused.pk: [True, True],
        waiting.pk: [True, True],
    }
    with django_capture_on_commit_callbacks(execute=True):
        later = timezone.now() + retention.REFUSED_KEPT_FOR
        assert retention.forget_due(now=later) == 1
        assert retention.forget_due(now=later) == 0
    assert not any(PRIVATE.exists(name) for name in stored[refused.pk])
    assert all(PRIVATE.exists(name) for name in stored[waiting.pk])
    with django_capture_on_commit_callbacks(execute=True):
        assert retention.forget_due(now=now + retention.WAITING_KEPT_FOR) == 1
    assert not any(PRIVATE.exists(name) for name in stored[waiting.pk])
    with pytest.raises(SuggestionRefused, match="file"):
        take(waiting, ada)


def test_with_the_data_of_its_selection_all_of_it_goes(
    selected: Proposal, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    stored = files_of(suggest_picture(selected))
    suggest(selected)
    with django_capture_on_commit_callbacks(execute=True):
        selection_retention._erase_words(selected, timezone.now())
    assert not StorySuggestion.objects.exists()
    assert not any(PRIVATE.exists(name) for name in stored)


def test_the_database_wants_one_answer(selected: Proposal, ada: User) -> None:
    now = timezone.now()
    rows = StorySuggestion.objects.filter(pk=suggest(selected).pk)
    for fields in (
        {"taken_at": now, "refused_at": now, "answered_by": ada},
        {"taken_at": now, "taken_back_at": now, "answered_by": ada},
        {"taken_at": now},
        {"place": ""},
        {"text": ""},
        {"title": "x"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**fields)
