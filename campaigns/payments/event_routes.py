"""What each type of provider event is about. The event is a hint: the object is fetched (R12).

Each route fetches outside any transaction, applies through the one apply function of its kind,
and returns false for what is no donation of ours. Of a payment the two are apart: what waits is
asked about first, and applied together.
"""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
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


@dataclass(frozen=True)
class Told:
    """A payment that an event tells of: of which donation, and how the provider says it stands."""

    donation_id: uuid.UUID
    report: PaymentReport


Asking = Callable[[Mapping[str, Any], Gateway], Told | None]


def ask_checkout(told: Mapping[str, Any], gateway: Gateway) -> Told | None:
    """A payment page was completed, paid, failed or expired."""
    donation_id = _named_donation(told)
    if donation_id is None:
        return None
    return Told(donation_id, gateway.fetch_checkout(_id_of(told)))


def ask_payment(told: Mapping[str, Any], gateway: Gateway) -> Told | None:
    """A payment succeeded, failed or was cancelled; its page may still be open for another try."""
    report = gateway.fetch_payment(_id_of(told))
    return None if report.donation_id is None else Told(report.donation_id, report)


def apply_told(told: Told | None, now: datetime) -> bool:
    """Bring a donation to what the provider said of its payment, if it is one of ours."""
    if told is None:
        return False
    apply_report(donation_id=told.donation_id, report=told.report, now=now)
    return True


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


def _ask_and_apply(
    asking: Asking, told: Mapping[str, Any], gateway: Gateway, now: datetime
) -> bool:
    return apply_told(asking(told, gateway), now)


PAYMENTS: Final[Mapping[str, Asking]] = {
    "checkout.session.completed": ask_checkout,
    "checkout.session.async_payment_succeeded": ask_checkout,
    "checkout.session.async_payment_failed": ask_checkout,
    "checkout.session.expired": ask_checkout,
    "payment_intent.succeeded": ask_payment,
    "payment_intent.processing": ask_payment,
    "payment_intent.payment_failed": ask_payment,
    "payment_intent.canceled": ask_payment,
}
"""By type of event: those that tell of a payment."""

ROUTES: Final[Mapping[str, Route]] = {
    **{kind: partial(_ask_and_apply, asking) for kind, asking in PAYMENTS.items()},
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


def _is_confirmed(payment_id: str, gateway: Gateway, now: datetime) -> bool:
    """Whether a payment is a donation of ours; confirmed first, where its own event is late."""
    if Donation.objects.filter(payment_id=payment_id, status=Status.CONFIRMED).exists():
        return True
    try:
        told = ask_payment({"id": payment_id}, gateway)
    except GatewayRefused:
        return False
    return told is not None and told.report.status == PaymentStatus.PAID and apply_told(told, now)
