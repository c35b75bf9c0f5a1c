"""What may go wrong with a campaign, for the staff: each in a sentence."""

from datetime import datetime, timedelta
from typing import Any, Final

from django.db.models import Max
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaigns.cofinancing.models import Commitment
from campaigns.cofinancing.progress import Progress
from campaigns.delivering import listing
from campaigns.dialogue.models import Voice, VoiceKind
from campaigns.funding.models import Funding, State
from campaigns.models import CampaignPage, Update
from campaigns.money import format_eur
from campaigns.pace import Pace
from campaigns.payments.models import Dispute, DisputeState
from campaigns.reporting.silence import silent_since

SILENT_AFTER: Final = timedelta(days=30)
"""While gifts are taken; afterwards people wait longer for news (``reporting.silence``)."""
OPENING_SOON: Final = timedelta(days=2)
_TOLD_OF: Final = (State.LIVE, State.SUSPENDED, State.SETTLING)


def risks_of(
    funding: Funding, progress: Progress, pace: Pace | None, page: CampaignPage | None
) -> list[str]:
    """The risks of a campaign as of the progress's instant, the gravest first."""
    found = [
        _net_below(progress),
        _closing_short(progress, pace),
        _near(progress),
        _fund_short(progress),
        _disputed(funding),
        _owed(funding),
        _unpublished(funding, page, progress.now),
        _unanswered(funding),
        _silent(funding, progress.now),
        _rewards_late(funding, progress.now),
        _picture(page),
    ]
    return [risk for risk in found if risk]


def _net_below(progress: Progress) -> str:
    if not progress.at_risk:
        return ""
    told = _("Refunds or disputes took it below its threshold: %(amount)s are missing.")
    return told % {"amount": format_eur(progress.missing)}


def _closing_short(progress: Progress, pace: Pace | None) -> str:
    if pace is None or not pace.short_by:
        return ""
    told = _("At its pace it closes %(amount)s short of the threshold.")
    return told % {"amount": format_eur(pace.short_by)}


def _near(progress: Progress) -> str:
    if progress.phase != "near":
        return ""
    told = _("The threshold is near: %(amount)s are missing.")
    return told % {"amount": format_eur(progress.missing)}


def _fund_short(progress: Progress) -> str:
    if not progress.match_shortfall or progress.match.is_final:
        return ""
    told = _("The fund lacks %(amount)s of what the Comune would add.")
    return told % {"amount": format_eur(progress.match_shortfall)}


def _disputed(funding: Funding) -> str:
    going_on = (DisputeState.INQUIRY, DisputeState.OPEN)
    count = Dispute.objects.filter(donation__funding=funding, state__in=going_on).count()
    told = ngettext("%(count)s payment is disputed.", "%(count)s payments are disputed.", count)
    return told % {"count": count} if count else ""


def _unpublished(funding: Funding, page: CampaignPage | None, now: datetime) -> str:
    is_due = funding.state == State.LIVE or (
        funding.state == State.SCHEDULED and funding.opens_at <= now + OPENING_SOON
    )
    if not is_due or (page is not None and page.live):
        return ""
    return _("Its page is not published.")


def _unanswered(funding: Funding) -> str:
    asked = Voice.objects.public().filter(
        campaign_key=funding.translation_key, kind=VoiceKind.QUESTION, answer=""
    )
    count = asked.count()
    told = ngettext(
        "%(count)s question has no answer.", "%(count)s questions have no answer.", count
    )
    return told % {"count": count} if count else ""


def _silent(funding: Funding, now: datetime) -> str:
    if funding.state == State.SUCCEEDED:
        since = silent_since(funding, now)
        return _no_update(since) if since else ""
    if funding.state not in _TOLD_OF:
        return ""
    news: Any = Update.objects.filter(campaign_key=funding.translation_key, published_at__lte=now)
    newest = news.aggregate(last=Max("published_at"))["last"]
    last = max(filter(None, (newest, funding.opens_at)))
    return _no_update(last) if now - last >= SILENT_AFTER else ""


def _no_update(since: datetime) -> str:
    return _("No update since %(day)s.") % {"day": date_format(localtime(since))}


def _owed(funding: Funding) -> str:
    """What the beneficiary has to pay back."""
    commitment: Commitment | None = getattr(funding, "commitment", None)
    if commitment is None or not commitment.receivable:
        return ""
    told = _("%(amount)s of the grant are to be paid back.")
    return told % {"amount": format_eur(commitment.receivable)}


def _rewards_late(funding: Funding, now: datetime) -> str:
    count = listing.late(funding, now) if funding.state == State.SUCCEEDED else 0
    told = ngettext("%(count)s reward is late.", "%(count)s rewards are late.", count)
    return told % {"count": count} if count else ""


def _picture(page: CampaignPage | None) -> str:
    if page is None or page.main_image is None or page.main_image.may_be_shown():
        return ""
    return _("The release of its main picture has ended: readers see none.")
