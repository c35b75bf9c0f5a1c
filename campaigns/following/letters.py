"""What who follows is told. Each letter but the first ends the news with one click (RFC 8058)."""

from datetime import datetime, timedelta
from typing import Final

from django.core.mail import EmailMultiAlternatives
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from campaigns.cofinancing.letter_bar import bar_of
from campaigns.cofinancing.progress import Progress, progress_of, with_match
from campaigns.following.links import own_url
from campaigns.following.models import FollowMessage, NewsKind
from campaigns.funding.models import ENDED, Funding, State
from campaigns.house.letters import Letter, Link, mail_of, message_id
from campaigns.money import format_eur
from campaigns.page.conversation import Update
from campaigns.page.reading import campaign_url

MOST_UPDATES: Final = 10
DIGEST_AFTER: Final = timedelta(hours=2)
"""An update is told no sooner: what was published in error can be mended."""


def compose(message: FollowMessage, now: datetime) -> EmailMultiAlternatives | None:
    """The mail of a message; ``None`` where what it told of is no longer so."""
    follow = message.follow
    is_first = message.kind == NewsKind.CONFIRM
    funding = with_match(Funding.objects.filter(translation_key=follow.campaign_key)).first()
    if funding is None or is_first == (follow.confirmed_at is not None):
        return None
    with override(follow.language):
        letter = _confirm(message, funding) if is_first else _news(message, funding, now)
        if letter is None:
            return None
        mail = mail_of(
            letter=letter,
            to=follow.email,
            language=follow.language,
            message_id=message_id(message.key),
        )
    if not is_first:
        mail.extra_headers |= {
            "List-Unsubscribe": f"<{own_url(follow, 'unsubscribe')}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }
    return mail


def _confirm(message: FollowMessage, funding: Funding) -> Letter:
    said = {"campaign": funding.title}
    return Letter(
        subject=_("Confirm that you want news of “%(campaign)s”") % said,
        happened=[
            _("somebody, we hope you, asked for the news of “%(campaign)s” at this address.") % said
        ],
        next=[
            _("Confirm within 48 hours. You can have enough of it whenever you like."),
            _("If it was not you, there is nothing to do: you will not hear from us."),
        ],
        link=Link(label=_("Yes, send me the news"), url=own_url(message.follow, "confirm")),
    )


def _news(message: FollowMessage, funding: Funding, now: datetime) -> Letter | None:
    progress = progress_of(funding, now)
    kind = NewsKind(message.kind)
    if kind == NewsKind.DIGEST:
        return _digest(message, funding)
    if kind == NewsKind.OUTCOME:
        return _outcome(message, funding, progress)
    if not progress.open:
        return None
    said = {
        "campaign": funding.title,
        "last_day": date_format(progress.last_day, "DATE_FORMAT"),
        "collected": format_eur(progress.collected),
        "threshold": format_eur(progress.threshold),
    }
    if kind == NewsKind.OPENING:
        subject = _("“%(campaign)s” is open")
        happened = _("“%(campaign)s”, which you follow, takes donations from now on.")
    else:
        subject = _("Last days for “%(campaign)s”")
        happened = _(
            "“%(campaign)s”, which you follow, is about to end: %(collected)s collected so far, "
            "and the threshold is %(threshold)s."
        )
    return Letter(
        subject=subject % said,
        happened=[happened % said],
        bar=bar_of(progress),
        next=[_("Last day to give: %(last_day)s.") % said, _how_to_end(message)],
        link=Link(label=_("See the project"), url=campaign_url(funding)),
    )


def _digest(message: FollowMessage, funding: Funding) -> Letter | None:
    assert message.since is not None
    updates = Update.objects.filter(
        campaign_key=funding.translation_key,
        published_at__gt=message.since,
        published_at__lte=message.created_at - DIGEST_AFTER,
    )
    own = updates.filter(language=message.follow.language)
    titles = list((own if own.exists() else updates).values_list("title", flat=True)[:MOST_UPDATES])
    if not titles:
        return None
    said = {"campaign": funding.title}
    return Letter(
        subject=_("News of “%(campaign)s”") % said,
        happened=[
            _("there is news of “%(campaign)s”, which you follow:") % said,
            *(f"– {title}" for title in titles),
        ],
        next=[_how_to_end(message)],
        link=Link(label=_("Read it"), url=f"{campaign_url(funding)}#updates"),
    )


def _outcome(message: FollowMessage, funding: Funding, progress: Progress) -> Letter | None:
    if funding.state not in ENDED:
        return None
    said = {
        "campaign": funding.title,
        "collected": format_eur(progress.closed_collected or progress.collected),
        "threshold": format_eur(progress.threshold),
    }
    if funding.state == State.SUCCEEDED:
        subject = _("“%(campaign)s” made it")
        happened = _("“%(campaign)s”, which you follow, made it: %(collected)s collected.")
    elif funding.state == State.FAILED:
        subject = _("“%(campaign)s” was not funded")
        happened = _(
            "“%(campaign)s”, which you follow, was not funded: it collected %(collected)s. "
            "Whoever gave gets it all back."
        )
    else:
        subject = _("“%(campaign)s” is cancelled")
        happened = _(
            "“%(campaign)s”, which you follow, is cancelled. Whoever gave gets it all back."
        )
    return Letter(
        subject=subject % said,
        happened=[happened % said],
        next=[_("This was the last mail about it: your address is deleted from this list.")],
        link=Link(label=_("See the project"), url=campaign_url(funding)),
    )


def _how_to_end(message: FollowMessage) -> str:
    return _("Enough of it? End these mails here: %(url)s") % {
        "url": own_url(message.follow, "unsubscribe")
    }
