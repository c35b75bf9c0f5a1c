"""The audit: ledger, counters, donations, commitments and fund must tell the same story."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from operator import attrgetter
from typing import Any

from django.db import connection
from django.db.models import Count, F, Q, Sum

from campaigns.cofinancing.models import Commitment, CommitmentState, Fund
from campaigns.funding.models import Funding, State
from campaigns.ledger.chain import BrokenChain, verify
from campaigns.ledger.models import Account, Entry, Kind
from campaigns.money import ZERO, share_rounded_up, wire_format
from campaigns.payments.models import Donation, Refund, Status

DIFFERENCES_TOLD = 5
LEDGER_TRIGGER = "append_only"

Sums = dict[str, dict[str, Decimal]]


@dataclass(frozen=True)
class Check:
    """The outcome of one check; ``detail`` says what does not agree."""

    name: str
    ok: bool
    detail: str


def audit() -> dict[str, Any]:
    """Run every check and return the report of ``audit --json`` (DESIGN, section 6)."""
    checks = [_run(name, find) for name, find in _CHECKS.items()]
    return {
        "ok": all(check.ok for check in checks),
        "checks": [vars(check) for check in checks],
        "funds": [_fund(fund) for fund in Fund.objects.select_related("call").order_by("pk")],
        "campaigns": [
            _campaign(funding)
            for funding in Funding.objects.select_related("commitment").order_by("pk")
        ],
    }


def _run(name: str, find: Callable[[], Iterator[str]]) -> Check:
    differences = list(find())
    told = "; ".join(differences[:DIFFERENCES_TOLD])
    if len(differences) > DIFFERENCES_TOLD:
        told += f"; and {len(differences) - DIFFERENCES_TOLD} more"
    return Check(name=name, ok=not differences, detail=told)


def _broken_chains() -> Iterator[str]:
    entries = Entry.objects.order_by("chain", "seq").iterator(chunk_size=2000)
    for _chain, rows in groupby(entries, key=attrgetter("chain")):
        try:
            verify(rows)
        except BrokenChain as error:
            yield str(error)


def _unguarded_ledger() -> Iterator[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_trigger WHERE tgrelid = %s::regclass"
            " AND tgname LIKE %s AND tgenabled IN ('O', 'A')",
            [Entry._meta.db_table, f"%{LEDGER_TRIGGER}%"],
        )
        (count,) = cursor.fetchone()
    if not count:
        yield "the append-only trigger is missing or disabled"


def _counters_unlike_ledger() -> Iterator[str]:
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
        yield from _differences(funding.slug, funding, expected)


def _counters_unlike_donations() -> Iterator[str]:
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
        yield from _differences(funding.slug, funding, expected)


def _refunds_unlike_donations() -> Iterator[str]:
    refunds: dict[Any, Decimal] = dict(
        Refund.objects.values_list("donation_id").annotate(sum=Sum("amount")).order_by()
    )
    for donation_id, amount in Donation.objects.filter(
        Q(refunded_amount__gt=0) | Q(pk__in=list(refunds))
    ).values_list("pk", "refunded_amount"):
        if refunds.get(donation_id, ZERO) != amount:
            yield f"donation {donation_id}: refunds {refunds.get(donation_id, ZERO)}, row {amount}"


def _funds_unlike_ledger() -> Iterator[str]:
    for fund in Fund.objects.select_related("call").order_by("pk"):
        balance = _balances(f"fund:{fund.call.slug}")
        expected = {
            "total": -balance[Account.MUNICIPALITY],
            "reserved": balance[Account.FUND_RESERVED],
            "granted": balance[Account.GRANTED],
            "available": balance[Account.FUND_AVAILABLE],
        }
        yield from _differences(fund.call.slug, fund, expected)


def _funds_unlike_commitments() -> Iterator[str]:
    for fund in Fund.objects.select_related("call").order_by("pk"):
        sums = fund.commitments.aggregate(reserved=Sum("reserved"), granted=Sum("granted"))
        expected = {name: value or ZERO for name, value in sums.items()}
        yield from _differences(fund.call.slug, fund, expected)


def _commitments_unlike_ledger() -> Iterator[str]:
    by_campaign: dict[str, dict[str, Decimal]] = defaultdict(lambda: defaultdict(lambda: ZERO))
    rows = (
        Entry.objects.filter(chain__startswith="fund:")
        .exclude(campaign="")
        .values("campaign", "source", "destination")
        .annotate(sum=Sum("amount"))
        .order_by()
    )
    for row in rows:
        by_campaign[row["campaign"]][row["source"]] -= row["sum"]
        by_campaign[row["campaign"]][row["destination"]] += row["sum"]
    for commitment in Commitment.objects.select_related("funding").order_by("pk"):
        slug = commitment.funding.slug
        expected = {
            "reserved": by_campaign[slug][Account.FUND_RESERVED],
            "granted": by_campaign[slug][Account.GRANTED],
        }
        yield from _differences(slug, commitment, expected)


def _rules_broken() -> Iterator[str]:
    """Thresholds (R3), one commitment for each crossing (R4), outcomes (R8, R9)."""
    fundings = Funding.objects.select_related("commitment", "call__fund").order_by("pk")
    for funding in fundings:
        commitment: Commitment | None = getattr(funding, "commitment", None)
        if funding.threshold != share_rounded_up(funding.cost, funding.threshold_percent):
            yield f"{funding.slug}: threshold {funding.threshold}"
        crossed = funding.threshold_reached_at is not None
        if crossed != (commitment is not None) and hasattr(funding.call, "fund"):
            yield f"{funding.slug}: crossed {crossed}, committed {commitment is not None}"
        if funding.state == State.SUCCEEDED and (funding.settled_net or ZERO) < funding.threshold:
            yield f"{funding.slug}: succeeded below its threshold"
        if commitment is not None and commitment.state != _expected_state(funding):
            yield f"{funding.slug}: {funding.state}, its commitment {commitment.state}"


def _expected_state(funding: Funding) -> CommitmentState:
    if funding.state == State.SUCCEEDED:
        return CommitmentState.GRANTED
    if funding.state in (State.FAILED, State.CANCELLED):
        return CommitmentState.RELEASED
    return CommitmentState.RESERVED


def _idle_money() -> Iterator[str]:
    """While somebody waits, nothing lies available (R5)."""
    for fund in Fund.objects.select_related("call").order_by("pk"):
        waiting = fund.commitments.filter(due__gt=F("reserved") + F("granted"))
        waiting = waiting.exclude(state=CommitmentState.RELEASED)
        if fund.available and fund.call.phase != "closed" and waiting.exists():
            yield f"{fund.call.slug}: {fund.available} available while a shortfall waits"


def _differences(name: str, row: object, expected: dict[str, Any]) -> Iterator[str]:
    for field, value in expected.items():
        actual = getattr(row, field)
        if actual != value:
            yield f"{name}: {field} is {actual}, should be {value}"


def _ledger_sums(field: str) -> Sums:
    sums: Sums = defaultdict(lambda: defaultdict(lambda: ZERO))
    rows = Entry.objects.values(field, "kind").annotate(sum=Sum("amount")).order_by()
    for row in rows:
        sums[row[field]][row["kind"]] = row["sum"]
    return sums


def _balances(chain: str) -> dict[str, Decimal]:
    balances: dict[str, Decimal] = defaultdict(lambda: ZERO)
    rows = (
        Entry.objects.filter(chain=chain)
        .values("source", "destination")
        .annotate(sum=Sum("amount"))
        .order_by()
    )
    for row in rows:
        balances[row["source"]] -= row["sum"]
        balances[row["destination"]] += row["sum"]
    return balances


def _fund(fund: Fund) -> dict[str, str]:
    amounts = ("total", "reserved", "granted", "available")
    return {"call": fund.call.slug} | {name: wire_format(getattr(fund, name)) for name in amounts}


def _campaign(funding: Funding) -> dict[str, str]:
    commitment: Commitment | None = getattr(funding, "commitment", None)
    own = ("cost", "confirmed", "refunded", "disputed", "net", "threshold")
    committed = ("committed", "shortfall", "granted")
    return {
        "slug": funding.slug,
        "state": funding.state,
        **{name: wire_format(getattr(funding, name)) for name in own},
        **{name: wire_format(getattr(commitment, name, ZERO)) for name in committed},
    }


_CHECKS: dict[str, Callable[[], Iterator[str]]] = {
    "ledger chains hold": _broken_chains,
    "ledger is append-only": _unguarded_ledger,
    "campaign totals agree with the ledger": _counters_unlike_ledger,
    "campaign totals agree with the donations": _counters_unlike_donations,
    "refunds agree with the donations": _refunds_unlike_donations,
    "funds agree with the ledger": _funds_unlike_ledger,
    "funds agree with the commitments": _funds_unlike_commitments,
    "commitments agree with the ledger": _commitments_unlike_ledger,
    "the rules hold": _rules_broken,
    "no money lies idle while somebody waits": _idle_money,
}
