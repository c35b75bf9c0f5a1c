"""Refunds: decided once, sent once, resumable after a crash at any point."""

import logging
import uuid
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Q

from campaigns.funding import movements
from campaigns.funding import services as funding_services
from campaigns.funding.models import Funding, State
from campaigns.payments.gateways.contract import (
    Gateway,
    GatewayRefused,
    GatewayUnavailable,
    RefundReport,
    RefundStatus,
)
from campaigns.payments.models import Donation, Provider, Refund, RefundReason, RefundState

logger = logging.getLogger(__name__)

KEY_LIFE: Final = timedelta(hours=20)
"""Providers forget a key after a day: an older refund is looked up before it is sent (R13)."""

_UNSETTLED = (RefundState.INTENDED, RefundState.PENDING)
_REASONS = {
    State.FAILED: RefundReason.CAMPAIGN_FAILED,
    State.CANCELLED: RefundReason.CAMPAIGN_CANCELLED,
}


def run_refunds(*, gateway: Gateway, now: datetime, call_id: int | None = None) -> int:
    """Decide what failed and cancelled campaigns owe, send what is decided; return how many.

    Raises nothing: what the provider does not take now is taken at the next run.
    """
    decided = decide_refunds(now=now, call_id=call_id)
    sent = sum(_send(refund_id, gateway, now) for refund_id in _unsettled_refunds(call_id))
    return decided + sent


def decide_refunds(*, now: datetime, call_id: int | None = None) -> int:
    """Decide the refunds that ended campaigns owe, one transaction a donor; return how many."""
    fundings = Funding.objects.filter(state__in=_REASONS)
    if call_id is not None:
        fundings = fundings.filter(call_id=call_id)
    owed = (
        Donation.objects.to_refund()
        .filter(Q(funding__in=fundings))
        .order_by("confirmed_at", "pk")
        .values_list("pk", flat=True)
    )
    return sum(_decide(donation_id, now) for donation_id in list(owed))


def intend_refund_of_locked(
    *, donation: Donation, funding: Funding, reason: RefundReason, now: datetime
) -> Refund | None:
    """Commit the intent to give back what is left of a donation; both rows are locked.

    It leaves the net at once (R3). Money without a provider is given back by the same act.
    """
    amount = donation.amount - donation.refunded_amount - donation.disputed_amount
    if not amount:
        return None
    refund = Refund.objects.create(donation=donation, amount=amount, reason=reason, created_at=now)
    donation.refunded_amount += amount
    donation.save(update_fields=["refunded_amount"])
    movements.record_refund(
        funding=funding,
        amount=amount,
        reference=f"refund:{refund.pk}",
        donation=donation.pk,
        payer=donation.payer_key,
        late=donation.late,
        now=now,
    )
    if donation.provider == Provider.REPLAY:
        _settle_locked(refund, funding, now)
    return refund


@transaction.atomic
def _decide(donation_id: uuid.UUID, now: datetime) -> bool:
    donation = Donation.objects.locked().get(pk=donation_id)
    funding = funding_services.lock(donation.funding_id)
    reason = _REASONS[State(funding.state)]
    refund = intend_refund_of_locked(donation=donation, funding=funding, reason=reason, now=now)
    return refund is not None


def _unsettled_refunds(call_id: int | None) -> Iterator[uuid.UUID]:
    refunds = Refund.objects.filter(
        state__in=_UNSETTLED,
        donation__provider=Provider.STRIPE,
    )
    if call_id is not None:
        refunds = refunds.filter(donation__funding__call_id=call_id)
    yield from list(refunds.order_by("created_at", "pk").values_list("pk", flat=True))


def _send(refund_id: uuid.UUID, gateway: Gateway, now: datetime) -> bool:
    refund = Refund.objects.select_related("donation").get(pk=refund_id)
    try:
        report = _ask(refund, gateway, now)
    except GatewayUnavailable as error:
        logger.warning("Refund %s waits: %s", refund.pk, error)
        return False
    except GatewayRefused as error:
        logger.error("Refund %s was refused and is owed to the donor: %s", refund.pk, error)
        Refund.objects.filter(pk=refund.pk, state__in=_UNSETTLED).update(state=RefundState.OWED)
        return False
    return _apply(refund_id, report, now)


def _ask(refund: Refund, gateway: Gateway, now: datetime) -> RefundReport:
    """Send the refund, or learn how it stands if it may have been sent before (R13)."""
    if refund.provider_id:
        return gateway.fetch_refund(refund.provider_id)
    payment_id = refund.donation.payment_id
    assert payment_id is not None
    if now - refund.created_at >= KEY_LIFE:
        found = gateway.find_refund(refund_id=refund.pk, payment_id=payment_id)
        if found is not None:
            return found
    return gateway.refund(refund_id=refund.pk, payment_id=payment_id, amount=refund.amount)


@transaction.atomic
def _apply(refund_id: uuid.UUID, report: RefundReport, now: datetime) -> bool:
    """Store what the provider says of a refund. Returns true when it has now been paid."""
    donation_id = Refund.objects.values_list("donation_id", flat=True).get(pk=refund_id)
    donation = Donation.objects.locked().get(pk=donation_id)
    funding = funding_services.lock(donation.funding_id)
    refund = Refund.objects.select_related("donation").get(pk=refund_id)
    if refund.state in (RefundState.PAID, RefundState.OWED):
        return False
    refund.provider_id = report.refund_id
    if report.status == RefundStatus.PAID:
        _settle_locked(refund, funding, now)
        return True
    refund.state = RefundState.OWED if report.status == RefundStatus.FAILED else RefundState.PENDING
    refund.save(update_fields=["provider_id", "state"])
    return False


def _settle_locked(refund: Refund, funding: Funding, now: datetime) -> None:
    refund.state = RefundState.PAID
    refund.paid_at = now
    refund.save(update_fields=["state", "paid_at", "provider_id"])
    movements.record_refund_paid(
        funding=funding,
        amount=refund.amount,
        reference=f"refund:{refund.pk}",
        donation=refund.donation_id,
        now=now,
    )
