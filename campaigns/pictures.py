"""The picture library: images of the site's own model, and the crops made of them."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django import app
from wagtail.images.models import AbstractImage, AbstractRendition, Image

PREPARE_TASKS = ("pictures.prepare_fallbacks", "pictures.prepare_avif")
_DRAWN_ANEW_BY = frozenset(
    {"file", "focal_point_x", "focal_point_y", "focal_point_width", "focal_point_height"}
)


class LibraryImage(AbstractImage):
    """An image of the library. Saving it asks a job for its crops: no page ever makes one."""

    credit = models.CharField(
        _("credit"),
        max_length=120,
        blank=True,
        help_text=_("Who made the picture: it is written below it."),
    )
    uploaded_by_user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("uploaded by user"),
        on_delete=models.SET_NULL,
        related_name="+",
        null=True,
        blank=True,
        editable=False,
    )

    admin_form_fields = (*Image.admin_form_fields, "credit")

    class Meta(AbstractImage.Meta):
        verbose_name = _("image")
        verbose_name_plural = _("images")

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, and queue its crops in the same transaction where they may have to change."""
        super().save(*args, **kwargs)
        fields = kwargs.get("update_fields")
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
