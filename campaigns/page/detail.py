"""What a campaign's page shows beside its story."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Exists, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from campaigns.calls.models import CallPage
from campaigns.cofinancing.progress import progress_of, with_match
from campaigns.dialogue.reading import talks_of
from campaigns.following.services import has_news_to_come
from campaigns.funding.models import Act, ActKind, Funding, Reward, State
from campaigns.languages import readers_language
from campaigns.lists.cards import donate_url
from campaigns.models import Update, UrgentCorrection
from campaigns.page.budget_picture import slices_of
from campaigns.page.reading import open_campaigns_url
from campaigns.payments.models import Donation
from campaigns.reporting.reading import afterwards_of
from campaigns.sharing.embedding import embed_code
from campaigns.sharing.links import share_links

if TYPE_CHECKING:
    from campaigns.models import CampaignPage

SUPPORTERS_SHOWN = 12
UPDATES_SHOWN = 10
CORRECTIONS_SHOWN = 5
_STOPPED_BY = {State.SUSPENDED: ActKind.SUSPENSION, State.CANCELLED: ActKind.CANCELLATION}


@dataclass(frozen=True)
class Supporter:
    """A gift as the public sees it: no name where the donor chose so (R16)."""

    name: str
    amount: Decimal
    when: datetime


@dataclass(frozen=True)
class RewardOffer:
    """A reward, and how many of it are left; ``None`` where there is no limit."""

    id: int
    title: str
    description: str
    amount: Decimal
    remaining: int | None
    is_shipped: bool
    handover_words: str
    expected_on: date | None


def detail_context(page: "CampaignPage") -> dict[str, Any]:
    """Progress, rewards, questions, updates and supporters of a campaign."""
    now = timezone.now()
    funding = with_match(Funding.objects.filter(translation_key=page.translation_key)).first()
    language = readers_language()
    questions, comments = talks_of(
        campaign_key=page.translation_key, funding=funding, language=language
    )
    updates = Update.objects.filter(campaign_key=page.translation_key, published_at__lte=now)
    return {
        "progress": progress_of(funding, now) if funding else None,
        "stop": stopping_act(funding, now) if funding else None,
        "donate_url": donate_url(funding.slug) if funding else "",
        "rewards": reward_offers(page.translation_key),
        "follow_url": _follow_url(funding),
        "questions": questions,
        "comments": comments,
        "updates": _in_language(updates, language)[:UPDATES_SHOWN],
        "afterwards": afterwards_of(funding, now) if funding else None,
        "corrections": UrgentCorrection.objects.filter(
            campaign_key=page.translation_key, language=page.locale.language_code
        )[:CORRECTIONS_SHOWN],
        "supporters": supporters(funding) if funding else [],
        "round": page.round,
        "call_page": _call_page(page),
        "list_url": open_campaigns_url(),
        "budget": slices_of(page.budget_lines.all()),
        "share_links": share_links(page.title, page.full_url),
        "embed_code": embed_code(slug=funding.slug, title=page.title, language=language)
        if funding
        else "",
    }


def _in_language(rows: QuerySet[Any], language: str) -> QuerySet[Any]:
    """What was written in the reader's language; where nothing was, what there is."""
    own = rows.filter(language=language)
    return rows.filter(Q(language=language) | ~Exists(own))


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
            is_shipped=reward.is_shipped,
            handover_words=reward.handover_words,
            expected_on=reward.expected_on,
        )
        for reward, taken in (
            (reward, reward.taken)
            for reward in rewards.annotate(taken=Count("donations", filter=held)).order_by(
                "amount", "pk"
            )
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
        )
        for gift in newest
    ]


def _follow_url(funding: Funding | None) -> str:
    """Where one asks for the news by mail; empty where there is none to come."""
    if funding is None or not has_news_to_come(funding):
        return ""
    return reverse("following:follow", args=[funding.slug])


def _call_page(page: "CampaignPage") -> CallPage | None:
    if page.call_id is None:
        return None
    return CallPage.objects.filter(call_id=page.call_id, locale_id=page.locale_id).live().first()
