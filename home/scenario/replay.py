"""The replay: a clock that moves with the donations, and campaigns that live by it."""

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum

from campaigns.calls.models import Call
from campaigns.funding.models import Funding
from campaigns.payments import closing
from campaigns.payments.confirmation import confirm_locked
from campaigns.payments.gateways.configured import get_gateway
from campaigns.payments.models import Donation, Provider
from campaigns.payments.refunds import decide_refunds
from home.scenario.document import Scenario, ScenarioDonation

_NAMESPACE = uuid.UUID("5b0a3f0e-6a53-4a8e-9d0e-6f1d4c0a2015")


class ReplayFailed(Exception):
    """Some campaigns could not be moved by the clock: nothing of the scenario is kept."""


class _Rank(IntEnum):
    """At one instant campaigns move first (closings, then openings), then people act and give."""

    CLOCK = 0
    ACT = 1
    DONATION = 2


@dataclass(frozen=True, order=True)
class _Tick:
    instant: datetime
    rank: _Rank
    position: int


@dataclass(frozen=True)
class ReplayedAct:
    """What somebody did meanwhile, told its instant: a suspension, a dispute, an instalment."""

    at: datetime
    do: Callable[[datetime], object]


def replay(
    *,
    scenario: Scenario,
    call: Call,
    fundings: dict[str, Funding],
    now: datetime,
    acts: Sequence[ReplayedAct] = (),
) -> None:
    """Replay all donations and acts in order of time, then move the clock on to ``now``.

    The money goes through the service that a provider's event uses; it has no provider, so its
    refunds are paid as soon as they are decided. Raises ``ReplayFailed``.
    """
    gifts = [
        (fundings[campaign.slug], campaign.slug, number, donation)
        for campaign in scenario.campaigns
        for number, donation in enumerate(campaign.donations)
    ]
    gateway = get_gateway()
    for tick in sorted(_ticks(scenario, [gift[3] for gift in gifts], acts, now)):
        if tick.rank == _Rank.CLOCK:
            moved = closing.advance(now=tick.instant, gateway=gateway, call_id=call.pk)
            if moved.undone:
                raise ReplayFailed(", ".join(moved.undone))
            decide_refunds(now=tick.instant, call_id=call.pk)
        elif tick.rank == _Rank.ACT:
            acts[tick.position].do(tick.instant)
            decide_refunds(now=tick.instant, call_id=call.pk)
        else:
            funding, slug, number, donation = gifts[tick.position]
            _give(funding, f"{scenario.slug}/{slug}/{number}", donation)


def _ticks(
    scenario: Scenario,
    gifts: list[ScenarioDonation],
    acts: Sequence[ReplayedAct],
    now: datetime,
) -> set[_Tick]:
    instants = {campaign.opens_at for campaign in scenario.campaigns}
    instants |= {campaign.closes_at for campaign in scenario.campaigns}
    ticks = {_Tick(instant, _Rank.CLOCK, 0) for instant in instants if instant <= now}
    ticks |= {_Tick(act.at, _Rank.ACT, position) for position, act in enumerate(acts)}
    ticks |= {_Tick(gift.at, _Rank.DONATION, position) for position, gift in enumerate(gifts)}
    return ticks


def _give(funding: Funding, name: str, gift: ScenarioDonation) -> None:
    donation = Donation.objects.create(
        pk=uuid.uuid5(_NAMESPACE, name),
        funding=funding,
        amount=gift.amount,
        name=gift.name,
        email=gift.email,
        anonymous=gift.anonymous,
        provider=Provider.REPLAY,
        created_at=gift.at,
    )
    confirm_locked(donation=donation, paid_at=gift.at, now=gift.at)
