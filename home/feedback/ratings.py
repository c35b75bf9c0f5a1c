"""Stars for a page, or for having given. Kept without a trace of who gave them."""

from datetime import datetime
from typing import Final

from django.conf import settings
from wagtail.models import Page

from campaigns.rate_limits import is_within_limit
from home.feedback.models import Aspect, RatedThing, Rating

BEST_OF_THE_LOW: Final = 3
LIKED: Final = (Aspect.CLEAR, Aspect.COMPLETE, Aspect.ON_THE_WAY, Aspect.NO_TROUBLE, Aspect.OTHER)
HARD: Final = (Aspect.UNCLEAR, Aspect.INCOMPLETE, Aspect.LOST, Aspect.TROUBLE, Aspect.OTHER)


def aspects_for(stars: int) -> tuple[Aspect, ...]:
    """What may be answered after so many stars: what was hard, or what was liked."""
    return HARD if stars <= BEST_OF_THE_LOW else LIKED


def may_rate(client: str) -> bool:
    """Count one more rating of a client; false when it has had its share of the hour."""
    return is_within_limit(f"rating:{client}", settings.RATINGS_PER_CLIENT)


def rate(
    *,
    thing: RatedThing,
    stars: int,
    aspect: str = "",
    details: str = "",
    page: Page | None = None,
    address: str = "",
    language: str,
    now: datetime,
) -> Rating:
    """Keep a rating. An answer that belongs to other stars is left out."""
    return Rating.objects.create(
        thing=thing,
        page=page,
        address=address,
        language=language,
        stars=stars,
        aspect=aspect if aspect in aspects_for(stars) else "",
        details=details,
        rated_at=now,
    )
