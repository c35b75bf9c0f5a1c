"""The calendar of silence: days in which the Comune publishes no news.

From the day on which elections are called to the close of the vote an administration communicates
only what is impersonal and needed for its work (law 28 of 2000, art. 9). What readers see already
stays, and may be corrected; campaigns go on and are given to.
"""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.admin.ui.components import Component

from campaigns.checklist import Check, Level


class NewsSilence(models.Model):
    """A time of silence, its first and last day included (days in Italy)."""

    starts_on = models.DateField(gettext_lazy("first day"))
    ends_on = models.DateField(gettext_lazy("last day"))
    reason = models.CharField(
        gettext_lazy("reason"),
        max_length=200,
        help_text=gettext_lazy("Editors read it where a piece of news is held."),
    )

    panels = [FieldRowPanel([FieldPanel("starts_on"), FieldPanel("ends_on")]), FieldPanel("reason")]

    class Meta:
        verbose_name = gettext_lazy("silence of news")
        verbose_name_plural = gettext_lazy("calendar of silence")
        ordering = ["-starts_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")), name="silence_ends_after"
            )
        ]

    def __str__(self) -> str:
        return f"{date_format(self.starts_on)} – {date_format(self.ends_on)}"

    def clean(self) -> None:
        """Raise ``ValidationError`` where the last day comes before the first."""
        if self.starts_on and self.ends_on and self.ends_on < self.starts_on:
            raise ValidationError({"ends_on": _("It comes before the first day.")})


def silence_on(day: date) -> NewsSilence | None:
    """The silence that a day falls into; of several, the one that lasts longest."""
    silences = NewsSilence.objects.filter(starts_on__lte=day, ends_on__gte=day)
    return silences.order_by("-ends_on").first()


def silence_checks(page: Any) -> list[Check]:
    """Why a piece of news is held on the day on which it would go out, if it is."""
    today = timezone.localdate()
    scheduled = timezone.localdate(page.go_live_at) if page.go_live_at else today
    silence = silence_on(max(today, scheduled))
    if silence is None:
        return []
    told = _(
        "News is held until %(day)s: %(reason)s. "
        "Keep it as a draft, or schedule it for a later day."
    ) % {"day": date_format(silence.ends_on), "reason": silence.reason.rstrip(".")}
    return [Check(code="silence", label=_("Silence"), level=Level.ERROR, text=told)]


class NewsHeldPanel(Component):
    """On the admin's first page, while a silence lasts."""

    name = "news_held"
    template_name = "home/admin/news_held.html"
    order = 10

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        return {"silence": silence_on(timezone.localdate())}
