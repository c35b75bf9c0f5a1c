"""The hash chain: each entry's digest covers all its fields and the digest before it."""

import hashlib
import json
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, Final

from campaigns.ledger.models import Entry
from campaigns.money import wire_format

HASH_VERSION: Final = 1
GENESIS: Final = "0" * 64


class BrokenChain(Exception):
    """An entry does not follow from the one before it, or was altered."""


def hashed_fields(entry: Entry) -> dict[str, Any]:
    """Every field of the entry but its hash, as they are hashed and exported."""
    return {
        "chain": entry.chain,
        "seq": entry.seq,
        "kind": entry.kind,
        "reference": entry.reference,
        "source": entry.source,
        "destination": entry.destination,
        "amount": wire_format(entry.amount),
        "campaign": entry.campaign,
        "donation": str(entry.donation) if entry.donation else None,
        "occurred_at": _instant(entry.occurred_at),
        "recorded_at": _instant(entry.recorded_at),
        "prev_hash": entry.prev_hash,
        "hash_version": entry.hash_version,
    }


def canonical(fields: dict[str, Any]) -> str:
    """The one way to write fields as JSON, the same on every machine."""
    return json.dumps(fields, sort_keys=True, separators=(",", ":"), ensure_ascii=True)


def digest(entry: Entry) -> str:
    """SHA-256, in hexadecimal, over every field of the entry as canonical JSON."""
    return hashlib.sha256(canonical(hashed_fields(entry)).encode()).hexdigest()


def verify(entries: Iterable[Entry]) -> int:
    """Check one chain, given in order of ``seq``, and return how many entries it has.

    Raises ``BrokenChain`` naming the first entry that does not hold.
    """
    previous, count = GENESIS, 0
    for count, entry in enumerate(entries, start=1):
        if entry.seq != count or entry.prev_hash != previous or entry.hash != digest(entry):
            raise BrokenChain(f"{entry.chain} breaks at entry {count} (seq {entry.seq})")
        previous = entry.hash
    return count


def _instant(value: datetime) -> str:
    return value.astimezone(UTC).isoformat(timespec="microseconds")
