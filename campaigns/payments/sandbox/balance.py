"""The account's balance: every movement is a balance transaction, in euro cents, with its fee."""

from . import settlements
from .identifiers import new_id
from .store import Json, Transaction

FEE_PER_MILLE = 15
FIXED_FEE_CENTS = 25
DISPUTE_FEE_CENTS = 2000
OVERDRAFT = "balance_overdraft"
WHEN_SHORT = "balance_when_short"
PENDING, REFUSE = "pending", "refuse"


def charge_fee(amount: int) -> int:
    """Cents kept for a charge of `amount` cents: 1.5 %, rounded half up, and 25 cents."""
    return (amount * FEE_PER_MILLE + 500) // 1000 + FIXED_FEE_CENTS


def move(
    tx: Transaction,
    *,
    type: str,
    amount: int,
    source: str,
    fee: int = 0,
    category: str | None = None,
    description: str | None = None,
) -> Json:
    """Record that `amount` cents (negative: out) less `fee` reach the balance because of `source`.

    Money is available at once; the real provider makes it available some days later.
    """
    details = [] if fee == 0 else [_fee_detail(fee, type)]
    transaction: Json = {
        "id": new_id("txn_1"),
        "object": "balance_transaction",
        "amount": amount,
        "available_on": tx.now,
        "balance_type": "payments",
        "created": tx.now,
        "currency": "eur",
        "description": description,
        "exchange_rate": None,
        "fee": fee,
        "fee_details": details,
        "net": amount - fee,
        "reporting_category": category or type,
        "source": source,
        "status": "available",
        "type": type,
    }
    tx.insert(transaction)
    return transaction


def _fee_detail(fee: int, type: str) -> Json:
    return {
        "amount": fee,
        "application": None,
        "currency": "eur",
        "description": "Dispute fee" if type == "adjustment" else "Processing fees",
        "type": "stripe_fee",
    }


def available(tx: Transaction) -> int:
    """Cents at the account's disposal; negative when it owes the provider."""
    row = tx.connection.execute(
        "SELECT COALESCE(SUM(json_extract(body, '$.net')), 0) FROM objects "
        "WHERE kind = 'balance_transaction'"
    ).fetchone()
    return int(row[0])


def covers(tx: Transaction, amount: int) -> bool:
    """Whether a refund of `amount` can go out now. Without a set overdraft every refund can."""
    overdraft = tx.read_setting(OVERDRAFT, "")
    return overdraft == "" or available(tx) + int(overdraft) >= amount


def set_overdraft(tx: Transaction, cents: int | None) -> None:
    """How far below zero refunds may bring the balance; None: as far as they need."""
    tx.write_setting(OVERDRAFT, "" if cents is None else str(cents))


def refuses_when_short(tx: Transaction) -> bool:
    """Whether a refund that the balance does not cover is refused, and not left pending.

    The provider does the one or the other by account and method of payment.
    """
    return tx.read_setting(WHEN_SHORT, PENDING) == REFUSE


def set_when_short(tx: Transaction, way: str) -> None:
    tx.write_setting(WHEN_SHORT, way)


def top_up(tx: Transaction, cents: int) -> Json:
    return move(tx, type="topup", amount=cents, source=new_id("tu_1"))


def pay_out(tx: Transaction, cents: int) -> Json:
    """Send `cents` to the operator's bank; the transactions not yet paid out belong to it."""
    payout = new_id("po_1")
    transaction = move(tx, type="payout", amount=-cents, source=payout)
    tx.connection.execute(
        "UPDATE objects SET payout = ? WHERE kind = 'balance_transaction' AND payout IS NULL",
        (payout,),
    )
    return transaction


def current(tx: Transaction) -> Json:
    """The balance object."""
    pending = sum(charge["amount"] for charge in settlements.pending_charges(tx))
    return {
        "object": "balance",
        "available": [_funds(available(tx))],
        "livemode": False,
        "pending": [_funds(pending)],
    }


def _funds(cents: int) -> Json:
    return {"amount": cents, "currency": "eur", "source_types": {"card": cents}}
