"""Events: recorded in the transaction of what they tell, with the object as it then was."""

from . import API_VERSION
from .identifiers import new_id
from .store import Json, Transaction


def record(tx: Transaction, type: str, subject: Json) -> None:
    """Store an event about `subject` and queue its delivery, one for the webhook endpoint."""
    event: Json = {
        "id": new_id("evt_1"),
        "object": "event",
        "api_version": API_VERSION,
        "created": tx.now,
        "data": {"object": subject},
        "livemode": False,
        "pending_webhooks": 1,
        "request": {
            "id": tx.cause.request_id,
            "idempotency_key": tx.cause.idempotency_key,
        },
        "type": type,
    }
    tx.insert(event)
    tx.has_events = True
    tx.connection.execute("INSERT INTO deliveries (event) VALUES (?)", (event["id"],))
