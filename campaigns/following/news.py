"""What there is to tell: a campaign opens, has updates, is about to end, has ended.

Looked for by the clock, told once. Donors have the outcome from ``payments.notices`` already.
"""

from datetime import datetime, timedelta
from typing import Final

from django.db.models import QuerySet
from django.db.models.functions import Lower
from django.utils.timezone import localdate

from campaigns.following.letters import DIGEST_AFTER
from campaigns.following.mailing import queue_news
from campaigns.following.models import CampaignNews, Follow, NewsKind
from campaigns.funding.models import ENDED, Funding, State
from campaigns.page.conversation import NewsHeld, Update, check_may_go_out
from campaigns.payments.notice_recipients import addresses_told_the_outcome

LAST_DAYS: Final = timedelta(days=3)
DIGEST_EVERY: Final = timedelta(days=7)
"""At most one mail about updates in so long."""


def look(*, now: datetime) -> int:
    """Queue the news that there is of the campaigns that somebody follows; how many messages."""
    followed = Follow.objects.confirmed().values("campaign_key")
    queued = 0
    for funding in Funding.objects.filter(translation_key__in=followed):
        queued += _opening(funding, now) + _last_days(funding, now)
        queued += _digest(funding, now) + _outcome(funding, now)
    return queued


def _opening(funding: Funding, now: datetime) -> int:
    """To those who followed before it opened, while it is open."""
    if funding.state_at(now) != State.LIVE:
        return 0
    waited = Follow.objects.confirmed().filter(confirmed_at__lt=funding.opens_at)
    return queue_news(
        campaign_key=funding.translation_key, kind=NewsKind.OPENING, follows=waited, now=now
    )


def _last_days(funding: Funding, now: datetime) -> int:
    if funding.state_at(now) != State.LIVE or now < funding.closes_at - LAST_DAYS:
        return 0
    return queue_news(
        campaign_key=funding.translation_key,
        kind=NewsKind.LAST_DAYS,
        follows=Follow.objects.confirmed(),
        now=now,
    )


def _digest(funding: Funding, now: datetime) -> int:
    """What was published since the last digest, if that was long enough ago.

    None once the campaign has ended: its outcome is the last mail about it. Nor while news is
    held: the first one after tells all that there was.
    """
    if funding.state in ENDED or _is_held(now):
        return 0
    key = funding.translation_key
    sent = CampaignNews.objects.filter(campaign_key=key, kind=NewsKind.DIGEST)
    last = sent.order_by("-at").values_list("at", flat=True).first()
    if last is not None and now < last + DIGEST_EVERY:
        return 0
    first = Follow.objects.confirmed().filter(campaign_key=key).order_by("confirmed_at")
    since = last - DIGEST_AFTER if last else first.values_list("confirmed_at", flat=True).first()
    if since is None:
        return 0
    new = Update.objects.filter(
        campaign_key=key, published_at__gt=since, published_at__lte=now - DIGEST_AFTER
    )
    if not new.exists():
        return 0
    return queue_news(
        campaign_key=key,
        kind=NewsKind.DIGEST,
        about=localdate(now).isoformat(),
        since=since,
        follows=Follow.objects.confirmed(),
        now=now,
    )


def _is_held(now: datetime) -> bool:
    try:
        check_may_go_out(now)
    except NewsHeld:
        return True
    return False


def _outcome(funding: Funding, now: datetime) -> int:
    if funding.state not in ENDED:
        return 0
    return queue_news(
        campaign_key=funding.translation_key,
        kind=NewsKind.OUTCOME,
        follows=_not_told_as_donors(funding),
        now=now,
    )


def _not_told_as_donors(funding: Funding) -> QuerySet[Follow]:
    """Those whom the campaign does not write to as donors: also who gave, and has it back."""
    follows = Follow.objects.confirmed().alias(address=Lower("email"))
    return follows.exclude(address__in=addresses_told_the_outcome(funding))
