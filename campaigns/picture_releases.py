"""Pictures whose release ends: the team is told in time, and from the day after none is shown."""

from datetime import date, timedelta
from typing import Any, Final

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.db.models.signals import post_delete
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from campaigns.payments.alerts import alert
from campaigns.pictures import LibraryImage, forget_release

AHEAD: Final = timedelta(days=30)
"""How long before its last day the team is told of a picture, and finds it on its desk."""


def hide_expired(*, today: date) -> int:
    """Delete the crops of pictures whose release has expired; return how many pictures.

    Pages show crops only, so the picture leaves pages, embeds, cards and programs at once, and
    the addresses of its crops answer nothing. Its original stays in the library.
    """
    expired = LibraryImage.objects.filter(
        release_expires_on__lt=today, renditions__isnull=False
    ).distinct()
    hidden = 0
    for image in expired:
        for rendition in image.renditions.all():
            rendition.delete()
        image.save(update_fields=["expiry_told_for"])  # what readers have kept of it is out of date
        hidden += 1
    return hidden


def expiring(*, today: date) -> QuerySet[LibraryImage]:
    """Pictures whose last day is within a month or over, and that pages still use."""
    ending = LibraryImage.objects.filter(release_expires_on__lte=today + AHEAD)
    used = [image.pk for image in ending if image.get_usage()]
    return ending.filter(pk__in=used).order_by("release_expires_on", "pk")


def tell_of_expiring(*, today: date) -> int:
    """Alert the team about each of these, once for each last day; return how many."""
    untold = Q(expiry_told_for__isnull=True) | ~Q(expiry_told_for=F("release_expires_on"))
    return sum(_tell(image) for image in expiring(today=today).filter(untold))


@transaction.atomic
def _tell(image: LibraryImage) -> bool:
    assert image.release_expires_on is not None
    image.expiry_told_for = image.release_expires_on
    image.save(update_fields=["expiry_told_for"])
    alert(
        key=f"release:{image.pk}:{image.release_expires_on}",
        subject=_("The release of a picture ends"),
        text=_("Picture number %(number)s may be shown until %(day)s: renew it or replace it.")
        % {"number": image.pk, "day": date_format(image.release_expires_on)},
    )
    return True


def connect() -> None:
    """A release names people: its file goes with its picture."""
    post_delete.connect(_forget_with_picture, sender=LibraryImage)


def _forget_with_picture(instance: LibraryImage, **kwargs: Any) -> None:
    if name := instance.release.name:
        forget_release(name)
