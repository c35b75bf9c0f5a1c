"""Pictures that were not taken are not kept (R16): refused ones for a while, to be read about."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from campaigns.suggesting import pictures
from campaigns.suggesting.models import StorySuggestion, SuggestedPicture

REFUSED_KEPT_FOR: Final = timedelta(days=30)
WAITING_KEPT_FOR: Final = timedelta(days=365)


def forget_due(*, now: datetime) -> int:
    """Erase the files of pictures refused or left without an answer for long; how many pictures."""
    due = SuggestedPicture.objects.exclude(file="").filter(
        Q(suggestion__refused_at__lte=now - REFUSED_KEPT_FOR)
        | Q(suggestion__created_at__lte=now - WAITING_KEPT_FOR)
        | Q(suggestion__taken_at__isnull=False)
        | Q(suggestion__taken_back_at__isnull=False)
    )
    return sum(_forget(pk) for pk in due.values_list("pk", flat=True))


@transaction.atomic
def _forget(pk: int) -> bool:
    picture = SuggestedPicture.objects.select_for_update(of=("self",)).get(pk=pk)
    pictures.forget(picture)
    return True


@transaction.atomic
def erase(*, campaign_key: UUID) -> int:
    """Delete all suggestions of a campaign, with their files: they may name anyone; how many."""
    suggestions = StorySuggestion.objects.filter(campaign_key=campaign_key)
    for picture in SuggestedPicture.objects.filter(suggestion__in=suggestions):
        pictures.forget(picture)
    erased, _rows = suggestions.delete()
    return erased
