"""The digest of a day: one hash over the last entry of every chain, chained to the day before.

Chains prove that no row within them was changed; they cannot prove that a whole chain was not
written anew. A digest that somebody else has kept does.
"""

import hashlib
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.utils import timezone

from campaigns.ledger.chain import GENESIS, canonical
from campaigns.ledger.models import Entry
from campaigns.ledger.snapshot import snapshot
from campaigns.transparency.models import LedgerDigest

HASH_VERSION: Final = 1


def make_digest(*, now: datetime) -> LedgerDigest:
    """The digest of the day of ``now`` in Rome: made once, and given as it is afterwards."""
    day = timezone.localdate(now)
    made = LedgerDigest.objects.filter(day=day).first()
    if made is not None:
        return made
    last = LedgerDigest.objects.first()
    digest = LedgerDigest(
        number=last.number + 1 if last else 1,
        day=day,
        made_at=now,
        heads=_heads(),
        prev_hash=last.hash if last else GENESIS,
        hash_version=HASH_VERSION,
    )
    digest.hash = hash_of(digest)
    try:
        with transaction.atomic():
            digest.save(force_insert=True)
    except IntegrityError:  # somebody else was quicker
        return LedgerDigest.objects.get(day=day)
    return digest


def published(digest: LedgerDigest) -> dict[str, Any]:
    """A digest as it is published: all that is hashed, and the hash."""
    return _hashed_fields(digest) | {"hash": digest.hash}


def lines(digests: Iterable[LedgerDigest]) -> Iterator[str]:
    """One line a digest, as canonical JSON."""
    for digest in digests:
        yield canonical(published(digest))


def hash_of(digest: LedgerDigest) -> str:
    """SHA-256, in hexadecimal, over every field but the hash, as canonical JSON."""
    return hashlib.sha256(canonical(_hashed_fields(digest)).encode()).hexdigest()


def covering(entry: Entry) -> LedgerDigest | None:
    """The first digest that covers an entry; ``None`` until the next is made."""
    for digest in LedgerDigest.objects.filter(made_at__gte=entry.recorded_at).order_by("number"):
        if digest.heads.get(entry.chain, {"seq": 0})["seq"] >= entry.seq:
            return digest
    return None


def _hashed_fields(digest: LedgerDigest) -> dict[str, Any]:
    return {
        "number": digest.number,
        "day": digest.day.isoformat(),
        "made_at": digest.made_at.astimezone(UTC).isoformat(timespec="microseconds"),
        "heads": digest.heads,
        "prev_hash": digest.prev_hash,
        "hash_version": digest.hash_version,
    }


def _heads() -> dict[str, dict[str, Any]]:
    with snapshot():
        last = Entry.objects.order_by("chain", "-seq").distinct("chain")
        return {
            chain: {"seq": seq, "hash": hash}
            for chain, seq, hash in last.values_list("chain", "seq", "hash")
        }
