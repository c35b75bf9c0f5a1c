"""Mail to donors: one row a message, made with the act that causes it, sent once."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from campaigns.payments.models.donations import Donation


class NoticeKind(models.TextChoices):
    """What a donor is told."""

    CONFIRMED = "confirmed", _("Donation confirmed")
    LATE = "late", _("Donation too late")
    DUPLICATE = "duplicate", _("Paid twice")
    PROCESSING = "processing", _("Payment being processed")
    FAILED = "failed", _("Payment failed")
    REFUNDED = "refunded", _("Refund decided")
    REFUND_OWED = "refund_owed", _("Refund failed: bank details asked")
    REFUND_TRANSFERRED = "transferred", _("Refund paid by bank transfer")
    REFUND_REFUSED = "refund_refused", _("Refund request refused")
    THRESHOLD = "threshold", _("Threshold reached")
    SUSPENDED = "suspended", _("Campaign suspended")
    RESUMED = "resumed", _("Campaign resumed")
    SUCCEEDED = "succeeded", _("Campaign funded")
    FAILED_CAMPAIGN = "campaign_failed", _("Campaign not funded")
    CANCELLED = "cancelled", _("Campaign cancelled")
    EMAIL_CHANGED = "email_changed", _("Address corrected")


class NoticeState(models.TextChoices):
    """Where a message stands."""

    QUEUED = "queued", _("To be sent")
    SENDING = "sending", _("Being sent")
    SENT = "sent", _("Sent")
    DROPPED = "dropped", _("Nobody to send it to")
    DEAD = "dead", _("Given up: look into it")


class Notice(models.Model):
    """One message to the donor of one donation; ``key`` makes it one, whoever asks for it again.

    The text is rendered when it is sent, from the donation as it then stands; nothing of the
    message is kept here.
    """

    key = models.CharField(_("key"), max_length=150, unique=True)
    kind = models.CharField(_("message"), max_length=16, choices=NoticeKind)
    donation = models.ForeignKey(
        Donation, verbose_name=_("donation"), on_delete=models.PROTECT, related_name="notices"
    )
    object_id = models.CharField(_("about"), max_length=64, blank=True)
    """The refund, act or request that the message is about, where there is one."""
    state = models.CharField(
        _("state"), max_length=8, choices=NoticeState, default=NoticeState.QUEUED
    )
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    created_at = models.DateTimeField(_("queued"))
    claimed_at = models.DateTimeField(_("taken up"), null=True, blank=True)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    error = models.CharField(_("error"), max_length=100, blank=True)

    class Meta:
        verbose_name = _("message to a donor")
        verbose_name_plural = _("messages to donors")
        ordering = ["-created_at"]
        indexes = [
            models.Index(
                fields=["created_at"],
                condition=Q(state__in=["queued", "sending"]),
                name="notice_to_send",
            )
        ]

    def __str__(self) -> str:
        return self.key
