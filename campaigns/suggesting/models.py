"""A picture that a proponent suggests, kept in private until Redazione has answered."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from campaigns.files.private import private_storage
from campaigns.pictures.library import LibraryImage
from campaigns.suggesting.suggestions import StorySuggestion


class People(models.TextChoices):
    """Who can be recognised in a picture: they, or a minor's parents, agree in writing."""

    NOBODY = "nobody", _("Nobody")
    ADULTS = "adults", _("Adults only")
    MINORS = "minors", _("Minors too")


def stored_path(picture: "SuggestedPicture", filename: str) -> str:
    """A path that tells nothing of the file's name, which may be a person's."""
    return f"suggestions/{uuid.uuid4()}"


class SuggestedPicture(models.Model):
    """The picture of a suggestion, what it shows, and the release of the people shown.

    Its files are erased once it is taken (the library has them), taken back, or refused for long.
    """

    suggestion = models.OneToOneField(
        StorySuggestion,
        verbose_name=_("suggestion"),
        on_delete=models.CASCADE,
        related_name="picture",
    )
    alt = models.CharField(_("what the picture shows"), max_length=200)
    credit = models.CharField(_("credit"), max_length=120)
    people = models.CharField(_("who can be recognised"), max_length=6, choices=People)
    shown_until = models.DateField(_("last day on which it may be shown"), null=True, blank=True)
    name = models.CharField(_("file name"), max_length=200)
    content_type = models.CharField(_("kind"), max_length=60)
    size = models.PositiveIntegerField(_("size (bytes)"))
    sha256 = models.CharField(_("digest"), max_length=64)
    width = models.PositiveIntegerField(_("width (pixels)"))
    height = models.PositiveIntegerField(_("height (pixels)"))
    file = models.FileField(_("file"), storage=private_storage, upload_to=stored_path, blank=True)
    release = models.FileField(
        _("release"), storage=private_storage, upload_to=stored_path, blank=True
    )
    release_type = models.CharField(_("kind of the release"), max_length=60, blank=True)
    image = models.ForeignKey(
        LibraryImage,
        verbose_name=_("image of the library"),
        on_delete=models.SET_NULL,
        related_name="+",
        null=True,
        blank=True,
    )
    """What it became, once it was taken."""

    wagtail_reference_index_ignore = True
    """It uses no picture of the library: pages do."""

    class Meta:
        app_label = "campaigns"
        verbose_name = _("suggested picture")
        verbose_name_plural = _("suggested pictures")
        constraints = [
            models.CheckConstraint(
                condition=Q(people="nobody") | Q(file="") | ~Q(release=""),
                name="suggested_people_have_a_release",
            )
        ]

    def __str__(self) -> str:
        return self.alt
