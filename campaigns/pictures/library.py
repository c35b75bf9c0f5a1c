"""The picture library: images of the site's own model, and the crops made of them."""

import uuid
from datetime import date
from pathlib import PurePath
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django import app
from wagtail.images.models import AbstractImage, AbstractRendition, Image

from campaigns.files.private import private_storage

PREPARE_TASKS = ("pictures.prepare_fallbacks", "pictures.prepare_avif")
_DRAWN_ANEW_BY = frozenset(
    {
        *("file", "focal_point_x", "focal_point_y", "focal_point_width", "focal_point_height"),
        *("release_expires_on", "minor_shown", "release", "erased_on"),
    }
)


def release_path(image: "LibraryImage", filename: str) -> str:
    """A path that tells nothing of the file's name, which may be a person's."""
    return f"releases/{uuid.uuid4()}{PurePath(filename).suffix.lower()}"


def forget_release(name: str) -> None:
    """Delete the file of a release, once what took its place is committed."""
    transaction.on_commit(lambda: private_storage().delete(name))


def hidden(today: date) -> Q:
    """Pictures that nobody but the staff sees ``today``, as ``may_be_shown`` says of one."""
    without_consent = Q(minor_shown=True, release="")
    return Q(release_expires_on__lt=today) | without_consent | Q(erased_on__isnull=False)


class LibraryImage(AbstractImage):
    """An image of the library. Saving it asks a job for its crops: no page ever makes one.

    A person who can be recognised agrees to be shown (law 633 of 1941, art. 96), for a minor the
    parents do: the release. Without it a minor is shown nowhere, and once it has expired nobody is.
    """

    credit = models.CharField(
        _("credit"),
        max_length=120,
        blank=True,
        help_text=_("Who made the picture: it is written below it."),
    )
    minor_shown = models.BooleanField(
        _("a minor can be recognised"),
        default=False,
        help_text=_("Then a page is published with it only once the parents’ release is here."),
    )
    release = models.FileField(
        _("release"),
        storage=private_storage,
        upload_to=release_path,
        blank=True,
        help_text=_("The signed consent of the people shown: PDF or a photograph of it."),
    )
    release_expires_on = models.DateField(
        _("last day on which it may be shown"),
        null=True,
        blank=True,
        help_text=_("Empty: without an end. From the day after, the picture is shown nowhere."),
    )
    expiry_told_for = models.DateField(
        _("last day of which the team was told"), null=True, blank=True, editable=False
    )
    erased_on = models.DateField(_("erased on"), null=True, blank=True, editable=False)
    """When a blank took the place of its file, long after its release had expired."""
    uploaded_by_user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("uploaded by user"),
        on_delete=models.SET_NULL,
        related_name="+",
        null=True,
        blank=True,
        editable=False,
    )

    admin_form_fields = (
        *Image.admin_form_fields,
        *("credit", "minor_shown", "release", "release_expires_on"),
    )

    class Meta(AbstractImage.Meta):
        verbose_name = _("image")
        verbose_name_plural = _("images")

    def may_be_shown(self, today: date | None = None) -> bool:
        """Whether it is there, and its release holds ``today`` (a day in Italy).

        A release without an end holds; none at all does too, unless a minor is shown.
        """
        last = self.release_expires_on
        has_ended = last is not None and last < (today or timezone.localdate())
        lacks_consent = self.minor_shown and not self.release
        return not (has_ended or lacks_consent or self.erased_on)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, and queue its crops in the same transaction where they may have to change.

        The file of a release that another replaces is forgotten.
        """
        before = type(self).objects.filter(pk=self.pk).values_list("release", flat=True).first()
        super().save(*args, **kwargs)
        fields = kwargs.get("update_fields")
        if before and before != self.release.name and (fields is None or "release" in fields):
            forget_release(before)
        if fields is None or _DRAWN_ANEW_BY & set(fields):
            for task in PREPARE_TASKS:
                app.configure_task(task).defer(image_id=self.pk)


class LibraryRendition(AbstractRendition):
    """One crop of an image, in one format."""

    image = models.ForeignKey(LibraryImage, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        verbose_name = _("image rendition")
        verbose_name_plural = _("image renditions")
        constraints = [
            models.UniqueConstraint(
                fields=("image", "filter_spec", "focal_point_key"), name="one_rendition_a_crop"
            )
        ]
