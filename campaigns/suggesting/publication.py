"""What was taken of a suggestion reaches readers with the page that carries it, by whatever way.

Whether a page carries it is read from the page: a draft may be written on, or thrown away.
"""

from enum import Enum, auto
from typing import Any

from django.conf import settings
from wagtail.models import Revision
from wagtail.signals import page_published

from campaigns.suggesting.models import StorySuggestion, SuggestionKind
from campaigns.suggesting.places import Place, place_of, places_of, says


class Carried(Enum):
    """How a page carries what was suggested."""

    AS_SUGGESTED = auto()
    EDITED = auto()
    NOT = auto()


def connect() -> None:
    """Note what is published whenever the page of a campaign goes live."""
    from campaigns.models import CampaignPage

    page_published.connect(_went_live, sender=CampaignPage)


def note(page: Any, revision: Revision) -> None:
    """Note which of the taken suggestions a page carries that has just gone live.

    Each is noted as published once; what the page does not carry, as left out of it.
    """
    taken = StorySuggestion.objects.filter(
        campaign_key=page.translation_key, draft_id__lte=revision.pk, published_at=None
    )
    for suggestion in taken.select_related("picture"):
        carried = how_carried(suggestion, page)
        told: dict[str, Any] = {"left_out_at": page.last_published_at}
        if carried != Carried.NOT:
            told = {
                "published_at": page.last_published_at,
                "published_in": revision,
                "was_edited": carried == Carried.EDITED,
                "left_out_at": None,
            }
        taken.filter(pk=suggestion.pk).update(**told)


def how_carried(suggestion: StorySuggestion, page: Any) -> Carried:
    """How a page of a revision not older than its draft carries a suggestion."""
    place = place_of(page, suggestion.place or suggestion.block)
    match suggestion.kind:
        case SuggestionKind.REMOVAL:
            return Carried.NOT if place else Carried.AS_SUGGESTED
        case SuggestionKind.PICTURE:
            image = suggestion.picture.image_id
            shown = {each.image.pk for each in places_of(page) if each.image}
            return Carried.AS_SUGGESTED if image in shown else Carried.NOT
    if any(says(each, suggestion.text) for each in ([place] if place else places_of(page))):
        return Carried.AS_SUGGESTED
    if place is None or _stood_there_before(suggestion, place, page):
        return Carried.NOT
    return Carried.EDITED


def _stood_there_before(suggestion: StorySuggestion, place: Place, page: Any) -> bool:
    """Whether a place says what it said before the suggestion was taken: it was undone."""
    if not suggestion.place:
        return False
    if says(place, suggestion.before):
        return True
    earlier = page.revisions.filter(pk__lt=suggestion.draft_id).order_by("-pk").first()
    before = place_of(earlier.as_object(), place.key) if earlier else None
    return before is not None and before.text == place.text


def _went_live(instance: Any, revision: Revision | None = None, **kwargs: Any) -> None:
    """Not a page that was put on the schedule; only Italian is suggested."""
    is_live = revision is not None and instance.live and instance.live_revision_id == revision.pk
    if is_live and instance.locale.language_code == settings.LANGUAGE_CODE:
        note(instance, revision)
