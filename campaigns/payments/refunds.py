"""Refunds: decided once, applied once, never more than was paid.

Sending is ``refund_sending``'s; what comes of it, and what the provider's dashboard did, is
applied here.
"""

import uuid
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from django.db import transaction

from campaigns.funding import movements
from campaigns.funding import services as funding_services
from campaigns.funding.models import Funding, State
from campaigns.money import ZERO
from campaigns.payments import fees, notices, outbox
from campaigns.payments.gateways.contract import RefundReport, RefundStatus
from campaigns.payments.models import (
    UNSENT_STATES,
    DeliveryAddress,
    Donation,
    NoticeKind,
    Provider,
    Refund,
    RefundReason,
    RefundState,
    TransferDetails,
)
from campaigns.payments.refund_cover import cover_by_lost_disputes, make_room, room_for
from campaigns.payments.verification import ReportMismatch, check_currency

_REASONS: Final = {
    State.FAILED: RefundReason.CAMPAIGN_FAILED,
    State.CANCELLED: RefundReason.CAMPAIGN_CANCELLED,
}
_TOLD_OTHERWISE: Final = (*_REASONS.values(), RefundReason.LATE, RefundReason.DUPLICATE)
"""Refunds that come with another message to the donor."""


class RefundTooLarge(Exception):
    """More than is left of the donation; ``left`` says how much is, in EUR."""

    def __init__(self, left: Decimal) -> None:
        super().__init__(left)
        self.left = left


class RefundNotOwed(Exception):
    """The refund is not waiting for a bank transfer."""


def decide_refunds(*, now: datetime, call_id: int | None = None) -> int:
    """Decide the refunds that ended campaigns owe, one transaction a donor; return how many."""
    fundings = Funding.objects.filter(state__in=_REASONS)
    if call_id is not None:
        fundings = fundings.filter(call_id=call_id)
    owed = (
        Donation.objects.to_refund()
        .filter(funding__in=fundings)
        .order_by("confirmed_at", "pk")
        .values_list("pk", flat=True)
    )
    return sum(_decide(donation_id, now) for donation_id in list(owed))


def intend_refund_of_locked(
    *,
    donation: Donation,
    funding: Funding,
    reason: RefundReason,
    now: datetime,
    amount: Decimal | None = None,
) -> Refund | None:
    """Commit the intent to give back ``amount`` EUR, or all that is left, of a donation.

    Both rows are locked. The amount leaves the net at once (R3). Money without a provider is given
    back by the same act. Raises ``RefundTooLarge``; returns ``None`` where nothing is left.
    """
    if amount is None:
        amount = donation.left
    if amount > donation.left:
        raise RefundTooLarge(donation.left)
    if not amount:
        return None
    refund = Refund.objects.create(donation=donation, amount=amount, reason=reason, created_at=now)
    _take_out(refund, amount, donation, funding, now)
    if donation.provider == Provider.REPLAY:
        _settle(refund, funding, now)
        return refund
    outbox.commit_refund(refund=refund, now=now)
    _tell(refund, now)
    return refund


@transaction.atomic
def apply_refund_report(*, report: RefundReport, now: datetime) -> Refund:
    """Bring a refund to what the provider says of it, one made on its dashboard included (R12).

    Raises ``ReportMismatch``, and ``Donation.DoesNotExist`` for a payment that is not ours.
    """
    check_currency(report.currency)
    donation = Donation.objects.locked().get(pk=_donation_of(report))
    funding = funding_services.lock(donation.funding_id)
    refund = _known(report, donation)
    if refund is None:
        refund = _adopt(report, donation, funding, now)
    elif refund.amount != report.amount and not _has_failed_before(refund, report):
        raise ReportMismatch("amount of the refund")
    _bring(refund, report, funding, now)
    return refund


@transaction.atomic
def mark_waiting(*, refund_id: uuid.UUID, now: datetime) -> None:
    """The provider holds too little of our money: the refund waits for a top-up."""
    Refund.objects.filter(pk=refund_id, state=RefundState.INTENDED).update(
        state=RefundState.WAITING
    )


@transaction.atomic
def mark_refused(*, refund_id: uuid.UUID, code: str, now: datetime) -> None:
    """The provider will not send the refund: it is owed to the donor, and never the net's again."""
    refund, funding = _locked(refund_id)
    if refund.state in (*UNSENT_STATES, RefundState.PENDING):
        _owe(refund, code, funding, now)


@transaction.atomic
def pay_by_transfer(*, refund_id: uuid.UUID, reference: str, now: datetime, by: Any) -> Refund:
    """Record that finance paid an owed refund by bank transfer; bank details are erased.

    ``reference`` is the transfer's own. Raises ``RefundNotOwed``.
    """
    refund, funding = _locked(refund_id)
    if refund.state != RefundState.OWED:
        raise RefundNotOwed(refund.state)
    refund.transfers += 1
    refund.transfer_reference = reference
    refund.transferred_by = by
    _settle(refund, funding, now, suffix=f":transfer:{refund.transfers}")
    TransferDetails.objects.filter(refund=refund).update(holder="", iban="", erased_at=now)
    notices.queue(
        kind=NoticeKind.REFUND_TRANSFERRED,
        donation=refund.donation,
        now=now,
        about=str(refund.pk),
    )
    return refund


@transaction.atomic
def _decide(donation_id: uuid.UUID, now: datetime) -> bool:
    donation = Donation.objects.locked().get(pk=donation_id)
    funding = funding_services.lock(donation.funding_id)
    reason = _REASONS[State(funding.state)]
    refund = intend_refund_of_locked(donation=donation, funding=funding, reason=reason, now=now)
    return refund is not None


def _locked(refund_id: uuid.UUID) -> tuple[Refund, Funding]:
    """The refund under the locks of its donation and funding (R15)."""
    donation_id = Refund.objects.values_list("donation_id", flat=True).get(pk=refund_id)
    donation = Donation.objects.locked().get(pk=donation_id)
    funding = funding_services.lock(donation.funding_id)
    refund = Refund.objects.get(pk=refund_id)
    refund.donation = donation
    return refund, funding


def _donation_of(report: RefundReport) -> uuid.UUID:
    known = Refund.objects.filter(provider_id=report.refund_id).values_list("donation_id").first()
    if known is None and report.our_id is not None:
        known = Refund.objects.filter(pk=report.our_id).values_list("donation_id").first()
    if known is not None:
        return known[0]
    if report.payment_id is None:
        raise ReportMismatch("a refund of no payment")
    return Donation.objects.values_list("pk", flat=True).get(payment_id=report.payment_id)


def _known(report: RefundReport, donation: Donation) -> Refund | None:
    refund = donation.refunds.filter(provider_id=report.refund_id).first()
    if refund is None and report.our_id is not None:
        refund = donation.refunds.filter(pk=report.our_id).first()
    if refund is not None:
        refund.donation = donation
        if refund.provider_id not in (None, report.refund_id):
            raise ReportMismatch("refunded twice")
    return refund


def _has_failed_before(refund: Refund, report: RefundReport) -> bool:
    """Whether we knew that it failed there: what is owed since may have been settled in part."""
    is_known = refund.provider_id == report.refund_id and report.status == RefundStatus.FAILED
    return is_known and refund.owed_at is not None


def _adopt(report: RefundReport, donation: Donation, funding: Funding, now: datetime) -> Refund:
    """Take in a refund that somebody made at the provider.

    What it gives back may be what we had decided to: then it takes the place of our own refund.
    Of one that has failed meanwhile, only what nobody has given back otherwise is owed.
    """
    amount = report.amount
    if report.status == RefundStatus.FAILED:
        amount = min(amount, donation.left + room_for(donation))
    make_room(
        donation=donation,
        funding=funding,
        amount=max(amount - donation.left, ZERO),
        provider_id=report.refund_id,
        now=now,
    )
    counted = min(amount, donation.left)
    refund = Refund.objects.create(
        donation=donation,
        amount=amount or report.amount,
        reason=RefundReason.PROVIDER,
        state=RefundState.INTENDED if amount else RefundState.WITHDRAWN,
        provider_id=report.refund_id,
        created_at=now,
    )
    if counted:
        _take_out(refund, counted, donation, funding, now)
    if amount:
        _tell(refund, now)
    return refund


def _take_out(
    refund: Refund, amount: Decimal, donation: Donation, funding: Funding, now: datetime
) -> None:
    donation.refunded_amount += amount
    donation.save(update_fields=["refunded_amount"])
    if not donation.left:
        DeliveryAddress.objects.filter(donation=donation).erase(now=now)
    movements.record_refund(
        funding=funding,
        amount=amount,
        reference=f"refund:{refund.pk}",
        donation=donation.pk,
        payer=donation.payer_key,
        late=donation.late,
        now=now,
    )
    fees.cover_fees_of_locked(donation=donation, funding=funding, now=now)


def _bring(refund: Refund, report: RefundReport, funding: Funding, now: datetime) -> None:
    """Move a locked refund on; a report may be older than what is known, and is then idle."""
    failed_there = refund.state == RefundState.OWED and refund.provider_id is not None
    refund.provider_id = report.refund_id
    if report.status == RefundStatus.FAILED:
        if refund.state == RefundState.PAID and not refund.transfers:
            _return(refund, funding, now)
        if refund.state in (*UNSENT_STATES, RefundState.PENDING):
            _owe(refund, report.failure, funding, now)
        return
    if refund.state in (RefundState.WITHDRAWN, RefundState.COVERED) or (
        refund.transfers and not failed_there
    ):
        raise ReportMismatch("refunded beyond what is owed")
    if failed_there or refund.state == RefundState.PAID:
        return
    refund.failure = report.failure[:100]
    if report.status == RefundStatus.PAID:
        _settle(refund, funding, now)
    else:
        refund.state = RefundState.PENDING
        refund.save(update_fields=["state", "provider_id", "failure"])


def _settle(refund: Refund, funding: Funding, now: datetime, suffix: str = "") -> None:
    refund.state = RefundState.PAID
    refund.paid_at = now
    refund.save()
    movements.record_refund_paid(
        funding=funding,
        amount=refund.amount,
        reference=f"refund:{refund.pk}{suffix}",
        donation=refund.donation_id,
        now=now,
    )


def _return(refund: Refund, funding: Funding, now: datetime) -> None:
    """A refund that was paid came back from the donor's bank."""
    movements.record_refund_returned(
        funding=funding,
        amount=refund.amount,
        reference=f"refund:{refund.pk}",
        donation=refund.donation_id,
        now=now,
    )
    refund.state = RefundState.PENDING
    refund.paid_at = None


def _owe(refund: Refund, code: str, funding: Funding, now: datetime) -> None:
    refund.state = RefundState.OWED
    refund.failure = code[:100]
    refund.owed_at = now
    refund.save()
    left = cover_by_lost_disputes(donation=refund.donation, funding=funding, now=now)
    if left:
        notices.queue(
            kind=NoticeKind.REFUND_OWED,
            donation=refund.donation,
            now=now,
            about=str(refund.pk),
        )


def _tell(refund: Refund, now: datetime) -> None:
    if refund.reason not in _TOLD_OTHERWISE:
        notices.queue(
            kind=NoticeKind.REFUNDED, donation=refund.donation, now=now, about=str(refund.pk)
        )
