"""Checks of the audit on the digests: chained to each other, and true of the ledger as it is."""

from collections.abc import Iterator

from django.db import connection

from campaigns.ledger.chain import GENESIS
from campaigns.transparency.digests import hash_of
from campaigns.transparency.models import LedgerDigest


def broken_digests() -> Iterator[str]:
    """Digests that do not follow from the one before, or were altered."""
    previous = GENESIS
    digests = LedgerDigest.objects.order_by("number").iterator(chunk_size=50)
    for number, digest in enumerate(digests, start=1):
        if (digest.number, digest.prev_hash, digest.hash) != (number, previous, hash_of(digest)):
            yield f"the digests break at number {number} ({digest.day})"
            return
        previous = digest.hash


def digests_unlike_ledger() -> Iterator[str]:
    """Heads that a digest names and the ledger no longer has."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT digest.day, head.key FROM transparency_ledgerdigest digest"
            " CROSS JOIN LATERAL jsonb_each(digest.heads) head"
            " LEFT JOIN ledger_entry entry ON entry.chain = head.key"
            " AND entry.seq = (head.value ->> 'seq')::bigint"
            " AND entry.hash = head.value ->> 'hash'"
            " WHERE entry.id IS NULL ORDER BY digest.number, head.key LIMIT 100"
        )
        for day, chain in cursor.fetchall():
            yield f"{chain} is not as the digest of {day} has it"
