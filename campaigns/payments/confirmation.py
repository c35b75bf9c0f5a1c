"""Applying what the provider says of a payment: once, in any order, at any multiplicity (R12)."""

import uuid
from datetime import datetime

from django.conf import settings
from django.db import transaction

from campaigns.cofinancing import services as cofinancing
from campaigns.funding import movements
from campaigns.funding import services as funding_services
from campaigns.funding.models import Funding, State
from campaigns.payments import notices
from campaigns.payments.gateways.contract import PaymentReport, PaymentStatus
from campaigns.payments.models import Donation, NoticeKind, RefundReason, Status
from campaigns.payments.refunds import intend_refund_of_locked

CURRENCY = "eur"


class ReportMismatch(Exception):
    """The report is not about this donation as we know it: quarantine and alert (R11)."""


@transaction.atomic
def apply_report(*, donation_id: uuid.UUID, report: PaymentReport, now: datetime) -> Donation:
    """Bring a donation to what the provider says, and its campaign's money with it.

    Raises ``ReportMismatch``, and ``Donation.DoesNotExist`` for an id that is not ours.
    """
    donation = Donation.objects.locked().get(pk=donation_id)
    _check(donation, report)
    if report.status == PaymentStatus.PAID:
        if donation.status != Status.CONFIRMED:
            assert report.paid_at is not None
            donation.payment_id = report.payment_id
            donation.session_id = report.session_id
            confirm_locked(donation=donation, paid_at=report.paid_at, now=now)
            kind = NoticeKind.LATE if donation.late else NoticeKind.CONFIRMED
            notices.queue(kind=kind, donation=donation, now=now)
        return donation
    if donation.status == Status.CONFIRMED or donation.session_id not in (None, report.session_id):
        return donation
    donation.session_id = report.session_id
    _apply_unpaid(donation, report)
    return donation


def confirm_locked(*, donation: Donation, paid_at: datetime, now: datetime) -> None:
    """Confirm a locked donation: into the net if in time (R8), else recorded and refunded (R10).

    ``paid_at`` is the provider's own instant, ``now`` the rule's.
    """
    funding = funding_services.lock(donation.funding_id)
    _open_if_due(funding, now)
    donation.paid_at = paid_at
    donation.confirmed_at = now
    donation.status = Status.CONFIRMED
    donation.late = not donation.is_in_time(funding, paid_at)
    donation.save()
    if donation.late:
        movements.record_late_donation(
            funding=funding,
            amount=donation.amount,
            reference=donation.ledger_reference,
            donation=donation.pk,
            occurred_at=paid_at,
        )
        intend_refund_of_locked(
            donation=donation, funding=funding, reason=RefundReason.LATE, now=now
        )
        return
    cofinancing.add_donation(
        funding=funding,
        amount=donation.amount,
        reference=donation.ledger_reference,
        donation=donation.pk,
        payer=donation.payer_key,
        occurred_at=paid_at,
        now=now,
    )


def _check(donation: Donation, report: PaymentReport) -> None:
    """Amount, currency, mode and donation id must be ours (R11)."""
    if report.donation_id != donation.pk:
        raise ReportMismatch("donation id")
    if report.currency != CURRENCY or report.amount != donation.amount:
        raise ReportMismatch("amount or currency")
    if report.livemode != settings.STRIPE_LIVE_MODE:
        raise ReportMismatch("live mode")
    if report.status != PaymentStatus.PAID:
        return
    if report.payment_id is None or report.paid_at is None:
        raise ReportMismatch("paid without a payment")
    if donation.status == Status.CONFIRMED and donation.payment_id != report.payment_id:
        raise ReportMismatch("paid twice")


def _apply_unpaid(donation: Donation, report: PaymentReport) -> None:
    if report.status == PaymentStatus.PROCESSING:
        donation.status = Status.PROCESSING
        donation.processing_at = report.paid_at or donation.processing_at
        donation.payment_id = report.payment_id
    elif report.status == PaymentStatus.FAILED:
        donation.status = Status.FAILED
    elif report.status == PaymentStatus.EXPIRED:
        donation.status = Status.EXPIRED
    elif donation.status == Status.CREATED:
        donation.status = Status.AWAITING
    donation.save(update_fields=["session_id", "status", "processing_at", "payment_id"])


def _open_if_due(funding: Funding, now: datetime) -> None:
    """A payment may be applied before the job that opens campaigns has run."""
    if funding.state == State.SCHEDULED and funding.opens_at <= now:
        funding_services.step(funding=funding, to=State.LIVE, now=now)
