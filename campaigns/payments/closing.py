"""The clock of campaigns: opening, closing, settling (R8). Two schedulers at once do it once."""

import logging
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from campaigns.cofinancing import services as cofinancing
from campaigns.funding import services as funding_services
from campaigns.funding.models import Funding, State
from campaigns.payments.confirmation import ReportMismatch, apply_report
from campaigns.payments.gateways.contract import (
    Gateway,
    GatewayError,
    PaymentReport,
    PaymentStatus,
)
from campaigns.payments.models import OPEN_STATUSES, Donation, Provider, Status
from campaigns.payments.reconciliation import ask

logger = logging.getLogger(__name__)

REQUEST_GRACE = timedelta(minutes=2)
"""How long a call to the provider may be under way: its page may exist without our knowing."""


@dataclass
class Advance:
    """What a turn of the clock did: slugs of the campaigns that changed."""

    opened: list[str]
    closed: list[str]
    settled: list[str]


def advance(*, now: datetime, gateway: Gateway, call_id: int | None = None) -> Advance:
    """Close, settle and open what is due at ``now``, closings first, as at one instant (R8)."""
    fundings = Funding.objects.order_by("closes_at", "pk")
    if call_id is not None:
        fundings = fundings.filter(call_id=call_id)
    closed = [_close(pk, now) for pk in _keys(fundings.due_to_close(now))]
    settled = [
        settle(funding_id=pk, now=now, gateway=gateway)
        for pk in _keys(fundings.filter(state=State.SETTLING))
    ]
    opened = [_open(pk, now) for pk in _keys(fundings.due_to_open(now))]
    return Advance(
        opened=[slug for slug in opened if slug],
        closed=[slug for slug in closed if slug],
        settled=[slug for slug in settled if slug],
    )


def settle(*, funding_id: int, now: datetime, gateway: Gateway) -> str | None:
    """End a settling campaign if nothing is awaited any more; return its slug if it ended.

    Open pages are expired at the provider; slow payments are awaited within the call's window.
    """
    for donation_id in _keys(_awaited(funding_id)):
        _resolve(donation_id, gateway, now)
    with transaction.atomic():
        funding = Funding.objects.locked().select_related("call").get(pk=funding_id)
        if funding.state != State.SETTLING:
            return None
        window_ends = funding.closes_at + timedelta(days=funding.call.settlement_days)
        if now < window_ends and _awaited(funding_id).exists():
            return None
        cofinancing.conclude(funding=funding, now=now)
        return funding.slug


def _awaited(funding_id: int) -> QuerySet[Donation]:
    return Donation.objects.filter(funding_id=funding_id, status__in=OPEN_STATUSES).order_by("pk")


def _keys(rows: QuerySet[Any]) -> list[Any]:
    return list(rows.values_list("pk", flat=True))


@transaction.atomic
def _open(funding_id: int, now: datetime) -> str | None:
    funding = funding_services.lock(funding_id)
    if funding.state != State.SCHEDULED:
        return None
    funding_services.step(funding=funding, to=State.LIVE, now=now)
    return funding.slug


@transaction.atomic
def _close(funding_id: int, now: datetime) -> str | None:
    funding = funding_services.lock(funding_id)
    if funding.state == State.SCHEDULED:
        funding_services.step(funding=funding, to=State.LIVE, now=now)
    if funding.state not in (State.LIVE, State.SUSPENDED):
        return None
    funding_services.step(funding=funding, to=State.SETTLING, now=now)
    return funding.slug


def _resolve(donation_id: uuid.UUID, gateway: Gateway, now: datetime) -> None:
    """Learn from the provider what became of a donation that nobody waits for any more."""
    donation = Donation.objects.get(pk=donation_id)
    try:
        report = _final_report(donation, gateway)
        if report is not None:
            apply_report(donation_id=donation_id, report=report, now=now)
        elif not _may_be_under_way(donation, now):
            _expire_unsent(donation_id)
    except (GatewayError, ReportMismatch) as error:
        logger.warning("Donation %s keeps its campaign settling: %s", donation_id, error)


def _final_report(donation: Donation, gateway: Gateway) -> PaymentReport | None:
    if donation.provider == Provider.REPLAY or donation.requested_at is None:
        return None
    report = ask(donation, gateway)
    if report is not None and report.status == PaymentStatus.OPEN:
        return gateway.expire_checkout(report.session_id)
    return report


def _may_be_under_way(donation: Donation, now: datetime) -> bool:
    return donation.requested_at is not None and now - donation.requested_at < REQUEST_GRACE


@transaction.atomic
def _expire_unsent(donation_id: uuid.UUID) -> None:
    """A donation for which no payment page was ever made ends with its campaign."""
    donation = Donation.objects.locked().get(pk=donation_id)
    if donation.status in OPEN_STATUSES and donation.session_id is None:
        donation.status = Status.EXPIRED
        donation.save(update_fields=["status"])
