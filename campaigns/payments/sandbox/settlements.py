"""What settles later: slow payments and their refunds, each due at an instant of the clock."""

from .store import Json, Transaction


def schedule(tx: Transaction, target: str, *, due_at: int, succeeds: bool) -> None:
    tx.connection.execute(
        "INSERT INTO settlements VALUES (?, ?, ?)", (target, due_at, int(succeeds))
    )


def cancel(tx: Transaction, target: str) -> None:
    tx.connection.execute("DELETE FROM settlements WHERE target = ?", (target,))


def due(tx: Transaction) -> list[tuple[str, bool]]:
    """Ids of charges and refunds whose time has come, oldest first, and whether they succeed."""
    rows = tx.connection.execute(
        "SELECT target, succeeds FROM settlements WHERE due_at <= ? ORDER BY due_at, rowid",
        (tx.now,),
    )
    return [(target, bool(succeeds)) for target, succeeds in rows]


def pending_charges(tx: Transaction) -> list[Json]:
    return tx.select("charge", "status = 'pending'")
