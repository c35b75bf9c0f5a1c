"""Checking the code of a receipt: what a gift is, where it stands in the ledger, what proves it."""

from dataclasses import dataclass

from django.conf import settings

from campaigns.ledger.models import Entry, Kind
from campaigns.payments.models import Donation
from campaigns.payments.receipt_codes import donation_of
from campaigns.rate_limits import is_within_limit
from campaigns.transparency.digests import covering
from campaigns.transparency.models import LedgerDigest


@dataclass(frozen=True, kw_only=True)
class CheckedReceipt:
    """A gift as everybody may know it, the row that records it, the digest that covers the row."""

    donation: Donation
    entry: Entry
    digest: LedgerDigest | None


def may_check(client: str) -> bool:
    """Count one more check of a client; false when it has had its share of the hour."""
    return is_within_limit(f"receipt:{client}", settings.RECEIPT_CHECKS_PER_CLIENT)


def check(code: str) -> CheckedReceipt | None:
    """The gift whose code this is; ``None`` for any other text."""
    donation = donation_of(code)
    if donation is None:
        return None
    kinds = (Kind.DONATION, Kind.LATE_DONATION)
    entry = Entry.objects.get(kind__in=kinds, reference=donation.ledger_reference)
    return CheckedReceipt(donation=donation, entry=entry, digest=covering(entry))
