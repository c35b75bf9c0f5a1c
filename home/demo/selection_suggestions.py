"""A part of the demo's selection: what a proponent suggests for the story of their campaign."""

from datetime import datetime
from io import BytesIO
from typing import Any, Final
from uuid import UUID

from django.core.files.base import ContentFile

from campaigns.accounts.models import User
from campaigns.suggesting import offering
from campaigns.suggesting.models import People, SuggestionKind
from campaigns.suggesting.pictures import Upload
from campaigns.suggesting.places import places_of
from home.demo.papers import paper
from home.demo.pictures import draw

QUALITY: Final = 88


def suggest_for(*, campaign_key: UUID, author: User, told: dict[str, Any], now: datetime) -> None:
    """Another text for one paragraph, and a new picture with its release: both wait."""
    page = offering.italian_page(campaign_key)
    begun = told["text"]["begins"]
    place = next(place for place in places_of(page) if place.text.startswith(begun))
    edit = offering.Wish(
        kind=SuggestionKind.EDIT,
        place=place.key,
        text=told["text"]["text"],
        note=told["text"]["note"],
    )
    shown = told["picture"]
    picture = offering.Wish(
        kind=SuggestionKind.PICTURE,
        after=place.block,
        note=shown["note"],
        upload=Upload(
            file=_drawn(shown["key"]),
            alt=shown["alt"],
            credit=shown["credit"],
            people=People.ADULTS,
            release=paper("Liberatoria"),
        ),
    )
    for wish in (edit, picture):
        offering.suggest(campaign_key=campaign_key, wish=wish, author=author, now=now)


def _drawn(key: str) -> ContentFile[bytes]:
    buffer = BytesIO()
    draw(key).save(buffer, "JPEG", quality=QUALITY)
    return ContentFile(buffer.getvalue(), name=f"{key}.jpg")
