"""The calendar of silence: days in which the Comune publishes no news.

From the day on which elections are called to the close of the vote an administration communicates
only what is impersonal and needed for its work (law 28 of 2000, art. 9). Held are its news, what
projects tell on its pages, and the digests of it to followers. What readers see already stays, and
may be corrected; campaigns go on and are given to, and what people ask and say is theirs.
"""

from datetime import date, datetime, time, timedelta
from typing import Any, Final

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models.signals import pre_save
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel
from wagtail.admin.ui.components import Component
from wagtail.models import Page

from campaigns.checks.checklist import Check, Level
from campaigns.page.conversation import NewsHeld, Update, news_goes_out

OUT_AGAIN_AT: Final = time(9)
"""When what was held is told, on the day after (in Italy)."""
FURTHEST: Final = timedelta(days=5 * 366)
"""How far ahead a silence may end: no term of office is longer."""


class NewsSilence(models.Model):
    """A time of silence, its first and last day included (days in Italy)."""

    starts_on = models.DateField(gettext_lazy("first day"))
    ends_on = models.DateField(gettext_lazy("last day"))
    reason = models.CharField(
        gettext_lazy("reason"),
        max_length=200,
        help_text=gettext_lazy("Editors read it where a piece of news is held."),
    )

    panels = [
        HelpPanel(
            gettext_lazy(
                "In these days no news goes out: that of the Comune, that of projects and the mails"
                " that tell it wait for the day after. What is published stays. Giving, questions"
                " and comments go on."
            )
        ),
        FieldRowPanel([FieldPanel("starts_on"), FieldPanel("ends_on")]),
        FieldPanel("reason"),
    ]

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

    @transaction.atomic
    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, and put off to the day after it what projects were to tell within it."""
        super().save(*args, **kwargs)
        zone = timezone.get_default_timezone()
        first, after = (
            datetime.combine(day, time.min, zone)
            for day in (self.starts_on, self.ends_on + timedelta(days=1))
        )
        out_again_on = first_day_after(self)
        to_come = Update.objects.filter(published_at__gt=timezone.now())
        to_come.filter(published_at__gte=first, published_at__lt=after).update(
            published_at=datetime.combine(out_again_on, OUT_AGAIN_AT, zone)
        )

    def clean(self) -> None:
        """Raise ``ValidationError`` where the last day comes before the first, or in years."""
        if self.starts_on and self.ends_on and self.ends_on < self.starts_on:
            raise ValidationError({"ends_on": _("It comes before the first day.")})
        if self.ends_on and self.ends_on > timezone.localdate() + FURTHEST:
            raise ValidationError({"ends_on": _("It is years away: check the year.")})


def silence_on(day: date) -> NewsSilence | None:
    """The silence that a day falls into; of several, the one that lasts longest."""
    silences = NewsSilence.objects.filter(starts_on__lte=day, ends_on__gte=day)
    return silences.order_by("-ends_on").first()


def first_day_after(silence: NewsSilence) -> date:
    """The day on which news goes out again: no other silence has begun meanwhile."""
    day = silence.ends_on + timedelta(days=1)
    while (other := silence_on(day)) is not None:
        day = other.ends_on + timedelta(days=1)
    return day


def silence_checks(page: Any) -> list[Check]:
    """Why a piece of news is held on the day on which it would go out, if it is."""
    today = timezone.localdate()
    scheduled = timezone.localdate(page.go_live_at) if page.go_live_at else today
    silence = silence_on(max(today, scheduled))
    if silence is None:
        return []
    return [Check(code="silence", label=_("Silence"), level=Level.ERROR, text=_told(silence))]


def hold_news(sender: Any, at: datetime, **kwargs: Any) -> None:
    """Raise ``NewsHeld`` for what projects would tell on a day of silence."""
    silence = silence_on(timezone.localdate(at))
    if silence is not None:
        raise NewsHeld(_told(silence))


def refuse_new_news(sender: Any, instance: Any, raw: bool = False, **kwargs: Any) -> None:
    """Before a page is made live at once, as copies and aliases are: raise ``NewsHeld``.

    Pages of code are their author's business; the same news in another language goes along.
    """
    source = instance.alias_of
    is_translation = source is not None and source.translation_key == instance.translation_key
    is_new = instance._state.adding and instance.live and instance.owner_id is not None
    if is_new and not raw and not is_translation:
        hold_news(sender, timezone.now())


def check_may_copy_news(page: Page, *, live: bool, with_subpages: bool, alias: bool) -> None:
    """Raise ``NewsHeld`` if a copy would put news before readers while it is held."""
    news = apps.get_model("home", "NewsPage").objects.live()
    copied = news.descendant_of(page, inclusive=True) if with_subpages else news.filter(pk=page.pk)
    if (live or alias) and copied.exists():
        hold_news(page, timezone.now())


def connect() -> None:
    """Hold what projects tell, and pages of news that are made live at once."""
    news_goes_out.connect(hold_news)
    pre_save.connect(refuse_new_news, sender=apps.get_model("home", "NewsPage"))


def _told(silence: NewsSilence) -> str:
    return _(
        "News is held until %(day)s: %(reason)s. "
        "Keep it as a draft, or schedule it for a later day."
    ) % {"day": date_format(silence.ends_on), "reason": silence.reason.rstrip(".")}


class NewsHeldPanel(Component):
    """On the admin's first page, while a silence lasts."""

    name = "news_held"
    template_name = "home/admin/news_held.html"
    order = 10

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        return {"silence": silence_on(timezone.localdate())}
