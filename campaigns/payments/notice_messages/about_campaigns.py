"""Messages about a campaign, one to each address that gave to it."""

from datetime import datetime

from django.utils.translation import gettext as _

from campaigns.cofinancing.letter_bar import bar_of
from campaigns.cofinancing.progress import Progress
from campaigns.funding.models import ENDED, State
from campaigns.house.letters import Letter
from campaigns.money import ZERO
from campaigns.payments.models import Notice
from campaigns.payments.notice_messages.letters import nothing_to_do, on_its_way, page_link
from campaigns.payments.notice_messages.news import News, news_of


def threshold_reached(notice: Notice, now: datetime) -> Letter | None:
    """The threshold is reached: what the Comune adds, as it now stands (R4, R18)."""
    news = news_of(notice, now)
    if news is None or news.progress.state in ENDED:
        return None
    still_open = _("Last day to give: %(last_day)s. What comes until then still counts.")
    ending = _("We will write to you when the campaign ends.")
    return _letter(
        news,
        subject=_("“%(campaign)s” has reached its threshold"),
        happened=[
            _(
                "“%(campaign)s” has reached its threshold of %(threshold)s, with your gift too. "
                "Thank you."
            ),
            *_comune(news.progress),
        ],
        next=[*([still_open] if news.progress.open else []), ending],
    )


def suspended(notice: Notice, now: datetime) -> Letter | None:
    """No new money for now; what was given stays."""
    news = news_of(notice, now)
    if news is None or news.act is None or news.progress.state != State.SUSPENDED:
        return None
    return _letter(
        news,
        subject=_("“%(campaign)s” is suspended: your donation is safe"),
        happened=[
            _(
                "the campaign “%(campaign)s” has been suspended since %(since)s: it takes no "
                "donations for now."
            )
        ],
        reason=news.reason,
        next=[
            _("What you gave is safe: if the campaign starts again, it counts as before."),
            _("If it is cancelled or misses its threshold, you get it all back, without asking."),
            _("We will write to you in any case."),
        ],
    )


def resumed(notice: Notice, now: datetime) -> Letter | None:
    """A suspended campaign takes money again."""
    news = news_of(notice, now)
    if news is None or not news.progress.open:
        return None
    return _letter(
        news,
        subject=_("“%(campaign)s” starts again"),
        happened=[_("the campaign “%(campaign)s”, which was suspended, takes donations again.")],
        reason=news.reason,
        next=[
            _("What you gave counts as before. Last day to give: %(last_day)s."),
            _("We will write to you when the campaign ends."),
        ],
    )


def succeeded(notice: Notice, now: datetime) -> Letter | None:
    """The campaign is funded: what was collected and what the Comune gives (R9)."""
    news = news_of(notice, now)
    if news is None or news.progress.state != State.SUCCEEDED:
        return None
    match = news.progress.match
    total = _("The Comune’s part is %(match)s: %(total)s in all for the project.")
    missing = _(
        "Another %(missing)s is due from the Comune, and comes if money returns to its fund."
    )
    return _letter(
        news,
        subject=_("“%(campaign)s” made it: thank you"),
        happened=[
            _(
                "“%(campaign)s” made it: %(collected)s collected, and you are part of it. "
                "Thank you."
            ),
            *([total] if match.amount else []),
            *([missing] if match.shortfall else []),
        ],
        next=[_("Now the project begins. On its page you can follow how it goes.")],
    )


def failed(notice: Notice, now: datetime) -> Letter | None:
    """The campaign is not funded: the donor's money comes back (R9)."""
    news = news_of(notice, now)
    if news is None or news.progress.state != State.FAILED or not news.going_back:
        return None
    return _letter(
        news,
        subject=_("“%(campaign)s” was not funded: you get %(back)s back"),
        happened=[_shortcoming(news.progress)],
        next=_going_back(news),
    )


def cancelled(notice: Notice, now: datetime) -> Letter | None:
    """The campaign is cancelled: the donor's money comes back (R9)."""
    news = news_of(notice, now)
    if news is None or news.progress.state != State.CANCELLED or not news.going_back:
        return None
    return _letter(
        news,
        subject=_("“%(campaign)s” is cancelled: you get %(back)s back"),
        happened=[_("the campaign “%(campaign)s” is cancelled.")],
        reason=news.reason,
        next=_going_back(news),
    )


def _letter(
    news: News, *, subject: str, happened: list[str], next: list[str], reason: str = ""
) -> Letter:
    said = news.said
    goes_on = not news.progress.gives_back
    return Letter(
        subject=subject % said,
        happened=[text % said for text in happened],
        reason=reason,
        bar=bar_of(news.progress) if goes_on else None,
        next=[text % said for text in next],
        facts=news.facts,
        link=page_link(news.gifts[0]),
    )


def _comune(progress: Progress) -> list[str]:
    """What the Comune adds at the threshold; nothing where it owes nothing."""
    match = progress.match
    if not match.due:
        return []
    if not match.amount:
        return [
            _(
                "The Comune’s fund is used up for now: the %(missing)s due is on the waiting "
                "list, and comes if money returns to the fund."
            )
        ]
    reserved = _("The Comune has reserved %(match)s of its fund for the project.")
    if not match.shortfall:
        return [reserved]
    return [
        reserved,
        _("Another %(missing)s is due, and comes if money returns to the fund."),
    ]


def _shortcoming(progress: Progress) -> str:
    """Why a campaign was not funded: the threshold, or a rule about who pays (R17)."""
    if (progress.closed_collected or ZERO) >= progress.threshold:
        return _("“%(campaign)s” was not funded: it collected %(collected)s, from too few people.")
    return _(
        "“%(campaign)s” was not funded: it collected %(collected)s, and the threshold was "
        "%(threshold)s."
    )


def _going_back(news: News) -> list[str]:
    if news.going_back == news.given:
        what = _("We are giving you back all that you gave: %(back)s.")
    else:
        what = _("We are giving you back %(back)s: all that had not gone back already.")
    return [what, on_its_way(), nothing_to_do()]
