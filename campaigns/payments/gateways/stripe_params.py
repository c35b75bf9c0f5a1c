"""What is asked of Stripe, in its own types: the same request always has the same ones (R13)."""

import uuid
from decimal import Decimal

from stripe.params import RefundCreateParams
from stripe.params.checkout import SessionCreateParams

from campaigns.money import to_cents
from campaigns.payments.gateways.contract import CheckoutRequest
from campaigns.payments.gateways.stripe_reports import METADATA_KEY, REFUND_METADATA_KEY


def session_params(request: CheckoutRequest) -> SessionCreateParams:
    """Stripe's parameters for a checkout."""
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


def refund_params(*, refund_id: uuid.UUID, payment_id: str, amount: Decimal) -> RefundCreateParams:
    """Stripe's parameters for a refund of ``amount`` EUR."""
    return {
        "payment_intent": payment_id,
        "amount": to_cents(amount),
        "metadata": {REFUND_METADATA_KEY: str(refund_id)},
    }
