"""Messages about the Comune's grant to a campaign, one to each address that gave to it."""

from datetime import datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from campaigns.cofinancing.letter_bar import bar_of
from campaigns.cofinancing.models import GrantChange
from campaigns.house.letters import Letter
from campaigns.money import format_eur
from campaigns.payments.models import Notice
from campaigns.payments.notice_messages.letters import page_link
from campaigns.payments.notice_messages.news import news_of


def changed(notice: Notice, now: datetime) -> Letter | None:
    """The grant was set anew by an act; ``None`` where a later act has changed it again."""
    news = news_of(notice, now)
    changes = GrantChange.objects.filter(commitment__funding=notice.donation.funding_id)
    change = changes.order_by("-pk").first()
    if news is None or change is None or str(change.pk) != notice.object_id:
        return None
    said = news.said | {
        "before": format_eur(change.due_before),
        "after": format_eur(change.due_after),
        "number": change.number,
        "day": date_format(change.date, "DATE_FORMAT"),
    }
    if change.due_after:
        happened = _(
            "the Comune’s part of “%(campaign)s” is now %(after)s: it was %(before)s. "
            "Act %(number)s of %(day)s says so."
        )
    else:
        happened = _(
            "the Comune has taken back its part of “%(campaign)s”, which was %(before)s. "
            "Act %(number)s of %(day)s says so."
        )
    return Letter(
        subject=_("“%(campaign)s”: the Comune’s part has changed") % said,
        happened=[happened % said],
        reason=change.public_reason,
        bar=bar_of(news.progress),
        next=[
            _("What you gave went to the project, and is not touched by this."),
            _("On the project’s page you can read what was done and spent so far."),
        ],
        facts=news.facts,
        link=page_link(news.gifts[0]),
    )
