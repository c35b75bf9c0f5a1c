"""What each type of provider event is about. The event is a hint: the object is fetched (R12).

Each route fetches outside any transaction, applies through the one apply function of its kind,
and returns false for what is no donation of ours.
"""

import uuid
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

from campaigns.payments.confirmation import apply_report
from campaigns.payments.disputes import apply_dispute_report
from campaigns.payments.gateways.contract import (
    Gateway,
    GatewayRefused,
    PaymentReport,
    PaymentStatus,
)
from campaigns.payments.models import Donation, Status
from campaigns.payments.refunds import apply_refund_report
from campaigns.payments.verification import ReportMismatch

Route = Callable[[Mapping[str, Any], Gateway, datetime], bool]


def apply_checkout(told: Mapping[str, Any], gateway: Gateway, now: datetime) -> bool:
    """A payment page was completed, paid, failed or expired."""
    donation_id = _named_donation(told)
    if donation_id is None:
        return False
    report = gateway.fetch_checkout(_id_of(told))
    apply_report(donation_id=donation_id, report=report, now=now)
    return True


def apply_payment(told: Mapping[str, Any], gateway: Gateway, now: datetime) -> bool:
    """A payment succeeded, failed or was cancelled; its page may still be open for another try."""
    return _apply_ours(gateway.fetch_payment(_id_of(told)), now)


def apply_refunds_of_charge(told: Mapping[str, Any], gateway: Gateway, now: datetime) -> bool:
    """Something of a charge was given back."""
    payment_id = told.get("payment_intent")
    if not isinstance(payment_id, str) or not _is_confirmed(payment_id, gateway, now):
        return False
    for report in gateway.refunds_of(payment_id):
        apply_refund_report(report=report, now=now)
    return True


def apply_refund(told: Mapping[str, Any], gateway: Gateway, now: datetime) -> bool:
    """A refund was made, moved on or failed, ours or the dashboard's."""
    report = gateway.fetch_refund(_id_of(told))
    if report.payment_id is None or not _is_confirmed(report.payment_id, gateway, now):
        return False
    apply_refund_report(report=report, now=now)
    return True


def apply_dispute(told: Mapping[str, Any], gateway: Gateway, now: datetime) -> bool:
    """A donor's bank disputes a payment, or has decided."""
    report = gateway.fetch_dispute(_id_of(told))
    if report.payment_id is not None:
        is_ours = _is_confirmed(report.payment_id, gateway, now)
    else:
        is_ours = Donation.objects.filter(charge_id=report.charge_id).exists()
    if not is_ours:
        return False
    apply_dispute_report(report=report, now=now)
    return True


ROUTES: Final[Mapping[str, Route]] = {
    "checkout.session.completed": apply_checkout,
    "checkout.session.async_payment_succeeded": apply_checkout,
    "checkout.session.async_payment_failed": apply_checkout,
    "checkout.session.expired": apply_checkout,
    "payment_intent.succeeded": apply_payment,
    "payment_intent.processing": apply_payment,
    "payment_intent.payment_failed": apply_payment,
    "payment_intent.canceled": apply_payment,
    "charge.refunded": apply_refunds_of_charge,
    "refund.created": apply_refund,
    "refund.updated": apply_refund,
    "refund.failed": apply_refund,
    "charge.dispute.created": apply_dispute,
    "charge.dispute.updated": apply_dispute,
    "charge.dispute.closed": apply_dispute,
    "charge.dispute.funds_withdrawn": apply_dispute,
    "charge.dispute.funds_reinstated": apply_dispute,
}
"""By type of event; any other is stored and ignored."""


def _id_of(told: Mapping[str, Any]) -> str:
    identifier = told.get("id")
    if not isinstance(identifier, str) or not identifier:
        raise ReportMismatch("an event about nothing")
    return identifier


def _named_donation(told: Mapping[str, Any]) -> uuid.UUID | None:
    try:
        return uuid.UUID(told["metadata"]["donation_id"])
    except (TypeError, KeyError, ValueError, AttributeError):
        return None


def _apply_ours(report: PaymentReport, now: datetime) -> bool:
    if report.donation_id is None:
        return False
    apply_report(donation_id=report.donation_id, report=report, now=now)
    return True


def _is_confirmed(payment_id: str, gateway: Gateway, now: datetime) -> bool:
    """Whether a payment is a donation of ours; confirmed first, where its own event is late."""
    if Donation.objects.filter(payment_id=payment_id, status=Status.CONFIRMED).exists():
        return True
    try:
        report = gateway.fetch_payment(payment_id)
    except GatewayRefused:
        return False
    return report.status == PaymentStatus.PAID and _apply_ours(report, now)
