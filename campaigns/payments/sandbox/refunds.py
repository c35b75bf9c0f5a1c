"""Refunds of succeeded charges: never more than was paid, and the fee is not given back."""

from typing import Any

from . import balance, events, settlements
from .identifiers import new_id
from .store import Json, Transaction
from .wire import ApiError, ParameterError, missing_resource

FAILURE_REASONS = (
    "lost_or_stolen_card",
    "expired_or_canceled_card",
    "charge_for_pending_refund_disputed",
    "insufficient_funds",
    "declined",
    "merchant_request",
    "unknown",
)


def create(tx: Transaction, params: dict[str, Any], *, slow_seconds: int) -> Json:
    """Refund a charge, whole or in part.

    A card's refund succeeds at once, a direct debit's after `slow_seconds`; one that the balance
    does not cover is pending until it does, or refused.
    """
    charge = _charge(tx, params)
    amount = _amount(charge, params.get("amount"))
    if balance.refuses_when_short(tx) and not balance.covers(tx, amount):
        raise ApiError(
            400,
            "Insufficient funds in your Stripe account to refund this amount.",
            code="balance_insufficient",
        )
    refund: Json = {
        "id": new_id("re_3" if _is_card(charge) else "pyr_3"),
        "object": "refund",
        "amount": amount,
        "balance_transaction": None,
        "charge": charge["id"],
        "created": tx.now,
        "currency": charge["currency"],
        "destination_details": None,
        "metadata": params.get("metadata", {}),
        "payment_intent": charge["payment_intent"],
        "reason": params.get("reason"),
        "receipt_number": None,
        "source_transfer_reversal": None,
        "status": "pending",
        "transfer_reversal": None,
    }
    tx.insert(refund)
    _send(tx, refund, charge, slow_seconds)
    charge["amount_refunded"] += amount
    charge["refunded"] = charge["amount_refunded"] == charge["amount"]
    tx.save(charge)
    events.record(tx, "refund.created", refund)
    events.record(tx, "charge.refunded", charge)
    return refund


def settle(tx: Transaction, refund: Json) -> None:
    """A pending refund has reached the donor."""
    if refund["balance_transaction"] is None:
        _take_from_balance(tx, refund)
    settlements.cancel(tx, refund["id"])
    refund["status"] = "succeeded"
    refund.pop("pending_reason", None)
    _updated(tx, refund)


def settle_waiting(tx: Transaction) -> None:
    """Send the refunds that waited for money, in their order, as far as the balance goes."""
    waiting = tx.select(
        "refund",
        "status = 'pending' AND json_extract(body, '$.pending_reason') = 'insufficient_funds'",
        order="seq",
    )
    for refund in waiting:
        if not balance.covers(tx, refund["amount"]):
            return
        settle(tx, refund)


def fail(tx: Transaction, refund: Json, reason: str) -> None:
    """The donor's bank sends the money back: it returns to the balance and to the charge."""
    if refund["status"] not in ("pending", "succeeded"):
        raise ApiError(400, f"The refund is {refund['status']}.")
    settlements.cancel(tx, refund["id"])
    if refund["balance_transaction"]:
        transaction = balance.move(
            tx, type="refund_failure", amount=refund["amount"], source=refund["id"]
        )
        refund["failure_balance_transaction"] = transaction["id"]
    refund |= {"status": "failed", "failure_reason": reason}
    refund.pop("pending_reason", None)
    charge = tx.get("charge", refund["charge"])
    charge["amount_refunded"] -= refund["amount"]
    charge["refunded"] = False
    tx.save(charge)
    _updated(tx, refund)
    events.record(tx, "refund.failed", refund)


def _send(tx: Transaction, refund: Json, charge: Json, slow_seconds: int) -> None:
    if not balance.covers(tx, refund["amount"]):
        refund["pending_reason"] = "insufficient_funds"
    elif _is_card(charge):
        _take_from_balance(tx, refund)
        refund["status"] = "succeeded"
    else:
        _take_from_balance(tx, refund)
        refund["pending_reason"] = "processing"
        settlements.schedule(tx, refund["id"], due_at=tx.now + slow_seconds, succeeds=True)
    tx.save(refund)


def _take_from_balance(tx: Transaction, refund: Json) -> None:
    transaction = balance.move(
        tx,
        type="refund" if refund["id"].startswith("re_") else "payment_refund",
        amount=-refund["amount"],
        source=refund["id"],
        category="refund",
    )
    refund["balance_transaction"] = transaction["id"]


def _updated(tx: Transaction, refund: Json) -> None:
    tx.save(refund)
    events.record(tx, "refund.updated", refund)
    events.record(tx, "charge.refund.updated", refund)


def _charge(tx: Transaction, params: dict[str, Any]) -> Json:
    """The charge to refund; the request names it or its payment intent, never both."""
    if ("charge" in params) == ("payment_intent" in params):
        raise ParameterError("One of payment_intent or charge must be given.", param="charge")
    if "charge" in params:
        charge = tx.find("charge", params["charge"])
        if charge is None:
            raise missing_resource("charge", params["charge"], param="charge")
    else:
        charge = _charge_of_intent(tx, params["payment_intent"])
    if charge["status"] != "succeeded":
        raise ApiError(
            400, f"Charge {charge['id']} has not succeeded; it cannot be refunded.", param="charge"
        )
    return charge


def _charge_of_intent(tx: Transaction, identifier: str) -> Json:
    intent = tx.find("payment_intent", identifier)
    if intent is None:
        raise missing_resource("payment_intent", identifier, param="payment_intent")
    if intent["status"] != "succeeded":
        raise ApiError(
            400,
            f"This PaymentIntent ({identifier}) does not have a successful charge to refund.",
            param="payment_intent",
        )
    return tx.get("charge", intent["latest_charge"])


def _amount(charge: Json, asked: int | None) -> int:
    left = charge["amount"] - charge["amount_refunded"]
    if charge["disputed"]:
        raise ApiError(
            400,
            f"Charge {charge['id']} has been charged back; cannot issue a refund.",
            code="charge_disputed",
        )
    if left == 0:
        raise ApiError(
            400,
            f"Charge {charge['id']} has already been refunded.",
            code="charge_already_refunded",
        )
    if asked is not None and asked > left:
        raise ApiError(
            400,
            f"Refund amount ({_euro(asked)}) is greater than unrefunded amount on charge "
            f"({_euro(left)})",
            param="amount",
        )
    return left if asked is None else asked


def _euro(cents: int) -> str:
    return f"€{cents // 100}.{cents % 100:02}"


def _is_card(charge: Json) -> bool:
    return bool(charge["payment_method_details"]["type"] == "card")
