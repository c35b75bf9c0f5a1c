"""Sums of the ledger's movements, as the audit compares them with rows."""

from collections import defaultdict
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db.models import Sum

from campaigns.ledger.models import Entry
from campaigns.money import ZERO

Sums = dict[Any, dict[str, Decimal]]


def by_kind(field: str) -> Sums:
    """Amounts in EUR by a field of the entries, then by kind; nothing is zero."""
    sums: Sums = defaultdict(_zeros)
    for row in Entry.objects.values(field, "kind").annotate(sum=Sum("amount")).order_by():
        sums[row[field]][row["kind"]] = row["sum"]
    return sums


def balances_by_campaign() -> Sums:
    """What each campaign's own chain says of each account, in EUR; nothing is zero."""
    balances: Sums = defaultdict(_zeros)
    rows = Entry.objects.filter(chain__startswith="campaign:")
    for row in rows.values("campaign", "source", "destination").annotate(sum=Sum("amount")):
        balances[row["campaign"]][row["source"]] -= row["sum"]
        balances[row["campaign"]][row["destination"]] += row["sum"]
    return balances


def of(sums: Mapping[Any, dict[str, Decimal]], key: Any) -> Mapping[str, Decimal]:
    """The sums of one owner; all zero where there are none."""
    return sums.get(key) or _zeros()


def _zeros() -> dict[str, Decimal]:
    return defaultdict(lambda: ZERO)
