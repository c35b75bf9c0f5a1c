"""A campaign that succeeded and owes rewards: a bag by post, an afternoon on the spot."""

import uuid
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from campaigns.accounts.models import User
from campaigns.delivering.marking import Marked, mark_delivered
from campaigns.funding.models import Funding, Handover, Reward
from campaigns.payments.deliveries import Stage, give_address, stage_of
from campaigns.payments.models import Donation, Provider
from campaigns.selection.models import Proposal
from tests.reporting.conftest import make_scene

ADDRESS = {
    "name": "Ildegarda Quattrocchi",
    "street": "Via dei Transiti 7",
    "more": "scala B",
    "postcode": "20127",
    "city": "Milano",
    "province": "MI",
    "country": "",
}
SENT = ADDRESS | {"consent": "on"}
"""What the form carries."""
PRIVATE = ("Ildegarda", "Transiti", "20127")
"""What nobody but the proponent may read."""


@dataclass(frozen=True)
class Shop:
    """The campaign, its people, its two rewards."""

    funding: Funding
    proposal: Proposal
    member: User
    bag: Reward
    afternoon: Reward

    @property
    def client(self) -> Client:
        """The proponent, signed in."""
        client = Client()
        client.force_login(self.member)
        return client

    def gift(self, reward: Reward | None = None, **fields: Any) -> Donation:
        """A confirmed gift with a reward: the bag, unless told otherwise."""
        values: dict[str, Any] = {
            "provider": Provider.STRIPE,
            "payment_id": f"pi_{uuid.uuid4().hex}",
            "reward": reward or self.bag,
        }
        at = self.funding.closes_at - timedelta(days=2)
        return Donation.objects.create(
            funding=self.funding,
            amount=Decimal("25.00"),
            status="confirmed",
            created_at=at,
            paid_at=at,
            confirmed_at=at,
            **({"name": "Ada Brambilla", "email": "ada@example.org"} | values | fields),
        )

    def addressed(self, **fields: Any) -> Donation:
        """A gift whose bag has somewhere to go."""
        donation = self.gift(**fields)
        give_address(donation_id=donation.pk, address=ADDRESS, now=timezone.now())
        return donation


def make_shop(**scene: Any) -> Shop:
    """The campaign of ``tests.reporting``, with rewards."""
    made = make_scene(**scene)
    key = made.funding.translation_key
    return Shop(
        funding=made.funding,
        proposal=made.proposal,
        member=made.member,
        bag=Reward.objects.create(
            campaign_key=key,
            amount="10.00",
            title_it="Una borsa",
            title_en="A bag",
            description_it="Di tela",
            handover=Handover.SHIPPED,
        ),
        afternoon=Reward.objects.create(
            campaign_key=key,
            amount="20.00",
            title_it="Un pomeriggio in serra",
            description_it="Con la merenda",
            handover_it="In via Verro 3, il sabato",
        ),
    )


@pytest.fixture
def shop(db: None, settings: Any, tmp_path: Any) -> Shop:
    return make_shop()


def stage(donation: Donation) -> Stage | None:
    """How far it is, afresh."""
    return stage_of(Donation.objects.get(pk=donation.pk))


def mark(shop: Shop, *gifts: Donation, in_person: bool = False) -> Marked:
    """Its proponent marks these as delivered."""
    return mark_delivered(
        funding=shop.funding,
        references=[gift.reference for gift in gifts],
        by=shop.member,
        now=timezone.now(),
        in_person=in_person,
    )
