"""What may go wrong with a campaign, for the staff: each in a sentence."""

from datetime import datetime, timedelta
from typing import Any, Final

from django.db.models import Max
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaigns.cofinancing.progress import Progress
from campaigns.dialogue.models import Voice, VoiceKind
from campaigns.funding.models import Funding, State
from campaigns.models import CampaignPage, Update
from campaigns.money import format_eur
from campaigns.pace import Pace
from campaigns.payments.models import Dispute, DisputeState

SILENT_AFTER: Final = timedelta(days=30)
"""While gifts are taken; afterwards people wait longer for news."""
SILENT_AFTER_SUCCESS: Final = timedelta(days=90)
OPENING_SOON: Final = timedelta(days=2)
_TOLD_OF: Final = (State.LIVE, State.SUSPENDED, State.SETTLING, State.SUCCEEDED)


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
        _unpublished(funding, page, progress.now),
        _unanswered(funding),
        _silent(funding, progress.now),
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
    if funding.state not in _TOLD_OF:
        return ""
    news: Any = Update.objects.filter(campaign_key=funding.translation_key, published_at__lte=now)
    begun = funding.settled_at if funding.state == State.SUCCEEDED else funding.opens_at
    last = max(filter(None, (news.aggregate(last=Max("published_at"))["last"], begun)))
    patience = SILENT_AFTER_SUCCESS if funding.state == State.SUCCEEDED else SILENT_AFTER
    if now - last < patience:
        return ""
    return _("No update since %(day)s.") % {"day": date_format(last)}


def _picture(page: CampaignPage | None) -> str:
    if page is None or page.main_image is None or page.main_image.may_be_shown():
        return ""
    return _("The release of its main picture has ended: readers see none.")
