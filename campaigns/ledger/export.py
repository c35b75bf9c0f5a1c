"""The ledger as a file that anyone can check: JSON lines, and no personal data (R14)."""

from collections.abc import Iterable, Iterator

from django.db.models.functions import Collate

from campaigns.ledger.chain import canonical, hashed_fields
from campaigns.ledger.models import Entry
from campaigns.ledger.snapshot import snapshot


def lines(chains: Iterable[str] = ()) -> Iterator[str]:
    """One line an entry, its hashed fields and its hash; chains in byte order, each in its own.

    All chains where none is named. The last line says how many entries there are, so that a file
    cut short is seen. Entries are read as they stood at one instant, a few at a time.
    """
    entries = Entry.objects.order_by(Collate("chain", "C"), "seq")
    if wanted := list(chains):
        entries = entries.filter(chain__in=wanted)
    count = 0
    with snapshot():
        for entry in entries.iterator(chunk_size=2000):
            count += 1
            yield canonical(hashed_fields(entry) | {"hash": entry.hash})
    yield canonical({"entries": count})
