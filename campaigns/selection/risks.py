"""What may go wrong with campaigns, for the staff: each in a sentence, the gravest first."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.db.models import Count, Max
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaigns.cofinancing.models import Commitment
from campaigns.cofinancing.progress import Progress, progress_of
from campaigns.delivering.listing import late_of
from campaigns.dialogue.models import Voice, VoiceKind
from campaigns.funding.models import ActKind, Funding, State
from campaigns.funding.services import settlement_ends_at
from campaigns.models import CampaignPage, Update
from campaigns.money import format_eur
from campaigns.pace import Pace, paces_of
from campaigns.payments.models import OPEN_STATUSES, Dispute, DisputeState, Donation
from campaigns.reporting.silence import silent

SILENT_AFTER: Final = timedelta(days=30)
"""While gifts are taken; afterwards people wait longer for news (``reporting.silence``)."""
OPENING_SOON: Final = timedelta(days=2)
_TOLD_OF: Final = (State.LIVE, State.SUSPENDED, State.SETTLING)
_GOING_ON: Final = (DisputeState.INQUIRY, DisputeState.OPEN)


@dataclass(frozen=True)
class Risk:
    """One risk; the lower its ``rank``, the graver."""

    rank: int
    text: str


@dataclass(frozen=True)
class Watched:
    """A campaign as the staff watches it."""

    funding: Funding
    progress: Progress
    pace: Pace | None
    page: CampaignPage | None
    risks: tuple[Risk, ...]

    @property
    def rank(self) -> tuple[bool, int, datetime]:
        """Sorts what needs the staff first: by its gravest risk, then by what closes next."""
        gravest = self.risks[0].rank if self.risks else 0
        return (not self.risks, gravest, self.progress.closes_at)


def watched(fundings: Sequence[Funding], now: datetime) -> list[Watched]:
    """Fundings, fetched through ``with_match``, with what may go wrong, in their order.

    It asks as many questions for a thousand campaigns as for one.
    """
    facts = _Facts(fundings, now)
    rows = []
    for funding in fundings:
        progress, page = facts.progress[funding.pk], facts.pages.get(funding.translation_key)
        pace = facts.paces[funding.pk]
        texts = [
            _net_below(progress),
            _suspended(funding, progress, facts),
            _disputed(facts.disputes[funding.pk]),
            _awaited(funding, progress, facts),
            _unpublished(funding, page, now),
            _closing_short(progress, pace),
            _owed(funding),
            _silent(funding, facts),
            _rewards_late(facts.late_rewards.get(funding.pk, 0)),
            _unanswered(facts.unanswered[funding.translation_key]),
            _fund_short(progress),
            _picture(page),
            _near(progress),
        ]
        risks = tuple(Risk(rank, text) for rank, text in enumerate(texts) if text)
        rows.append(Watched(funding, progress, pace, page, risks))
    return rows


class _Facts:
    """What is read of all the campaigns at once."""

    def __init__(self, fundings: Sequence[Funding], now: datetime) -> None:
        self.now = now
        pks = [funding.pk for funding in fundings]
        keys = [funding.translation_key for funding in fundings]
        self.progress = {funding.pk: progress_of(funding, now) for funding in fundings}
        self.paces = paces_of(fundings, self.progress)
        self.pages: dict[UUID, CampaignPage] = {
            page.translation_key: page
            for page in CampaignPage.objects.filter(
                translation_key__in=keys, locale__language_code=settings.LANGUAGE_CODE
            ).select_related("main_image")
        }
        going_on = Dispute.objects.filter(donation__funding__in=pks, state__in=_GOING_ON)
        self.disputes = _counted(going_on, "donation__funding")
        asked = Voice.objects.public().filter(kind=VoiceKind.QUESTION, answer="")
        self.unanswered = _counted(asked.filter(campaign_key__in=keys), "campaign_key")
        awaited = Donation.objects.filter(funding__in=pks, status__in=OPEN_STATUSES)
        self.awaited = _counted(awaited.filter(funding__state=State.SETTLING), "funding")
        told = Update.objects.filter(campaign_key__in=keys, published_at__lte=now).order_by()
        self.told = dict(
            told.values("campaign_key")
            .annotate(last=Max("published_at"))
            .values_list("campaign_key", "last")
        )
        self.silent = dict(silent(now).filter(pk__in=pks).values_list("pk", "last_sign"))
        succeeded = [funding for funding in fundings if funding.state == State.SUCCEEDED]
        self.late_rewards = late_of(succeeded, now)
        stops = Funding.objects.filter(
            pk__in=pks, state=State.SUSPENDED, acts__kind=ActKind.SUSPENSION
        ).order_by()
        self.suspended = dict(stops.annotate(at=Max("acts__at")).values_list("pk", "at"))


def _counted(rows: Any, by: str) -> Counter[Any]:
    counts = rows.order_by().values(by).annotate(count=Count("pk"))
    return Counter(dict(counts.values_list(by, "count")))


def _net_below(progress: Progress) -> str:
    if not progress.at_risk:
        return ""
    told = _("Refunds or disputes took it below its threshold: %(amount)s are missing.")
    return told % {"amount": format_eur(progress.missing)}


def _suspended(funding: Funding, progress: Progress, facts: _Facts) -> str:
    since = facts.suspended.get(funding.pk)
    if progress.state != State.SUSPENDED or since is None:
        return ""
    return _("Suspended since %(day)s: it is to be resumed or cancelled.") % {"day": _day(since)}


def _disputed(count: int) -> str:
    told = ngettext("%(count)s payment is disputed.", "%(count)s payments are disputed.", count)
    return told % {"count": count} if count else ""


def _awaited(funding: Funding, progress: Progress, facts: _Facts) -> str:
    """Payments that have not come although the window for them is over (R8)."""
    count = facts.awaited[funding.pk]
    is_over = progress.state == State.SETTLING and settlement_ends_at(funding) <= facts.now
    if not is_over or not count:
        return ""
    told = ngettext(
        "It cannot be settled: of %(count)s payment the provider does not say how it stands.",
        "It cannot be settled: of %(count)s payments the provider does not say how they stand.",
        count,
    )
    return told % {"count": count}


def _unpublished(funding: Funding, page: CampaignPage | None, now: datetime) -> str:
    is_due = funding.state == State.LIVE or (
        funding.state == State.SCHEDULED and funding.opens_at <= now + OPENING_SOON
    )
    if not is_due or (page is not None and page.live):
        return ""
    return _("Its page is not published.")


def _closing_short(progress: Progress, pace: Pace | None) -> str:
    if pace is None or not pace.short_by:
        return ""
    told = _("At its pace it closes %(amount)s short of the threshold.")
    return told % {"amount": format_eur(pace.short_by)}


def _owed(funding: Funding) -> str:
    """What the beneficiary has to pay back."""
    commitment: Commitment | None = getattr(funding, "commitment", None)
    if commitment is None or not commitment.receivable:
        return ""
    told = _("%(amount)s of the grant are to be paid back.")
    return told % {"amount": format_eur(commitment.receivable)}


def _silent(funding: Funding, facts: _Facts) -> str:
    if funding.state == State.SUCCEEDED:
        since = facts.silent.get(funding.pk)
        return _no_update(since) if since else ""
    if funding.state not in _TOLD_OF:
        return ""
    newest = facts.told.get(funding.translation_key)
    last = max(filter(None, (newest, funding.opens_at)))
    return _no_update(last) if facts.now - last >= SILENT_AFTER else ""


def _no_update(since: datetime) -> str:
    return _("No update since %(day)s.") % {"day": _day(since)}


def _rewards_late(count: int) -> str:
    told = ngettext("%(count)s reward is late.", "%(count)s rewards are late.", count)
    return told % {"count": count} if count else ""


def _unanswered(count: int) -> str:
    told = ngettext(
        "%(count)s question has no answer.", "%(count)s questions have no answer.", count
    )
    return told % {"count": count} if count else ""


def _fund_short(progress: Progress) -> str:
    if not progress.match_shortfall or progress.match.is_final:
        return ""
    told = _("The fund lacks %(amount)s of what the Comune would add.")
    return told % {"amount": format_eur(progress.match_shortfall)}


def _picture(page: CampaignPage | None) -> str:
    if page is None or page.main_image is None or page.main_image.may_be_shown():
        return ""
    return _("The release of its main picture has ended: readers see none.")


def _near(progress: Progress) -> str:
    if progress.phase != "near":
        return ""
    told = _("The threshold is near: %(amount)s are missing.")
    return told % {"amount": format_eur(progress.missing)}


def _day(instant: datetime) -> str:
    return date_format(localtime(instant))
