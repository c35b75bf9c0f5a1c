"""Writing to the ledger. Callers hold the lock of the chain's owner (funding or fund, R15)."""

import uuid
from datetime import datetime
from decimal import Decimal

from django.utils import timezone

from campaigns.ledger.chain import GENESIS, HASH_VERSION, digest
from campaigns.ledger.models import Account, Entry, Kind
from campaigns.money import check_amount


def is_recorded(*, kind: Kind, reference: str) -> bool:
    """True when the movement is in the ledger: applying it again would count it twice (R12)."""
    return Entry.objects.filter(kind=kind, reference=reference).exists()


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
    head = Entry.objects.filter(chain=chain).order_by("-seq").values_list("seq", "hash").first()
    seq, prev_hash = head or (0, GENESIS)
    entry = Entry(
        chain=chain,
        seq=seq + 1,
        kind=kind,
        reference=reference,
        source=source,
        destination=destination,
        amount=check_amount(amount),
        campaign=campaign,
        donation=donation,
        occurred_at=occurred_at,
        recorded_at=timezone.now(),
        prev_hash=prev_hash,
        hash_version=HASH_VERSION,
    )
    entry.hash = digest(entry)
    entry.save(force_insert=True)
    return entry


def campaign_chain(slug: str) -> str:
    """Name of the chain of a campaign's donations, refunds and disputes."""
    return f"campaign:{slug}"


def fund_chain(call_slug: str) -> str:
    """Name of the chain of a fund's reservations, top-ups, releases and grants."""
    return f"fund:{call_slug}"


def count(*, kind: Kind, campaign: str) -> int:
    """How many movements of a kind a campaign has; with the chain locked, the next one's number."""
    return Entry.objects.filter(kind=kind, campaign=campaign).count()
