"""Movements and steps of a campaign's money. Callers run them inside their transaction."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from campaigns.accounts.models import Organization
from campaigns.calls.models import Call
from campaigns.funding.models import Funding, State
from campaigns.ledger import services as ledger
from campaigns.ledger.models import Account, Kind
from campaigns.money import ZERO, check_amount, share_rounded_up

_STEPS: dict[State, tuple[State, ...]] = {
    State.SCHEDULED: (State.LIVE, State.CANCELLED),
    State.LIVE: (State.SETTLING, State.SUSPENDED, State.CANCELLED),
    State.SUSPENDED: (State.LIVE, State.SETTLING, State.CANCELLED),
    State.SETTLING: (State.SUCCEEDED, State.FAILED, State.CANCELLED),
}


class IllegalStep(Exception):
    """The funding's life cycle has no such step (DESIGN, section 5)."""


@dataclass(frozen=True, kw_only=True)
class Movement:
    """What a movement did: ``crossed`` is true for the one that first reached the threshold."""

    funding: Funding
    crossed: bool


def create_funding(
    *,
    call: Call,
    translation_key: uuid.UUID,
    slug: str,
    title: str,
    cost: Decimal,
    opens_at: datetime,
    closes_at: datetime,
    organization: Organization | None = None,
) -> Funding:
    """Freeze the terms of a selected campaign (R2) and return its funding, scheduled.

    ``cost`` is in EUR; the instants are aware, ``closes_at`` exclusive. Raises ``InvalidAmount``
    and ``ValidationError``.
    """
    funding = Funding(
        call=call,
        translation_key=translation_key,
        slug=slug,
        title=title,
        organization=organization,
        cost=check_amount(cost),
        threshold_percent=call.threshold_percent,
        threshold=share_rounded_up(cost, call.threshold_percent),
        match_percent=call.match_percent,
        cap=call.cap,
        overfunding=call.overfunding,
        opens_at=opens_at,
        closes_at=closes_at,
    )
    if funding.threshold <= 0:
        raise ValidationError(_("The threshold must be greater than zero."))
    funding.full_clean()
    funding.save()
    return funding


def lock(funding_id: int) -> Funding:
    """Lock one funding's row until the transaction ends, and return it as it stands (R15)."""
    return Funding.objects.locked().get(pk=funding_id)


def record_donation(
    *,
    funding: Funding,
    amount: Decimal,
    reference: str,
    donation: uuid.UUID,
    occurred_at: datetime,
    now: datetime,
) -> Movement:
    """Add confirmed money to a locked funding and to the ledger.

    ``occurred_at`` is the provider's instant of the payment, ``now`` the rule's.
    """
    ledger.append(
        chain=ledger.campaign_chain(funding.slug),
        kind=Kind.DONATION,
        reference=reference,
        source=Account.DONORS,
        destination=Account.ESCROW,
        amount=amount,
        campaign=funding.slug,
        donation=donation,
        occurred_at=occurred_at,
    )
    funding.confirmed += amount
    funding.donations += 1
    crossed = funding.threshold_reached_at is None and funding.net >= funding.threshold
    if crossed:
        funding.threshold_reached_at = now
    funding.save(update_fields=["confirmed", "donations", "threshold_reached_at"])
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
    ledger.append(
        chain=ledger.campaign_chain(funding.slug),
        kind=Kind.LATE_DONATION,
        reference=reference,
        source=Account.DONORS,
        destination=Account.ESCROW,
        amount=amount,
        campaign=funding.slug,
        donation=donation,
        occurred_at=occurred_at,
    )
    funding.late += amount
    funding.save(update_fields=["late"])


def record_refund(
    *,
    funding: Funding,
    amount: Decimal,
    reference: str,
    donation: uuid.UUID,
    late: bool,
    now: datetime,
) -> None:
    """Take a refund out of a locked funding at its committed intent (R3): it is owed from now."""
    ledger.append(
        chain=ledger.campaign_chain(funding.slug),
        kind=Kind.LATE_REFUND if late else Kind.REFUND,
        reference=reference,
        source=Account.ESCROW,
        destination=Account.REFUND_OWED,
        amount=amount,
        campaign=funding.slug,
        donation=donation,
        occurred_at=now,
    )
    if late:
        funding.late_refunded += amount
    else:
        funding.refunded += amount
    funding.save(update_fields=["refunded", "late_refunded"])


def record_refund_paid(
    *,
    funding: Funding,
    amount: Decimal,
    reference: str,
    donation: uuid.UUID,
    now: datetime,
) -> None:
    """Record that a refund owed has reached the donor; no total of the funding changes."""
    ledger.append(
        chain=ledger.campaign_chain(funding.slug),
        kind=Kind.REFUND_PAID,
        reference=reference,
        source=Account.REFUND_OWED,
        destination=Account.DONORS,
        amount=amount,
        campaign=funding.slug,
        donation=donation,
        occurred_at=now,
    )


def step(*, funding: Funding, to: State, now: datetime) -> None:
    """Move a locked funding to another state; at the end, remember what had been collected.

    Raises ``IllegalStep`` when the life cycle has no such step.
    """
    current = State(funding.state)
    if to not in _STEPS.get(current, ()):
        raise IllegalStep(f"{funding.slug}: {current} → {to}")
    funding.state = to
    if to in (State.SUCCEEDED, State.FAILED, State.CANCELLED):
        funding.settled_at = now
        funding.settled_net = max(funding.net, ZERO)
    funding.save(update_fields=["state", "settled_at", "settled_net"])
