"""Checks of the audit on grants: each document has its movements, each movement its document."""

from collections.abc import Iterator
from decimal import Decimal

from campaigns.cofinancing.fund_ledger import document_reference
from campaigns.cofinancing.grant_rows import GrantDocument
from campaigns.cofinancing.models import GrantChange, Payout, Recovery
from campaigns.ledger.models import Entry, Kind
from campaigns.money import ZERO

_KINDS = (Kind.PAYOUT, Kind.GRANT_CUT, Kind.GRANT_OWED, Kind.GRANT_RETURNED)
Movement = tuple[str, str, str]
"""Kind, reference and campaign."""


def grants_unlike_documents() -> Iterator[str]:
    """Documents and ledger tell the same, and each act starts from what the one before left."""
    rows = Entry.objects.filter(kind__in=_KINDS).values_list(
        "kind", "reference", "campaign", "amount"
    )
    moved = {(kind, reference, campaign): amount for kind, reference, campaign, amount in rows}
    told = dict(_told())
    for movement in sorted(told.keys() | moved.keys()):
        said, amount = told.get(movement, ZERO), moved.get(movement, ZERO)
        if said != amount:
            kind, reference, campaign = movement
            yield f"{campaign}: {reference} tells {said} as {kind}, the ledger {amount}"
    yield from _changes_out_of_line()


def _told() -> Iterator[tuple[Movement, Decimal]]:
    for payout in Payout.objects.select_related("commitment__funding"):
        yield _movement(Kind.PAYOUT, payout, payout.commitment.funding.slug), payout.amount
    for recovery in Recovery.objects.select_related("commitment__funding"):
        slug = recovery.commitment.funding.slug
        yield _movement(Kind.GRANT_RETURNED, recovery, slug), recovery.amount
    for change in GrantChange.objects.select_related("commitment__funding"):
        slug = change.commitment.funding.slug
        yield _movement(Kind.GRANT_CUT, change, slug), change.released
        yield _movement(Kind.GRANT_OWED, change, slug), change.owed


def _movement(kind: Kind, document: GrantDocument, campaign: str) -> Movement:
    return kind.value, document_reference(document), campaign


def _changes_out_of_line() -> Iterator[str]:
    """The first act starts from what success made due (R9), each other from the one before."""
    last: dict[int, Decimal] = {}
    for change in GrantChange.objects.select_related("commitment__funding").order_by("pk"):
        funding = change.commitment.funding
        at_success = funding.due_at_success(funding.settled_net or ZERO)
        due = last.get(change.commitment_id, at_success)
        if due != change.due_before:
            yield f"grant change {change.number} starts from {change.due_before}, should from {due}"
        last[change.commitment_id] = change.due_after
