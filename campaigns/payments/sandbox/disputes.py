"""Disputes: the donor's bank takes the money back until the dispute is closed."""

from . import balance, events
from .identifiers import new_id
from .store import Json, Transaction
from .wire import ApiError

REASONS = (
    "bank_cannot_process",
    "credit_not_processed",
    "customer_initiated",
    "debit_not_authorized",
    "duplicate",
    "fraudulent",
    "general",
    "insufficient_funds",
    "product_not_received",
    "product_unacceptable",
    "subscription_canceled",
    "unrecognized",
)
OPEN = ("needs_response", "under_review")
INQUIRY = "warning_needs_response"
INQUIRY_CLOSED = "warning_closed"


def create(
    tx: Transaction, charge: Json, *, amount: int | None, reason: str, inquiry: bool = False
) -> Json:
    """Open a dispute for `amount` cents (all of the charge when None) and withdraw the funds.

    An inquiry only asks: it takes nothing until it is escalated.
    """
    amount = charge["amount"] if amount is None else amount
    _check(tx, charge, amount)
    dispute: Json = {
        "id": new_id("du_1"),
        "object": "dispute",
        "amount": amount,
        "balance_transactions": [],
        "charge": charge["id"],
        "created": tx.now,
        "currency": charge["currency"],
        "enhanced_eligibility_types": [],
        "evidence": {},
        "evidence_details": {
            "due_by": tx.now + 7 * 24 * 3600,
            "has_evidence": False,
            "past_due": False,
            "submission_count": 0,
        },
        "is_charge_refundable": True,
        "livemode": False,
        "metadata": {},
        "payment_intent": charge["payment_intent"],
        "payment_method_details": charge["payment_method_details"],
        "reason": reason,
        "status": INQUIRY,
    }
    tx.insert(dispute)
    if not inquiry:
        _withdraw(tx, dispute, charge)
    events.record(tx, "charge.dispute.created", dispute)
    if not inquiry:
        events.record(tx, "charge.dispute.funds_withdrawn", dispute)
    return dispute


def escalate(tx: Transaction, dispute: Json) -> Json:
    """The bank makes a dispute of its inquiry."""
    if dispute["status"] != INQUIRY:
        raise ApiError(400, f"The dispute is {dispute['status']}.")
    _withdraw(tx, dispute, tx.get("charge", dispute["charge"]))
    events.record(tx, "charge.dispute.updated", dispute)
    events.record(tx, "charge.dispute.funds_withdrawn", dispute)
    return dispute


def review(tx: Transaction, dispute: Json) -> Json:
    """Evidence was sent; the bank looks at it."""
    _check_open(dispute)
    dispute["status"] = "under_review"
    tx.save(dispute)
    events.record(tx, "charge.dispute.updated", dispute)
    return dispute


def close(tx: Transaction, dispute: Json, status: str) -> Json:
    """End the dispute `won` (the funds come back, the fee does not) or `lost`, or an inquiry."""
    if status == INQUIRY_CLOSED:
        if dispute["status"] != INQUIRY:
            raise ApiError(400, f"The dispute is {dispute['status']}.")
    else:
        _check_open(dispute)
    dispute["status"] = status
    if status == "won":
        _reinstate(tx, dispute)
    tx.save(dispute)
    events.record(tx, "charge.dispute.closed", dispute)
    if status == "won":
        events.record(tx, "charge.dispute.funds_reinstated", dispute)
    return dispute


def _withdraw(tx: Transaction, dispute: Json, charge: Json) -> None:
    transaction = balance.move(
        tx,
        type="adjustment",
        amount=-dispute["amount"],
        source=dispute["id"],
        fee=balance.DISPUTE_FEE_CENTS,
        category="dispute",
        description=f"Chargeback withdrawal for {charge['id']}",
    )
    dispute["balance_transactions"].append(transaction)
    dispute |= {"status": "needs_response", "is_charge_refundable": False}
    tx.save(dispute)
    charge["disputed"] = True
    tx.save(charge)


def _reinstate(tx: Transaction, dispute: Json) -> None:
    transaction = balance.move(
        tx,
        type="adjustment",
        amount=dispute["amount"],
        source=dispute["id"],
        category="dispute_reversal",
        description=f"Chargeback reversal for {dispute['charge']}",
    )
    dispute["balance_transactions"].append(transaction)
    dispute["is_charge_refundable"] = True
    charge = tx.get("charge", dispute["charge"])
    charge["disputed"] = False
    tx.save(charge)


def _check(tx: Transaction, charge: Json, amount: int) -> None:
    if charge["status"] != "succeeded":
        raise ApiError(400, "Only a succeeded charge can be disputed.")
    if not 0 < amount <= charge["amount"]:
        raise ApiError(400, "A dispute is at most the charge's amount.", param="amount")
    if charge["disputed"]:
        raise ApiError(400, f"Charge {charge['id']} is already disputed.")


def _check_open(dispute: Json) -> None:
    if dispute["status"] not in OPEN:
        raise ApiError(400, f"The dispute is already {dispute['status']}.")
