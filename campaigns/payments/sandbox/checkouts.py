"""What a session was created with and its object does not tell: the item, and the intent's data."""

import json
from dataclasses import dataclass
from typing import Any

from .store import Json, Transaction


@dataclass(frozen=True)
class Checkout:
    title: str
    description: str
    intent: Json


def save(tx: Transaction, session: str, params: dict[str, Any]) -> None:
    product = params["line_items"][0]["price_data"]["product_data"]
    intent = params.get("payment_intent_data", {})
    tx.connection.execute(
        "INSERT INTO checkouts VALUES (?, ?, ?, ?)",
        (session, product["name"], product.get("description", ""), json.dumps(intent)),
    )


def find(tx: Transaction, session: str) -> Checkout:
    title, description, intent = tx.connection.execute(
        "SELECT title, description, intent FROM checkouts WHERE session = ?", (session,)
    ).fetchone()
    return Checkout(title, description, json.loads(intent))
