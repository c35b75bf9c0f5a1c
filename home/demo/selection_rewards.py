"""A part of the demo's selection: what campaigns give back, and how far each reward is."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from django.utils.timezone import localdate

from campaigns.accounts.models import User
from campaigns.delivering.marking import mark_delivered, report_problem
from campaigns.funding.models import Funding, Handover, Reward
from campaigns.payments import deliveries
from campaigns.payments.models import DeliveryProblem, Donation
from home.demo.selection_stage import Stage, words

BY_POST: Final = 22
BY_HAND: Final = 9
"""Gifts that have chosen a reward of each kind."""


def promise(stage: Stage, funding: Funding, told: list[dict[str, Any]]) -> None:
    """How and by when each reward comes to its donor, the smallest first."""
    rewards = Reward.objects.filter(campaign_key=funding.translation_key).order_by("amount", "pk")
    for reward, words_of in zip(rewards, told, strict=True):
        reward.handover = Handover(words_of["handover"])
        reward.handover_it = words_of.get("it", "")
        reward.handover_en = words_of.get("en", "")
        if "days" in words_of:
            reward.expected_on = _day(stage, words_of["days"])
        reward.save()


def deliver(stage: Stage, funding: Funding, owner: User) -> None:
    """Of a campaign that succeeded, some rewards at each stage; a few are late."""
    post, hand = Reward.objects.filter(campaign_key=funding.translation_key).order_by("amount")
    posted = _chosen(funding, post, BY_POST)
    handed = _chosen(funding, hand, BY_HAND)
    addresses = words()["addresses"]
    for number, donation in enumerate(posted[:-5]):
        street, postcode, city, province = addresses[number % len(addresses)]
        deliveries.give_address(
            donation_id=donation.pk,
            address={
                "name": donation.name,
                "street": street,
                "more": "",
                "postcode": postcode,
                "city": city,
                "province": province,
                "country": "",
            },
            now=stage.at(-138),
        )
    _mark(funding, posted[:6], owner, stage.at(-70))
    deliveries.erase_useless(now=stage.at(-35))
    _mark(funding, posted[6:9], owner, stage.at(-6))
    _mark(funding, handed[:4], owner, stage.at(-12, 17))
    _report(funding, posted[5], DeliveryProblem.RETURNED, owner, stage.at(-50))
    _report(funding, handed[4], DeliveryProblem.NOT_COLLECTED, owner, stage.at(-5))


def _chosen(funding: Funding, reward: Reward, count: int) -> list[Donation]:
    """The first gifts that are large enough, and have chosen none so far."""
    gifts = Donation.objects.counted().filter(
        funding=funding, reward=None, amount__gte=Decimal(reward.amount)
    )
    keys = list(gifts.order_by("confirmed_at", "pk").values_list("pk", flat=True)[:count])
    Donation.objects.filter(pk__in=keys).update(reward=reward)
    return list(Donation.objects.filter(pk__in=keys).order_by("confirmed_at", "pk"))


def _mark(funding: Funding, gifts: Iterable[Donation], owner: User, at: datetime) -> None:
    references = [gift.reference for gift in gifts]
    mark_delivered(funding=funding, references=references, by=owner, now=at)


def _report(
    funding: Funding, gift: Donation, problem: DeliveryProblem, owner: User, at: datetime
) -> None:
    report_problem(funding=funding, reference=gift.reference, problem=problem, by=owner, now=at)


def _day(stage: Stage, days: int) -> date:
    return localdate(stage.at(days))
