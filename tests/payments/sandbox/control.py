"""Calls to the endpoints that the sandbox has for tests, and to its pages without a browser."""

from dataclasses import dataclass
from typing import Any

import requests
import stripe

from campaigns.payments.sandbox.settings import DEFAULT_API_KEY

SUCCESS_URL = "http://127.0.0.1:8000/dona/grazie/?session={CHECKOUT_SESSION_ID}"
CANCEL_URL = "http://127.0.0.1:8000/dona/annullata/"


@dataclass(frozen=True)
class Control:
    url: str

    def post(self, path: str, **body: Any) -> Any:
        """The endpoint's answer; HTTPError when it refuses."""
        response = self.try_post(path, **body)
        response.raise_for_status()
        return response.json()

    def try_post(self, path: str, **body: Any) -> requests.Response:
        headers = {"Authorization": f"Bearer {DEFAULT_API_KEY}"}
        return requests.post(f"{self.url}/_sandbox/{path}", json=body, headers=headers, timeout=10)

    def outcome(self, session: str, outcome: str, **more: Any) -> Any:
        return self.post(f"sessions/{session}/outcome", outcome=outcome, **more)

    def state(self) -> Any:
        headers = {"Authorization": f"Bearer {DEFAULT_API_KEY}"}
        return requests.get(f"{self.url}/_sandbox/state", headers=headers, timeout=10).json()


def session_params(cents: int = 2500, **more: Any) -> Any:
    """What a gateway sends for a donation of `cents`."""
    return {
        "mode": "payment",
        "line_items": [
            {
                "quantity": 1,
                "price_data": {
                    "currency": "eur",
                    "unit_amount": cents,
                    "product_data": {"name": "Orto condiviso al Giambellino"},
                },
            }
        ],
        "success_url": SUCCESS_URL,
        "cancel_url": CANCEL_URL,
        "metadata": {"donation": "d-1"},
        "payment_intent_data": {"metadata": {"donation": "d-1"}},
        "client_reference_id": "d-1",
        "locale": "it",
    } | more


def tap(session: Any, outcome: str, step: str = "", **more: str) -> requests.Response:
    """Press a button of the session's pay page; the redirect is not followed."""
    return requests.post(
        session.url + step, data={"outcome": outcome, **more}, allow_redirects=False, timeout=10
    )


def paid(client: stripe.StripeClient, control: Control, cents: int = 2500) -> Any:
    """The succeeded payment intent of a new session, with its charge."""
    session = client.v1.checkout.sessions.create(params=session_params(cents))
    control.outcome(session.id, "pay")
    expand = ["payment_intent.latest_charge.balance_transaction"]
    session = client.v1.checkout.sessions.retrieve(session.id, params={"expand": expand})
    return session.payment_intent


def event_types(client: stripe.StripeClient) -> list[str]:
    """Types of all events, oldest first."""
    return [event.type for event in client.v1.events.list(params={"limit": 100}).data[::-1]]
