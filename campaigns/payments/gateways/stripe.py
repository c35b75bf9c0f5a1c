"""Stripe: Checkout Sessions on the hosted page. No card data ever reaches the platform."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any, Final

import stripe
from stripe.params import RefundCreateParams
from stripe.params.checkout import SessionCreateParams

from campaigns.money import from_cents, to_cents
from campaigns.payments.gateways.contract import (
    Checkout,
    CheckoutRequest,
    GatewayRefused,
    GatewayUnavailable,
    PaymentReport,
    PaymentStatus,
    RefundReport,
    RefundStatus,
)

TIMEOUT_SECONDS: Final = 10
NETWORK_RETRIES: Final = 2
CLOCK_SKEW: Final = timedelta(minutes=5)
"""How far the provider's clock may be behind ours."""
METADATA_KEY: Final = "donation_id"
REFUND_METADATA_KEY: Final = "refund_id"
_EXPAND: Final = ["payment_intent.latest_charge"]
_PASSING_TROUBLE = (stripe.APIConnectionError, stripe.RateLimitError, stripe.IdempotencyError)
_REFUND_STATUSES: Final = {
    "succeeded": RefundStatus.PAID,
    "failed": RefundStatus.FAILED,
    "canceled": RefundStatus.FAILED,
}


class StripeGateway:
    """Stripe through its SDK. ``api_base`` points at Stripe, or at the sandbox in a demo."""

    def __init__(self, *, secret_key: str, api_base: str) -> None:
        self._client = stripe.StripeClient(
            secret_key,
            base_addresses={"api": api_base},
            max_network_retries=NETWORK_RETRIES,
            http_client=stripe.RequestsClient(timeout=TIMEOUT_SECONDS),
        )

    def create_checkout(self, request: CheckoutRequest) -> Checkout:
        """Make the payment page, or return the one made before for the same request."""
        with _translated_errors():
            session = self._client.v1.checkout.sessions.create(
                params=session_params(request),
                options={
                    "idempotency_key": f"{request.donation_id}:create:{request.attempt}",
                },
            )
        return Checkout(session_id=session.id, url=session.url or "")

    def fetch_checkout(self, session_id: str) -> PaymentReport:
        """Ask how a checkout stands, its payment and charge included."""
        with _translated_errors():
            session = self._client.v1.checkout.sessions.retrieve(
                session_id, params={"expand": list(_EXPAND)}
            )
            intent = self._intent(session.payment_intent)
            charge = self._charge(intent.latest_charge) if intent is not None else None
        return _report(session, intent, charge)

    def _intent(self, intent: str | stripe.PaymentIntent | None) -> stripe.PaymentIntent | None:
        """The payment itself, also where the answer gave only its id."""
        if isinstance(intent, str):
            return self._client.v1.payment_intents.retrieve(
                intent, params={"expand": ["latest_charge"]}
            )
        return intent

    def _charge(self, charge: str | stripe.Charge | None) -> stripe.Charge | None:
        """The charge itself, also where the answer gave only its id."""
        if isinstance(charge, str):
            return self._client.v1.charges.retrieve(charge)
        return charge

    def find_checkout(self, donation_id: uuid.UUID, *, since: datetime) -> PaymentReport | None:
        """Look for the newest checkout of a donation among those made since an instant."""
        with _translated_errors():
            sessions = self._client.v1.checkout.sessions.list(
                params={"created": {"gte": int((since - CLOCK_SKEW).timestamp())}, "limit": 100}
            )
            for session in sessions.auto_paging_iter():
                if _named(session.metadata, METADATA_KEY) == donation_id:
                    return self.fetch_checkout(session.id)
        return None

    def expire_checkout(self, session_id: str) -> PaymentReport:
        """Close a checkout that nobody has paid, and say how it stands afterwards."""
        try:
            with _translated_errors():
                self._client.v1.checkout.sessions.expire(session_id)
        except GatewayRefused:
            pass  # It is no longer open: what it became is told below.
        return self.fetch_checkout(session_id)

    def refund(self, *, refund_id: uuid.UUID, payment_id: str, amount: Decimal) -> RefundReport:
        """Send money back once, however often the same refund is asked for."""
        params: RefundCreateParams = {
            "payment_intent": payment_id,
            "amount": to_cents(amount),
            "metadata": {REFUND_METADATA_KEY: str(refund_id)},
        }
        with _translated_errors():
            refund = self._client.v1.refunds.create(
                params=params, options={"idempotency_key": f"{refund_id}:refund"}
            )
        return _refund_report(refund)

    def find_refund(self, *, refund_id: uuid.UUID, payment_id: str) -> RefundReport | None:
        """Look for a refund of ours among those of a payment."""
        with _translated_errors():
            refunds = self._client.v1.refunds.list(
                params={"payment_intent": payment_id, "limit": 100}
            )
            for refund in refunds.auto_paging_iter():
                if _named(refund.metadata, REFUND_METADATA_KEY) == refund_id:
                    return _refund_report(refund)
        return None

    def fetch_refund(self, provider_refund_id: str) -> RefundReport:
        """Ask how a refund stands."""
        with _translated_errors():
            return _refund_report(self._client.v1.refunds.retrieve(provider_refund_id))


def session_params(request: CheckoutRequest) -> SessionCreateParams:
    """Stripe's parameters for a checkout; the same request always gives the same ones (R13)."""
    metadata = {METADATA_KEY: str(request.donation_id)}
    params: SessionCreateParams = {
        "mode": "payment",
        "submit_type": "donate",
        "client_reference_id": str(request.donation_id),
        "customer_email": request.email,
        "locale": "en" if request.locale == "en" else "it",
        "line_items": [
            {
                "quantity": 1,
                "price_data": {
                    "currency": "eur",
                    "unit_amount": to_cents(request.amount),
                    "product_data": {"name": request.description},
                },
            }
        ],
        "metadata": metadata,
        "payment_intent_data": {"metadata": metadata},
        "success_url": request.success_url,
        "cancel_url": request.cancel_url,
        "expires_at": int(request.expires_at.timestamp()),
    }
    return params


def _report(
    session: stripe.checkout.Session,
    intent: stripe.PaymentIntent | None,
    charge: stripe.Charge | None,
) -> PaymentReport:
    paid_at = charge.created if charge is not None else intent.created if intent else None
    return PaymentReport(
        session_id=session.id,
        status=_status(session, intent),
        donation_id=_named(session.metadata, METADATA_KEY),
        amount=from_cents(session.amount_total or 0),
        currency=session.currency or "",
        livemode=session.livemode,
        payment_id=intent.id if intent is not None else None,
        paid_at=datetime.fromtimestamp(paid_at, UTC) if paid_at is not None else None,
    )


def _status(session: stripe.checkout.Session, intent: stripe.PaymentIntent | None) -> PaymentStatus:
    """``complete`` alone is not money: a slow method completes the page before it pays."""
    if session.status == "open":
        return PaymentStatus.OPEN
    if session.status == "expired":
        return PaymentStatus.EXPIRED
    if session.payment_status == "paid":
        return PaymentStatus.PAID
    if intent is not None and intent.status == "processing":
        return PaymentStatus.PROCESSING
    return PaymentStatus.FAILED


def _named(metadata: stripe.StripeObject | None, key: str) -> uuid.UUID | None:
    """The id of ours that an object of Stripe carries, if it carries one."""
    if metadata is None or key not in metadata:
        return None
    try:
        return uuid.UUID(metadata[key])
    except ValueError:
        return None


def _refund_report(refund: stripe.Refund) -> RefundReport:
    status = _REFUND_STATUSES.get(refund.status or "", RefundStatus.PENDING)
    return RefundReport(refund_id=refund.id, status=status)


@contextmanager
def _translated_errors() -> Iterator[None]:
    """Tell what may be sent again from what was refused."""
    try:
        yield
    except _PASSING_TROUBLE as error:
        raise GatewayUnavailable(_summary(error)) from error
    except stripe.StripeError as error:
        if error.http_status is None or error.http_status >= 500 or error.http_status == 409:
            raise GatewayUnavailable(_summary(error)) from error
        raise GatewayRefused(_summary(error)) from error


def _summary(error: stripe.StripeError) -> str:
    """What a log may hold: the kind of error and the provider's request, no personal data."""
    details: list[Any] = [type(error).__name__, error.http_status, error.code, error.request_id]
    return " ".join(str(detail) for detail in details if detail is not None)
