"""Checks of the audit on campaigns: ledger, totals and accounts tell the same story."""

from collections.abc import Iterator
from decimal import Decimal
from itertools import groupby
from operator import attrgetter
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from campaigns.funding.models import Funding
from campaigns.ledger.chain import BrokenChain, verify
from campaigns.ledger.models import Account, Entry, Kind
from campaigns.money import ZERO
from campaigns.payments.models import (
    Dispute,
    DisputeState,
    Donation,
    Refund,
    RefundState,
    Status,
)
from campaigns.transparency import ledger_sums
from campaigns.transparency.differences import differences

_SETTLED = (RefundState.PAID, RefundState.COVERED)


def broken_chains() -> Iterator[str]:
    entries = Entry.objects.order_by("chain", "seq").iterator(chunk_size=2000)
    for _chain, rows in groupby(entries, key=attrgetter("chain")):
        try:
            verify(rows)
        except BrokenChain as error:
            yield str(error)


def counters_unlike_ledger() -> Iterator[str]:
    sums = ledger_sums.by_kind("campaign")
    counts = dict(
        Entry.objects.filter(kind=Kind.DONATION)
        .values_list("campaign")
        .annotate(count=Count("pk"))
        .order_by()
    )
    for funding in Funding.objects.order_by("pk"):
        kinds = ledger_sums.of(sums, funding.slug)
        expected = {
            "confirmed": kinds[Kind.DONATION],
            "refunded": kinds[Kind.REFUND],
            "disputed": kinds[Kind.DISPUTE] - kinds[Kind.DISPUTE_WON],
            "late": kinds[Kind.LATE_DONATION],
            "late_refunded": kinds[Kind.LATE_REFUND],
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


def accounts_unlike_rows() -> Iterator[str]:
    """What lies on each account of a campaign, from its donations, refunds and disputes.

    None of these but the operator's, who pays, and the escrow's, for fees of disputed money, can
    be below zero. What is nowhere else is the donors': every movement has two sides.
    """
    balances = ledger_sums.balances_by_campaign()
    donated = _sums(
        Donation.objects.filter(status=Status.CONFIRMED), "funding_id", "fee", "fee_covered"
    )
    refunds = Refund.objects.standing().filter(donation__status=Status.CONFIRMED)
    owed = _sums(refunds.exclude(state__in=_SETTLED), "donation__funding_id", "amount")
    covered = _sums(refunds.filter(state=RefundState.COVERED), "donation__funding_id", "amount")
    disputes = _sums(Dispute.objects.all(), "donation__funding_id", "excess", "fee")
    open_disputes = Dispute.objects.filter(state=DisputeState.OPEN)
    receivable = _sums(open_disputes, "donation__funding_id", "amount")
    for funding in Funding.objects.order_by("pk"):
        fee, fee_covered = donated.get(funding.pk, (ZERO, ZERO))
        excess, dispute_fee = disputes.get(funding.pk, (ZERO, ZERO))
        (back,) = covered.get(funding.pk, (ZERO,))
        expected = {
            Account.ESCROW: funding.net + funding.late - funding.late_refunded - fee + fee_covered,
            Account.REFUND_OWED: owed.get(funding.pk, (ZERO,))[0],
            Account.RECEIVABLE: receivable.get(funding.pk, (ZERO,))[0],
            Account.PROVIDER_FEES: fee + dispute_fee,
            Account.OPERATOR: back - fee_covered - dispute_fee - excess,
        }
        held = ledger_sums.of(balances, funding.slug)
        for account, amount in expected.items():
            if held[account] != amount:
                yield f"{funding.slug}: {account} holds {held[account]}, should hold {amount}"


def _sums(rows: QuerySet[Any], key: str, *fields: str) -> dict[int, tuple[Decimal, ...]]:
    """Sums of fields in EUR, by the funding's key."""
    grouped = rows.order_by().values(key)
    grouped = grouped.annotate(**{f"sum_of_{name}": Sum(name) for name in fields})
    return {row[key]: tuple(row[f"sum_of_{name}"] or ZERO for name in fields) for row in grouped}
