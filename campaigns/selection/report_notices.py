"""What the people of a campaign are told after its success: silence, refusals, their grant.

Asked for again, each tells nobody twice. Only the last days are looked at: what is older was told.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from campaigns.cofinancing.models import GrantChange
from campaigns.reporting import silence
from campaigns.reporting.models import ItemState, ReportItem
from campaigns.selection import notices
from campaigns.selection.models import NoticeKind, Proposal

LOOKED_AT: Final = timedelta(days=7)


def tell(*, now: datetime) -> int:
    """Queue what is due; how many messages."""
    return _silent(now) + _refused(now) + _grants(now)


def _silent(now: datetime) -> int:
    """Once for each period of silence, for a year."""
    fundings = list(silence.silent(now))
    proposals = _proposals(funding.translation_key for funding in fundings)
    told = 0
    for funding in fundings:
        proposal = proposals.get(funding.translation_key)
        period = silence.period(funding.last_sign, now)
        if proposal is not None and period <= silence.REMINDERS:
            about = f"{funding.last_sign:%Y%m%d}:{period}"
            told += notices.queue(kind=NoticeKind.SILENT, proposal=proposal, about=about, now=now)
    return told


def _refused(now: datetime) -> int:
    items = list(ReportItem.objects.filter(state=ItemState.REFUSED, decided_at__gt=now - LOOKED_AT))
    proposals = _proposals(item.campaign_key for item in items)
    return sum(
        notices.queue(
            kind=NoticeKind.REPORT_REFUSED,
            proposal=proposals[item.campaign_key],
            about=f"{item.pk}:{item.decided_at:%Y%m%d%H%M%S}",
            now=now,
        )
        for item in items
        if item.campaign_key in proposals
    )


def _grants(now: datetime) -> int:
    changes = GrantChange.objects.filter(at__gt=now - LOOKED_AT)
    keys = dict(changes.values_list("pk", "commitment__funding__translation_key"))
    proposals = _proposals(keys.values())
    return sum(
        notices.queue(
            kind=NoticeKind.GRANT_CHANGED, proposal=proposals[key], about=str(pk), now=now
        )
        for pk, key in keys.items()
        if key in proposals
    )


def _proposals(keys: Iterable[UUID]) -> dict[UUID, Proposal]:
    """The proposal of each campaign that came through a selection, by the key of its pages."""
    rows = Proposal.objects.filter(page__translation_key__in=set(keys)).select_related("page")
    return {row.page.translation_key: row for row in rows if row.page is not None}
