"""Rows that wait for finance, each as it comes to be."""

import uuid
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from campaigns.payments import notices, refund_requests, refunds
from campaigns.payments.models import (
    CallKind,
    CallState,
    Depth,
    Difference,
    DifferenceKind,
    Donation,
    EventState,
    Notice,
    NoticeKind,
    NoticeState,
    ProviderCall,
    ProviderEvent,
    ReconciliationRun,
    Refund,
    RefundRequest,
    RequestOrigin,
    RequestState,
)
from tests.admin.conftest import make_user
from tests.factories import give, make_fund, make_open_funding


def gift(amount: str = "100.00", **fields: Any) -> Donation:
    funding = make_open_funding(cost="1000.00")
    make_fund(funding.call)
    return give(funding, amount, at=timezone.now(), provider="stripe", **fields)


def refund_of(donation: Donation, amount: str | None = None) -> Refund:
    request = refund_requests.ask_refund(
        donation_id=donation.pk,
        amount=Decimal(amount) if amount else donation.left,
        reason="Errore",
        by=make_user("superuser"),
        now=timezone.now(),
    )
    assert request.refund is not None
    return request.refund


def owed_refund() -> Refund:
    refund = refund_of(gift())
    refunds.mark_refused(refund_id=refund.pk, code="declined", now=timezone.now())
    refund.refresh_from_db()
    return refund


def asked_request() -> RefundRequest:
    donation = gift()
    return RefundRequest.objects.create(
        donation=donation,
        amount=donation.left,
        reason="Ho sbagliato progetto",
        origin=RequestOrigin.DONOR,
        state=RequestState.ASKED,
        requested_at=timezone.now() - timedelta(days=12),
    )


def event(state: EventState = EventState.DEAD, **fields: Any) -> ProviderEvent:
    now = timezone.now()
    values: dict[str, Any] = {
        "provider": "stripe",
        "event_id": f"evt_{uuid.uuid4().hex}",
        "type": "charge.refunded",
        "body": '{"email": "ada@example.org"}',
        "digest": "d" * 64,
        "state": state,
        "attempts": 30,
        "error": "ReportMismatch: amount of the refund",
        "next_attempt_at": now,
        "received_at": now,
    }
    return ProviderEvent.objects.create(**(values | fields))


def dead_call() -> ProviderCall:
    """A refund that could not be sent for a week."""
    call = ProviderCall.objects.get(refund=refund_of(gift()))
    call.state, call.attempts, call.error = CallState.DEAD, 50, "no answer"
    call.save()
    return call


def refused_call() -> ProviderCall:
    """A payment page that the provider would not close; its parameters named a donor."""
    return ProviderCall.objects.create(
        kind=CallKind.EXPIRE_CHECKOUT,
        key=f"{uuid.uuid4()}:expire:1",
        params={"customer_email": "ada@example.org"},
        donation=gift(),
        state=CallState.REFUSED,
        error="resource_missing",
        next_attempt_at=timezone.now(),
        created_at=timezone.now(),
    )


def dead_notice() -> Notice:
    notice = notices.queue(kind=NoticeKind.CONFIRMED, donation=gift(), now=timezone.now())
    notice.state, notice.attempts, notice.error = NoticeState.DEAD, 8, "SMTPRecipientsRefused"
    notice.save()
    return notice


def run(depth: Depth = Depth.FULL, *, ago: timedelta = timedelta(0)) -> ReconciliationRun:
    at = timezone.now() - ago
    return ReconciliationRun.objects.create(
        depth=depth, started_at=at, finished_at=at, since=at, until=at, complete=True
    )


def difference(of: ReconciliationRun, *, repaired: bool = False) -> Difference:
    return Difference.objects.create(
        run=of,
        kind=DifferenceKind.MISSING_HERE,
        object_type="payment",
        object_id="pi_unknown",
        theirs=Decimal("12.00"),
        repaired=repaired,
    )
