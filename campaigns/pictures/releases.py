"""Pictures whose release ends: the team is told in time, and from the day after none is shown.

Long after, the picture itself is erased: nobody has agreed to its being kept (R16).
"""

import logging
from datetime import date, timedelta
from io import BytesIO
from typing import Any, Final

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.db.models.signals import post_delete
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from PIL import Image as Drawing

from campaigns.payments.alerts import alert
from campaigns.pictures.library import LibraryImage, forget_release, hidden

logger = logging.getLogger(__name__)

BLANK_SIZE: Final = (320, 200)
BLANK_COLOUR: Final = "#e8e8e8"
AHEAD: Final = timedelta(days=30)
"""How long before its last day the team is told of a picture, and finds it on its desk."""


def hide_expired(*, today: date) -> int:
    """Delete the crops of pictures that may not be shown; return how many pictures.

    Pages show crops only, so the picture leaves pages, embeds, cards and programs at once, and
    the addresses of its crops answer nothing. Its original has no public address.
    """
    expired = LibraryImage.objects.filter(hidden(today), renditions__isnull=False).distinct()
    return sum(hide(image) for image in expired)


def hide(image: LibraryImage) -> bool:
    """Delete the crops of a picture; false if it had none."""
    crops = list(image.renditions.all())
    for crop in crops:
        crop.delete()
    if crops:
        image.save(update_fields=["expiry_told_for"])  # what readers have kept of it is out of date
    return bool(crops)


def erase_expired(*, today: date) -> int:
    """Put a blank in place of pictures whose release ended long ago; return how many.

    The row stays, with what pages refer to; the release stays too, and proves that the picture
    might be shown until then. One that fails is logged, and tried again at the next run.
    """
    last = today - timedelta(days=settings.EXPIRED_PICTURES_KEPT_DAYS)
    due = LibraryImage.objects.filter(release_expires_on__lt=last, erased_on=None)
    erased = 0
    for image in due:
        try:
            _erase(image, today)
            erased += 1
        except Exception:
            logger.exception("Picture %s could not be erased", image.pk)
    return erased


def _erase(image: LibraryImage, today: date) -> None:
    """The file goes first: after a crash in between it is done again."""
    hide(image)
    name, storage = image.file.name, image.file.storage
    storage.delete(name)
    buffer = BytesIO()
    Drawing.new("RGB", BLANK_SIZE, BLANK_COLOUR).save(buffer, "JPEG")
    image.file = storage.save(name, ContentFile(buffer.getvalue()))
    image.width, image.height = BLANK_SIZE
    image.set_focal_point(None)
    image._set_image_file_metadata()
    image.erased_on = today
    image.save()


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
