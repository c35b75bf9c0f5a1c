"""Mail to donors: one row a message, made with the act that causes it, sent once."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from campaigns.house.message_queue import TO_SEND, QueuedMessage
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
    GRANT_CHANGED = "grant_changed", _("Grant of the Comune set anew")
    REWARD_ADDRESS = "reward_address", _("Address for a reward asked")
    REWARD_SENT = "reward_sent", _("Reward on its way")
    REWARD_PROBLEM = "reward_problem", _("Reward that could not be delivered")
    EMAIL_CHANGED = "email_changed", _("Address corrected")


class Notice(QueuedMessage):
    """One message to the donor of one donation, composed from the donation as it then stands."""

    kind = models.CharField(_("message"), max_length=16, choices=NoticeKind)
    donation = models.ForeignKey(
        Donation, verbose_name=_("donation"), on_delete=models.PROTECT, related_name="notices"
    )
    object_id = models.CharField(_("about"), max_length=64, blank=True)
    """The refund, act or request that the message is about, where there is one."""

    class Meta(QueuedMessage.Meta):
        verbose_name = _("message to a donor")
        verbose_name_plural = _("messages to donors")
        indexes = [
            models.Index(
                fields=["created_at"],
                condition=TO_SEND,
                name="notice_to_send",
            )
        ]
