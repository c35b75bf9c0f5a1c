"""What a campaign's page shows beside its story."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import get_language

from campaigns.calls.models import CallPage
from campaigns.cards import donate_url
from campaigns.cofinancing.progress import progress_of, with_match
from campaigns.funding.models import Act, ActKind, Funding, Reward, State
from campaigns.models import Question, Update
from campaigns.payments.models import Donation

if TYPE_CHECKING:
    from campaigns.models import CampaignPage

SUPPORTERS_SHOWN = 12
UPDATES_SHOWN = 10
QUESTIONS_SHOWN = 20
_STOPPED_BY = {State.SUSPENDED: ActKind.SUSPENSION, State.CANCELLED: ActKind.CANCELLATION}


@dataclass(frozen=True)
class Supporter:
    """A gift as the public sees it: no name where the donor chose so (R16)."""

    name: str
    amount: Decimal
    when: datetime
    message: str


@dataclass(frozen=True)
class RewardOffer:
    """A reward, and how many of it are left; ``None`` where there is no limit."""

    id: int
    title: str
    description: str
    amount: Decimal
    remaining: int | None


def detail_context(page: "CampaignPage") -> dict[str, Any]:
    """Progress, rewards, questions, updates and supporters of a campaign."""
    now = timezone.now()
    funding = with_match(Funding.objects.filter(translation_key=page.translation_key)).first()
    language = get_language()
    questions = Question.objects.filter(campaign_key=page.translation_key, language=language)
    updates = Update.objects.filter(
        campaign_key=page.translation_key, language=language, published_at__lte=now
    )
    return {
        "progress": progress_of(funding, now) if funding else None,
        "stop": stopping_act(funding, now) if funding else None,
        "donate_url": donate_url(funding.slug) if funding else "",
        "rewards": reward_offers(page.translation_key),
        "questions": questions.exclude(answer="")[:QUESTIONS_SHOWN],
        "updates": updates[:UPDATES_SHOWN],
        "supporters": supporters(funding) if funding else [],
        "round": page.round,
        "call_page": _call_page(page),
    }


def stopping_act(funding: Funding, now: datetime) -> Act | None:
    """The act that suspended or cancelled a campaign, while it stands so: why, and since when."""
    kind = _STOPPED_BY.get(funding.state_at(now))
    return funding.acts.filter(kind=kind).first() if kind is not None else None


def reward_offers(campaign_key: Any) -> list[RewardOffer]:
    """The rewards of a campaign with what is left of each, in one query."""
    held = Q(donations__in=Donation.objects.holding_reward())
    rewards = Reward.objects.filter(campaign_key=campaign_key)
    return [
        RewardOffer(
            id=reward.pk,
            title=reward.title,
            description=reward.description,
            amount=reward.amount,
            remaining=None if reward.limit is None else max(0, reward.limit - taken),
        )
        for reward, taken in (
            (reward, reward.taken)
            for reward in rewards.annotate(taken=Count("donations", filter=held))
        )
    ]


def supporters(funding: Funding) -> list[Supporter]:
    """The newest gifts, in time, that were not wholly given back."""
    newest = (
        Donation.objects.filter(funding=funding)
        .counted()
        .filter(refunded_amount=0)
        .order_by("-confirmed_at")[:SUPPORTERS_SHOWN]
    )
    return [
        Supporter(
            name="" if gift.anonymous else gift.company or gift.name,
            amount=gift.amount,
            when=gift.paid_at or gift.created_at,
            message="",
        )
        for gift in newest
    ]


def _call_page(page: "CampaignPage") -> CallPage | None:
    if page.call_id is None:
        return None
    return CallPage.objects.filter(call_id=page.call_id, locale_id=page.locale_id).live().first()
