"""Who follows a campaign, and the news that goes to them. Addresses are never public."""

import uuid
from typing import Final, Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from campaigns.house.message_queue import TO_SEND, QueuedMessage
from campaigns.page.conversation import Language
from campaigns.payments.models import Donation

LONGEST_ABOUT: Final = 40


class FollowQuerySet(models.QuerySet["Follow"]):
    """Questions asked of many follows."""

    def confirmed(self) -> Self:
        """Those whose address is known to be its owner's."""
        return self.filter(confirmed_at__isnull=False)


class Follow(models.Model):
    """An address that wants the news of a campaign. Deleted when its owner ends it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    campaign_key = models.UUIDField(_("campaign"), db_index=True)
    email = models.EmailField(_("e-mail"))
    language = models.CharField(_("language"), max_length=2, choices=Language, default="it")
    donation = models.ForeignKey(
        Donation,
        verbose_name=_("donation"),
        on_delete=models.PROTECT,
        related_name="follows",
        null=True,
        blank=True,
    )
    """The gift that it came with: its donor did not say no to news."""
    asked_at = models.DateTimeField(_("asked"))
    confirmed_at = models.DateTimeField(_("address confirmed"), null=True, blank=True)

    objects = FollowQuerySet.as_manager()

    class Meta:
        app_label = "campaigns"
        verbose_name = _("follower of a campaign")
        verbose_name_plural = _("followers of campaigns")
        constraints = [models.UniqueConstraint("campaign_key", Lower("email"), name="follow_once")]

    def __str__(self) -> str:
        return str(self.pk)


class NewsKind(models.TextChoices):
    """What who follows is told."""

    CONFIRM = "confirm", _("Link to confirm the address")
    OPENING = "opening", _("Campaign open")
    DIGEST = "digest", _("Updates")
    LAST_DAYS = "last_days", _("Last days")
    OUTCOME = "outcome", _("Outcome")


class CampaignNews(models.Model):
    """One piece of news of a campaign, for all who follow: it goes out once."""

    campaign_key = models.UUIDField(_("campaign"))
    kind = models.CharField(_("news"), max_length=9, choices=NewsKind)
    about = models.CharField(_("about"), max_length=LONGEST_ABOUT, blank=True)
    """Of a digest, the day on which it went out."""
    at = models.DateTimeField(_("queued"))

    class Meta:
        app_label = "campaigns"
        verbose_name = _("news of a campaign")
        verbose_name_plural = _("news of campaigns")
        constraints = [
            models.UniqueConstraint(fields=["campaign_key", "kind", "about"], name="news_once")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.about}".strip()


class FollowMessage(QueuedMessage):
    """One mail to who follows, composed from the campaign as it then stands."""

    kind = models.CharField(_("message"), max_length=9, choices=NewsKind)
    follow = models.ForeignKey(
        Follow, verbose_name=_("to"), on_delete=models.CASCADE, related_name="messages"
    )
    since = models.DateTimeField(_("updates since"), null=True, blank=True)
    """Of a digest: it tells of the updates published from then on, up to its own queuing."""

    class Meta(QueuedMessage.Meta):
        app_label = "campaigns"
        verbose_name = _("message to a follower")
        verbose_name_plural = _("messages to followers")
        indexes = [
            models.Index(fields=["created_at"], condition=TO_SEND, name="follow_message_to_send")
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind="digest") | Q(since__isnull=False),
                name="follow_digest_has_a_beginning",
            )
        ]
