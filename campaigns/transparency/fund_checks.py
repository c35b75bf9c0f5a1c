"""Checks of the audit on funds: ledger, commitments and outcomes follow the rules of money."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from django.db.models import F, Sum

from campaigns.cofinancing.fund_ledger import change_reference, endowment_reference
from campaigns.cofinancing.models import Commitment, CommitmentAct, CommitmentState, Fund
from campaigns.funding.models import GIVES_BACK, Funding, State
from campaigns.ledger.models import Account, Entry, Kind
from campaigns.ledger.services import fund_chain
from campaigns.money import ZERO, share_rounded_up
from campaigns.transparency.differences import differences


def funds_unlike_ledger() -> Iterator[str]:
    for fund in Fund.objects.select_related("call").order_by("pk"):
        balance = _balances(fund_chain(fund.call.slug))
        expected = {
            "total": -balance[Account.MUNICIPALITY],
            "reserved": balance[Account.FUND_RESERVED],
            "granted": _given_out(balance) + balance[Account.RECEIVABLE],
            "available": balance[Account.FUND_AVAILABLE],
        }
        yield from differences(fund.call.slug, fund, expected)
        yield from _changes_unlike_ledger(fund)


def funds_unlike_commitments() -> Iterator[str]:
    for fund in Fund.objects.select_related("call").order_by("pk"):
        sums = fund.commitments.aggregate(
            reserved=Sum("reserved"), granted=Sum(F("granted") + F("receivable"))
        )
        expected = {name: value or ZERO for name, value in sums.items()}
        yield from differences(fund.call.slug, fund, expected)


def commitments_unlike_ledger() -> Iterator[str]:
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
            "granted": _given_out(by_campaign[slug]),
            "paid": by_campaign[slug][Account.BENEFICIARY],
            "receivable": by_campaign[slug][Account.RECEIVABLE],
        }
        yield from differences(slug, commitment, expected)


def rules_broken() -> Iterator[str]:
    """Thresholds (R3), one commitment for each crossing (R4), outcomes (R8, R9), acts (R19)."""
    fundings = Funding.objects.select_related("commitment", "call__fund").order_by("pk")
    fundings = fundings.prefetch_related("commitment__grant_changes")
    for funding in fundings:
        commitment: Commitment | None = getattr(funding, "commitment", None)
        if funding.threshold != share_rounded_up(funding.cost, funding.threshold_percent):
            yield f"{funding.slug}: threshold {funding.threshold}"
        crossed = funding.threshold_reached_at is not None
        if crossed != (commitment is not None) and hasattr(funding.call, "fund"):
            yield f"{funding.slug}: crossed {crossed}, committed {commitment is not None}"
        reached = (funding.settled_net or ZERO) >= funding.threshold
        is_wrong = {
            State.SUCCEEDED: not reached,
            State.FAILED: reached and not funding.counts_payers,
        }
        if is_wrong.get(State(funding.state)):
            yield f"{funding.slug}: {funding.state} with {funding.settled_net}"
        if commitment is not None:
            yield from differences(funding.slug, commitment, _expected_terms(funding))

    yield from _acts_after_release()


def _changes_unlike_ledger(fund: Fund) -> Iterator[str]:
    """Each change has its movement, and starts from the total that the one before it left."""
    kinds = [Kind.ENDOWMENT, Kind.ENDOWMENT_CUT]
    entries = Entry.objects.filter(chain=fund_chain(fund.call.slug), kind__in=kinds)
    moved = {
        entry.reference: entry.amount if entry.kind == Kind.ENDOWMENT else -entry.amount
        for entry in entries
    }
    total = moved.pop(endowment_reference(fund), ZERO)
    for change in fund.changes.order_by("pk"):
        name = f"{fund.call.slug}: change {change.number}"
        if change.total_before != total:
            yield f"{name} starts from {change.total_before}, should from {total}"
        amount = moved.pop(change_reference(change), ZERO)
        if change.total_after - change.total_before != amount:
            yield f"{name} moves {change.total_after - change.total_before}, the ledger {amount}"
        total = change.total_after
    if total != fund.total:
        yield f"{fund.call.slug}: its changes lead to {total}, it has {fund.total}"
    for reference in moved:
        yield f"{fund.call.slug}: {reference} is no change of the fund"


def _acts_after_release() -> Iterator[str]:
    """No act commits what had been given back already (R19), by the clock of the ledger."""
    acts = CommitmentAct.objects.filter(commitment__state=CommitmentState.RELEASED)
    acts = acts.select_related("commitment__funding").order_by("pk")
    slugs = [act.commitment.funding.slug for act in acts]
    releases = Entry.objects.filter(kind=Kind.RELEASE, campaign__in=slugs)
    released_at = dict(releases.values_list("campaign", "recorded_at"))
    for act, slug in zip(acts, slugs, strict=True):
        if slug not in released_at or act.recorded_at > released_at[slug]:
            yield f"{slug}: act {act.number} of what was released"


def _expected_terms(funding: Funding) -> dict[str, Any]:
    """State, due and cap of the commitment that a funding as it stands must have."""
    if funding.state == State.SUCCEEDED:
        due = _due_after_changes(funding)
        state = CommitmentState.GRANTED
    elif funding.state in GIVES_BACK:
        due, state = ZERO, CommitmentState.RELEASED
    else:
        due, state = funding.due, CommitmentState.RESERVED
    return {"state": state, "due": due, "cap": funding.cap}


def _due_after_changes(funding: Funding) -> Decimal:
    """What success made due, or what the last act that set the grant anew did."""
    changes = list(funding.commitment.grant_changes.all()) if hasattr(funding, "commitment") else []
    if changes:
        return max(changes, key=lambda change: change.pk).due_after
    return funding.due_at_success(funding.settled_net or ZERO)


def idle_money() -> Iterator[str]:
    """While somebody waits, nothing lies available (R5)."""
    for fund in Fund.objects.select_related("call").order_by("pk"):
        waiting = fund.commitments.filter(due__gt=F("reserved") + F("granted"))
        waiting = waiting.exclude(state=CommitmentState.RELEASED)
        if fund.available and fund.call.phase != "closed" and waiting.exists():
            yield f"{fund.call.slug}: {fund.available} available while a shortfall waits"


def _given_out(balance: Mapping[str, Decimal]) -> Decimal:
    """What is granted, paid out or not."""
    return balance[Account.GRANTED] + balance[Account.BENEFICIARY]


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
