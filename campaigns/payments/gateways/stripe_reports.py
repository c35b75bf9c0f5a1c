"""Stripe's objects, as plain dictionaries, told in the contract's words.

Each function raises ``KeyError``, ``TypeError`` or ``ValueError`` for what makes no sense.
"""

import uuid
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Final

from campaigns.money import ZERO, from_cents
from campaigns.payments.gateways.contract import (
    DisputeReport,
    DisputeStatus,
    FeeReport,
    PaymentReport,
    PaymentStatus,
    RefundReport,
    RefundStatus,
)

Json = Mapping[str, Any]

METADATA_KEY: Final = "donation_id"
REFUND_METADATA_KEY: Final = "refund_id"
CURRENCY: Final = "eur"
CHARGE_TYPES: Final = frozenset({"charge", "payment"})
"""Kinds of balance transaction that bring money in; ``payment`` is any method but cards."""
_REFUND_STATUSES: Final = {
    "succeeded": RefundStatus.PAID,
    "failed": RefundStatus.FAILED,
    "canceled": RefundStatus.FAILED,
}
_INTENT_STATUSES: Final = {
    "succeeded": PaymentStatus.PAID,
    "processing": PaymentStatus.PROCESSING,
    "canceled": PaymentStatus.EXPIRED,
}
_DISPUTE_STATUSES: Final = {
    "won": DisputeStatus.WON,
    "lost": DisputeStatus.LOST,
    "prevented": DisputeStatus.INQUIRY,
    "warning_closed": DisputeStatus.INQUIRY,
    "warning_needs_response": DisputeStatus.INQUIRY,
    "warning_under_review": DisputeStatus.INQUIRY,
}
_PAYER_MEMBERS: Final = ("fingerprint", "payer_id", "buyer_id")
"""What a method may tell of its card, bank account or wallet, the same at each payment."""


def payment_report(session: Json | None, intent: Json | None) -> PaymentReport:
    """What a payment page and its payment say together; at least one of them is there."""
    told = session if session is not None else intent
    assert told is not None
    charge = expanded(intent, "latest_charge")
    status = _status(session, intent)
    settled_at = None
    if status == PaymentStatus.PAID:
        settled_at = _instant(_member(expanded(charge, "balance_transaction"), "created"))
    return PaymentReport(
        session_id=_text(session, "id"),
        status=status,
        donation_id=named(intent, METADATA_KEY) or named(session, METADATA_KEY),
        amount=_euro(told.get("amount_total" if session is not None else "amount") or 0),
        currency=_text(told, "currency") or "",
        livemode=_flag(told, "livemode"),
        payment_id=_text(intent, "id"),
        charge_id=identifier(intent, "latest_charge"),
        paid_at=_instant(_member(charge, "created")) or _instant(_member(intent, "created")),
        settled_at=settled_at,
        instrument=_instrument(charge),
    )


def refund_report(refund: Json) -> RefundReport:
    """What a refund says; ``failure`` tells also why one is still pending."""
    status = _REFUND_STATUSES.get(refund["status"] or "", RefundStatus.PENDING)
    why = {RefundStatus.FAILED: "failure_reason", RefundStatus.PENDING: "pending_reason"}
    return RefundReport(
        refund_id=_required(refund, "id"),
        status=status,
        payment_id=identifier(refund, "payment_intent"),
        amount=_euro(refund["amount"]),
        currency=_required(refund, "currency"),
        our_id=named(refund, REFUND_METADATA_KEY),
        failure=(_text(refund, why[status]) or "") if status in why else "",
        created_at=_required_instant(refund),
    )


def dispute_report(dispute: Json) -> DisputeReport:
    """What a dispute says. Its fee is what all its movements cost together."""
    movements = dispute.get("balance_transactions") or []
    fee = sum((_euro(each.get("fee") or 0) for each in movements), ZERO)
    return DisputeReport(
        dispute_id=_required(dispute, "id"),
        status=_DISPUTE_STATUSES.get(dispute["status"], DisputeStatus.OPEN),
        payment_id=identifier(dispute, "payment_intent"),
        charge_id=identifier(dispute, "charge"),
        amount=_euro(dispute["amount"]),
        currency=_required(dispute, "currency"),
        livemode=_flag(dispute, "livemode"),
        fee=max(fee, ZERO),
        reason=_text(dispute, "reason") or "",
        opened_at=_required_instant(dispute),
    )


def fee_report(transaction: Json) -> FeeReport | None:
    """What a balance transaction kept of a charge; ``None`` for any other, and for no fee."""
    if transaction["type"] not in CHARGE_TYPES or transaction["currency"] != CURRENCY:
        return None
    charge_id = identifier(transaction, "source")
    if charge_id is None or not transaction["fee"]:
        return None
    return FeeReport(
        transaction_id=_required(transaction, "id"),
        charge_id=charge_id,
        fee=_euro(transaction["fee"]),
        at=_required_instant(transaction),
    )


def as_event(event: Json) -> dict[str, Any]:
    """An event, if it is one."""
    if event["object"] != "event":
        raise ValueError("object")
    _required(event, "id")
    return dict(event)


def available(balance: Json) -> Decimal:
    """The euro at the account's disposal."""
    funds = [part["amount"] for part in balance["available"] if part["currency"] == CURRENCY]
    return sum(map(_euro, funds), ZERO)


def named(holder: Json | None, key: str) -> uuid.UUID | None:
    """The id of ours that an object's metadata carry, if they carry one."""
    metadata = _member(holder, "metadata")
    text = metadata.get(key) if isinstance(metadata, Mapping) else None
    try:
        return uuid.UUID(text)
    except (TypeError, ValueError, AttributeError):
        return None


def identifier(holder: Json | None, name: str) -> str | None:
    """The id of a related object, expanded or not."""
    related = _member(holder, name)
    return _text(related, "id") if isinstance(related, Mapping) else _text(holder, name)


def expanded(holder: Json | None, name: str) -> Json | None:
    """A related object, where the answer holds more than its id."""
    related = _member(holder, name)
    return related if isinstance(related, Mapping) else None


def _status(session: Json | None, intent: Json | None) -> PaymentStatus:
    """``complete`` alone is not money: a slow method completes the page before it pays."""
    paid = _member(intent, "status")
    if session is None:
        return _INTENT_STATUSES.get(paid, PaymentStatus.OPEN)
    if session["status"] == "open":
        return PaymentStatus.OPEN
    if session["status"] == "expired":
        return PaymentStatus.EXPIRED
    if session["payment_status"] == "paid":
        return PaymentStatus.PAID
    return PaymentStatus.PROCESSING if paid == "processing" else PaymentStatus.FAILED


def _instrument(charge: Json | None) -> str | None:
    details = expanded(charge, "payment_method_details")
    kind = _text(details, "type")
    if kind is None:
        return None
    method = expanded(details, kind)
    told = (_text(method, member) for member in _PAYER_MEMBERS)
    return next((f"{kind}:{each}" for each in told if each), None)


def _member(holder: Json | None, name: str) -> Any:
    return holder.get(name) if holder is not None else None


def _text(holder: Json | None, name: str) -> str | None:
    value = _member(holder, name)
    if value is not None and not isinstance(value, str):
        raise TypeError(name)
    return value or None


def _required(holder: Json, name: str) -> str:
    value = _text(holder, name)
    if value is None:
        raise ValueError(name)
    return value


def _flag(holder: Json, name: str) -> bool:
    if not isinstance(holder[name], bool):
        raise TypeError(name)
    return holder[name]


def _euro(cents: Any) -> Decimal:
    if type(cents) is not int:
        raise TypeError("amount")
    return from_cents(cents)


def _instant(epoch: Any) -> datetime | None:
    return datetime.fromtimestamp(epoch, UTC) if epoch is not None else None


def _required_instant(holder: Json) -> datetime:
    return datetime.fromtimestamp(holder["created"], UTC)
