"""The co-financing service: commit, top up, settle, release.

Payments calls it for every movement. It asks funding, which says whether the threshold was
crossed, and takes the fund's lock only then, at a release, a top-up or a settlement (R15).
"""

import uuid
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Max

from campaigns.calls.models import Call
from campaigns.cofinancing.fund_ledger import record_endowment, record_for
from campaigns.cofinancing.models import Commitment, CommitmentState, Fund
from campaigns.cofinancing.waiting_list import top_up
from campaigns.funding import movements
from campaigns.funding import services as funding_services
from campaigns.funding.models import Funding, State
from campaigns.ledger.models import Kind
from campaigns.money import ZERO, check_amount


@transaction.atomic
def create_fund(*, call: Call, total: Decimal, now: datetime) -> Fund:
    """Endow a call with a fund of ``total`` EUR, which may be zero. Raises ``InvalidAmount``."""
    fund = Fund.objects.create(call=call, total=check_total(total))
    if fund.total:
        record_endowment(fund, now)
    return fund


def check_total(total: Decimal) -> Decimal:
    """Return ``total`` if a fund may have it: an amount, or zero. Raises ``InvalidAmount``."""
    return ZERO if isinstance(total, Decimal) and total == ZERO else check_amount(total)


def lock_fund(call_id: int) -> Fund | None:
    """Lock the fund of a call until the transaction ends; ``None`` where the call has no fund."""
    return (
        Fund.objects.select_for_update(of=("self",), no_key=True)
        .select_related("call")
        .filter(call_id=call_id)
        .first()
    )


def add_donations(*, funding: Funding, gifts: Sequence[movements.Gift], now: datetime) -> bool:
    """Add confirmed money to a locked funding; at the crossing, commit the Comune's part (R4).

    Returns true where the gifts, in their order, first reached the threshold.
    """
    movement = movements.record_donations(funding=funding, gifts=gifts, now=now)
    if movement.crossed:
        _commit(funding, now)
    return movement.crossed


def bring_back_disputed(
    *,
    funding: Funding,
    counted: Decimal,
    excess: Decimal,
    reference: str,
    donation: uuid.UUID,
    payer: str,
    occurred_at: datetime,
    now: datetime,
) -> bool:
    """Bring back what a dispute had taken from a locked funding; true if that first crossed (R4).

    A threshold crossed while money was disputed is crossed by this movement.
    """
    movement = movements.record_dispute_won(
        funding=funding,
        counted=counted,
        excess=excess,
        reference=reference,
        donation=donation,
        payer=payer,
        occurred_at=occurred_at,
        now=now,
    )
    if movement.crossed:
        _commit(funding, now)
    return movement.crossed


def conclude(*, funding: Funding, now: datetime) -> State:
    """End a locked, settling funding: it succeeds if the net covers the threshold (R8, R9, R17)."""
    succeeded = funding.reaches_threshold
    outcome = State.SUCCEEDED if succeeded else State.FAILED
    funding_services.step(funding=funding, to=outcome, now=now)
    if succeeded:
        _grant(funding, now)
    else:
        release(funding=funding, now=now)
    return outcome


def release(*, funding: Funding, now: datetime) -> None:
    """Give a campaign's commitment back to the fund, and let the waiting list have it (R5, R9)."""
    fund = lock_fund(funding.call_id)
    commitment = _reserved_commitment(fund, funding)
    if fund is None or commitment is None:
        return
    freed = commitment.reserved
    commitment.state = CommitmentState.RELEASED
    commitment.reserved = commitment.due = ZERO
    commitment.save(update_fields=["state", "reserved", "due"])
    _release_amount(fund, commitment, freed, now)
    top_up(fund=fund, now=now)


def _commit(funding: Funding, now: datetime) -> None:
    """Reserve ``min(due, available)`` for a funding that has just crossed (R4)."""
    fund = lock_fund(funding.call_id)
    if fund is None:
        return
    due = funding.due
    last = fund.commitments.aggregate(last=Max("serial"))["last"] or 0
    commitment = Commitment.objects.create(
        funding=funding,
        fund=fund,
        serial=last + 1,
        crossed_at=now,
        cap=funding.cap,
        due=due,
        reserved=min(due, fund.available),
    )
    if commitment.reserved:
        fund.reserved += commitment.reserved
        fund.save(update_fields=["reserved"])
        record_for(commitment, Kind.RESERVE, commitment.reserved, now)


def _grant(funding: Funding, now: datetime) -> None:
    """Grant ``min(reserved, due)`` of a succeeded funding and release the rest (R9)."""
    fund = lock_fund(funding.call_id)
    commitment = _reserved_commitment(fund, funding)
    if fund is None or commitment is None:
        return
    reserved = commitment.reserved
    commitment.due = funding.due_at_success(funding.net)
    commitment.granted = min(reserved, commitment.due)
    commitment.reserved = ZERO
    commitment.state = CommitmentState.GRANTED
    commitment.save(update_fields=["due", "granted", "reserved", "state"])
    fund.reserved -= commitment.granted
    fund.granted += commitment.granted
    fund.save(update_fields=["reserved", "granted"])
    if commitment.granted:
        record_for(commitment, Kind.GRANT, commitment.granted, now)
    _release_amount(fund, commitment, reserved - commitment.granted, now)
    top_up(fund=fund, now=now)


def _reserved_commitment(fund: Fund | None, funding: Funding) -> Commitment | None:
    """The commitment of a funding, if it is still to be granted or released; ``fund`` is locked."""
    if fund is None:
        return None
    return fund.commitments.filter(funding=funding, state=CommitmentState.RESERVED).first()


def _release_amount(fund: Fund, commitment: Commitment, amount: Decimal, now: datetime) -> None:
    if not amount:
        return
    fund.reserved -= amount
    fund.save(update_fields=["reserved"])
    record_for(commitment, Kind.RELEASE, amount, now)
