"""What a proponent suggests for their campaign: Redazione takes it or not.

A suggestion for the story enters no page by itself. A piece of news goes out as it stands.
"""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.db.models import Q
from django.utils.html import linebreaks
from django.utils.translation import gettext_lazy as _

from campaigns.accounts.models import User
from campaigns.conversation import Update, check_may_go_out
from campaigns.held_pages import SELECTED

PERMISSION: Final = "campaigns.change_update"
"""Who answers: those who write about campaigns."""
OPEN_AT_MOST = 20
"""How many suggestions of one campaign may wait for an answer at a time."""


class SuggestionKind(models.TextChoices):
    """What it is for."""

    STORY = "story", _("The story")
    UPDATE = "update", _("An update")


class SuggestionRefused(Exception):
    """The suggestion cannot be made or answered: it is answered already, or too many wait."""


class StorySuggestion(models.Model):
    """Words that a proponent would like to read in their story, or as news; Redazione's answer.

    Keyed by the campaign, not by a page.
    """

    kind = models.CharField(
        _("what it is for"), max_length=6, choices=SuggestionKind, default=SuggestionKind.STORY
    )
    title = models.CharField(_("title"), max_length=150, blank=True)
    """Of a piece of news."""
    campaign_key = models.UUIDField(_("campaign"), db_index=True)
    text = models.TextField(_("suggestion"), max_length=4000)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("suggested by"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    created_at = models.DateTimeField(_("suggested"))
    taken_at = models.DateTimeField(_("taken"), null=True, blank=True)
    refused_at = models.DateTimeField(_("not taken"), null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("answered by"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    answer = models.TextField(_("answer"), max_length=1000, blank=True)

    class Meta:
        app_label = "campaigns"
        verbose_name = _("suggestion for a story")
        verbose_name_plural = _("suggestions for stories")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind=SuggestionKind.STORY, title="")
                | (Q(kind=SuggestionKind.UPDATE) & ~Q(title="")),
                name="suggested_news_has_a_title",
            ),
            models.CheckConstraint(
                condition=Q(taken_at__isnull=True) | Q(refused_at__isnull=True),
                name="suggestion_answered_once",
            ),
            models.CheckConstraint(
                condition=Q(taken_at__isnull=True, refused_at__isnull=True)
                | Q(answered_by__isnull=False),
                name="suggestion_answered_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.title or self.text[:80]

    @property
    def is_open(self) -> bool:
        """True until Redazione has answered."""
        return self.taken_at is None and self.refused_at is None


def waiting() -> models.QuerySet[StorySuggestion]:
    """The suggestions without an answer."""
    return StorySuggestion.objects.filter(taken_at__isnull=True, refused_at__isnull=True)


def suggest(*, campaign_key: UUID, text: str, author: User, now: datetime) -> StorySuggestion:
    """Keep a suggestion for the story, of the people whose campaign it is.

    Raises ``PermissionDenied`` for anyone else, and ``SuggestionRefused`` while too many wait.
    """
    return _keep(
        StorySuggestion(campaign_key=campaign_key, text=text, author=author, created_at=now)
    )


def suggest_update(
    *, campaign_key: UUID, title: str, text: str, author: User, now: datetime
) -> StorySuggestion:
    """Keep a piece of news, in plain words, until Redazione has read it. Raises as ``suggest``."""
    return _keep(
        StorySuggestion(
            kind=SuggestionKind.UPDATE,
            campaign_key=campaign_key,
            title=title,
            text=text,
            author=author,
            created_at=now,
        )
    )


def _keep(suggestion: StorySuggestion) -> StorySuggestion:
    if not is_of_campaign(suggestion.author, suggestion.campaign_key):
        raise PermissionDenied
    if waiting().filter(campaign_key=suggestion.campaign_key).count() >= OPEN_AT_MOST:
        raise SuggestionRefused
    suggestion.save()
    return suggestion


@transaction.atomic
def answer(
    *, suggestion_id: int, takes: bool, words: str, by: User, now: datetime
) -> StorySuggestion:
    """Take or refuse a suggestion; news that is taken is public at once.

    Raises ``PermissionDenied``, ``SuggestionRefused`` if it was answered already, and ``NewsHeld``.
    """
    if not by.has_perm(PERMISSION):
        raise PermissionDenied
    rows: Any = StorySuggestion.objects.select_for_update(of=("self",))
    suggestion: StorySuggestion = rows.get(pk=suggestion_id)
    if not suggestion.is_open:
        raise SuggestionRefused
    if takes and suggestion.kind == SuggestionKind.UPDATE:
        check_may_go_out(now)
    setattr(suggestion, "taken_at" if takes else "refused_at", now)
    suggestion.answered_by, suggestion.answer = by, words
    suggestion.save(update_fields=["taken_at", "refused_at", "answered_by", "answer"])
    if takes and suggestion.kind == SuggestionKind.UPDATE:
        Update.objects.create(
            campaign_key=suggestion.campaign_key,
            title=suggestion.title,
            body=linebreaks(suggestion.text, autoescape=True),
            published_at=now,
        )
    return suggestion


def is_of_campaign(user: User, campaign_key: UUID) -> bool:
    """True for the people of the organization whose selected project the campaign is."""
    from campaigns.models import CampaignPage

    organizations = user.memberships.values("organization")
    pages = CampaignPage.objects.filter(translation_key=campaign_key, proposal__state=SELECTED)
    return user.is_active and pages.filter(proposal__organization__in=organizations).exists()
