"""What a proponent suggests for the story or as news, and takes back: Redazione has yet to answer.

What is suggested of the story is of the Italian page, as readers see it; of one that is not public
yet, as Redazione is writing it.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _
from wagtail.models import Locale

from campaigns.accounts.models import User
from campaigns.page.people import check_of_campaign
from campaigns.suggesting import pictures
from campaigns.suggesting.models import StorySuggestion, SuggestionKind
from campaigns.suggesting.pictures import Upload
from campaigns.suggesting.places import Place, anchors, place_of, places_of
from campaigns.suggesting.refusals import SuggestionRefused

OPEN_AT_MOST: Final = 20
"""How many suggestions of one campaign may wait for an answer at a time."""
GONE: Final = _("This part of the story is not there any more: look at it as it is now.")


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What is wanted of the story.

    ``place`` is what it changes, by its key; empty for something new, which stands ``after`` a
    block, or at the end.
    """

    kind: SuggestionKind
    place: str = ""
    after: str = ""
    text: str = ""
    note: str = ""
    upload: Upload | None = None


def italian_page(campaign_key: UUID) -> Any:
    """The page of a campaign that suggestions are about; ``None`` if it has none."""
    from campaigns.models import CampaignPage

    pages = CampaignPage.objects.filter(translation_key=campaign_key)
    return pages.filter(locale=Locale.get_default()).first()


def as_read(page: Any) -> Any:
    """The page as readers see it; the draft, while they do not see any."""
    return page if page.live else page.get_latest_revision_as_object()


def suggest(*, campaign_key: UUID, wish: Wish, author: User, now: datetime) -> StorySuggestion:
    """Keep what the people of a campaign want of its story.

    Raises ``PermissionDenied`` for anyone else, ``UploadRefused``, and ``SuggestionRefused`` if
    the place is gone, nothing would change, one waits for it already, or too many wait.
    """
    check_of_campaign(author, campaign_key)
    page = italian_page(campaign_key)
    if page is None:
        raise SuggestionRefused(GONE)
    place = _checked(as_read(page), wish)
    suggestion = StorySuggestion(
        kind=wish.kind,
        campaign_key=campaign_key,
        place=wish.place,
        after=wish.after,
        place_kind=place.kind if place else "",
        before=place.text if place else "",
        text=wish.upload.alt if wish.upload else wish.text,
        note=wish.note,
        author=author,
        created_at=now,
    )
    return _keep(suggestion, wish.upload)


def suggest_update(
    *, campaign_key: UUID, title: str, text: str, author: User, now: datetime
) -> StorySuggestion:
    """Keep a piece of news, in plain words, until Redazione has read it.

    Raises ``PermissionDenied``, and ``SuggestionRefused`` while too many wait.
    """
    check_of_campaign(author, campaign_key)
    return _keep(
        StorySuggestion(
            kind=SuggestionKind.UPDATE,
            campaign_key=campaign_key,
            title=title,
            text=text,
            author=author,
            created_at=now,
        )
    )


@transaction.atomic
def take_back(*, suggestion_id: int, by: User, now: datetime) -> StorySuggestion:
    """Take back what has no answer yet; the files of a picture go at once.

    Raises ``PermissionDenied`` and ``SuggestionRefused``.
    """
    rows: Any = StorySuggestion.objects.select_for_update(of=("self",))
    suggestion: StorySuggestion = rows.get(pk=suggestion_id)
    check_of_campaign(by, suggestion.campaign_key)
    if not suggestion.is_open:
        raise SuggestionRefused(_("It is answered or taken back already."))
    suggestion.taken_back_at = now
    suggestion.save(update_fields=["taken_back_at"])
    if suggestion.kind == SuggestionKind.PICTURE:
        pictures.forget(suggestion.picture)
    return suggestion


def _checked(page: Any, wish: Wish) -> Place | None:
    """The place that it is about. Raises ``SuggestionRefused``."""
    if wish.after and wish.after not in dict(anchors(places_of(page))):
        raise SuggestionRefused(GONE)
    if not wish.place:
        return None
    place = place_of(page, wish.place)
    if place is None or not _fits(place, wish):
        raise SuggestionRefused(GONE)
    if wish.kind == SuggestionKind.EDIT and wish.text == place.text:
        raise SuggestionRefused(_("You have changed nothing yet."))
    return place


def _fits(place: Place, wish: Wish) -> bool:
    if wish.kind == SuggestionKind.REMOVAL:
        return place.may_go
    return place.is_picture if wish.kind == SuggestionKind.PICTURE else bool(place.most)


def _keep(suggestion: StorySuggestion, upload: Upload | None = None) -> StorySuggestion:
    waiting = StorySuggestion.objects.waiting().filter(campaign_key=suggestion.campaign_key)
    if waiting.count() >= OPEN_AT_MOST:
        raise SuggestionRefused(
            _("Many of your suggestions wait for an answer already: send this one later.")
        )
    try:
        with transaction.atomic():
            suggestion.save()
            if upload is not None:
                pictures.keep(suggestion, upload)
    except IntegrityError as error:
        if not waiting.filter(place=suggestion.place).exclude(place="").exists():
            raise
        raise SuggestionRefused(
            _("A suggestion for this place waits for an answer already: take it back first.")
        ) from error
    return suggestion
