"""When somebody else has given a donor the money that a refund of ours was to give back."""

from datetime import datetime
from decimal import Decimal

from django.db.models import Sum

from campaigns.funding import movements
from campaigns.funding.models import Funding
from campaigns.money import ZERO
from campaigns.payments import outbox
from campaigns.payments.models import (
    UNSENT_STATES,
    CallState,
    Dispute,
    DisputeState,
    Donation,
    Refund,
    RefundState,
)
from campaigns.payments.verification import ReportMismatch


def room_for(donation: Donation) -> Decimal:
    """How much room ``make_room`` can make, in EUR."""
    ours = sum((refund.amount for refund in _not_gone_out(donation)), ZERO)
    disputed = donation.disputes.aggregate(sum=Sum("counted"))["sum"] or ZERO
    return ours + disputed


def make_room(
    *, donation: Donation, funding: Funding, amount: Decimal, provider_id: str, now: datetime
) -> None:
    """Make room for ``amount`` EUR that the provider's dashboard gave back of a locked donation.

    It takes the place of refunds of ours that have not gone out; then, what an open or lost dispute
    took had been given back: it is the operator's, and no longer out of the net. Raises
    ``ReportMismatch`` where the provider says that more went back than was paid.
    """
    for refund in _not_gone_out(donation):
        taken = min(amount, refund.amount)
        if not taken:
            break
        amount -= taken
        if taken == refund.amount:
            refund.state = RefundState.WITHDRAWN
            refund.save(update_fields=["state"])
        _reduce_request(refund, refund.amount - taken, now)
    for dispute in donation.disputes.filter(counted__gt=0).order_by("opened_at", "pk"):
        taken = min(amount, dispute.counted)
        if taken:
            amount -= taken
            _leave_to_operator(dispute, taken, donation, funding, provider_id, now)
    if amount:
        raise ReportMismatch("refunded beyond the payment")


def cover_by_lost_disputes(*, donation: Donation, funding: Funding, now: datetime) -> Decimal:
    """Settle owed refunds of a locked donation with what lost disputes took beyond the net.

    The donor has that money from the bank. Returns what stays owed, in EUR.
    """
    lost = donation.disputes.filter(state=DisputeState.LOST).aggregate(sum=Sum("excess"))["sum"]
    covered = donation.refunds.filter(state=RefundState.COVERED).aggregate(sum=Sum("amount"))
    cover = (lost or ZERO) - (covered["sum"] or ZERO)
    left = ZERO
    for refund in _not_gone_out(donation):
        taken = min(cover, refund.amount)
        cover -= taken
        left += refund.amount - taken
        if taken:
            _cover(refund, taken, funding, now)
    return left


def _not_gone_out(donation: Donation) -> list[Refund]:
    states = [*UNSENT_STATES, RefundState.OWED]
    refunds = list(donation.refunds.filter(state__in=states).order_by("created_at", "pk"))
    for refund in refunds:
        refund.donation = donation
    return refunds


def _cover(refund: Refund, taken: Decimal, funding: Funding, now: datetime) -> None:
    """Mark ``taken`` EUR of a refund as taken by the bank; a part becomes a row of its own."""
    rest = refund.amount - taken
    covered = refund
    if rest:
        covered = Refund(
            donation=refund.donation, amount=taken, reason=refund.reason, created_at=now
        )
    covered.state = RefundState.COVERED
    covered.paid_at = now
    covered.save()
    _reduce_request(refund, rest, now)
    movements.record_refund_covered(
        funding=funding,
        amount=taken,
        reference=f"refund:{covered.pk}",
        donation=refund.donation_id,
        now=now,
    )


def _leave_to_operator(
    dispute: Dispute,
    taken: Decimal,
    donation: Donation,
    funding: Funding,
    provider_id: str,
    now: datetime,
) -> None:
    dispute.counted -= taken
    dispute.excess += taken
    dispute.save(update_fields=["counted", "excess"])
    donation.disputed_amount -= taken
    donation.save(update_fields=["disputed_amount"])
    movements.record_dispute_of_refunded(
        funding=funding,
        amount=taken,
        reference=f"{dispute.provider_id}:{provider_id}",
        donation=donation.pk,
        payer=donation.payer_key,
        now=now,
    )


def _reduce_request(refund: Refund, rest: Decimal, now: datetime) -> None:
    """Drop what was to be asked of the provider; ask for the rest, if there is one."""
    refund.calls.filter(state=CallState.COMMITTED).update(
        state=CallState.DROPPED, params={}, finished_at=now
    )
    if not rest:
        return
    refund.amount = rest
    refund.save(update_fields=["amount"])
    if refund.state in UNSENT_STATES:
        outbox.commit_refund(refund=refund, now=now)
