"""Money that goes back to donors: who asks, who decides, how it travels."""

import uuid
from typing import Final, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from campaigns.money import EuroField, format_eur
from campaigns.payments.models.donations import Donation


class RefundReason(models.TextChoices):
    """Why money goes back."""

    CAMPAIGN_FAILED = "campaign_failed", _("Campaign not funded")
    CAMPAIGN_CANCELLED = "campaign_cancelled", _("Campaign cancelled")
    LATE = "late", _("Arrived outside the campaign")
    DUPLICATE = "duplicate", _("Paid twice")
    FINANCE = "finance", _("Decided by finance")
    PROVIDER = "provider", _("Made at the provider")


class RefundState(models.TextChoices):
    """A refund is owed from its committed intent until the donor has it."""

    INTENDED = "intended", _("To be sent")
    WAITING = "waiting", _("Waits for the provider's balance")
    PENDING = "pending", _("On its way")
    PAID = "paid", _("Paid")
    OWED = "owed", _("Failed, owed to the donor")
    WITHDRAWN = "withdrawn", _("Replaced by a refund made at the provider")
    COVERED = "covered", _("Taken back by the donor's bank")


UNSENT_STATES = (RefundState.INTENDED, RefundState.WAITING)
SHORT_OF_MONEY: Final = Q(state=RefundState.WAITING) | Q(
    state=RefundState.PENDING, failure="insufficient_funds"
)
"""Refunds that wait for the provider's balance: refused for it, or taken and held back."""


class RefundQuerySet(models.QuerySet["Refund"]):
    """Questions asked of many refunds."""

    def standing(self) -> Self:
        """Those that count as refunded of their donation."""
        return self.exclude(state=RefundState.WITHDRAWN)


class Refund(models.Model):
    """Money that goes back to a donor; its row is the committed intent (R3, R13)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    donation = models.ForeignKey(
        Donation, verbose_name=_("donation"), on_delete=models.PROTECT, related_name="refunds"
    )
    amount = EuroField(_("amount"))
    reason = models.CharField(_("reason"), max_length=20, choices=RefundReason)
    state = models.CharField(
        _("state"), max_length=10, choices=RefundState, default=RefundState.INTENDED, db_index=True
    )
    failure = models.CharField(_("why it failed"), max_length=100, blank=True)
    """The provider's own code; of one on its way, why it is held back."""
    provider_id = models.CharField(
        _("provider's refund"), max_length=255, null=True, blank=True, unique=True
    )
    created_at = models.DateTimeField(_("decided"))
    owed_at = models.DateTimeField(_("owed since"), null=True, blank=True)
    paid_at = models.DateTimeField(_("paid"), null=True, blank=True)
    transfers = models.PositiveSmallIntegerField(_("bank transfers"), default=0)
    transfer_reference = models.CharField(_("reference of the transfer"), max_length=60, blank=True)
    transferred_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("transfer recorded by"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )

    objects = RefundQuerySet.as_manager()

    class Meta:
        verbose_name = _("refund")
        verbose_name_plural = _("refunds")
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="refund_amount"),
            models.CheckConstraint(
                condition=~Q(state="owed") | Q(owed_at__isnull=False), name="refund_owed_since"
            ),
        ]
        permissions = [
            ("request_refund", _("Can ask for a refund")),
            ("approve_refund", _("Can approve a refund that somebody else asked for")),
            ("pay_owed_refund", _("Can record that an owed refund was paid by bank transfer")),
        ]

    def __str__(self) -> str:
        return f"{self.donation.reference} · {format_eur(self.amount)}"


class TransferDetails(models.Model):
    """Where a donor wants an owed refund: erased but for its last digits once paid (R16)."""

    refund = models.OneToOneField(
        Refund,
        verbose_name=_("refund"),
        on_delete=models.PROTECT,
        related_name="transfer_details",
    )
    holder = models.CharField(_("account holder"), max_length=140, blank=True)
    iban = models.CharField(_("IBAN"), max_length=34, blank=True)
    last_digits = models.CharField(_("last digits of the IBAN"), max_length=4)
    given_at = models.DateTimeField(_("given"))
    erased_at = models.DateTimeField(_("erased"), null=True, blank=True)

    class Meta:
        verbose_name = _("bank details")
        verbose_name_plural = _("bank details")

    def __str__(self) -> str:
        return f"… {self.last_digits}"


class RequestOrigin(models.TextChoices):
    """Who asked for a refund."""

    DONOR = "donor", _("Donor")
    FINANCE = "finance", _("Finance")


class RequestState(models.TextChoices):
    """Where the request for a refund stands."""

    ASKED = "asked", _("Asked by the donor")
    TO_APPROVE = "to_approve", _("To be approved by a second person")
    APPROVED = "approved", _("Approved")
    REFUSED = "refused", _("Refused")


class RefundRequest(models.Model):
    """A refund that somebody asks for: decided by finance, above an amount by two people."""

    donation = models.ForeignKey(
        Donation,
        verbose_name=_("donation"),
        on_delete=models.PROTECT,
        related_name="refund_requests",
    )
    amount = EuroField(_("amount"))
    reason = models.TextField(_("reason"), max_length=500)
    origin = models.CharField(_("asked by"), max_length=8, choices=RequestOrigin)
    state = models.CharField(_("state"), max_length=10, choices=RequestState, db_index=True)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("asked by"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    requested_at = models.DateTimeField(_("asked"))
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("decided by"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    answer = models.TextField(_("answer"), max_length=500, blank=True)
    refund = models.OneToOneField(
        Refund,
        verbose_name=_("refund"),
        on_delete=models.PROTECT,
        related_name="request",
        null=True,
        blank=True,
    )

    class Meta:
        verbose_name = _("refund request")
        verbose_name_plural = _("refund requests")
        ordering = ["-requested_at"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="refund_request_amount"),
            models.UniqueConstraint(
                fields=["donation"],
                condition=Q(state__in=["asked", "to_approve"]),
                name="refund_request_one_open",
            ),
            models.CheckConstraint(
                condition=Q(state="approved", refund__isnull=False)
                | ~Q(state="approved") & Q(refund__isnull=True),
                name="refund_request_approved_has_refund",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.donation.reference} · {format_eur(self.amount)}"
