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
    DisputeState,
    Donation,
    Refund,
    RefundState,
)
from campaigns.payments.verification import ReportMismatch


def make_room(*, donation: Donation, amount: Decimal, now: datetime) -> None:
    """Withdraw ``amount`` EUR of refunds of ours that have not gone out, of a locked donation.

    The provider's dashboard has given it back instead. Raises ``ReportMismatch`` where the
    provider says that more went back than was paid.
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
