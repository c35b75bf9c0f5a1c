"""Applying what the provider says of a payment: once, in any order, at any multiplicity (R12)."""

import uuid
from datetime import datetime
from typing import Final

from django.db import transaction

from campaigns.cofinancing import services as cofinancing
from campaigns.funding import movements
from campaigns.funding import services as funding_services
from campaigns.funding.models import Funding, State
from campaigns.payments import notices, outbox, payers
from campaigns.payments.donations import keep_or_miss_rewards
from campaigns.payments.gateways.contract import PaymentReport, PaymentStatus
from campaigns.payments.models import Donation, NoticeKind, Provider, RefundReason, Status
from campaigns.payments.refunds import intend_refund_of_locked
from campaigns.payments.verification import ReportMismatch, check_currency, check_mode

_COPIED: Final = (
    *("funding_id", "amount", "name", "email", "locale", "provider"),
    *("donor_kind", "company", "vat_number"),
)
"""What the record of a second payment has from the first."""


@transaction.atomic
def apply_report(*, donation_id: uuid.UUID, report: PaymentReport, now: datetime) -> Donation:
    """Bring a donation to what the provider says, and its campaign's money with it.

    A second payment of the same donation is recorded and given back (R10). Raises
    ``ReportMismatch``, and ``Donation.DoesNotExist`` for an id that is not ours.
    """
    donation = Donation.objects.locked().get(pk=donation_id)
    check(donation, report)
    if report.status == PaymentStatus.PAID:
        if donation.status != Status.CONFIRMED:
            _confirm(donation, report, now)
        elif donation.payment_id != report.payment_id:
            _give_back_second_payment(donation, report, now)
        return donation
    if donation.status != Status.CONFIRMED and _is_of_this_attempt(donation, report):
        donation.session_id = report.session_id
        _apply_unpaid(donation, report, now)
    return donation


def confirm_locked(
    *,
    donation: Donation,
    paid_at: datetime,
    settled_at: datetime | None = None,
    now: datetime,
) -> None:
    """Confirm a locked donation: into the net if in time (R8), else recorded and refunded (R10).

    ``paid_at`` is the provider's own instant of the payment, ``settled_at`` that of the money's
    arrival where it tells it, ``now`` the rule's.
    """
    keep_or_miss_rewards([donation])
    funding = funding_services.lock(donation.funding_id)
    open_if_due(funding, now)
    mark_confirmed(donation, funding, paid_at=paid_at, settled_at=settled_at, now=now)
    donation.save()
    if donation.late:
        _record_and_give_back(donation, funding, RefundReason.LATE, now)
        return
    crossed = cofinancing.add_donations(funding=funding, gifts=[gift_of(donation)], now=now)
    if crossed and donation.provider != Provider.REPLAY:
        notices.queue_for_campaign(kind=NoticeKind.THRESHOLD, funding=funding)


def mark_confirmed(
    donation: Donation,
    funding: Funding,
    *,
    paid_at: datetime,
    settled_at: datetime | None,
    now: datetime,
) -> None:
    """Make a donation a confirmed one, in time or late for its locked funding; nothing is saved."""
    donation.paid_at = paid_at
    donation.confirmed_at = now
    donation.status = Status.CONFIRMED
    if settled_at is None:
        settled_at = now if donation.processing_at else paid_at
    donation.late = not donation.is_in_time(funding, paid_at=paid_at, settled_at=settled_at)


def gift_of(donation: Donation) -> movements.Gift:
    """The movement that a confirmed donation makes in its campaign's money."""
    assert donation.paid_at is not None
    return movements.Gift(
        amount=donation.amount,
        reference=donation.ledger_reference,
        donation=donation.pk,
        payer=donation.payer_key,
        occurred_at=donation.paid_at,
    )


def check(donation: Donation, report: PaymentReport) -> None:
    """Amount, currency, mode and donation id must be ours (R11). Raises ``ReportMismatch``."""
    if report.donation_id != donation.pk:
        raise ReportMismatch("donation id")
    check_currency(report.currency)
    check_mode(report.livemode)
    if report.amount != donation.amount:
        raise ReportMismatch("amount")
    is_paid = report.status == PaymentStatus.PAID
    if is_paid and (report.payment_id is None or report.paid_at is None):
        raise ReportMismatch("paid without a payment")


def _confirm(donation: Donation, report: PaymentReport, now: datetime) -> None:
    assert report.paid_at is not None
    note_payment(donation, report)
    confirm_locked(donation=donation, paid_at=report.paid_at, settled_at=report.settled_at, now=now)
    kind = NoticeKind.LATE if donation.late else NoticeKind.CONFIRMED
    notices.queue(kind=kind, donation=donation, now=now)


def note_payment(donation: Donation, report: PaymentReport) -> None:
    """Take over what the provider calls the payment, and who paid (R17); nothing is saved.

    Another payment than the slow one under way began when it was paid.
    """
    if donation.payment_id != report.payment_id:
        donation.processing_at = None
    donation.payment_id = report.payment_id
    donation.charge_id = report.charge_id
    donation.session_id = report.session_id or donation.session_id
    donation.payer = payers.digest(report.instrument)


def _give_back_second_payment(donation: Donation, report: PaymentReport, now: datetime) -> None:
    """Two payment pages of one donation were paid: the second never enters the net (R10)."""
    if Donation.objects.filter(payment_id=report.payment_id).exists():
        return
    second = Donation(
        **{name: getattr(donation, name) for name in _COPIED},
        duplicate_of=donation,
        status=Status.CONFIRMED,
        late=True,
        anonymous=True,
        created_at=now,
        paid_at=report.paid_at,
        confirmed_at=now,
    )
    note_payment(second, report)
    second.save(force_insert=True)
    funding = funding_services.lock(donation.funding_id)
    _record_and_give_back(second, funding, RefundReason.DUPLICATE, now)
    notices.queue(kind=NoticeKind.DUPLICATE, donation=second, now=now)


def _record_and_give_back(
    donation: Donation, funding: Funding, reason: RefundReason, now: datetime
) -> None:
    assert donation.paid_at is not None
    movements.record_late_donation(
        funding=funding,
        amount=donation.amount,
        reference=donation.ledger_reference,
        donation=donation.pk,
        occurred_at=donation.paid_at,
    )
    intend_refund_of_locked(donation=donation, funding=funding, reason=reason, now=now)


def _is_of_this_attempt(donation: Donation, report: PaymentReport) -> bool:
    """News of a page that gave way to another say nothing of the other."""
    if report.session_id is None:
        return False
    if donation.session_id is not None:
        return donation.session_id == report.session_id
    return not outbox.is_of_earlier_attempt(donation, report.session_id)


def _apply_unpaid(donation: Donation, report: PaymentReport, now: datetime) -> None:
    before = donation.status
    if report.status == PaymentStatus.PROCESSING:
        keep_or_miss_rewards([donation])
        donation.status = Status.PROCESSING
        donation.processing_at = report.paid_at or donation.processing_at
        donation.payment_id = report.payment_id
    elif report.status == PaymentStatus.FAILED:
        donation.status = Status.FAILED
    elif report.status == PaymentStatus.EXPIRED:
        donation.status = Status.EXPIRED
    elif donation.status == Status.CREATED:
        donation.status = Status.AWAITING
    donation.save(
        update_fields=[
            *("session_id", "status", "processing_at", "payment_id"),
            *("reward", "missed_reward"),
        ]
    )
    told = {Status.PROCESSING: NoticeKind.PROCESSING, Status.FAILED: NoticeKind.FAILED}
    kind = told.get(Status(donation.status))
    if kind is not None and donation.status != before:
        notices.queue(kind=kind, donation=donation, now=now, about=str(donation.attempt))


def open_if_due(funding: Funding, now: datetime) -> None:
    """A payment may be applied before the job that opens campaigns has run."""
    if funding.state == State.SCHEDULED and funding.opens_at <= now:
        funding_services.step(funding=funding, to=State.LIVE, now=now)
