"""R16: the address of a reward is given by a consent of its own, corrected, withdrawn, erased."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone

from campaigns.delivering.marking import mark_delivered
from campaigns.funding import services as funding_services
from campaigns.funding.models import Funding, Handover, Reward, State
from campaigns.payments import deliveries, disputes, erasure, tasks
from campaigns.payments.deliveries import Stage
from campaigns.payments.donor_acts import DonorActRefused
from campaigns.payments.links import step_url
from campaigns.payments.models import (
    DeliveryAddress,
    Dispute,
    DisputeState,
    Donation,
    Notice,
    NoticeKind,
    Provider,
    RefundReason,
)
from campaigns.payments.refunds import intend_refund_of_locked

from .conftest import ADDRESS, PRIVATE, SENT, Shop, stage

pytestmark = pytest.mark.django_db


def page(donation: Donation, step: str = "donation") -> str:
    return Client().get(step_url(donation, step)).content.decode()


def post(donation: Donation, step: str = "delivery_address", **data: Any) -> Any:
    return Client().post(step_url(donation, step), data)


def is_erased(donation: Donation) -> bool:
    """Nothing of it is left but that it was agreed to."""
    row = DeliveryAddress.objects.get(pk=donation.pk)
    return row.erased_at is not None and not any(
        getattr(row, field) for field in DeliveryAddress.PERSONAL
    )


class TestGivingIt:
    def test_the_donor_is_asked_says_where_and_reads_only_the_town_again(self, shop: Shop) -> None:
        gift = shop.gift()
        assert step_url(gift, "delivery_address") in page(gift)
        answer = post(gift, **SENT)
        assert answer.status_code == 303
        assert answer["Referrer-Policy"] == "no-referrer"
        row = DeliveryAddress.objects.get(pk=gift.pk)
        assert {field: getattr(row, field) for field in ADDRESS} == ADDRESS
        assert timezone.now() - row.consented_at < timedelta(minutes=1)
        for step in ("donation", "delivery_address", "thanks"):
            told = page(gift, step)
            assert not any(word in told for word in PRIVATE)
        assert "Milano" in page(gift)
        assert "Transiti" not in answer["Location"]

    def test_without_consent_nothing_is_kept_and_nothing_typed_is_lost(self, shop: Shop) -> None:
        gift = shop.gift()
        answer = post(gift, **ADDRESS)
        assert answer.status_code == 400
        assert "Via dei Transiti 7" in answer.content.decode()
        assert not DeliveryAddress.objects.exists()

    @pytest.mark.parametrize(
        ("field", "typed"),
        [
            ("postcode", "2012"),
            ("postcode", "２０１２７"),
            ("street", "Via\0"),
            ("street", "x" * 121),
            ("name", " "),
            ("province", "MIL"),
            ("province", "M"),
            ("province", "ßß"),
            ("street", "\u202e\u200b"),
        ],
    )
    def test_what_no_parcel_reaches_is_told(self, shop: Shop, field: str, typed: str) -> None:
        gift = shop.gift()
        answer = post(gift, **(SENT | {field: typed}))
        assert answer.status_code == 400
        assert f"id_{field}" in answer.content.decode()
        assert not DeliveryAddress.objects.exists()

    def test_abroad_a_postcode_may_have_letters(self, shop: Shop) -> None:
        gift = shop.gift()
        assert (
            post(gift, **(SENT | {"postcode": "75011 ", "country": "Francia"})).status_code == 303
        )
        lines = DeliveryAddress.objects.get(pk=gift.pk).lines
        assert lines[-2:] == ["75011 Milano (MI)", "Francia"]

    def test_what_is_handed_over_asks_for_none(self, shop: Shop) -> None:
        gift = shop.gift(shop.afternoon)
        told = page(gift)
        assert step_url(gift, "delivery_address") not in told
        assert gift.reference in told
        assert "In via Verro 3" in told
        post(gift, **SENT)
        assert not DeliveryAddress.objects.exists()

    def test_nor_does_a_gift_without_a_reward_or_one_that_went_back(self, shop: Shop) -> None:
        plain = shop.gift()
        Donation.objects.filter(pk=plain.pk).update(reward=None)
        back = shop.gift()
        Donation.objects.filter(pk=back.pk).update(refunded_amount=Decimal("25.00"))
        for gift in (plain, back):
            post(gift, **SENT)
        assert not DeliveryAddress.objects.exists()

    def test_until_it_leaves_it_is_corrected_and_withdrawn(self, shop: Shop) -> None:
        gift = shop.addressed()
        assert post(gift, **(SENT | {"city": "Pavia"})).status_code == 303
        assert "Pavia" in page(gift)
        assert post(gift, "withdraw_address").status_code == 303
        assert is_erased(gift)
        assert DeliveryAddress.objects.get(pk=gift.pk).withdrawn_at is not None
        assert stage(gift) == Stage.NO_ADDRESS

    def test_once_it_left_it_can_be_neither(self, shop: Shop) -> None:
        gift = shop.addressed()
        mark_delivered(
            funding=shop.funding, references=[gift.reference], by=shop.member, now=timezone.now()
        )
        post(gift, **(SENT | {"city": "Pavia"}))
        post(gift, "withdraw_address")
        assert DeliveryAddress.objects.get(pk=gift.pk).city == "Milano"
        with pytest.raises(DonorActRefused):
            deliveries.withdraw_address(donation_id=gift.pk, now=timezone.now())
        with pytest.raises(DonorActRefused):
            deliveries.give_address(donation_id=gift.pk, address=ADDRESS, now=timezone.now())


class TestErasingIt:
    def test_thirty_days_after_it_was_sent(self, shop: Shop) -> None:
        gift, now = shop.addressed(), timezone.now()
        mark_delivered(funding=shop.funding, references=[gift.reference], by=shop.member, now=now)
        assert deliveries.erase_useless(now=now + timedelta(days=29)) == 0
        assert deliveries.erase_useless(now=now + timedelta(days=30)) == 1
        assert is_erased(gift)
        assert stage(gift) == Stage.SENT

    def test_a_year_after_the_success_where_nothing_was_sent(self, shop: Shop) -> None:
        gift, ended = shop.addressed(), shop.funding.closes_at
        assert deliveries.erase_useless(now=ended + timedelta(days=364)) == 0
        assert deliveries.erase_useless(now=ended + timedelta(days=366)) == 1
        assert is_erased(gift)

    def test_not_before_there_was_time_to_send_what_was_asked_for_late(self, shop: Shop) -> None:
        gift, given = shop.gift(), shop.funding.closes_at + timedelta(days=370)
        deliveries.give_address(donation_id=gift.pk, address=ADDRESS, now=given)
        assert deliveries.erase_useless(now=given + timedelta(days=29)) == 0
        assert deliveries.erase_useless(now=given + timedelta(days=30)) == 1
        assert is_erased(gift)

    def test_not_before_a_year_after_the_day_it_was_promised_for(self, shop: Shop) -> None:
        gift, promised = shop.addressed(), timezone.localdate() + timedelta(days=400)
        Reward.objects.filter(pk=shop.bag.pk).update(expected_on=promised)
        day = timezone.now() + timedelta(days=400)
        assert deliveries.erase_useless(now=day + timedelta(days=364)) == 0
        assert deliveries.erase_useless(now=day + timedelta(days=366)) == 1
        assert is_erased(gift)

    def test_at_once_when_the_gift_goes_back_but_not_for_a_part(self, shop: Shop) -> None:
        gift = shop.addressed()
        for amount in ("5.00", "20.00"):
            assert not is_erased(gift)
            with transaction.atomic():
                intend_refund_of_locked(
                    donation=Donation.objects.locked().get(pk=gift.pk),
                    funding=funding_services.lock(shop.funding.pk),
                    reason=RefundReason.FINANCE,
                    amount=Decimal(amount),
                    now=timezone.now(),
                )
        assert is_erased(gift)
        assert stage(gift) is None

    def test_at_once_when_a_bank_contests_the_payment(self, shop: Shop) -> None:
        gift = shop.addressed()
        dispute = Dispute.objects.create(
            provider_id="dp_1",
            donation=gift,
            amount=gift.amount,
            state=DisputeState.INQUIRY,
            opened_at=timezone.now(),
        )
        with transaction.atomic():
            funding = funding_services.lock(shop.funding.pk)
            disputes._bring(dispute, DisputeState.OPEN, funding, timezone.now())
        assert is_erased(gift)
        assert stage(gift) is None

    def test_at_once_when_the_donor_asks_to_be_forgotten(self, shop: Shop) -> None:
        gift = shop.addressed()
        erasure.ask_erasure(donation_id=gift.pk, now=timezone.now())
        assert is_erased(gift)
        assert stage(gift) is None
        post(gift, **SENT)
        assert is_erased(gift)

    @pytest.mark.parametrize("state", [State.FAILED, State.CANCELLED])
    def test_when_the_campaign_comes_to_nothing(self, shop: Shop, state: State) -> None:
        gift = shop.addressed()
        Funding.objects.filter(pk=shop.funding.pk).update(state=state)
        tasks.forget(0)
        assert is_erased(gift)

    def test_when_the_reward_is_not_sent_by_post_after_all(self, shop: Shop) -> None:
        gift = shop.addressed()
        type(shop.bag).objects.filter(pk=shop.bag.pk).update(handover=Handover.HANDED_OVER)
        tasks.forget(0)
        assert is_erased(gift)


class TestAskingForIt:
    def asked(self) -> list[Any]:
        rows = Notice.objects.filter(kind=NoticeKind.REWARD_ADDRESS)
        return list(rows.values_list("donation", "object_id"))

    def test_who_gave_none_is_asked_at_the_success_and_once_more(self, shop: Shop) -> None:
        gift, ended = shop.gift(), shop.funding.closes_at
        shop.addressed(email="bea@example.org")
        shop.gift(shop.afternoon, email="cleo@example.org")
        shop.gift(provider=Provider.REPLAY)
        for days in (0, 1, 14, 15, 100):
            deliveries.ask_addresses(now=ended + timedelta(days=days, minutes=1))
        assert self.asked() == [(gift.pk, "0"), (gift.pk, "1")] or self.asked() == [
            (gift.pk, "1"),
            (gift.pk, "0"),
        ]

    def test_nobody_is_asked_before_the_success_nor_after_taking_it_back(self, shop: Shop) -> None:
        gift = shop.addressed()
        deliveries.withdraw_address(donation_id=gift.pk, now=timezone.now())
        deliveries.ask_addresses(now=timezone.now())
        shop.gift()
        Funding.objects.filter(pk=shop.funding.pk).update(state=State.SETTLING)
        deliveries.ask_addresses(now=timezone.now())
        assert self.asked() == []
