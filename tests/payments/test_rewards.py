"""Rewards of which there are few: held, freed, never promised twice, whatever comes late."""

from contextlib import suppress
from functools import partial
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from campaigns.freshness.models import Generation
from campaigns.funding.models import Funding, Reward
from campaigns.payments.confirmation import apply_report, confirm_locked
from campaigns.payments.donations import DonationRefused
from campaigns.payments.gateways.contract import PaymentStatus
from campaigns.payments.gateways.stripe import StripeGateway
from campaigns.payments.models import Donation, Notice, Status
from campaigns.payments.notice_messages import about_donations
from tests.concurrency import at_once
from tests.factories import give, make_donation, make_open_funding, make_report

from .checkouts import checkout


@pytest.fixture
def last_bag(db: None) -> Reward:
    """The only one of its kind."""
    return Reward.objects.create(
        campaign_key=make_open_funding(slug="orto").translation_key,
        amount="10.00",
        title_it="Una borsa",
        description_it="Di tela",
        limit=1,
    )


@pytest.mark.parametrize("ended", [Status.EXPIRED, Status.FAILED, Status.CANCELLED])
def test_what_is_paid_after_its_reward_went_to_others_stands_without_it(
    last_bag: Reward, ended: Status
) -> None:
    funding, now = Funding.objects.get(slug="orto"), timezone.now()
    slow = make_donation(funding, reward=last_bag, requested_at=now, status=ended)
    kept = give(funding, at=now, reward=last_bag)
    with transaction.atomic():
        confirm_locked(donation=slow, paid_at=now, now=now)
    slow.refresh_from_db()
    assert (slow.status, slow.late) == (Status.CONFIRMED, False)
    assert (slow.reward, slow.missed_reward) == (None, last_bag)
    kept.refresh_from_db()
    assert (kept.reward, kept.missed_reward) == (last_bag, None)
    letter = about_donations.confirmed(Notice(donation=slow), now)
    assert letter is not None
    assert any("Una borsa" in line for line in letter.happened)


@pytest.mark.parametrize("ended", [Status.EXPIRED, Status.FAILED, Status.CANCELLED])
def test_what_is_being_paid_again_after_its_reward_went_to_others_takes_none_from_them(
    last_bag: Reward, ended: Status
) -> None:
    funding, now = Funding.objects.get(slug="orto"), timezone.now()
    slow = make_donation(
        funding, reward=last_bag, requested_at=now, status=ended, session_id="cs_slow"
    )
    give(funding, at=now, reward=last_bag)
    for status in (PaymentStatus.PROCESSING, PaymentStatus.PAID):
        report = make_report(slow, session_id="cs_slow", status=status)
        apply_report(donation_id=slow.pk, report=report, now=now)
        assert Donation.objects.holding_reward().filter(reward=last_bag).count() == 1
    slow.refresh_from_db()
    assert (slow.status, slow.missed_reward) == (Status.CONFIRMED, last_bag)


def test_what_is_paid_after_it_expired_has_its_reward_if_one_is_left(last_bag: Reward) -> None:
    funding, now = Funding.objects.get(slug="orto"), timezone.now()
    slow = make_donation(funding, reward=last_bag, requested_at=now, status=Status.EXPIRED)
    with transaction.atomic():
        confirm_locked(donation=slow, paid_at=now, now=now)
    slow.refresh_from_db()
    assert (slow.reward, slow.missed_reward) == (last_bag, None)


@pytest.mark.parametrize(
    "fields",
    [
        {"status": Status.EXPIRED},
        {"status": Status.FAILED},
        {"status": Status.CANCELLED},
        {"requested_at": None},
        {"status": Status.CONFIRMED, "late": True},
        {"status": Status.CONFIRMED, "refunded_amount": "25.00"},
    ],
)
def test_a_reward_is_free_again(last_bag: Reward, fields: dict[str, Any]) -> None:
    now = timezone.now()
    values: dict[str, Any] = {"reward": last_bag, "requested_at": now} | fields
    if fields.get("status") == Status.CONFIRMED:
        values |= {"paid_at": now, "confirmed_at": now}
    make_donation(Funding.objects.get(slug="orto"), **values)
    assert not Donation.objects.holding_reward().exists()


@pytest.mark.committed
def test_an_expired_payment_and_a_new_donor_never_share_the_last_reward(
    committed_db: str, gateway: StripeGateway
) -> None:
    funding, now = make_open_funding(), timezone.now()
    reward = Reward.objects.create(
        campaign_key=funding.translation_key, amount="10.00", title_it="Una borsa",
        description_it="Di tela", limit=1,
    )  # fmt: skip
    slow = [
        make_donation(funding, reward=reward, requested_at=now, status=Status.EXPIRED)
        for _ in range(3)
    ]
    fast = [make_donation(funding, reward=reward) for _ in range(3)]

    def arrive(donation: Donation) -> None:
        with transaction.atomic():
            locked = Donation.objects.locked().get(pk=donation.pk)
            confirm_locked(donation=locked, paid_at=now, now=now)

    def tap(donation: Donation) -> None:
        with suppress(DonationRefused):
            checkout(donation, gateway)

    at_once([*(partial(arrive, each) for each in slow), *(partial(tap, each) for each in fast)])
    assert Donation.objects.holding_reward().filter(reward=reward).count() == 1
    assert Donation.objects.filter(status=Status.CONFIRMED).count() == 3


@pytest.mark.committed
def test_a_reward_held_makes_the_page_anew(committed_db: str, gateway: StripeGateway) -> None:
    funding = make_open_funding()
    reward = Reward.objects.create(
        campaign_key=funding.translation_key, amount="10.00", title_it="Una borsa",
        description_it="Di tela", limit=1,
    )  # fmt: skip
    donation = make_donation(funding, reward=reward)
    about = Generation.objects.filter(about=str(funding.translation_key))
    before = about.get().number
    checkout(donation, gateway)
    assert about.get().number > before
