"""What a proponent suggests for their campaign, and the pictures that they suggest.

Nothing of it enters a page by itself: what is taken is written into the draft, which a colleague
approves (``suggesting.answering``). A piece of news goes out as it stands.
"""

import uuid
from datetime import datetime
from typing import Final, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from campaigns.files.private import private_storage
from campaigns.pictures.library import LibraryImage


class SuggestionKind(models.TextChoices):
    """What it is for."""

    STORY = "story", _("A word about the story")
    UPDATE = "update", _("An update")
    EDIT = "edit", _("A change")
    REMOVAL = "removal", _("To take out")
    PARAGRAPH = "paragraph", _("A new paragraph")
    PICTURE = "picture", _("A picture")


class PlaceKind(models.TextChoices):
    """What stands at a place of the story."""

    TITLE = "title", _("Title")
    SUMMARY = "summary", _("Short description")
    MAIN_PICTURE = "main_picture", _("Main picture")
    TEXT = "text", _("Text")
    HEADING = "heading", _("Heading")
    QUOTE = "quote", _("Quote")
    WHO = "who", _("Who says it")
    BOX_TITLE = "box_title", _("Title of a box")
    BOX_TEXT = "box_text", _("Text of a box")
    PICTURE = "picture", _("Picture")
    VIDEO = "video", _("Video")
    DOCUMENT = "document", _("Document")


OF_A_PLACE: Final = (SuggestionKind.EDIT, SuggestionKind.REMOVAL)
"""Those that name the place which they change. A picture may, or be a new one."""
OF_THE_PAGE: Final = (*OF_A_PLACE, SuggestionKind.PARAGRAPH, SuggestionKind.PICTURE)
"""Those that change the draft of the page once they are taken."""


class SuggestionQuerySet(models.QuerySet["StorySuggestion"]):
    """Questions asked of many suggestions."""

    def waiting(self) -> Self:
        """Those without an answer, and not taken back."""
        return self.filter(taken_at=None, refused_at=None, taken_back_at=None)


class StorySuggestion(models.Model):
    """What a proponent would like to read in their story, or as news; Redazione's answer.

    Keyed by the campaign, not by a page. Of the story it keeps the place, by its key
    (``suggesting.places``), and the plain text that was published there at that moment.
    """

    kind = models.CharField(
        _("what it is for"), max_length=9, choices=SuggestionKind, default=SuggestionKind.STORY
    )
    title = models.CharField(_("title"), max_length=150, blank=True)
    """Of a piece of news."""
    campaign_key = models.UUIDField(_("campaign"), db_index=True)
    place = models.CharField(_("place in the story"), max_length=80, blank=True)
    """What it changes; empty for something new."""
    after = models.CharField(_("after which block"), max_length=80, blank=True)
    """Where something new is to stand; empty: at the end."""
    place_kind = models.CharField(
        _("what stands there"), max_length=12, choices=PlaceKind, blank=True
    )
    before = models.TextField(_("published text"), blank=True)
    """The plain text of the place when it was suggested; of a picture, what it showed."""
    text = models.TextField(_("suggestion"), max_length=10_000, blank=True)
    note = models.TextField(_("why"), max_length=1000, blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("suggested by"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    created_at = models.DateTimeField(_("suggested"))
    taken_at = models.DateTimeField(_("taken"), null=True, blank=True)
    refused_at = models.DateTimeField(_("not taken"), null=True, blank=True)
    taken_back_at = models.DateTimeField(_("taken back"), null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("answered by"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    answer = models.TextField(_("answer"), max_length=1000, blank=True)
    draft = models.ForeignKey(
        "wagtailcore.Revision",
        verbose_name=_("draft"),
        on_delete=models.SET_NULL,
        related_name="+",
        null=True,
        blank=True,
    )
    """What it was written into when it was taken."""
    block = models.CharField(_("new block"), max_length=80, blank=True)
    """Of something new: the block of the story that it became."""
    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    published_in = models.ForeignKey(
        "wagtailcore.Revision",
        verbose_name=_("published revision"),
        on_delete=models.SET_NULL,
        related_name="+",
        null=True,
        blank=True,
    )
    """What first showed it to readers."""
    was_edited = models.BooleanField(_("published with other words"), default=False)
    left_out_at = models.DateTimeField(_("left out"), null=True, blank=True)
    """When the page went live without it, though it was taken; empty once it is published."""

    objects = SuggestionQuerySet.as_manager()

    class Meta:
        app_label = "campaigns"
        verbose_name = _("suggestion for a story")
        verbose_name_plural = _("suggestions for stories")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind="update") & Q(title="") | Q(kind="update") & ~Q(title=""),
                name="suggested_news_has_a_title",
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=["edit", "removal"]) | ~Q(place=""),
                name="suggested_change_has_a_place",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["removal", "picture"]) | ~Q(text=""),
                name="suggested_words_are_there",
            ),
            models.CheckConstraint(
                condition=Q(refused_at=None, taken_back_at=None)
                | Q(taken_at=None, taken_back_at=None)
                | Q(taken_at=None, refused_at=None),
                name="suggestion_answered_once",
            ),
            models.CheckConstraint(
                condition=Q(taken_at=None, refused_at=None) | Q(answered_by__isnull=False),
                name="suggestion_answered_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(published_at=None) | Q(taken_at__isnull=False, left_out_at=None),
                name="suggestion_published_was_taken",
            ),
            models.UniqueConstraint(
                fields=["campaign_key", "place"],
                condition=Q(taken_at=None, refused_at=None, taken_back_at=None) & ~Q(place=""),
                name="suggestion_one_open_a_place",
            ),
        ]

    def __str__(self) -> str:
        words = self.title or self.text or self.before or self.get_kind_display()
        return Truncator(words).chars(80)

    @property
    def is_open(self) -> bool:
        """True until Redazione has answered, or its author took it back."""
        return self.taken_at is None and self.refused_at is None and self.taken_back_at is None

    @property
    def changes_the_page(self) -> bool:
        """True if taking it writes into the draft."""
        return self.kind in OF_THE_PAGE

    @property
    def public_since(self) -> datetime | None:
        """When readers first saw it; news is public once it is taken."""
        return self.taken_at if self.kind == SuggestionKind.UPDATE else self.published_at

    @property
    def is_being_checked(self) -> bool:
        """True while it is in a draft that nobody has published yet."""
        return bool(self.draft_id) and self.published_at is None and self.left_out_at is None


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
