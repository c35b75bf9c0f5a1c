"""Disputes: what a donor's bank takes leaves the net, and comes back if the dispute is won (R3)."""

import uuid
from datetime import datetime
from typing import Final

from django.db import transaction

from campaigns.cofinancing import services as cofinancing
from campaigns.funding import movements
from campaigns.funding import services as funding_services
from campaigns.funding.models import Funding
from campaigns.ledger.models import Kind
from campaigns.money import ZERO
from campaigns.payments import fees, notices
from campaigns.payments.gateways.contract import DisputeReport, DisputeStatus
from campaigns.payments.models import (
    DeliveryAddress,
    Dispute,
    DisputeState,
    Donation,
    NoticeKind,
    Status,
)
from campaigns.payments.refund_cover import cover_by_lost_disputes
from campaigns.payments.verification import ReportMismatch, check_currency, check_mode

_STATES: Final = {
    DisputeStatus.INQUIRY: DisputeState.INQUIRY,
    DisputeStatus.OPEN: DisputeState.OPEN,
    DisputeStatus.WON: DisputeState.WON,
    DisputeStatus.LOST: DisputeState.LOST,
}
_OUT: Final = (DisputeState.OPEN, DisputeState.LOST)
"""States in which the bank has the money."""


@transaction.atomic
def apply_dispute_report(*, report: DisputeReport, now: datetime) -> Dispute:
    """Bring a dispute to what the provider says of it: once, in any order (R12).

    Raises ``ReportMismatch``, and ``Donation.DoesNotExist`` for a payment that is not ours or
    not yet confirmed.
    """
    check_currency(report.currency)
    check_mode(report.livemode)
    donation = Donation.objects.locked().get(pk=_donation_of(report))
    funding = funding_services.lock(donation.funding_id)
    dispute = donation.disputes.filter(provider_id=report.dispute_id).first()
    if dispute is None:
        dispute = _open(report, donation)
    dispute.donation = donation
    if report.amount != dispute.amount:
        raise ReportMismatch("amount of the dispute")
    _charge_fee(dispute, report, funding)
    state = _STATES[report.status]
    if _is_stale(dispute, state):
        return dispute
    if dispute.state == DisputeState.LOST:
        raise ReportMismatch("a lost dispute was won: decide by hand")
    _bring(dispute, state, funding, now)
    return dispute


def _donation_of(report: DisputeReport) -> uuid.UUID:
    confirmed = Donation.objects.filter(status=Status.CONFIRMED)
    if report.payment_id is not None:
        return confirmed.values_list("pk", flat=True).get(payment_id=report.payment_id)
    if report.charge_id is not None:
        return confirmed.values_list("pk", flat=True).get(charge_id=report.charge_id)
    raise ReportMismatch("a dispute of no payment")


def _open(report: DisputeReport, donation: Donation) -> Dispute:
    if not ZERO < report.amount <= donation.amount:
        raise ReportMismatch("amount of the dispute")
    return Dispute.objects.create(
        provider_id=report.dispute_id,
        donation=donation,
        amount=report.amount,
        state=DisputeState.INQUIRY,
        reason=report.reason[:100],
        opened_at=report.opened_at,
    )


def _is_stale(dispute: Dispute, state: DisputeState) -> bool:
    """A closed dispute does not open again: what says so was fetched before it closed."""
    closed = (DisputeState.WON, DisputeState.LOST)
    return state == dispute.state or (dispute.state in closed and state not in closed)


def _bring(dispute: Dispute, state: DisputeState, funding: Funding, now: datetime) -> None:
    was_out, is_out = dispute.state in _OUT, state in _OUT
    dispute.state = state
    if is_out and not was_out:
        _take(dispute, funding, now)
    elif was_out and not is_out:
        _bring_back(dispute, funding, now)
    if state in (DisputeState.WON, DisputeState.LOST):
        dispute.closed_at = now
    dispute.save()
    if state == DisputeState.LOST:
        _lose(dispute, funding, now)


def _take(dispute: Dispute, funding: Funding, now: datetime) -> None:
    donation = dispute.donation
    dispute.turns += 1
    dispute.counted = min(dispute.amount, donation.left)
    dispute.excess = dispute.amount - dispute.counted
    donation.disputed_amount += dispute.counted
    donation.save(update_fields=["disputed_amount"])
    DeliveryAddress.objects.filter(donation=donation).erase(now=now)
    movements.record_dispute(
        funding=funding,
        counted=dispute.counted,
        excess=dispute.excess,
        reference=_reference(dispute),
        donation=donation.pk,
        payer=donation.payer_key,
        occurred_at=dispute.opened_at,
    )


def _bring_back(dispute: Dispute, funding: Funding, now: datetime) -> None:
    donation = dispute.donation
    donation.disputed_amount -= dispute.counted
    donation.save(update_fields=["disputed_amount"])
    crossed = cofinancing.bring_back_disputed(
        funding=funding,
        counted=dispute.counted,
        excess=dispute.excess,
        reference=_reference(dispute),
        donation=donation.pk,
        payer=donation.payer_key,
        occurred_at=now,
        now=now,
    )
    dispute.counted = dispute.excess = ZERO
    if crossed:
        notices.queue_for_campaign(kind=NoticeKind.THRESHOLD, funding=funding)


def _lose(dispute: Dispute, funding: Funding, now: datetime) -> None:
    donation = dispute.donation
    movements.record_dispute_lost(
        funding=funding,
        amount=dispute.amount,
        reference=_reference(dispute),
        donation=donation.pk,
        occurred_at=now,
    )
    cover_by_lost_disputes(donation=donation, funding=funding, now=now)
    fees.cover_fees_of_locked(donation=donation, funding=funding, now=now)


def _charge_fee(dispute: Dispute, report: DisputeReport, funding: Funding) -> None:
    """The provider keeps a fee whoever wins; the operator bears it. It is told at most once."""
    if not report.fee or dispute.fee:
        return
    dispute.fee = report.fee
    dispute.save(update_fields=["fee"])
    movements.record_fee(
        funding=funding,
        kind=Kind.DISPUTE_FEE,
        amount=report.fee,
        reference=dispute.provider_id,
        donation=dispute.donation_id,
        occurred_at=report.opened_at,
    )


def _reference(dispute: Dispute) -> str:
    """Unique for each time that the money left."""
    suffix = f":{dispute.turns}" if dispute.turns > 1 else ""
    return f"{dispute.provider_id}{suffix}"
