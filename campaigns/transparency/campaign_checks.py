"""Checks of the audit on campaigns: ledger, totals, donations and refunds tell the same story."""

import uuid
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from itertools import groupby
from operator import attrgetter
from typing import Any, Final

from django.db import connection
from django.db.models import Count, Q, Sum

from campaigns.funding.models import Funding
from campaigns.ledger.chain import BrokenChain, verify
from campaigns.ledger.models import Entry, Kind
from campaigns.money import ZERO
from campaigns.payments.models import Donation, Refund, RefundState, Status
from campaigns.transparency.differences import differences

LEDGER_TRIGGER: Final = "append_only"

Sums = dict[Any, dict[str, Decimal]]


def broken_chains() -> Iterator[str]:
    entries = Entry.objects.order_by("chain", "seq").iterator(chunk_size=2000)
    for _chain, rows in groupby(entries, key=attrgetter("chain")):
        try:
            verify(rows)
        except BrokenChain as error:
            yield str(error)


def unguarded_ledger() -> Iterator[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_trigger WHERE tgrelid = %s::regclass"
            " AND tgname LIKE %s AND tgenabled IN ('O', 'A')",
            [Entry._meta.db_table, f"%{LEDGER_TRIGGER}%"],
        )
        (count,) = cursor.fetchone()
    if not count:
        yield "the append-only trigger is missing or disabled"


def counters_unlike_ledger() -> Iterator[str]:
    sums = _ledger_sums("campaign")
    counts = dict(
        Entry.objects.filter(kind=Kind.DONATION)
        .values_list("campaign")
        .annotate(count=Count("pk"))
        .order_by()
    )
    for funding in Funding.objects.order_by("pk"):
        by_kind = sums[funding.slug]
        expected = {
            "confirmed": by_kind[Kind.DONATION],
            "refunded": by_kind[Kind.REFUND],
            "disputed": by_kind[Kind.DISPUTE] - by_kind[Kind.DISPUTE_WON],
            "late": by_kind[Kind.LATE_DONATION],
            "late_refunded": by_kind[Kind.LATE_REFUND],
            "donations": counts.get(funding.slug, 0),
        }
        yield from differences(funding.slug, funding, expected)


def counters_unlike_donations() -> Iterator[str]:
    in_time, late = Q(late=False), Q(late=True)
    sums = {
        "confirmed": Sum("amount", filter=in_time),
        "refunded": Sum("refunded_amount", filter=in_time),
        "disputed": Sum("disputed_amount", filter=in_time),
        "late": Sum("amount", filter=late),
        "late_refunded": Sum("refunded_amount", filter=late),
        "donations": Count("pk", filter=in_time),
    }
    rows = Donation.objects.filter(status=Status.CONFIRMED).order_by().values("funding_id")
    rows = rows.annotate(**{f"sum_of_{name}": sum_ for name, sum_ in sums.items()})
    by_funding: dict[int, dict[str, Any]] = {row["funding_id"]: dict(row) for row in rows}
    for funding in Funding.objects.order_by("pk"):
        row: dict[str, Any] = by_funding.get(funding.pk, {})
        expected = {name: row.get(f"sum_of_{name}") or ZERO for name in sums}
        yield from differences(funding.slug, funding, expected)


def refunds_unlike_donations() -> Iterator[str]:
    refunds: dict[Any, Decimal] = dict(
        Refund.objects.values_list("donation_id").annotate(sum=Sum("amount")).order_by()
    )
    for donation_id, amount in Donation.objects.filter(
        Q(refunded_amount__gt=0) | Q(pk__in=list(refunds))
    ).values_list("pk", "refunded_amount"):
        if refunds.get(donation_id, ZERO) != amount:
            yield f"donation {donation_id}: refunds {refunds.get(donation_id, ZERO)}, row {amount}"


def donations_unlike_ledger() -> Iterator[str]:
    """Donation by donation: a sum may agree where two rows make up for each other."""
    sums = _ledger_sums("donation")
    sums.pop(None, None)
    sent = _refunds_paid()
    confirmed = Donation.objects.filter(status=Status.CONFIRMED).order_by("pk")
    for donation in confirmed.only("amount", "late", "refunded_amount").iterator(chunk_size=2000):
        given, refunded = (
            (Kind.LATE_DONATION, Kind.LATE_REFUND)
            if donation.late
            else (Kind.DONATION, Kind.REFUND)
        )
        by_kind = sums.pop(donation.pk, {})
        expected = {
            "amount": by_kind.get(given, ZERO),
            "refunded_amount": by_kind.get(refunded, ZERO),
        }
        yield from differences(f"donation {donation.pk}", donation, expected)
        paid, recorded = sent[donation.pk], by_kind.get(Kind.REFUND_PAID, ZERO)
        if paid != recorded:
            yield f"donation {donation.pk}: refunds paid are {paid}, should be {recorded}"
    for donation_id in sums:
        yield f"donation {donation_id}: in the ledger, and not confirmed"


def _refunds_paid() -> dict[uuid.UUID, Decimal]:
    paid = Refund.objects.filter(state=RefundState.PAID).order_by()
    rows = paid.values_list("donation_id").annotate(sum=Sum("amount"))
    return defaultdict(lambda: ZERO, rows)


def _ledger_sums(field: str) -> Sums:
    sums: Sums = defaultdict(lambda: defaultdict(lambda: ZERO))
    rows = Entry.objects.values(field, "kind").annotate(sum=Sum("amount")).order_by()
    for row in rows:
        sums[row[field]][row["kind"]] = row["sum"]
    return sums
