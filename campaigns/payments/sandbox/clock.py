"""The sandbox's own clock: the machine's, shifted by an offset that tests may set.

Everything that an object tells (created, expires_at, slow methods, idempotency keys) follows this
clock. Webhook delivery does not: the receiver checks signatures against its own, real time.
"""

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .store import Transaction

OFFSET = "clock_offset"


def now(offset: float) -> int:
    """Seconds since the epoch on the sandbox's clock."""
    return int(time.time() + offset)


def set_now(tx: "Transaction", epoch: float | None) -> None:
    """Set the clock to `epoch`, from where it goes on ticking; None goes back to real time."""
    offset = 0.0 if epoch is None else epoch - time.time()
    tx.write_setting(OFFSET, repr(offset))


def advance(tx: "Transaction", seconds: float) -> None:
    tx.write_setting(OFFSET, repr(float(tx.read_setting(OFFSET, "0")) + seconds))
