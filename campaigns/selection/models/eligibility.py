"""The check of eligibility: the list, its outcome, and what was asked for."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from campaigns.calls.models import EligibilityItem
from campaigns.selection.models.proposals import Proposal


class CheckOutcome(models.TextChoices):
    """What was found of one line of the checklist."""

    MET = "met", _("Met")
    NOT_MET = "not_met", _("Not met")
    TO_INTEGRATE = "to_integrate", _("To be integrated")


class EligibilityCheck(models.Model):
    """One line of the checklist, checked for one proposal."""

    proposal = models.ForeignKey(
        Proposal,
        verbose_name=_("proposal"),
        on_delete=models.PROTECT,
        related_name="eligibility_checks",
    )
    item = models.ForeignKey(
        EligibilityItem, verbose_name=_("check"), on_delete=models.PROTECT, related_name="+"
    )
    outcome = models.CharField(_("outcome"), max_length=12, choices=CheckOutcome)
    note = models.TextField(_("note"), max_length=1000, blank=True)
    checked_at = models.DateTimeField(_("checked"))
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("checked by"),
        on_delete=models.PROTECT,
        related_name="+",
    )

    class Meta:
        verbose_name = _("check of a proposal")
        verbose_name_plural = _("checks of proposals")
        constraints = [
            models.UniqueConstraint(fields=["proposal", "item"], name="eligibility_check_once")
        ]

    def __str__(self) -> str:
        return f"{self.item}: {self.get_outcome_display()}"


class IntegrationRequest(models.Model):
    """What a proponent was asked to add, by when, and the answer. Nothing else can be changed."""

    proposal = models.ForeignKey(
        Proposal,
        verbose_name=_("proposal"),
        on_delete=models.PROTECT,
        related_name="integration_requests",
    )
    text = models.TextField(_("what is asked for"), max_length=3000)
    asked_at = models.DateTimeField(_("asked"))
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("asked by"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    due_at = models.DateTimeField(_("to be answered by"))
    """Exclusive: midnight after the last day, Rome time, stored in UTC."""
    answer = models.TextField(_("answer"), max_length=5000, blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("answered by"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    closed_at = models.DateTimeField(_("closed without an answer"), null=True, blank=True)
    """When the Segreteria stopped waiting; an open request was neither answered nor closed."""

    class Meta:
        verbose_name = _("request for integrations")
        verbose_name_plural = _("requests for integrations")
        ordering = ["asked_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["proposal"],
                condition=Q(answered_at__isnull=True, closed_at__isnull=True),
                name="integration_open_once",
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True) | Q(closed_at__isnull=True),
                name="integration_answered_or_closed",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:80]

    @property
    def last_minute(self) -> datetime:
        """The last one to answer, as people are told: nobody reads midnight rightly."""
        return self.due_at - timedelta(minutes=1)
