"""Writing to the ledger. Callers hold the lock of the chain's owner (funding or fund, R15)."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.utils import timezone

from campaigns.ledger.chain import GENESIS, HASH_VERSION, digest
from campaigns.ledger.models import Account, Entry, Kind
from campaigns.money import check_amount


def is_recorded(*, kind: Kind, reference: str) -> bool:
    """True when the movement is in the ledger: applying it again would count it twice (R12)."""
    return Entry.objects.filter(kind=kind, reference=reference).exists()


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A movement to be appended: ``amount`` EUR, ``reference`` unique for its kind."""

    kind: Kind
    reference: str
    source: Account
    destination: Account
    amount: Decimal
    campaign: str
    occurred_at: datetime
    donation: uuid.UUID | None = None


def append(
    *,
    chain: str,
    kind: Kind,
    reference: str,
    source: Account,
    destination: Account,
    amount: Decimal,
    campaign: str,
    occurred_at: datetime,
    donation: uuid.UUID | None = None,
) -> Entry:
    """Append one movement of ``amount`` EUR to ``chain``, inside the caller's transaction.

    Raises ``InvalidAmount`` for what is no amount, and ``IntegrityError`` when the movement is
    already there or the caller did not hold the chain's lock.
    """
    draft = Draft(
        kind=kind,
        reference=reference,
        source=source,
        destination=destination,
        amount=amount,
        campaign=campaign,
        occurred_at=occurred_at,
        donation=donation,
    )
    [entry] = append_all(chain=chain, drafts=[draft])
    return entry


def append_all(*, chain: str, drafts: Sequence[Draft]) -> list[Entry]:
    """Append movements to ``chain`` in their order, all or none. Raises as ``append`` does."""
    head = Entry.objects.filter(chain=chain).order_by("-seq").values_list("seq", "hash").first()
    seq, prev_hash = head or (0, GENESIS)
    entries = []
    for draft in drafts:
        seq += 1
        entry = Entry(
            **(vars(draft) | {"amount": check_amount(draft.amount)}),
            chain=chain,
            seq=seq,
            recorded_at=timezone.now(),
            prev_hash=prev_hash,
            hash_version=HASH_VERSION,
        )
        entry.hash = prev_hash = digest(entry)
        entries.append(entry)
    return Entry.objects.bulk_create(entries)


def campaign_chain(slug: str) -> str:
    """Name of the chain of a campaign's donations, refunds and disputes."""
    return f"campaign:{slug}"


def fund_chain(call_slug: str) -> str:
    """Name of the chain of a fund's reservations, top-ups, releases and grants."""
    return f"fund:{call_slug}"


def count(*, kind: Kind, campaign: str) -> int:
    """How many movements of a kind a campaign has; with the chain locked, the next one's number."""
    return Entry.objects.filter(kind=kind, campaign=campaign).count()
