"""Checkout sessions: created by the platform, paid on our page, or expired."""

from typing import Any

from . import checkouts, events, intents
from .identifiers import new_id
from .store import Json, Transaction
from .wire import ApiError

LEAST_CENTS = 50
MOST_CENTS = 99_999_999
SHORTEST_SECONDS = 30 * 60
LONGEST_SECONDS = 24 * 3600
CLOCK_TOLERANCE_SECONDS = 5
PAGE_METHODS = ["card", "sepa_debit"]
NO_CUSTOM_TEXT = {
    "after_submit": None,
    "shipping_address": None,
    "submit": None,
    "terms_of_service_acceptance": None,
}


def create(tx: Transaction, params: dict[str, Any], pay_root: str) -> Json:
    """An open session. ApiError when its amount or its life is out of bounds."""
    total = _total(params["line_items"])
    identifier = new_id("cs_test_", length=58)
    email = params.get("customer_email")
    session: Json = {
        "id": identifier,
        "object": "checkout.session",
        "adaptive_pricing": params.get("adaptive_pricing", {"enabled": False}),
        "after_expiration": None,
        "allow_promotion_codes": None,
        "allowed_payment_method_types": params.get("allowed_payment_method_types"),
        "amount_subtotal": total,
        "amount_total": total,
        "automatic_tax": {"enabled": False, "liability": None, "provider": None, "status": None},
        "billing_address_collection": params.get("billing_address_collection"),
        "cancel_url": params.get("cancel_url"),
        "client_reference_id": params.get("client_reference_id"),
        "client_secret": None,
        "consent": None,
        "consent_collection": None,
        "created": tx.now,
        "currency": "eur",
        "currency_conversion": None,
        "custom_fields": [],
        "custom_text": NO_CUSTOM_TEXT | params.get("custom_text", {}),
        "customer": None,
        "customer_creation": params.get("customer_creation", "if_required"),
        "customer_details": _customer(email) if email else None,
        "customer_email": email,
        "discounts": [],
        "excluded_payment_method_types": params.get("excluded_payment_method_types"),
        "expires_at": _expiry(tx, params.get("expires_at")),
        "integration_identifier": params.get("integration_identifier"),
        "invoice": None,
        "invoice_creation": None,
        "livemode": False,
        "locale": params.get("locale"),
        "metadata": params.get("metadata", {}),
        "mode": "payment",
        "origin_context": params.get("origin_context"),
        "payment_intent": None,
        "payment_link": None,
        "payment_method_collection": "if_required",
        "payment_method_options": {},
        "payment_method_types": _methods(params),
        "payment_status": "unpaid",
        "permissions": None,
        "phone_number_collection": params.get("phone_number_collection", {"enabled": False}),
        "recovered_from": None,
        "setup_intent": None,
        "shipping_address_collection": None,
        "shipping_cost": None,
        "shipping_options": [],
        "status": "open",
        "submit_type": params.get("submit_type"),
        "subscription": None,
        "success_url": params["success_url"],
        "total_details": {"amount_discount": 0, "amount_shipping": 0, "amount_tax": 0},
        "ui_mode": "hosted_page",
        "url": f"{pay_root}{identifier}",
        "wallet_options": None,
    }
    tx.insert(session)
    checkouts.save(tx, identifier, params)
    return session


def expire(tx: Transaction, session: Json) -> None:
    """No more payment through this session, nor a second attempt of its intent."""
    if session["status"] != "open":
        raise ApiError(
            400,
            'Only Checkout Sessions with a status in ["open"] can be expired. This Checkout '
            f"Session has a status of `{session['status']}`.",
        )
    session |= {"status": "expired", "url": None}
    tx.save(session)
    if session["payment_intent"]:
        intents.cancel(tx, tx.get("payment_intent", session["payment_intent"]), "expired")
    events.record(tx, "checkout.session.expired", session)


def expire_due(tx: Transaction) -> None:
    """Expire the open sessions whose `expires_at` has come."""
    overdue = tx.select(
        "checkout.session",
        "status = 'open' AND expires_at <= ?",
        [tx.now],
        order="expires_at, seq",
    )
    for session in overdue:
        expire(tx, session)


def complete(tx: Transaction, session: Json, *, paid: bool) -> None:
    """The donor is done: paid, or unpaid while a slow method is under way."""
    session |= {
        "status": "complete",
        "payment_status": "paid" if paid else "unpaid",
        "customer_details": session["customer_details"] or _customer(None),
        "url": None,
    }
    tx.save(session)
    events.record(tx, "checkout.session.completed", session)


def settle(tx: Transaction, session: Json, *, succeeds: bool) -> None:
    """The slow method of a complete session has ended."""
    session["payment_status"] = "paid" if succeeds else "unpaid"
    tx.save(session)
    outcome = "succeeded" if succeeds else "failed"
    events.record(tx, f"checkout.session.async_payment_{outcome}", session)


def _customer(email: str | None) -> Json:
    return {
        "address": None,
        "business_name": None,
        "email": email,
        "individual_name": None,
        "name": None,
        "phone": None,
        "tax_exempt": "none",
        "tax_ids": [],
    }


def _methods(params: dict[str, Any]) -> list[str]:
    """The methods of our page that the request leaves on offer."""
    allowed = params.get("allowed_payment_method_types", PAGE_METHODS)
    excluded = params.get("excluded_payment_method_types", [])
    methods = [method for method in PAGE_METHODS if method in allowed and method not in excluded]
    if not methods:
        raise ApiError(
            400,
            f"No payment method is left: the sandbox offers {' and '.join(PAGE_METHODS)}.",
            param="allowed_payment_method_types",
        )
    return methods


def _total(line_items: list[Json]) -> int:
    total: int = sum(item["price_data"]["unit_amount"] * item["quantity"] for item in line_items)
    if total < LEAST_CENTS:
        raise ApiError(
            400,
            "The Checkout Session's total amount must convert to at least 50 cents.",
            code="amount_too_small",
            param="line_items",
        )
    if total > MOST_CENTS:
        raise ApiError(
            400,
            "The Checkout Session's total amount must be no more than €999,999.99.",
            code="amount_too_large",
            param="line_items",
        )
    return total


def _expiry(tx: Transaction, asked: int | None) -> int:
    if asked is None:
        return tx.now + LONGEST_SECONDS
    ahead = asked - tx.now
    if not SHORTEST_SECONDS - CLOCK_TOLERANCE_SECONDS <= ahead <= LONGEST_SECONDS:
        raise ApiError(
            400,
            "The `expires_at` timestamp must be at least 30 minutes and at most 24 hours from "
            "Checkout Session creation.",
            param="expires_at",
        )
    return asked
