"""Reconciliations: when the provider was asked about everything, and what did not agree."""

from collections.abc import Mapping
from typing import Any, Final

from django.db import models
from django.utils.translation import gettext_lazy as _

from campaigns.money import EuroField
from campaigns.payments.models.disputes import DisputeState
from campaigns.payments.models.donations import Donation, Status
from campaigns.payments.models.events import EventState
from campaigns.payments.models.refunds import RefundState

_OBJECTS: Final[Mapping[str, Any]] = {
    "payment": _("Payment"),
    "refund": _("Refund"),
    "dispute": _("Dispute"),
    "fee": _("Fee"),
    "event": _("Event"),
}
_STATES: Final[Mapping[str, Mapping[str, Any]]] = {
    "payment": {**dict(Status.choices), "paid": RefundState.PAID.label},
    "refund": {**dict(RefundState.choices), "failed": Status.FAILED.label},
    "dispute": dict(DisputeState.choices),
    "event": dict(EventState.choices),
}
_PHRASES: Final[Mapping[str, Any]] = {
    "may have been on its way": _("may have been on its way"),
    "names a donation that is not here": _("names a donation that is not here"),
}


class Depth(models.TextChoices):
    """How far a reconciliation looks."""

    LIGHT = "light", _("Light: events and open payments")
    FULL = "full", _("Full: payments, refunds, disputes, balance")


class ReconciliationRun(models.Model):
    """One reconciliation. ``until`` is the provider's instant up to which it looked (UTC)."""

    depth = models.CharField(_("kind"), max_length=5, choices=Depth)
    started_at = models.DateTimeField(_("started"))
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)
    since = models.DateTimeField(_("from"))
    until = models.DateTimeField(_("to"))
    complete = models.BooleanField(_("complete"), default=False)
    """True when the provider answered every question: the next run starts from ``until``."""
    examined = models.PositiveIntegerField(_("objects examined"), default=0)
    repaired = models.PositiveIntegerField(_("repaired"), default=0)
    error = models.CharField(_("error"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("reconciliation")
        verbose_name_plural = _("reconciliations")
        ordering = ["-started_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.get_depth_display()} {self.started_at:%Y-%m-%d %H:%M}"


class DifferenceKind(models.TextChoices):
    """What did not agree."""

    MISSING_HERE = "missing_here", _("Missing here")
    MISSING_THERE = "missing_there", _("Missing at the provider")
    AMOUNT = "amount", _("Different amounts")
    STATE = "state", _("Different states")


class Difference(models.Model):
    """One thing that the provider and we tell differently."""

    run = models.ForeignKey(
        ReconciliationRun,
        verbose_name=_("reconciliation"),
        on_delete=models.CASCADE,
        related_name="differences",
    )
    kind = models.CharField(_("difference"), max_length=13, choices=DifferenceKind)
    object_type = models.CharField(_("object"), max_length=30)
    """``payment``, ``refund``, ``dispute``, ``fee`` or ``event``."""
    object_id = models.CharField(_("provider's object"), max_length=255, blank=True)
    donation = models.ForeignKey(
        Donation,
        verbose_name=_("donation"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    ours = EuroField(_("here"), null=True, blank=True)
    theirs = EuroField(_("at the provider"), null=True, blank=True)
    detail = models.CharField(_("detail"), max_length=300, blank=True)
    """Phrases with ``·`` between; a state here and the provider's, with ``→`` between."""
    repaired = models.BooleanField(_("repaired"), default=False)

    class Meta:
        verbose_name = _("difference")
        verbose_name_plural = _("differences")
        ordering = ["-run", "pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.object_name} {self.object_id}"

    @property
    def object_name(self) -> str:
        """What kind of thing it is, in the reader's language."""
        return str(_OBJECTS.get(self.object_type, self.object_type))

    @property
    def explanation(self) -> str:
        """The detail with the states in it named in the reader's language."""
        words = {**_STATES.get(self.object_type, {}), **_PHRASES}
        parts = [
            " → ".join(str(words.get(word, word)) for word in part.split(" → "))
            for part in self.detail.split(" · ")
        ]
        return " · ".join(parts)
