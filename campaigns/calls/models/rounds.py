"""Rounds: the windows in which groups of campaigns collect."""

from datetime import datetime, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel

from campaigns.calls.freezing import row_is_frozen
from campaigns.calls.models.calls import Call


class Round(models.Model):
    """A window in which a group of campaigns collects. Instants are stored in UTC."""

    call = ParentalKey(Call, on_delete=models.PROTECT, related_name="rounds")
    number = models.PositiveSmallIntegerField(_("number"))
    opens_at = models.DateTimeField(_("opens"))
    closes_at = models.DateTimeField(
        _("closes"), help_text=_("Exclusive: midnight after the last day, Rome time.")
    )

    panels = [FieldPanel("number"), FieldPanel("opens_at"), FieldPanel("closes_at")]

    class Meta:
        verbose_name = _("round")
        verbose_name_plural = _("rounds")
        ordering = ["call", "number"]
        constraints = [
            models.UniqueConstraint(fields=["call", "number"], name="round_number"),
            models.CheckConstraint(
                condition=models.Q(closes_at__gt=models.F("opens_at")),
                name="round_closes_after_opening",
                violation_error_message=_("A round must close after it opens."),
            ),
        ]
        triggers = [row_is_frozen("round_is_frozen")]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """What readers call it."""
        return str(_("Round %(number)s") % {"number": self.number})

    @property
    def ends_at(self) -> datetime:
        """Within its last day: nobody reads the midnight after it rightly."""
        return self.closes_at - timedelta(minutes=1)
