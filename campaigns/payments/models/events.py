"""The inbox: what the payment provider told us, stored before it is applied (R12)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from campaigns.payments.models.donations import Provider


class EventState(models.TextChoices):
    """Where a stored event stands."""

    PENDING = "pending", _("To be applied")
    APPLIED = "applied", _("Applied")
    IGNORED = "ignored", _("Of no concern")
    QUARANTINED = "quarantined", _("Does not match: look into it")
    DEAD = "dead", _("Given up: look into it")


class ProviderEvent(models.Model):
    """The inbox: what the provider told us, stored before it is applied (R12)."""

    provider = models.CharField(_("provider"), max_length=10, choices=Provider)
    account = models.CharField(_("account"), max_length=255, blank=True)
    event_id = models.CharField(_("event"), max_length=255)
    type = models.CharField(_("type"), max_length=100)
    object_id = models.CharField(_("object"), max_length=255, blank=True)
    livemode = models.BooleanField(pgettext_lazy("of real money", "live"), default=False)
    body = models.TextField(_("body"))
    digest = models.CharField(_("digest"), max_length=64)
    state = models.CharField(
        _("state"), max_length=12, choices=EventState, default=EventState.PENDING
    )
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    next_attempt_at = models.DateTimeField(_("next attempt"))
    error = models.TextField(_("error"), blank=True)
    received_at = models.DateTimeField(_("received"))
    applied_at = models.DateTimeField(_("applied"), null=True, blank=True)

    class Meta:
        verbose_name = _("provider event")
        verbose_name_plural = _("provider events")
        ordering = ["-received_at"]
        permissions = [
            ("retry_providerevent", _("Can have an event or a request tried again")),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["provider", "account", "event_id"], name="provider_event_once"
            )
        ]
        indexes = [
            models.Index(
                fields=["next_attempt_at"],
                condition=Q(state="pending"),
                name="provider_event_pending",
            )
        ]

    def __str__(self) -> str:
        return f"{self.type} {self.event_id}"
