"""Payment intents: made at the first attempt to pay a session, as Checkout does."""

from . import charges, events
from .charges import Method
from .identifiers import new_id, random_text
from .store import Json, Transaction

AUTHENTICATION_FAILURE = "payment_intent_authentication_failure"


def create(tx: Transaction, *, amount: int, currency: str, data: Json) -> Json:
    """An intent without a payment method yet; `data` is the session's payment_intent_data."""
    identifier = new_id("pi_3")
    intent: Json = {
        "id": identifier,
        "object": "payment_intent",
        "amount": amount,
        "amount_capturable": 0,
        "amount_received": 0,
        "application": None,
        "application_fee_amount": None,
        "automatic_payment_methods": None,
        "canceled_at": None,
        "cancellation_reason": None,
        "capture_method": data.get("capture_method", "automatic_async"),
        "client_secret": f"{identifier}_secret_{random_text(25)}",
        "confirmation_method": "automatic",
        "created": tx.now,
        "currency": currency,
        "customer": None,
        "description": data.get("description"),
        "last_payment_error": None,
        "latest_charge": None,
        "livemode": False,
        "metadata": data.get("metadata", {}),
        "next_action": None,
        "on_behalf_of": None,
        "payment_method": None,
        "payment_method_types": ["card", "sepa_debit"],
        "processing": None,
        "receipt_email": data.get("receipt_email"),
        "review": None,
        "setup_future_usage": None,
        "shipping": None,
        "statement_descriptor": None,
        "statement_descriptor_suffix": data.get("statement_descriptor_suffix"),
        "status": "requires_payment_method",
        "transfer_data": None,
        "transfer_group": None,
    }
    tx.insert(intent)
    events.record(tx, "payment_intent.created", intent)
    return intent


def confirm(tx: Transaction, intent: Json, method: Method) -> None:
    """Paid at once: charge, balance transaction and intent succeed together."""
    charge = charges.create(tx, intent, method, "succeeded")
    charges.succeed(tx, charge)
    _succeed(tx, intent, charge)


def require_authentication(tx: Transaction, intent: Json, page: str) -> None:
    intent |= {
        "status": "requires_action",
        "last_payment_error": None,
        "next_action": {
            "type": "redirect_to_url",
            "redirect_to_url": {"url": page, "return_url": None},
        },
    }
    tx.save(intent)
    events.record(tx, "payment_intent.requires_action", intent)


def decline(tx: Transaction, intent: Json, method: Method, decline_code: str) -> None:
    """The card's bank refuses. The intent takes another attempt."""
    message = charges.DECLINES[decline_code]
    charge = charges.create(tx, intent, method, "failed")
    charges.fail(tx, charge, "card_declined", message, decline_code)
    error = {
        "type": "card_error",
        "code": "card_declined",
        "decline_code": decline_code,
        "message": message,
        "charge": charge["id"],
    }
    _refuse(tx, intent, error, charge)


def fail_authentication(tx: Transaction, intent: Json) -> None:
    """3-D Secure was not passed. There is no charge: the bank was never asked for money."""
    error = {
        "type": "invalid_request_error",
        "code": AUTHENTICATION_FAILURE,
        "message": "The provided payment method has failed authentication.",
    }
    _refuse(tx, intent, error, None)


def process(tx: Transaction, intent: Json, method: Method) -> Json:
    """A slow method has begun: the intent is processing; gives the pending charge."""
    charge = charges.create(tx, intent, method, "pending")
    events.record(tx, "charge.pending", charge)
    intent |= {
        "status": "processing",
        "latest_charge": charge["id"],
        "payment_method": charge["payment_method"],
        "last_payment_error": None,
        "next_action": None,
    }
    tx.save(intent)
    events.record(tx, "payment_intent.processing", intent)
    return charge


def settle(tx: Transaction, intent: Json, charge: Json, *, succeeds: bool) -> None:
    """A slow method has ended."""
    if succeeds:
        charges.succeed(tx, charge)
        _succeed(tx, intent, charge)
        return
    message = "The customer's bank account could not be debited."
    charges.fail(tx, charge, "insufficient_funds", message)
    error = {
        "type": "invalid_request_error",
        "code": "insufficient_funds",
        "message": message,
        "charge": charge["id"],
    }
    _refuse(tx, intent, error, charge)


def cancel(tx: Transaction, intent: Json, reason: str) -> None:
    intent |= {
        "status": "canceled",
        "canceled_at": tx.now,
        "cancellation_reason": reason,
        "next_action": None,
    }
    tx.save(intent)
    events.record(tx, "payment_intent.canceled", intent)


def _succeed(tx: Transaction, intent: Json, charge: Json) -> None:
    intent |= {
        "status": "succeeded",
        "amount_received": intent["amount"],
        "latest_charge": charge["id"],
        "payment_method": charge["payment_method"],
        "last_payment_error": None,
        "next_action": None,
    }
    tx.save(intent)
    events.record(tx, "payment_intent.succeeded", intent)


def _refuse(tx: Transaction, intent: Json, error: Json, charge: Json | None) -> None:
    intent |= {
        "status": "requires_payment_method",
        "last_payment_error": error,
        "next_action": None,
        "payment_method": None,
    }
    if charge is not None:
        intent["latest_charge"] = charge["id"]
    tx.save(intent)
    events.record(tx, "payment_intent.payment_failed", intent)
