"""Documents of reports, kept for as long as a setting says, then erased (R16).

They prove how public money was spent, so they are kept as the law wants accounting papers kept.
What stays is the item with its amounts, and of each document its kind, size and digest: whoever
holds a copy can prove that it is the one.
"""

import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Q, QuerySet

from campaigns.calls.models import CallAct, CallActKind
from campaigns.funding.models import Funding
from campaigns.reporting.models import ItemState, ReportDocument, ReportItem

logger = logging.getLogger(__name__)


def erase_due(*, now: datetime) -> int:
    """Erase documents that are no longer needed; return how many.

    One that fails is logged, and tried again at the next run.
    """
    limit = now - timedelta(days=settings.REPORT_RETENTION_DAYS)
    _forget_words(limit)
    erased = 0
    for document in _due(now, limit):
        try:
            _erase(document, now)
            erased += 1
        except Exception:
            logger.exception("Document %s of a report could not be erased", document.pk)
    return erased


def _due(now: datetime, limit: datetime) -> QuerySet[ReportDocument]:
    """Also those whose file was not deleted although it had been their turn."""
    over = Q(campaign_key__in=_closed(limit), uploaded_at__lte=limit)
    is_due = Q(erased_at=None) & (Q(erase_from__lte=now) | over)
    return ReportDocument.objects.filter(is_due | Q(erased_at__isnull=False)).exclude(file="")


def _closed(limit: datetime) -> QuerySet[Funding, object]:
    """The keys of campaigns whose call was closed by then."""
    closings = CallAct.objects.filter(kind=CallActKind.CLOSING, at__lte=limit)
    return Funding.objects.filter(call__in=closings.values("call")).values("translation_key")


def _erase(document: ReportDocument, now: datetime) -> None:
    """First nobody reads it any more, then the file goes: after a crash in between it is due."""
    row = ReportDocument.objects.filter(pk=document.pk)
    row.update(erased_at=document.erased_at or now, name="")
    document.file.storage.delete(str(document.file.name))
    row.update(file="")


def _forget_words(limit: datetime) -> None:
    """What proponent and staff wrote to each other, and of what was never accepted: anyone may
    be named there."""
    over = ReportItem.objects.filter(campaign_key__in=_closed(limit), sent_at__lte=limit)
    over.exclude(reason_words="", answer="").update(reason_words="", answer="")
    refused = over.filter(state=ItemState.REFUSED).exclude(text="")
    refused.update(text="")
