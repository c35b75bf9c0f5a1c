"""What the bar shows of a campaign: one reading of funding, commitment and fund."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from django.db.models import QuerySet
from django.utils import timezone

from campaigns.calls.models import Phase
from campaigns.cofinancing.models import Commitment, CommitmentState, Fund
from campaigns.funding.models import ENDED, GIVES_BACK, Funding, State
from campaigns.funding.services import settlement_ends_at
from campaigns.money import ZERO

NEAR_SHARE = Decimal("0.8")
"""From this share of the threshold on, the bar says that it is near."""


class MatchState(StrEnum):
    """What the Comune's part is at this moment."""

    POTENTIAL = "potential"
    RESERVED = "reserved"
    WAITING = "waiting"
    GRANTED = "granted"
    RELEASED = "released"
    NONE = "none"


@dataclass(frozen=True, kw_only=True)
class Match:
    """The Comune's part: its state, its amount, and what is due and not there (EUR).

    ``is_final`` when what lacks comes no more: the call is closed (R5).
    """

    state: MatchState
    amount: Decimal
    shortfall: Decimal
    is_final: bool = False

    @property
    def due(self) -> Decimal:
        """What the rule gives when the fund is enough, in EUR."""
        return self.amount + self.shortfall


@dataclass(frozen=True, kw_only=True)
class Progress:
    """A campaign's money as its readers see it. Amounts in EUR, instants aware."""

    campaign: str
    title: str
    state: State
    cost: Decimal
    threshold: Decimal
    collected: Decimal
    closed_collected: Decimal | None
    donations: int
    match: Match
    at_risk: bool
    reached: bool
    opens_at: datetime
    closes_at: datetime
    settles_by: datetime
    now: datetime

    @property
    def phase(self) -> str:
        """State of the bar: the funding's, told apart while money comes in."""
        if self.state != State.LIVE:
            return self.state.value
        if self.at_risk:
            return "at_risk"
        if self.reached:
            return "reached"
        return "near" if self.collected >= self.threshold * NEAR_SHARE else "live"

    @property
    def open(self) -> bool:
        """True while donations are taken."""
        return self.state == State.LIVE

    @property
    def gives_back(self) -> bool:
        """True when the project does not go ahead: everybody gets their gift back."""
        return self.state in GIVES_BACK

    @property
    def match_state(self) -> str:
        return self.match.state.value

    @property
    def match_amount(self) -> Decimal:
        return self.match.amount

    @property
    def match_shortfall(self) -> Decimal:
        return self.match.shortfall

    @property
    def match_due(self) -> Decimal:
        return self.match.due

    @property
    def is_match_certain(self) -> bool:
        """True when the Comune's part is held or given, no longer a possibility."""
        return self.match.state in (MatchState.RESERVED, MatchState.GRANTED)

    @property
    def is_revoked(self) -> bool:
        """True when the Comune took all of its part back after the success."""
        return self.state == State.SUCCEEDED and self.match.state == MatchState.RELEASED

    @property
    def missing(self) -> Decimal:
        """What donors still have to give to reach the threshold, in EUR."""
        return max(ZERO, self.threshold - self.collected)

    @property
    def total(self) -> Decimal:
        """Donations and the Comune's certain part together, in EUR."""
        return self.collected + (self.match.amount if self.is_match_certain else ZERO)

    @property
    def days_left(self) -> int | None:
        """Whole days to the closing, counting a begun day; ``None`` when nothing is awaited."""
        if self.state != State.LIVE:
            return None
        return max(1, -((self.now - self.closes_at) // timedelta(days=1)))

    @property
    def last_day(self) -> date:
        """The last day on which donations are taken, in the time zone of readers."""
        return timezone.localdate(self.closes_at - timedelta(microseconds=1))

    @property
    def scale(self) -> Decimal:
        """What the whole width of the bar stands for, in EUR."""
        return max(self.cost, self.total)

    @property
    def collected_width(self) -> str:
        return self._width(self.collected)

    @property
    def match_width(self) -> str:
        return self._width(min(self.match.amount, self.scale - self.collected))

    @property
    def threshold_position(self) -> str:
        return self._width(self.threshold)

    def _width(self, amount: Decimal) -> str:
        share = max(ZERO, amount) * 100 / self.scale
        return str(share.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP))


def with_match(fundings: QuerySet[Funding]) -> QuerySet[Funding]:
    """Fetch what ``progress_of`` reads along with the fundings, in the same query."""
    return fundings.select_related("commitment", "call__fund")


def progress_of(funding: Funding, now: datetime) -> Progress:
    """Read the progress of a funding, fetched through ``with_match``, as of ``now``."""
    return Progress(
        campaign=funding.slug,
        title=funding.title,
        state=funding.state_at(now),
        cost=funding.cost,
        threshold=funding.threshold,
        collected=funding.net,
        closed_collected=funding.settled_net,
        donations=funding.donations,
        match=match_of(funding),
        at_risk=funding.is_at_risk,
        reached=funding.threshold_reached_at is not None,
        opens_at=funding.opens_at,
        closes_at=funding.closes_at,
        settles_by=settlement_ends_at(funding),
        now=now,
    )


def match_of(funding: Funding) -> Match:
    """What the Comune adds, or would add at the threshold, honest about the fund (R18)."""
    commitment: Commitment | None = getattr(funding, "commitment", None)
    if commitment is not None:
        return _committed_match(commitment, funding)
    if funding.state in ENDED:
        return Match(state=MatchState.NONE, amount=ZERO, shortfall=ZERO)
    fund: Fund | None = getattr(funding.call, "fund", None)
    amount = min(funding.due, fund.available) if fund is not None else ZERO
    return Match(state=MatchState.POTENTIAL, amount=amount, shortfall=funding.due - amount)


def _committed_match(commitment: Commitment, funding: Funding) -> Match:
    if commitment.state == CommitmentState.RELEASED or is_revoked(commitment, funding):
        state = MatchState.RELEASED
    elif not commitment.due:
        state = MatchState.NONE
    elif not commitment.committed:
        state = MatchState.WAITING
    else:
        state = MatchState(commitment.state)
    return Match(
        state=state,
        amount=commitment.committed,
        shortfall=commitment.shortfall,
        is_final=funding.call.phase == Phase.CLOSED,
    )


def is_revoked(commitment: Commitment, funding: Funding) -> bool:
    """True where something was due at the success, and an act has taken all of it back."""
    return (
        commitment.state == CommitmentState.GRANTED
        and not commitment.due
        and funding.due_at_success(funding.settled_net or ZERO) > ZERO
    )
