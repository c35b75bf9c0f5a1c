"""Checks of the audit on donations, one by one: a sum may agree where two rows make up for it."""

import uuid
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum

from campaigns.ledger.models import Kind
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

_COLUMNS = ("amount", "late", "refunded_amount", "disputed_amount", "fee", "fee_covered")


def donations_unlike_ledger() -> Iterator[str]:
    sums = ledger_sums.by_kind("donation")
    sums.pop(None, None)
    confirmed = Donation.objects.filter(status=Status.CONFIRMED).order_by("pk")
    for donation in confirmed.only(*_COLUMNS).iterator(chunk_size=2000):
        kinds = ledger_sums.of(sums, donation.pk)
        sums.pop(donation.pk, None)
        given, refunded = (
            (Kind.LATE_DONATION, Kind.LATE_REFUND)
            if donation.late
            else (Kind.DONATION, Kind.REFUND)
        )
        expected = {
            "amount": kinds[given],
            "refunded_amount": kinds[refunded],
            "disputed_amount": kinds[Kind.DISPUTE] - kinds[Kind.DISPUTE_WON],
            "fee": kinds[Kind.FEE],
            "fee_covered": kinds[Kind.FEE_COVERED],
        }
        yield from differences(f"donation {donation.pk}", donation, expected)
    for donation_id in sums:
        yield f"donation {donation_id}: in the ledger, and not confirmed"


def refunds_unlike_donations() -> Iterator[str]:
    refunds = _by_donation(Refund.objects.standing(), Sum("amount"))
    donations = Donation.objects.filter(Q(refunded_amount__gt=0) | Q(pk__in=list(refunds)))
    for donation_id, amount in donations.values_list("pk", "refunded_amount"):
        if refunds[donation_id] != amount:
            yield f"donation {donation_id}: refunds {refunds[donation_id]}, row {amount}"


def refunds_unlike_ledger() -> Iterator[str]:
    """What has reached donors, and what their banks had taken already."""
    rows = {
        "refunds paid": _by_donation(Refund.objects.filter(state=RefundState.PAID), Sum("amount")),
        "refunds covered": _by_donation(
            Refund.objects.filter(state=RefundState.COVERED), Sum("amount")
        ),
    }
    for donation_id, kinds in _with_money(rows):
        recorded = {
            "refunds paid": kinds[Kind.REFUND_PAID] - kinds[Kind.REFUND_RETURNED],
            "refunds covered": kinds[Kind.REFUND_COVERED],
        }
        yield from _unlike(donation_id, rows, recorded)


def disputes_unlike_donations() -> Iterator[str]:
    counted = _by_donation(Dispute.objects.all(), Sum("counted"))
    donations = Donation.objects.filter(Q(disputed_amount__gt=0) | Q(pk__in=list(counted)))
    for donation_id, amount in donations.values_list("pk", "disputed_amount"):
        if counted[donation_id] != amount:
            yield f"donation {donation_id}: disputes {counted[donation_id]}, row {amount}"


def disputes_unlike_ledger() -> Iterator[str]:
    disputes = Dispute.objects.all()
    lost = disputes.filter(state=DisputeState.LOST)
    rows = {
        "disputed": _by_donation(disputes, Sum("counted")),
        "disputed beyond the net": _by_donation(disputes, Sum("excess")),
        "disputes lost": _by_donation(lost, Sum("amount")),
        "fees of disputes": _by_donation(disputes, Sum("fee")),
    }
    for donation_id, kinds in _with_money(rows):
        recorded = {
            "disputed": kinds[Kind.DISPUTE] - kinds[Kind.DISPUTE_WON],
            "disputed beyond the net": kinds[Kind.DISPUTE_EXCESS] - kinds[Kind.DISPUTE_EXCESS_WON],
            "disputes lost": kinds[Kind.DISPUTE_LOST],
            "fees of disputes": kinds[Kind.DISPUTE_FEE],
        }
        yield from _unlike(donation_id, rows, recorded)


def counted_wrongly() -> Iterator[str]:
    """A second payment never enters the net; what is owed back was confirmed first (R10)."""
    seconds = Donation.objects.filter(duplicate_of__isnull=False, late=False)
    for donation_id in seconds.values_list("pk", flat=True):
        yield f"donation {donation_id}: paid twice, and in the net"
    late = Donation.objects.filter(status=Status.CONFIRMED, late=True)
    kept = late.filter(amount__gt=F("refunded_amount") + F("disputed_amount"))
    for donation_id in kept.values_list("pk", flat=True):
        yield f"donation {donation_id}: late, and not given back"
    unconfirmed = Donation.objects.exclude(status=Status.CONFIRMED)
    moved = unconfirmed.annotate(rows=Count("refunds") + Count("disputes")).filter(rows__gt=0)
    for donation_id in moved.values_list("pk", flat=True):
        yield f"donation {donation_id}: refunded or disputed, and not confirmed"


def _by_donation(rows: QuerySet[Any], amount: Sum) -> dict[uuid.UUID, Decimal]:
    grouped = rows.order_by().values_list("donation_id").annotate(sum=amount)
    return defaultdict(lambda: ZERO, grouped)


def _with_money(
    rows: dict[str, dict[uuid.UUID, Decimal]],
) -> Iterator[tuple[uuid.UUID, Any]]:
    """Every donation that has such a row or a movement, and its movements by kind."""
    sums = ledger_sums.by_kind("donation")
    sums.pop(None, None)
    for donation_id in sorted({*sums, *(pk for amounts in rows.values() for pk in amounts)}):
        yield donation_id, ledger_sums.of(sums, donation_id)


def _unlike(
    donation_id: uuid.UUID,
    rows: dict[str, dict[uuid.UUID, Decimal]],
    recorded: dict[str, Decimal],
) -> Iterator[str]:
    for name, amounts in rows.items():
        if amounts[donation_id] != recorded[name]:
            yield (
                f"donation {donation_id}: {name} are {amounts[donation_id]},"
                f" should be {recorded[name]}"
            )
