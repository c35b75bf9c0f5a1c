"""The fund's rows of the ledger. Callers hold the fund's lock, in their transaction (R14, R15)."""

from datetime import datetime
from decimal import Decimal

from campaigns.cofinancing.grant_rows import GrantDocument
from campaigns.cofinancing.models import Commitment, CommitmentState, Fund, FundChange
from campaigns.ledger import services as ledger
from campaigns.ledger.models import Account, Kind

_ACCOUNTS: dict[Kind, tuple[Account, Account]] = {
    Kind.ENDOWMENT: (Account.MUNICIPALITY, Account.FUND_AVAILABLE),
    Kind.ENDOWMENT_CUT: (Account.FUND_AVAILABLE, Account.MUNICIPALITY),
    Kind.RESERVE: (Account.FUND_AVAILABLE, Account.FUND_RESERVED),
    Kind.TOP_UP: (Account.FUND_AVAILABLE, Account.FUND_RESERVED),
    Kind.RELEASE: (Account.FUND_RESERVED, Account.FUND_AVAILABLE),
    Kind.GRANT: (Account.FUND_RESERVED, Account.GRANTED),
    Kind.PAYOUT: (Account.GRANTED, Account.BENEFICIARY),
    Kind.GRANT_CUT: (Account.GRANTED, Account.FUND_AVAILABLE),
    Kind.GRANT_OWED: (Account.BENEFICIARY, Account.RECEIVABLE),
    Kind.GRANT_RETURNED: (Account.RECEIVABLE, Account.FUND_AVAILABLE),
}
"""Between which accounts each movement of a fund goes; a top-up may go to what is granted."""


def record_endowment(fund: Fund, now: datetime) -> None:
    """Record what a new fund has from the start."""
    _record(fund, Kind.ENDOWMENT, fund.total, "", endowment_reference(fund), now)


def record_change(change: FundChange) -> None:
    """Record what a change gives to its fund, or takes from it."""
    amount = change.total_after - change.total_before
    kind = Kind.ENDOWMENT if amount > 0 else Kind.ENDOWMENT_CUT
    _record(change.fund, kind, abs(amount), "", change_reference(change), change.at)


def record_for(commitment: Commitment, kind: Kind, amount: Decimal, now: datetime) -> None:
    """Record a movement of the fund for one commitment; a top-up's reference carries its number."""
    campaign = commitment.funding.slug
    reference = f"commitment:{campaign}"
    if kind == Kind.TOP_UP:
        reference += f":{ledger.count(kind=kind, campaign=campaign) + 1}"
    destination = None
    if kind == Kind.TOP_UP and commitment.state == CommitmentState.GRANTED:
        destination = Account.GRANTED
    _record(commitment.fund, kind, amount, campaign, reference, now, destination)


def record_document(
    commitment: Commitment, kind: Kind, amount: Decimal, document: GrantDocument
) -> None:
    """Record what one of finance's documents moves of a grant; nothing where that is zero."""
    if amount:
        campaign, reference = commitment.funding.slug, document_reference(document)
        _record(commitment.fund, kind, amount, campaign, reference, document.at)


def document_reference(document: GrantDocument) -> str:
    """The ledger's reference of what a document about a grant moves."""
    return f"{document._meta.model_name}:{document.pk}"


def endowment_reference(fund: Fund) -> str:
    """The ledger's reference of what a fund had from the start."""
    return f"fund:{fund.call.slug}"


def change_reference(change: FundChange) -> str:
    """The ledger's reference of a change of a fund."""
    return f"fund:{change.fund.call.slug}:change:{change.pk}"


def _record(
    fund: Fund,
    kind: Kind,
    amount: Decimal,
    campaign: str,
    reference: str,
    now: datetime,
    to: Account | None = None,
) -> None:
    source, destination = _ACCOUNTS[kind]
    ledger.append(
        chain=ledger.fund_chain(fund.call.slug),
        kind=kind,
        reference=reference,
        source=source,
        destination=to or destination,
        amount=amount,
        campaign=campaign,
        occurred_at=now,
    )
