"""News of a campaign. What the public says of it is in ``dialogue``."""

import uuid
from datetime import datetime
from typing import Final

from django.core.exceptions import ValidationError
from django.db import models
from django.dispatch import Signal
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.fields import RichTextField

from campaigns.blocks import PARAGRAPH_FEATURES
from campaigns.freshness.models import Kind, counts_on

news_goes_out: Final = Signal()
"""Sent before news reaches people, with ``at``; a receiver that holds it raises ``NewsHeld``."""


class NewsHeld(ValidationError):
    """News does not go out now: its message says why, and until when."""


def check_may_go_out(at: datetime) -> None:
    """Raise ``NewsHeld`` if news is held at that instant."""
    news_goes_out.send(sender=Update, at=at)


class Language(models.TextChoices):
    """Languages in which something short may be written."""

    ITALIAN = "it", "Italiano"
    ENGLISH = "en", "English"


class Update(models.Model):
    """News of a campaign. Keyed by the campaign: an older revision of a page cannot lose it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    campaign_key = models.UUIDField(_("campaign"), db_index=True)
    language = models.CharField(_("language"), max_length=2, choices=Language, default="it")
    title = models.CharField(_("title"), max_length=150)
    body = RichTextField(_("text"), features=PARAGRAPH_FEATURES)
    published_at = models.DateTimeField(_("published"))

    class Meta:
        verbose_name = _("update")
        verbose_name_plural = _("updates")
        ordering = ["-published_at"]
        triggers = [counts_on(Kind.CAMPAIGN, "campaign_key")]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        """Raise ``NewsHeld`` for news that would go out while it is held.

        What readers have seen already may be corrected.
        """
        now = timezone.now()
        is_public = Update.objects.filter(pk=self.pk, published_at__lte=now).exists()
        if self.published_at and not (is_public and self.published_at <= now):
            check_may_go_out(max(self.published_at, now))
