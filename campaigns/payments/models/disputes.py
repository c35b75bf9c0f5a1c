"""Disputes: a donor's bank takes a payment back, for a while or for good."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from campaigns.money import ZERO, EuroField, format_eur
from campaigns.payments.models.donations import Donation


class DisputeState(models.TextChoices):
    """Where the money of a dispute is."""

    INQUIRY = "inquiry", _("Inquiry: no money was taken")
    OPEN = "open", _("Open: the bank has the money")
    WON = "won", _("Won: the money is back")
    LOST = "lost", _("Lost")


class Dispute(models.Model):
    """A payment that its donor's bank disputes. What it takes leaves the campaign's net (R3).

    ``counted`` is the part that left the net; ``excess`` what had been refunded already and is at
    the operator's charge. Both are zero while the money is here.
    """

    provider_id = models.CharField(_("provider's dispute"), max_length=255, unique=True)
    donation = models.ForeignKey(
        Donation, verbose_name=_("donation"), on_delete=models.PROTECT, related_name="disputes"
    )
    amount = EuroField(_("amount"))
    counted = EuroField(_("out of the net"), default=ZERO)
    excess = EuroField(_("at the operator's charge"), default=ZERO)
    fee = EuroField(_("provider's fee"), default=ZERO)
    state = models.CharField(_("state"), max_length=8, choices=DisputeState, db_index=True)
    turns = models.PositiveSmallIntegerField(_("times the money left"), default=0)
    reason = models.CharField(_("reason"), max_length=100, blank=True)
    opened_at = models.DateTimeField(_("opened"))
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)

    class Meta:
        verbose_name = _("dispute")
        verbose_name_plural = _("disputes")
        ordering = ["-opened_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gt=0, counted__gte=0, excess__gte=0, fee__gte=0),
                name="dispute_amounts",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["open", "lost"], amount=F("counted") + F("excess"))
                | Q(state__in=["inquiry", "won"], counted=0, excess=0),
                name="dispute_parts_match_state",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.donation.reference} · {format_eur(self.amount)}"
