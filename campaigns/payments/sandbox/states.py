"""Where a payment stands, in one word, for people."""

from .store import Json, Transaction


def state_of(tx: Transaction, session: Json) -> str:
    """open, expired, processing, failed, paid, refunded, partially_refunded or disputed."""
    if session["status"] in ("open", "expired"):
        return str(session["status"])
    charge = charge_of(tx, session)
    if charge["status"] != "succeeded":
        return "processing" if charge["status"] == "pending" else "failed"
    if charge["disputed"]:
        return "disputed"
    if charge["amount_refunded"]:
        return "refunded" if charge["refunded"] else "partially_refunded"
    return "paid"


def charge_of(tx: Transaction, session: Json) -> Json:
    """The charge of a complete session."""
    intent = tx.get("payment_intent", session["payment_intent"])
    return tx.get("charge", intent["latest_charge"])
