"""Movements of a campaign's money. Callers hold the funding's lock, in their transaction (R15)."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from campaigns.funding.models import ENDED, Funding, PayerTotal
from campaigns.ledger import services as ledger
from campaigns.ledger.models import Account, Kind
from campaigns.money import ZERO

_ACCOUNTS: dict[Kind, tuple[Account, Account]] = {
    Kind.DONATION: (Account.DONORS, Account.ESCROW),
    Kind.LATE_DONATION: (Account.DONORS, Account.ESCROW),
    Kind.REFUND: (Account.ESCROW, Account.REFUND_OWED),
    Kind.LATE_REFUND: (Account.ESCROW, Account.REFUND_OWED),
    Kind.REFUND_PAID: (Account.REFUND_OWED, Account.DONORS),
    Kind.REFUND_RETURNED: (Account.DONORS, Account.REFUND_OWED),
    Kind.REFUND_COVERED: (Account.REFUND_OWED, Account.OPERATOR),
    Kind.DISPUTE: (Account.ESCROW, Account.RECEIVABLE),
    Kind.DISPUTE_WON: (Account.RECEIVABLE, Account.ESCROW),
    Kind.DISPUTE_EXCESS: (Account.OPERATOR, Account.RECEIVABLE),
    Kind.DISPUTE_EXCESS_WON: (Account.RECEIVABLE, Account.OPERATOR),
    Kind.DISPUTE_LOST: (Account.RECEIVABLE, Account.DONORS),
    Kind.DISPUTE_FEE: (Account.OPERATOR, Account.PROVIDER_FEES),
    Kind.FEE: (Account.ESCROW, Account.PROVIDER_FEES),
    Kind.FEE_COVERED: (Account.OPERATOR, Account.ESCROW),
}
"""Between which accounts each movement of a campaign goes (R14)."""


@dataclass(frozen=True, kw_only=True)
class Movement:
    """What a movement did: ``crossed`` is true for the one that first reached the threshold."""

    funding: Funding
    crossed: bool


@dataclass(frozen=True, kw_only=True)
class Gift:
    """Confirmed money of one donation, in EUR.

    ``occurred_at`` is the provider's instant of the payment; ``payer`` tells one payer from
    another (R17).
    """

    amount: Decimal
    reference: str
    donation: uuid.UUID
    payer: str
    occurred_at: datetime


def record_donations(*, funding: Funding, gifts: Sequence[Gift], now: datetime) -> Movement:
    """Add confirmed money, in its order, to a locked funding and to the ledger.

    ``now`` is the rule's instant. None of it takes anything away: if the threshold is crossed by
    one of the gifts, it is by all.
    """
    drafts = [
        _draft(funding, Kind.DONATION, gift.amount, gift.reference, gift.donation, gift.occurred_at)
        for gift in gifts
    ]
    ledger.append_all(chain=ledger.campaign_chain(funding.slug), drafts=drafts)
    funding.confirmed += sum((gift.amount for gift in gifts), ZERO)
    funding.donations += len(gifts)
    for gift in gifts:
        _count_payer(funding, gift.payer, gift.amount)
    crossed = funding.threshold_reached_at is None and funding.reaches_threshold
    if crossed:
        funding.threshold_reached_at = now
    funding.save(
        update_fields=["confirmed", "donations", "threshold_reached_at", "over_limit", "payers"]
    )
    return Movement(funding=funding, crossed=crossed)


def record_late_donation(
    *,
    funding: Funding,
    amount: Decimal,
    reference: str,
    donation: uuid.UUID,
    occurred_at: datetime,
) -> None:
    """Record money that came outside the window: it never enters the net (R10)."""
    _record(funding, Kind.LATE_DONATION, amount, reference, donation, occurred_at)
    funding.late += amount
    funding.save(update_fields=["late"])


def record_refund(
    *,
    funding: Funding,
    amount: Decimal,
    reference: str,
    donation: uuid.UUID,
    payer: str,
    late: bool,
    now: datetime,
) -> None:
    """Take a refund out of a locked funding at its committed intent (R3): it is owed from now."""
    kind = Kind.LATE_REFUND if late else Kind.REFUND
    _record(funding, kind, amount, reference, donation, now)
    if late:
        funding.late_refunded += amount
    else:
        funding.refunded += amount
        _count_payer(funding, payer, -amount)
    funding.save(update_fields=["refunded", "late_refunded", "over_limit", "payers"])


def record_refund_paid(
    *,
    funding: Funding,
    amount: Decimal,
    reference: str,
    donation: uuid.UUID,
    now: datetime,
) -> None:
    """Record that a refund owed has reached the donor; no total of the funding changes."""
    _record(funding, Kind.REFUND_PAID, amount, reference, donation, now)


def record_refund_returned(
    *,
    funding: Funding,
    amount: Decimal,
    reference: str,
    donation: uuid.UUID,
    now: datetime,
) -> None:
    """Record that a refund paid came back: it is owed again, and never re-enters the net."""
    _record(funding, Kind.REFUND_RETURNED, amount, reference, donation, now)


def record_refund_covered(
    *,
    funding: Funding,
    amount: Decimal,
    reference: str,
    donation: uuid.UUID,
    now: datetime,
) -> None:
    """Record that the donor's bank took what a refund owed: nothing is left to send."""
    _record(funding, Kind.REFUND_COVERED, amount, reference, donation, now)


def record_dispute(
    *,
    funding: Funding,
    counted: Decimal,
    excess: Decimal,
    reference: str,
    donation: uuid.UUID,
    payer: str,
    occurred_at: datetime,
) -> None:
    """Take what a dispute took out of a locked funding (R3).

    ``counted`` leaves the net; ``excess`` had been refunded already, and is the operator's.
    """
    if counted:
        _record(funding, Kind.DISPUTE, counted, reference, donation, occurred_at)
        funding.disputed += counted
        _count_payer(funding, payer, -counted)
        funding.save(update_fields=["disputed", "over_limit", "payers"])
    if excess:
        _record(funding, Kind.DISPUTE_EXCESS, excess, reference, donation, occurred_at)


def record_dispute_of_refunded(
    *,
    funding: Funding,
    amount: Decimal,
    reference: str,
    donation: uuid.UUID,
    payer: str,
    now: datetime,
) -> None:
    """Find that what a dispute took out of the net had been given back: it is the operator's.

    The caller takes the refund out in the same transaction: nothing is crossed meanwhile.
    """
    _record(funding, Kind.DISPUTE_EXCESS, amount, reference, donation, now)
    _record(funding, Kind.DISPUTE_WON, amount, reference, donation, now)
    funding.disputed -= amount
    _count_payer(funding, payer, amount)
    funding.save(update_fields=["disputed", "over_limit", "payers"])


def record_dispute_won(
    *,
    funding: Funding,
    counted: Decimal,
    excess: Decimal,
    reference: str,
    donation: uuid.UUID,
    payer: str,
    occurred_at: datetime,
    now: datetime,
) -> Movement:
    """Bring back into a locked funding what a dispute had taken; it may cross the threshold."""
    crossed = False
    if counted:
        _record(funding, Kind.DISPUTE_WON, counted, reference, donation, occurred_at)
        funding.disputed -= counted
        _count_payer(funding, payer, counted)
        crossed = (
            funding.threshold_reached_at is None
            and funding.state not in ENDED
            and funding.reaches_threshold
        )
        if crossed:
            funding.threshold_reached_at = now
        funding.save(update_fields=["disputed", "over_limit", "payers", "threshold_reached_at"])
    if excess:
        _record(funding, Kind.DISPUTE_EXCESS_WON, excess, reference, donation, occurred_at)
    return Movement(funding=funding, crossed=crossed)


def record_dispute_lost(
    *, funding: Funding, amount: Decimal, reference: str, donation: uuid.UUID, occurred_at: datetime
) -> None:
    """Record that what a dispute took is the donor's for good; no total changes."""
    _record(funding, Kind.DISPUTE_LOST, amount, reference, donation, occurred_at)


def record_fee(
    *,
    funding: Funding,
    kind: Kind,
    amount: Decimal,
    reference: str,
    donation: uuid.UUID,
    occurred_at: datetime,
) -> None:
    """Record a provider's fee, or that the operator bears one; no total changes.

    ``kind`` is ``FEE``, ``FEE_COVERED`` or ``DISPUTE_FEE``.
    """
    _record(funding, kind, amount, reference, donation, occurred_at)


def _record(
    funding: Funding,
    kind: Kind,
    amount: Decimal,
    reference: str,
    donation: uuid.UUID,
    occurred_at: datetime,
) -> None:
    draft = _draft(funding, kind, amount, reference, donation, occurred_at)
    ledger.append_all(chain=ledger.campaign_chain(funding.slug), drafts=[draft])


def _draft(
    funding: Funding,
    kind: Kind,
    amount: Decimal,
    reference: str,
    donation: uuid.UUID,
    occurred_at: datetime,
) -> ledger.Draft:
    source, destination = _ACCOUNTS[kind]
    return ledger.Draft(
        kind=kind,
        reference=reference,
        source=source,
        destination=destination,
        amount=amount,
        campaign=funding.slug,
        donation=donation,
        occurred_at=occurred_at,
    )


def _count_payer(funding: Funding, payer: str, amount: Decimal) -> None:
    """Move one payer's part of the net of a locked funding, where a rule looks at it (R17)."""
    if not funding.counts_payers:
        return
    total, _is_new = PayerTotal.objects.get_or_create(funding=funding, payer=payer)
    before, total.net = total.net, total.net + amount
    total.save(update_fields=["net"])
    funding.payers += (total.net > 0) - (before > 0)
    if funding.payer_limit is not None:
        limit = funding.payer_limit
        funding.over_limit += max(ZERO, total.net - limit) - max(ZERO, before - limit)
