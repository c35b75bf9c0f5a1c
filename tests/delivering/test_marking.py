"""A proponent says what it delivered: once, with one letter each, and never what is not so."""

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from campaigns.delivering import marking
from campaigns.delivering.marking import Marked, MarkingRefused
from campaigns.funding.models import Funding, State
from campaigns.payments import deliveries
from campaigns.payments.deliveries import Stage
from campaigns.payments.models import (
    DeliveryAddress,
    DeliveryProblem,
    Donation,
    Notice,
    NoticeKind,
    RewardDelivery,
)
from campaigns.payments.notice_messages import compose
from tests.selection.factories import make_proponent

from .conftest import ADDRESS, PRIVATE, Shop, make_shop, mark, stage

pytestmark = pytest.mark.django_db


def report(shop: Shop, gift: Donation, problem: DeliveryProblem) -> None:
    marking.report_problem(
        funding=shop.funding,
        reference=gift.reference,
        problem=problem,
        by=shop.member,
        now=timezone.now(),
    )


def letters(gift: Donation, kind: NoticeKind) -> list[str]:
    """What its donor is written."""
    notices = Notice.objects.filter(donation=gift, kind=kind).order_by("pk")
    mails = [compose(notice=notice, now=timezone.now()) for notice in notices]
    return [f"{mail.subject}\n{mail.body}" for mail in mails if mail is not None]


def test_what_is_marked_is_sent_once_and_its_donor_told_once(shop: Shop) -> None:
    bag, visit = shop.addressed(), shop.gift(shop.afternoon, locale="en")
    assert mark(shop, bag, visit) == Marked(delivered=2, without_address=0)
    assert mark(shop, bag, visit) == Marked(delivered=0, without_address=0)
    assert (stage(bag), stage(visit)) == (Stage.SENT, Stage.SENT)
    (told,) = letters(bag, NoticeKind.REWARD_SENT)
    assert "«Una borsa» è in viaggio" in told
    assert not any(word in told for word in PRIVATE)
    (handed,) = letters(visit, NoticeKind.REWARD_SENT)
    assert "has been delivered" in handed
    row = RewardDelivery.objects.get(pk=bag.pk)
    assert (row.changed_by, row.by_hand) == (shop.member, False)


def test_what_has_no_address_is_not_sent_but_may_be_handed_over(shop: Shop) -> None:
    gift = shop.gift()
    assert mark(shop, gift) == Marked(delivered=0, without_address=1)
    assert stage(gift) == Stage.NO_ADDRESS
    assert mark(shop, gift, in_person=True) == Marked(delivered=1, without_address=0)
    assert RewardDelivery.objects.get(pk=gift.pk).by_hand


def test_what_is_handed_over_needs_its_address_no_more(shop: Shop) -> None:
    gift = shop.addressed()
    mark(shop, gift, in_person=True)
    assert not DeliveryAddress.objects.there().exists()


@pytest.mark.parametrize(
    "fields", [{"refunded_amount": "25.00"}, {"disputed_amount": "25.00"}, {"late": True}]
)
def test_what_is_not_owed_is_passed_over(shop: Shop, fields: dict[str, str]) -> None:
    gift = shop.addressed()
    Donation.objects.filter(pk=gift.pk).update(**fields)
    assert mark(shop, gift) == Marked(delivered=0, without_address=0)
    assert not RewardDelivery.objects.exists()


def test_nothing_is_owed_before_the_success(shop: Shop) -> None:
    gift = shop.addressed()
    Funding.objects.filter(pk=shop.funding.pk).update(state=State.SETTLING)
    assert mark(shop, gift).delivered == 0


def test_a_gift_of_another_campaign_is_passed_over(shop: Shop) -> None:
    other = make_shop()
    gift = other.addressed()
    assert mark(shop, gift).delivered == 0
    assert stage(gift) == Stage.READY


def test_others_cannot_mark_nor_report(shop: Shop) -> None:
    gift, stranger = shop.addressed(), make_proponent().user
    with pytest.raises(PermissionDenied):
        marking.mark_delivered(
            funding=shop.funding, references=[gift.reference], by=stranger, now=timezone.now()
        )
    with pytest.raises(PermissionDenied):
        marking.report_problem(
            funding=shop.funding,
            reference=gift.reference,
            problem=DeliveryProblem.ADDRESS,
            by=stranger,
            now=timezone.now(),
        )
    assert stage(gift) == Stage.READY


class TestProblems:
    def test_a_wrong_address_is_erased_and_asked_for_again(self, shop: Shop) -> None:
        gift = shop.addressed()
        report(shop, gift, DeliveryProblem.ADDRESS)
        report(shop, gift, DeliveryProblem.ADDRESS)
        assert stage(gift) == Stage.PROBLEM
        assert not DeliveryAddress.objects.there().exists()
        (told,) = letters(gift, NoticeKind.REWARD_PROBLEM)
        assert "/consegna/" in told
        deliveries.give_address(donation_id=gift.pk, address=ADDRESS, now=timezone.now())
        assert stage(gift) == Stage.READY
        assert letters(gift, NoticeKind.REWARD_PROBLEM) == []

    def test_a_parcel_that_came_back_is_sent_anew_with_a_letter_of_its_own(
        self, shop: Shop
    ) -> None:
        gift = shop.addressed()
        mark(shop, gift)
        report(shop, gift, DeliveryProblem.RETURNED)
        deliveries.give_address(donation_id=gift.pk, address=ADDRESS, now=timezone.now())
        assert mark(shop, gift).delivered == 1

    def test_a_mistake_is_taken_back_with_its_address_kept(self, shop: Shop) -> None:
        gift = shop.addressed()
        mark(shop, gift)
        report(shop, gift, DeliveryProblem.MISTAKE)
        assert stage(gift) == Stage.READY
        assert DeliveryAddress.objects.there().exists()
        assert letters(gift, NoticeKind.REWARD_SENT) == []
        assert len(letters(gift, NoticeKind.REWARD_PROBLEM)) == 1

    def test_a_mistake_whose_address_is_gone_asks_for_it_again(self, shop: Shop) -> None:
        gift = shop.addressed()
        mark(shop, gift, in_person=True)
        report(shop, gift, DeliveryProblem.MISTAKE)
        assert stage(gift) == Stage.NO_ADDRESS
        (told,) = letters(gift, NoticeKind.REWARD_PROBLEM)
        assert "/consegna/" in told

    @pytest.mark.parametrize("problem", [DeliveryProblem.RETURNED, DeliveryProblem.MISTAKE])
    def test_who_is_owed_nothing_any_more_gets_no_letter_that_asks(
        self, shop: Shop, problem: DeliveryProblem
    ) -> None:
        gift = shop.addressed()
        mark(shop, gift)
        Donation.objects.filter(pk=gift.pk).update(refunded_amount=gift.amount)
        report(shop, gift, problem)
        assert stage(gift) is None
        assert letters(gift, NoticeKind.REWARD_PROBLEM) == []

    def test_what_nobody_collected_waits_and_is_handed_over_later(self, shop: Shop) -> None:
        gift = shop.gift(shop.afternoon)
        report(shop, gift, DeliveryProblem.NOT_COLLECTED)
        assert stage(gift) == Stage.PROBLEM
        assert mark(shop, gift, in_person=True).delivered == 1

    @pytest.mark.parametrize(
        "problem",
        [DeliveryProblem.RETURNED, DeliveryProblem.NOT_COLLECTED, DeliveryProblem.MISTAKE],
    )
    def test_what_cannot_be_is_refused(self, shop: Shop, problem: DeliveryProblem) -> None:
        gift = shop.addressed()
        with pytest.raises(MarkingRefused):
            report(shop, gift, problem)
        assert stage(gift) == Stage.READY
