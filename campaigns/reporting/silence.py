"""Silence after the money: since when a campaign that succeeded has told nothing."""

from datetime import datetime, timedelta
from typing import Any, Final

from django.db.models import DateTimeField, Exists, Max, OuterRef, QuerySet, Subquery
from django.db.models.functions import Greatest

from campaigns.funding.models import Funding, State
from campaigns.page.conversation import Update
from campaigns.reporting.models import ItemKind, ItemState, ReportItem

SILENT_AFTER: Final = timedelta(days=90)
"""Without an update for so long, the page says so and the proponent is reminded."""
REMINDERS: Final = 4
"""How many periods are reminded of: then a year has gone by, and the staff has to act."""


def with_last_sign(fundings: QuerySet[Funding], now: datetime) -> Any:
    """Add ``last_sign`` to fundings that succeeded: the last thing that donors were told.

    An update, or something reported that was accepted; before any of these, the success itself.
    """
    key = OuterRef("translation_key")
    updates = Update.objects.filter(campaign_key=key, published_at__lte=now).order_by()
    accepted = ReportItem.objects.filter(campaign_key=key, state=ItemState.ACCEPTED).order_by()
    return fundings.annotate(
        last_sign=Greatest(
            "settled_at",
            _latest(updates, "published_at"),
            _latest(accepted, "decided_at"),
        )
    )


def silent(now: datetime) -> Any:
    """Fundings that succeeded and are silent, each with its ``last_sign``.

    Whoever has given the final report has said all there was to say.
    """
    concluded = ReportItem.objects.filter(
        campaign_key=OuterRef("translation_key"), kind=ItemKind.FINAL, state=ItemState.ACCEPTED
    )
    succeeded = Funding.objects.filter(~Exists(concluded), state=State.SUCCEEDED)
    return with_last_sign(succeeded, now).filter(last_sign__lte=now - SILENT_AFTER)


def silent_since(funding: Funding, now: datetime) -> datetime | None:
    """The last sign of a campaign that is silent; ``None`` for any other."""
    since: datetime | None = (
        silent(now).filter(pk=funding.pk).values_list("last_sign", flat=True).first()
    )
    return since


def period(last_sign: datetime, now: datetime) -> int:
    """Which period of silence it is: the first begins when the page speaks of it."""
    return (now - last_sign) // SILENT_AFTER


def _latest(rows: QuerySet[Any], field: str) -> Subquery:
    newest = rows.values("campaign_key").annotate(newest=Max(field)).values("newest")
    return Subquery(newest, output_field=DateTimeField())
