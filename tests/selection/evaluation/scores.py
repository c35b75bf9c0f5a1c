"""What tests of the evaluation do over and over: declare and hand in."""

from datetime import datetime

from campaigns.selection import scoring
from campaigns.selection.models import Commissioner, Proposal, ScoreSheet
from tests.selection import factories


def full(proposal: Proposal, value: int | str = 7) -> dict[int, tuple[object, str]]:
    """The same score, with its reason, for every criterion of the proposal's call."""
    return {item.pk: (value, "Perché sì.") for item in proposal.call.criteria.all()}


def declare(
    commissioner: Commissioner, proposal: Proposal, *, now: datetime = factories.NOW
) -> None:
    """No conflict of interest."""
    scoring.declare(commissioner=commissioner, proposal=proposal, abstains=False, now=now)


def hand_in(
    commissioner: Commissioner,
    proposal: Proposal,
    value: int = 7,
    *,
    now: datetime = factories.NOW,
) -> ScoreSheet:
    """The commissioner's scores, all the same, handed in."""
    return scoring.save_sheet(
        commissioner=commissioner,
        proposal=proposal,
        scores=full(proposal, value),
        hand_in=True,
        by=commissioner.user,
        now=now,
    )


def declare_and_hand_in(commissioner: Commissioner, proposal: Proposal, value: int = 7) -> None:
    """Both, one after the other."""
    declare(commissioner, proposal)
    hand_in(commissioner, proposal, value)
