"""Charges: the money of a payment intent, with the card or account it came from."""

import hashlib
from dataclasses import dataclass

from . import balance, events
from .identifiers import new_id
from .store import Json, Transaction

BRANDS = {"3": "amex", "4": "visa", "5": "mastercard", "6": "discover"}
DEFAULT_CARD = "4242424242424242"
DEFAULT_IBAN = "IT60X0542811101000000123456"
DECLINES = {
    "generic_decline": "Your card was declined.",
    "insufficient_funds": "Your card has insufficient funds.",
    "lost_card": "Your card was declined.",
    "stolen_card": "Your card was declined.",
    "do_not_honor": "Your card was declined.",
}


@dataclass(frozen=True)
class Method:
    """What pays. The number itself is never kept: only its last digits and a fingerprint."""

    type: str
    brand: str
    last4: str
    fingerprint: str
    email: str | None

    @classmethod
    def card(cls, number: str, email: str | None) -> "Method":
        brand = BRANDS.get(number[:1], "unknown")
        return cls("card", brand, number[-4:], _fingerprint(number), email)

    @classmethod
    def sepa_debit(cls, iban: str, email: str | None) -> "Method":
        return cls("sepa_debit", "sepa", iban[-4:], _fingerprint(iban), email)

    def details(self) -> Json:
        shown: Json = {"last4": self.last4, "fingerprint": self.fingerprint, "country": "IT"}
        if self.type == "card":
            shown |= {"brand": self.brand, "exp_month": 12, "exp_year": 2034, "funding": "credit"}
        return {"type": self.type, self.type: shown}


def _fingerprint(number: str) -> str:
    return hashlib.sha256(f"payment-sandbox:{number}".encode()).hexdigest()[:16]


def create(tx: Transaction, intent: Json, method: Method, status: str) -> Json:
    """A charge of `intent`, `pending`, `succeeded` or `failed`; the caller saves the intent."""
    charge: Json = {
        "id": new_id("ch_3" if method.type == "card" else "py_3"),
        "object": "charge",
        "amount": intent["amount"],
        "amount_captured": 0,
        "amount_refunded": 0,
        "application": None,
        "application_fee": None,
        "application_fee_amount": None,
        "balance_transaction": None,
        "billing_details": {
            "address": None,
            "email": method.email,
            "name": None,
            "phone": None,
        },
        "calculated_statement_descriptor": None,
        "captured": status != "failed",
        "created": tx.now,
        "currency": intent["currency"],
        "customer": None,
        "description": intent["description"],
        "disputed": False,
        "failure_balance_transaction": None,
        "failure_code": None,
        "failure_message": None,
        "fraud_details": {},
        "livemode": False,
        "metadata": intent["metadata"],
        "on_behalf_of": None,
        "outcome": None,
        "paid": status != "failed",
        "payment_intent": intent["id"],
        "payment_method": new_id("pm_1"),
        "payment_method_details": method.details(),
        "receipt_email": intent["receipt_email"],
        "receipt_number": None,
        "receipt_url": None,
        "refunded": False,
        "review": None,
        "shipping": None,
        "source_transfer": None,
        "statement_descriptor": None,
        "statement_descriptor_suffix": None,
        "status": status,
        "transfer_data": None,
        "transfer_group": None,
    }
    tx.insert(charge)
    return charge


def succeed(tx: Transaction, charge: Json) -> None:
    """The money has come: balance transaction with its fee, and the event."""
    transaction = balance.move(
        tx,
        type="charge" if charge["payment_method_details"]["type"] == "card" else "payment",
        amount=charge["amount"],
        source=charge["id"],
        fee=balance.charge_fee(charge["amount"]),
        category="charge",
        description=charge["description"],
    )
    charge |= {
        "status": "succeeded",
        "amount_captured": charge["amount"],
        "balance_transaction": transaction["id"],
        "outcome": {
            "network_status": "approved_by_network",
            "reason": None,
            "risk_level": "normal",
            "seller_message": "Payment complete.",
            "type": "authorized",
        },
    }
    tx.save(charge)
    events.record(tx, "charge.succeeded", charge)


def fail(tx: Transaction, charge: Json, code: str, message: str, reason: str | None = None) -> None:
    charge |= {
        "status": "failed",
        "paid": False,
        "captured": False,
        "failure_code": code,
        "failure_message": message,
        "outcome": {
            "network_status": "declined_by_network",
            "reason": reason or code,
            "risk_level": "normal",
            "seller_message": message,
            "type": "issuer_declined",
        },
    }
    tx.save(charge)
    events.record(tx, "charge.failed", charge)
