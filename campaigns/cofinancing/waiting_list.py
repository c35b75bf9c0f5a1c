"""The waiting list of a fund: who gets the money that is released or added (R5)."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from campaigns.calls.models import Phase
from campaigns.cofinancing.fund_ledger import record_for
from campaigns.cofinancing.models import Commitment, CommitmentState, Fund
from campaigns.funding.models import Funding
from campaigns.ledger.models import Kind


@dataclass(frozen=True, kw_only=True)
class TopUp:
    """What a commitment of the waiting list gets, and what it still lacks afterwards (EUR)."""

    commitment: Commitment
    amount: Decimal

    @property
    def missing(self) -> Decimal:
        """What is still due and not there once the amount is."""
        return self.commitment.shortfall - self.amount


def next_top_ups(*, fund: Fund, available: Decimal, leaving: Funding | None = None) -> list[TopUp]:
    """Who of the waiting list gets how much of ``available`` EUR, in the order of R5.

    Nobody once the call is closed. ``leaving`` is a campaign that gives up its place.
    """
    if fund.call.phase == Phase.CLOSED:
        return []
    top_ups: list[TopUp] = []
    for commitment in fund.commitments.waiting().select_related("funding"):
        if leaving is not None and commitment.funding_id == leaving.pk:
            continue
        amount = min(commitment.shortfall, available)
        if not amount:
            break
        top_ups.append(TopUp(commitment=commitment, amount=amount))
        available -= amount
    return top_ups


def top_up(*, fund: Fund, now: datetime) -> None:
    """Serve the waiting list of a locked fund with what is available (R5).

    Commitments of other campaigns change under the fund's lock; their fundings are not touched.
    """
    for served in next_top_ups(fund=fund, available=fund.available):
        commitment, amount = served.commitment, served.amount
        part = "granted" if commitment.state == CommitmentState.GRANTED else "reserved"
        for row in (commitment, fund):
            setattr(row, part, getattr(row, part) + amount)
            row.save(update_fields=[part])
        record_for(commitment, Kind.TOP_UP, amount, now)
