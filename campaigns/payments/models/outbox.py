"""The outbox: what is asked of the payment provider, committed before it is asked (R13)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from campaigns.payments.models.donations import Donation
from campaigns.payments.models.refunds import Refund


class CallKind(models.TextChoices):
    """What is asked."""

    CREATE_CHECKOUT = "create_checkout", _("Make a payment page")
    EXPIRE_CHECKOUT = "expire_checkout", _("Close a payment page")
    REFUND = "refund", _("Give money back")


class CallState(models.TextChoices):
    """Where the request stands."""

    COMMITTED = "committed", _("To be done")
    DONE = "done", _("Done")
    REFUSED = "refused", _("Refused by the provider")
    DROPPED = "dropped", _("No longer needed")
    DEAD = "dead", _("Given up: look into it")


class ProviderCall(models.Model):
    """One request to the provider, with the key that makes repeating it harmless.

    ``params`` are frozen: whoever sends the row, whenever, sends the same. They are blanked once
    the call is done, for they may name a donor.
    """

    kind = models.CharField(_("request"), max_length=16, choices=CallKind)
    key = models.CharField(_("idempotency key"), max_length=100, unique=True)
    params = models.JSONField(_("parameters"), default=dict)
    donation = models.ForeignKey(
        Donation, verbose_name=_("donation"), on_delete=models.PROTECT, related_name="calls"
    )
    refund = models.ForeignKey(
        Refund,
        verbose_name=_("refund"),
        on_delete=models.PROTECT,
        related_name="calls",
        null=True,
        blank=True,
    )
    state = models.CharField(
        _("state"), max_length=10, choices=CallState, default=CallState.COMMITTED
    )
    result_id = models.CharField(_("provider's object"), max_length=255, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    next_attempt_at = models.DateTimeField(_("next attempt"))
    error = models.CharField(_("error"), max_length=300, blank=True)
    created_at = models.DateTimeField(_("committed"))
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)

    class Meta:
        verbose_name = _("request to the provider")
        verbose_name_plural = _("requests to the provider")
        ordering = ["-created_at"]
        indexes = [
            models.Index(
                fields=["kind", "next_attempt_at"],
                condition=Q(state="committed"),
                name="provider_call_committed",
            )
        ]

    def __str__(self) -> str:
        return self.key
