"""What waits for finance: a few queries each, however long the queue."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from django.db.models import Count, Min, Q, QuerySet, Sum

from campaigns.funding.models import Funding, State
from campaigns.money import ZERO
from campaigns.payments.gateways.configured import get_gateway
from campaigns.payments.gateways.contract import GatewayError
from campaigns.payments.models import (
    SHORT_OF_MONEY,
    UNSENT_STATES,
    CallState,
    Difference,
    EventState,
    Notice,
    NoticeState,
    ProviderCall,
    ProviderEvent,
    ReconciliationRun,
    Refund,
    RefundRequest,
    RefundState,
    RequestState,
)

LONGEST: Final = 50
"""Rows of a queue that a page shows, oldest first: the lists hold the rest."""

_GONE: Final = (RefundState.PAID, RefundState.COVERED, RefundState.WITHDRAWN)


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """A row that waits, and for how many whole days."""

    row: Any
    days: int


@dataclass(frozen=True, kw_only=True)
class Queue:
    """The oldest rows of a queue, and how many there are in all; ``amount`` is their sum in EUR."""

    oldest: list[Waiting]
    count: int
    amount: Decimal = ZERO

    @property
    def more(self) -> int:
        """How many rows are not shown."""
        return self.count - len(self.oldest)


@dataclass(frozen=True, kw_only=True)
class TopUp:
    """What the refunds that have not left need, against what the provider holds, in EUR.

    ``available`` and ``missing`` are ``None`` where the provider does not answer.
    """

    waiting: int
    needed: Decimal
    days: int
    available: Decimal | None
    missing: Decimal | None


@dataclass(frozen=True, kw_only=True)
class Counts:
    """How many rows each queue has."""

    asked: int
    to_approve: int
    owed: int
    waiting: int
    events: int
    calls: int
    notices: int
    differences: int


def counts() -> Counts:
    """How much waits for finance, in six queries."""
    requests = RefundRequest.objects.aggregate(
        asked=Count("pk", filter=Q(state=RequestState.ASKED)),
        to_approve=Count("pk", filter=Q(state=RequestState.TO_APPROVE)),
    )
    refunds = Refund.objects.aggregate(
        owed=Count("pk", filter=Q(state=RefundState.OWED)),
        waiting=Count("pk", filter=SHORT_OF_MONEY),
    )
    return Counts(
        **requests,
        **refunds,
        events=_events().count(),
        calls=_calls().count(),
        notices=_notices().count(),
        differences=_differences().count(),
    )


def asked_by_donors(now: datetime) -> Queue:
    """Requests of donors that nobody has decided on."""
    return _queue(_requests(RequestState.ASKED), "requested_at", now)


def to_approve(now: datetime) -> Queue:
    """Refunds that a second person must approve."""
    return _queue(_requests(RequestState.TO_APPROVE), "requested_at", now)


def owed(now: datetime) -> Queue:
    """Refunds that failed: the donors are owed a bank transfer."""
    refunds = Refund.objects.filter(state=RefundState.OWED)
    return _queue(refunds.select_related("donation__funding", "transfer_details"), "owed_at", now)


def top_up(now: datetime) -> TopUp:
    """What the provider's balance lacks. Asks the provider, if a refund waits for its balance."""
    unsent = Refund.objects.filter(Q(state__in=UNSENT_STATES) | SHORT_OF_MONEY).aggregate(
        needed=Sum("amount"),
        waiting=Count("pk", filter=SHORT_OF_MONEY),
        oldest=Min("created_at", filter=SHORT_OF_MONEY),
    )
    needed = unsent["needed"] or ZERO
    available = _balance() if unsent["waiting"] else None
    return TopUp(
        waiting=unsent["waiting"],
        needed=needed,
        days=(now - unsent["oldest"]).days if unsent["oldest"] else 0,
        available=available,
        missing=None if available is None else max(ZERO, needed - available),
    )


def events_to_see(now: datetime) -> Queue:
    """Events that do not match, or were given up; their bodies are not read."""
    return _queue(_events().defer("body"), "received_at", now)


def calls_to_see(now: datetime) -> Queue:
    """Requests that the provider refused, or that were given up."""
    calls = _calls().defer("params").select_related("donation__funding", "refund")
    return _queue(calls, "created_at", now)


def notices_to_see(now: datetime) -> Queue:
    """Messages to donors that could not be sent."""
    return _queue(_notices().select_related("donation__funding"), "created_at", now)


def differences_to_see(now: datetime) -> Queue:
    """What the newest reconciliation of each kind found and could not repair."""
    differences = _differences().select_related("run", "donation__funding")
    return _queue(differences, "run__started_at", now)


def campaigns_at_risk() -> list[Funding]:
    """Campaigns that reached their threshold and have fallen below it (R7)."""
    running = Funding.objects.filter(
        threshold_reached_at__isnull=False,
        state__in=[State.LIVE, State.SUSPENDED, State.SETTLING],
    )
    return [funding for funding in running.order_by("closes_at", "pk") if funding.is_at_risk]


def _requests(state: RequestState) -> QuerySet[RefundRequest]:
    requests = RefundRequest.objects.filter(state=state)
    return requests.select_related("donation__funding", "requested_by")


def _events() -> QuerySet[ProviderEvent]:
    return ProviderEvent.objects.filter(state__in=[EventState.QUARANTINED, EventState.DEAD])


def _calls() -> QuerySet[ProviderCall]:
    """A refund that has reached its donor in another way needs nobody's look."""
    calls = ProviderCall.objects.filter(state__in=[CallState.REFUSED, CallState.DEAD])
    return calls.exclude(refund__state__in=_GONE)


def _notices() -> QuerySet[Notice]:
    return Notice.objects.filter(state=NoticeState.DEAD)


def _differences() -> QuerySet[Difference]:
    newest = (
        ReconciliationRun.objects.filter(finished_at__isnull=False)
        .order_by("depth", "-started_at", "-pk")
        .distinct("depth")
    )
    return Difference.objects.filter(repaired=False, run__in=newest.values("pk"))


def _queue(rows: QuerySet[Any], since: str, now: datetime) -> Queue:
    has_amount = any(field.name == "amount" for field in rows.model._meta.concrete_fields)
    sums = {"amount": Sum("amount")} if has_amount else {}
    totals = rows.aggregate(count=Count("pk"), **sums)
    return Queue(
        oldest=_aged(rows.order_by(since, "pk")[:LONGEST], since, now),
        count=totals["count"],
        amount=totals.get("amount") or ZERO,
    )


def _aged(rows: Iterable[Any], since: str, now: datetime) -> list[Waiting]:
    return [Waiting(row=row, days=max(0, (now - _value(row, since)).days)) for row in rows]


def _value(row: Any, path: str) -> datetime:
    for name in path.split("__"):
        row = getattr(row, name)
    assert isinstance(row, datetime)
    return row


def _balance() -> Decimal | None:
    try:
        return get_gateway().balance()
    except GatewayError:
        return None
