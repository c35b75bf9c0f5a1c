"""Redazione's answer to a suggestion: what is taken of the story goes into its draft.

Never to readers at once: a colleague of who took it approves the draft. News goes out as it stands.
"""

from datetime import datetime
from typing import Any, Final

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.html import linebreaks
from django.utils.translation import gettext_lazy as _

from campaigns.accounts.models import User
from campaigns.editorial.drafts import lock_page, may_write
from campaigns.editorial.permissions import WRITE_STORIES
from campaigns.page.conversation import NewsHeld, Update, check_may_go_out
from campaigns.pictures.library import LibraryImage
from campaigns.suggesting import pictures
from campaigns.suggesting.models import StorySuggestion, SuggestionKind
from campaigns.suggesting.offering import italian_page
from campaigns.suggesting.places import (
    PlaceGone,
    add_paragraph,
    add_picture,
    put_picture,
    put_text,
    take_out,
)
from campaigns.suggesting.refusals import SuggestionRefused

ANSWERED: Final = _("This suggestion is answered or taken back already.")
LOCKED: Final = _("The page is locked: ask who locked it, then take the suggestion.")
WRITTEN_ON: Final = _(
    "Somebody has written on this page since you opened it, and nothing was taken: read it as it "
    "is now, then take the suggestion."
)
PLACE_GONE: Final = _(
    "The draft has no such place any more, and nothing was taken: write it into the page by hand "
    "if it is wanted, and tell the proponent so."
)
NO_PAGE: Final = _("The campaign has no page in Italian to write it into.")


def take(
    *, suggestion_id: int, revision_id: int | None, words: str, by: User, now: datetime
) -> StorySuggestion:
    """Take a suggestion: into the draft that was read, by its revision; news is public at once.

    Raises ``PermissionDenied``, and ``SuggestionRefused`` if it was answered already, the draft is
    another by now, the page is locked, the place is gone, or news is held.
    """
    with pictures.all_or_none() as brought, transaction.atomic():
        suggestion = _open(suggestion_id, by)
        if suggestion.changes_the_page:
            _write(suggestion, revision_id, by, brought)
        elif suggestion.kind == SuggestionKind.UPDATE:
            _publish(suggestion, now)
        suggestion.taken_at = now
        return _answered(suggestion, words, by)


@transaction.atomic
def refuse(*, suggestion_id: int, words: str, by: User, now: datetime) -> StorySuggestion:
    """Do not take it, and say why. Raises ``PermissionDenied`` and ``SuggestionRefused``."""
    suggestion = _open(suggestion_id, by)
    if not words.strip():
        raise SuggestionRefused(_("Say why: the proponent reads it."))
    suggestion.refused_at = now
    return _answered(suggestion, words, by)


def _open(suggestion_id: int, by: User) -> StorySuggestion:
    if not by.has_perm(WRITE_STORIES):
        raise PermissionDenied
    rows: Any = StorySuggestion.objects.select_for_update(of=("self",))
    suggestion: StorySuggestion = rows.get(pk=suggestion_id)
    if not suggestion.is_open:
        raise SuggestionRefused(ANSWERED)
    return suggestion


def _answered(suggestion: StorySuggestion, words: str, by: User) -> StorySuggestion:
    suggestion.answered_by, suggestion.answer = by, words
    suggestion.save(
        update_fields=["taken_at", "refused_at", "answered_by", "answer", "draft", "block"]
    )
    return suggestion


def _publish(suggestion: StorySuggestion, now: datetime) -> None:
    """News, as it stands. Raises ``SuggestionRefused`` while news is held."""
    try:
        check_may_go_out(now)
    except NewsHeld as held:
        raise SuggestionRefused(held.message) from None
    Update.objects.create(
        campaign_key=suggestion.campaign_key,
        title=suggestion.title,
        body=linebreaks(suggestion.text, autoescape=True),
        published_at=now,
    )


def _write(
    suggestion: StorySuggestion, revision_id: int | None, by: User, brought: list[LibraryImage]
) -> None:
    """Save a draft that says what is suggested, in the name of who takes it."""
    found = italian_page(suggestion.campaign_key)
    if found is None:
        raise SuggestionRefused(NO_PAGE)
    lock_page(found.pk)
    page = type(found).objects.get(pk=found.pk)
    if not may_write(page, by):
        raise SuggestionRefused(LOCKED)
    if page.latest_revision_id != revision_id:
        raise SuggestionRefused(WRITTEN_ON)
    image = None
    if suggestion.kind == SuggestionKind.PICTURE:
        image = pictures.bring(suggestion.picture, by=by, brought=brought)
    draft = page.get_latest_revision_as_object()
    try:
        suggestion.block = _change(draft, suggestion, image)
        suggestion.draft = draft.save_revision(user=by)
    except PlaceGone as gone:
        raise SuggestionRefused(PLACE_GONE) from gone
    except ValidationError as error:
        raise SuggestionRefused(" ".join(error.messages)) from None


def _change(draft: Any, suggestion: StorySuggestion, image: LibraryImage | None) -> str:
    """Write what is suggested into a draft; the key of what is new. Raises ``PlaceGone``."""
    place, after = suggestion.place, suggestion.after
    match suggestion.kind:
        case SuggestionKind.EDIT:
            put_text(draft, place, suggestion.text)
        case SuggestionKind.REMOVAL:
            take_out(draft, place)
        case SuggestionKind.PARAGRAPH:
            return add_paragraph(draft, after, suggestion.text)
        case SuggestionKind.PICTURE if image is not None and place:
            put_picture(draft, place, image, suggestion.picture.alt)
        case SuggestionKind.PICTURE if image is not None:
            return add_picture(draft, after, image, suggestion.picture.alt)
    return ""
