"""What the fund's page shows: who waits, what has no act yet, who is at risk, what moved."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from django.core.paginator import Page
from django.db.models import Min
from django.utils import timezone
from wagtail.admin.paginator import WagtailPaginator

from campaigns.calls.models import Phase
from campaigns.cofinancing import causes
from campaigns.cofinancing.models import Commitment, CommitmentState, Fund, FundChange
from campaigns.ledger.models import Entry, Kind
from campaigns.ledger.services import fund_chain

MOVEMENTS_PER_PAGE: Final = 50


@dataclass(frozen=True, kw_only=True)
class Held:
    """A commitment for which the fund holds or gave money, since when, and for how many days."""

    commitment: Commitment
    since: datetime
    days: int


@dataclass(frozen=True, kw_only=True)
class FundReading:
    """One reading of a fund and of its commitments; amounts in EUR."""

    fund: Fund
    is_closed: bool
    waiting: list[Commitment]
    without_act: list[Held]
    with_act: list[Commitment]
    at_risk: list[Commitment]
    changes: list[FundChange]

    @property
    def awaited(self) -> Decimal:
        """What the waiting list lacks altogether."""
        return sum((row.shortfall for row in self.waiting), Decimal("0.00"))


def read_fund(fund: Fund, now: datetime) -> FundReading:
    """Read a fund, fetched with its call; the queries are as many whatever it holds."""
    commitments = list(
        fund.commitments.select_related("funding", "act", "act__recorded_by").order_by(
            "crossed_at", "serial"
        )
    )
    return FundReading(
        fund=fund,
        is_closed=fund.call.phase == Phase.CLOSED,
        waiting=[row for row in commitments if row.shortfall],
        without_act=_without_act(fund, commitments, now),
        with_act=[row for row in commitments if row.recorded_act is not None],
        at_risk=[row for row in commitments if row.funding.is_at_risk],
        changes=list(fund.changes.select_related("recorded_by")),
    )


def movements_page(fund: Fund, number: object) -> "Page[Any]":
    """The page of that number, or the nearest: movements newest first, each with its cause."""
    entries = Entry.objects.filter(chain=fund_chain(fund.call.slug)).order_by("-seq")
    page = WagtailPaginator(entries, MOVEMENTS_PER_PAGE).get_page(number)
    page.object_list = causes.tell(fund, list(page.object_list))
    return page


def _without_act(fund: Fund, commitments: list[Commitment], now: datetime) -> list[Held]:
    """Those for which money is held or granted and no act is recorded (R19), oldest first."""
    since = _held_since(fund)
    held = [
        Held(
            commitment=row,
            since=since.get(row.funding.slug, row.crossed_at),
            days=_days(since.get(row.funding.slug, row.crossed_at), now),
        )
        for row in commitments
        if row.state != CommitmentState.RELEASED and row.committed and row.recorded_act is None
    ]
    return sorted(held, key=lambda row: row.since)


def _held_since(fund: Fund) -> dict[str, datetime]:
    """When the first money was reserved for each campaign, by slug."""
    entries = Entry.objects.filter(
        chain=fund_chain(fund.call.slug), kind__in=[Kind.RESERVE, Kind.TOP_UP]
    )
    rows = entries.order_by().values_list("campaign").annotate(first=Min("occurred_at"))
    return dict(rows)


def _days(since: datetime, now: datetime) -> int:
    """Days between two instants, by the calendar of readers."""
    return (timezone.localdate(now) - timezone.localdate(since)).days
