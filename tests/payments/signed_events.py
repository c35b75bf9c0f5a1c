"""Events as Stripe sends them: the body, and the header that signs it."""

import json
import time
import uuid
from typing import Any

from stripe import WebhookSignature

from campaigns.payments.models import Donation

NEW_SECRET, OLD_SECRET = "whsec_test_new", "whsec_test_old"


def event_of(donation: Donation | None = None, **fields: Any) -> dict[str, Any]:
    """A completed checkout of a donation, or of nobody's."""
    metadata = {} if donation is None else {"donation_id": str(donation.pk)}
    session_id = "cs_unknown" if donation is None else donation.session_id
    return {
        "id": f"evt_{uuid.uuid4().hex}",
        "object": "event",
        "type": "checkout.session.completed",
        "livemode": False,
        "data": {"object": {"id": session_id, "object": "checkout.session", "metadata": metadata}},
    } | fields


def body_of(event: Any) -> bytes:
    """The event as it travels."""
    return json.dumps(event, indent=2).encode()


def signature_of(body: bytes, secret: str = NEW_SECRET, *, age: int = 0) -> str:
    """What the provider signs a body with, ``age`` seconds ago."""
    timestamp = int(time.time()) - age
    header: str = WebhookSignature.generate_signature_header(body.decode(), secret, timestamp)
    return header


def signed(event: Any) -> tuple[bytes, str]:
    """An event's body and the header that proves it."""
    body = body_of(event)
    return body, signature_of(body)
