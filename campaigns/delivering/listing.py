"""The rewards of a campaign as its proponent sees them: how many, to whom, how far (R16)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Count, QuerySet
from django.utils import timezone

from campaigns.funding.models import Funding, Reward
from campaigns.payments.deliveries import Stage, owed, with_stage
from campaigns.payments.models import DeliveryAddress, Donation


@dataclass
class RewardTotal:
    """One reward of a campaign, and how many of it are at each stage."""

    reward: Reward
    due_on: date | None
    counts: dict[str, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """How many donors chose it and are, or were, owed it."""
        return sum(self.counts.values())

    @property
    def sent(self) -> int:
        """How many were delivered."""
        return self.counts.get(Stage.SENT, 0)

    @property
    def open(self) -> int:
        """How many have yet to be delivered."""
        return self.total - self.sent

    def late_on(self, today: date) -> int:
        """How many should have been delivered before that day."""
        return self.open if self.due_on is not None and self.due_on < today else 0


@dataclass(frozen=True)
class Parcel:
    """One reward to one donor, with no more of the donor than is needed to deliver it."""

    donation: Any

    @property
    def reference(self) -> str:
        """The code that the donor knows and can show."""
        return str(self.donation.reference)

    @property
    def reward(self) -> Reward:
        """What was chosen."""
        reward: Reward = self.donation.reward
        return reward

    @property
    def address(self) -> DeliveryAddress | None:
        """Where to send it, by the donor's consent."""
        address: DeliveryAddress | None = getattr(self.donation, "delivery_address", None)
        is_there = address is not None and address.erased_at is None
        return address if is_there and self.reward.is_shipped else None

    @property
    def name(self) -> str:
        """The one on the parcel, else the public one; empty for who gave in anonymity."""
        if self.address is not None:
            return self.address.name
        gift = self.donation
        return "" if gift.anonymous else gift.company or gift.name

    @property
    def stage(self) -> Stage:
        """How far it is."""
        return Stage(self.donation.stage)

    @property
    def delivery(self) -> Any:
        """What was said of it so far; ``None``: nothing."""
        return getattr(self.donation, "delivery", None)


def offers_rewards(campaign_key: UUID) -> bool:
    """True for a campaign that gives something back."""
    return Reward.objects.filter(campaign_key=campaign_key).exists()


def totals(funding: Funding) -> list[RewardTotal]:
    """All rewards of a campaign, the smallest first, in two queries.

    Before it has succeeded they are counted as if it had.
    """
    return totals_of([funding])[funding.pk]


def totals_of(fundings: Sequence[Funding]) -> dict[int, list[RewardTotal]]:
    """The rewards of many campaigns, by the primary key of their funding, in two queries."""
    by_key = {funding.translation_key: funding for funding in fundings}
    rewards = Reward.objects.filter(campaign_key__in=by_key)
    found = {
        reward.pk: RewardTotal(reward, due_on(by_key[reward.campaign_key], reward))
        for reward in rewards.order_by("amount", "pk")
    }
    staged = with_stage(Donation.objects.filter(funding__in=fundings)).order_by()
    for reward_id, stage, count in staged.values_list("reward", "stage").annotate(Count("pk")):
        found[reward_id].counts[stage] = count
    of_funding: dict[int, list[RewardTotal]] = {funding.pk: [] for funding in fundings}
    for total in found.values():
        of_funding[by_key[total.reward.campaign_key].pk].append(total)
    return of_funding


def due_on(funding: Funding, reward: Reward) -> date | None:
    """The last day on which it is in time: the promised one, else so long after the success."""
    if reward.expected_on is not None:
        return reward.expected_on
    if funding.settled_at is None:
        return None
    return timezone.localdate(funding.settled_at + timedelta(days=settings.REWARD_LATE_DAYS))


def parcels(funding: Funding, stage: Stage) -> QuerySet[Any]:
    """The gifts whose reward is at one stage, by reward, the first to give first."""
    rows: QuerySet[Any] = (
        owed(Donation.objects.filter(funding=funding))
        .filter(stage=stage)
        .select_related("reward", "delivery", "delivery_address")
        .order_by("reward__amount", "reward_id", "confirmed_at", "pk")
    )
    return rows


def late_of(fundings: Sequence[Funding], now: datetime) -> dict[int, int]:
    """How many rewards of campaigns that succeeded are late, by the primary key of the funding."""
    today = timezone.localdate(now)
    return {
        funding_id: sum(total.late_on(today) for total in rewards)
        for funding_id, rewards in totals_of(fundings).items()
    }


def stage_counts(rows: Iterable[RewardTotal]) -> list[tuple[Stage, int]]:
    """How many are at each stage, whatever the reward."""
    return [(stage, sum(row.counts.get(stage, 0) for row in rows)) for stage in Stage]
