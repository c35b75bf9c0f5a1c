"""Sending a donor to the payment page: once, however often it is asked; resumed after trouble."""

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
from django.utils import timezone

from campaigns.funding.models import Funding, Reward, State
from campaigns.payments.confirmation import apply_report
from campaigns.payments.donations import DonationRefused, Gift, begin_donation
from campaigns.payments.gateways.contract import GatewayUnavailable, PaymentReport, PaymentStatus
from campaigns.payments.gateways.stripe import StripeGateway
from campaigns.payments.models import Donation, Status
from campaigns.payments.outbox import find_page
from campaigns.payments.taking_up import REQUEST_GRACE, take_up_pages
from tests.concurrency import at_once
from tests.factories import make_donation, make_open_funding

from .checkouts import begin, begin_checkout, checkout
from .sandbox.control import Control

CREATE = {"path_prefix": "/v1/checkout/sessions", "method": "POST"}


def sessions(bank: Control) -> int:
    return int(bank.state()["objects"].get("checkout.session", 0))


@pytest.fixture
def funding() -> Funding:
    return make_open_funding()


@pytest.mark.django_db
class TestOpeningThePaymentPage:
    def test_the_donation_gets_a_page_and_awaits(
        self, funding: Funding, gateway: StripeGateway
    ) -> None:
        donation = begin_checkout(funding, gateway)
        assert (donation.status, donation.attempt) == (Status.AWAITING, 1)
        assert str(donation.session_id) in donation.checkout_url
        report = gateway.fetch_checkout(str(donation.session_id))
        assert (report.status, report.donation_id) == (PaymentStatus.OPEN, donation.pk)
        assert (report.amount, report.currency) == (donation.amount, "eur")

    def test_asking_again_finds_the_same_page(
        self, funding: Funding, gateway: StripeGateway, bank: Control
    ) -> None:
        donation = begin_checkout(funding, gateway)
        again = [checkout(donation, gateway) for _ in range(3)]
        assert {each.session_id for each in again} == {donation.session_id}
        assert sessions(bank) == 1

    def test_a_page_found_without_its_address_gives_way_to_another(
        self, funding: Funding, gateway: StripeGateway, bank: Control
    ) -> None:
        donation = begin(funding)
        bank.post("faults", fault="drop_after", times=3, **CREATE)
        with pytest.raises(GatewayUnavailable):
            checkout(donation, gateway)
        assert take_up_pages(gateway=gateway, now=timezone.now() + REQUEST_GRACE) == 1
        donation = checkout(donation, gateway)
        assert (donation.status, donation.attempt) == (Status.AWAITING, 2)
        assert str(donation.session_id) in donation.checkout_url
        assert gateway.fetch_checkout(str(donation.session_id)).status == PaymentStatus.OPEN

    @pytest.mark.parametrize("fault", ["drop_before", "drop_after", "500", "500_after", "409"])
    def test_a_passing_trouble_is_not_noticed(
        self, funding: Funding, gateway: StripeGateway, bank: Control, fault: str
    ) -> None:
        bank.post("faults", fault=fault, **CREATE)
        assert begin_checkout(funding, gateway).status == Status.AWAITING
        assert sessions(bank) == 1

    @pytest.mark.parametrize(("fault", "made"), [("drop_before", 0), ("drop_after", 1)])
    def test_a_provider_that_is_down_loses_nothing_and_is_resumed(
        self, funding: Funding, gateway: StripeGateway, bank: Control, fault: str, made: int
    ) -> None:
        bank.post("faults", fault=fault, times=3, **CREATE)
        donation = begin(funding)
        with pytest.raises(GatewayUnavailable):
            checkout(donation, gateway)
        donation.refresh_from_db()
        assert (donation.name, donation.status) == ("Ada Brambilla", Status.CREATED)
        assert donation.requested_at is not None
        assert sessions(bank) == made

        resumed = checkout(donation, gateway)
        assert (resumed.status, resumed.attempt) == (Status.AWAITING, 1)
        assert sessions(bank) == 1

    @pytest.mark.parametrize("lost", [True, False])
    def test_resumed_much_later_no_page_of_the_first_attempt_can_be_paid(
        self, funding: Funding, gateway: StripeGateway, bank: Control, lost: bool
    ) -> None:
        bank.post("faults", fault="drop_before" if lost else "drop_after", times=3, **CREATE)
        donation = begin(funding)
        with pytest.raises(GatewayUnavailable):
            checkout(donation, gateway)
        after = timedelta(minutes=40)
        bank.post("clock", advance=after.total_seconds())
        resumed = checkout(donation, gateway, now=timezone.now() + after)
        assert (resumed.status, resumed.attempt) == (Status.AWAITING, 2)
        listed = gateway._client.v1.checkout.sessions.list()
        states = [session.status for session in listed.data]
        assert states == (["open"] if lost else ["open", "expired"])

    def test_an_expired_page_is_replaced_by_a_second_attempt(
        self, funding: Funding, gateway: StripeGateway, bank: Control
    ) -> None:
        first = begin_checkout(funding, gateway)
        after = timedelta(hours=2)
        bank.post("clock", advance=after.total_seconds())
        second = checkout(first, gateway, now=timezone.now() + after)
        assert (second.status, second.attempt) == (Status.AWAITING, 2)
        assert second.session_id != first.session_id
        bank.outcome(str(second.session_id), "pay")
        report = gateway.fetch_checkout(str(second.session_id))
        paid = apply_report(donation_id=second.pk, report=report, now=timezone.now() + after)
        assert paid.status == Status.CONFIRMED

    @pytest.mark.parametrize("status", [Status.EXPIRED, Status.FAILED])
    def test_after_the_provider_told_the_end_of_the_page_there_is_a_new_one(
        self, funding: Funding, gateway: StripeGateway, bank: Control, status: Status
    ) -> None:
        first = begin_checkout(funding, gateway)
        if status == Status.EXPIRED:
            report = gateway.expire_checkout(str(first.session_id), key="close")
        else:
            bank.outcome(str(first.session_id), "slow_failure")
            bank.post(f"sessions/{first.session_id}/settle", result="fail")
            report = gateway.fetch_checkout(str(first.session_id))
        ended = apply_report(donation_id=first.pk, report=report, now=timezone.now())
        assert ended.status == status
        second = checkout(first, gateway)
        assert (second.status, second.attempt) == (Status.AWAITING, 2)
        assert second.session_id != first.session_id

    @pytest.mark.parametrize("status", [Status.CONFIRMED, Status.PROCESSING])
    def test_a_donation_that_is_paid_or_being_paid_gets_no_other_page(
        self, funding: Funding, gateway: StripeGateway, bank: Control, status: Status
    ) -> None:
        now = timezone.now()
        instants: dict[str, Any] = (
            {"paid_at": now, "confirmed_at": now} if status == Status.CONFIRMED else {}
        )
        donation = make_donation(funding, status=status, **instants)
        assert checkout(donation, gateway).status == status
        assert sessions(bank) == 0

    def test_a_cancelled_donation_is_refused_another_page(
        self, funding: Funding, gateway: StripeGateway, bank: Control
    ) -> None:
        donation = make_donation(funding, status=Status.CANCELLED, checkout_url="https://x.test/")
        assert _refusal(partial(checkout, donation, gateway)) == "cancelled"
        assert sessions(bank) == 0

    def test_a_payment_that_failed_unheard_of_gives_way_to_another_page(
        self, funding: Funding, gateway: StripeGateway, bank: Control
    ) -> None:
        first = begin_checkout(funding, gateway)
        bank.outcome(str(first.session_id), "slow_failure")
        bank.post(f"sessions/{first.session_id}/settle", result="fail")
        second = checkout(first, gateway)
        assert (second.status, second.attempt) == (Status.AWAITING, 2)
        assert str(second.session_id) in second.checkout_url
        assert second.session_id != first.session_id

    def test_news_of_the_first_page_say_nothing_of_the_second(
        self, funding: Funding, gateway: StripeGateway, bank: Control
    ) -> None:
        """The first page's end is told while the second is being asked for."""
        first = begin_checkout(funding, gateway)
        report = gateway.expire_checkout(str(first.session_id), key="close")
        bank.post("faults", fault="drop_before", times=3, **CREATE)
        with pytest.raises(GatewayUnavailable):
            checkout(first, gateway)
        told = apply_report(donation_id=first.pk, report=report, now=timezone.now())
        assert (told.status, told.session_id, told.attempt) == (Status.CREATED, None, 2)
        assert find_page(told, gateway) is None
        assert checkout(first, gateway).attempt == 2

    def test_r8_a_second_attempt_forgets_when_the_first_began(
        self, gateway: StripeGateway, bank: Control
    ) -> None:
        """The first, slow payment began in time and failed; the second was paid too late."""
        closes_at = timezone.now() + timedelta(minutes=30)
        donation = begin_checkout(make_open_funding(closes_at=closes_at), gateway)
        bank.outcome(str(donation.session_id), "slow_failure")
        for result in (None, "fail"):
            if result:
                bank.post(f"sessions/{donation.session_id}/settle", result=result)
            report = gateway.fetch_checkout(str(donation.session_id))
            apply_report(donation_id=donation.pk, report=report, now=timezone.now())
        donation = checkout(donation, gateway)
        bank.post("clock", now=closes_at.timestamp() - 60)
        bank.post("clock", advance=61)
        bank.outcome(str(donation.session_id), "pay")
        report = gateway.fetch_checkout(str(donation.session_id))
        paid = apply_report(donation_id=donation.pk, report=report, now=closes_at)
        assert paid.late


@pytest.mark.django_db
class TestClosedCampaigns:
    @pytest.mark.parametrize(
        ("state", "code"),
        [
            (State.SCHEDULED, None),
            (State.LIVE, None),
            (State.SUSPENDED, "suspended"),
            (State.SETTLING, "closed"),
            (State.SUCCEEDED, "closed"),
            (State.FAILED, "closed"),
            (State.CANCELLED, "closed"),
        ],
    )
    def test_only_a_campaign_that_takes_money_takes_it(
        self, funding: Funding, gateway: StripeGateway, state: State, code: str | None
    ) -> None:
        begun = begin(funding)
        Funding.objects.filter(pk=funding.pk).update(state=state)
        funding.refresh_from_db()
        acts: list[Callable[[], Donation]] = [
            partial(begin, funding),
            partial(checkout, begun, gateway),
        ]
        for act in acts:
            if code is None:
                assert act().funding == funding
            else:
                assert _refusal(act) == code

    def test_r8_from_its_opening_to_its_closing(self, funding: Funding) -> None:
        microsecond = timedelta(microseconds=1)
        assert begin(funding, now=funding.opens_at)
        assert begin(funding, now=funding.closes_at - microsecond)
        assert _refusal(partial(begin, funding, now=funding.closes_at)) == "closed"
        scheduled = make_open_funding(state=State.SCHEDULED)
        before = scheduled.opens_at - microsecond
        assert _refusal(partial(begin, scheduled, now=before)) == "not_open"
        assert begin(scheduled, now=scheduled.opens_at)

    def test_a_page_asked_for_in_time_is_not_given_after_the_closing(
        self, funding: Funding, gateway: StripeGateway, bank: Control
    ) -> None:
        donation = begin(funding)
        act = partial(checkout, donation, gateway, now=funding.closes_at)
        assert _refusal(act) == "closed"
        assert sessions(bank) == 0


@pytest.mark.django_db
def test_the_same_form_sent_twice_is_one_donation(funding: Funding) -> None:
    key = uuid.uuid4()
    gift = Gift(amount=make_donation(funding).amount, name="Ada", email="ada@example.org")
    now: datetime = timezone.now()
    arguments: dict[str, Any] = {"funding": funding, "gift": gift, "now": now, "donation_id": key}
    assert begin_donation(**arguments) == begin_donation(**arguments)
    assert Donation.objects.filter(pk=key).count() == 1


@pytest.mark.committed
def test_a_double_tap_opens_one_page(
    committed_db: str, gateway: StripeGateway, bank: Control
) -> None:
    funding = make_open_funding()
    key, now = uuid.uuid4(), timezone.now()
    gift = Gift(amount=make_donation(funding).amount, name="Ada", email="ada@example.org")

    def tap() -> Donation:
        donation = begin_donation(funding=funding, gift=gift, now=now, donation_id=key)
        return checkout(donation, gateway, now=now)

    taps = at_once([tap] * 5)

    assert {donation.session_id for donation in taps} == {Donation.objects.get(pk=key).session_id}
    assert sessions(bank) == 1


@pytest.mark.committed
def test_a_page_that_expired_is_replaced_once_by_a_double_tap(
    committed_db: str, gateway: StripeGateway, bank: Control
) -> None:
    donation = begin_checkout(make_open_funding(), gateway)
    gateway.expire_checkout(str(donation.session_id), key="close")

    taps = at_once([partial(checkout, donation, gateway)] * 5)

    assert {(each.attempt, each.status) for each in taps} == {(2, Status.AWAITING)}
    assert len({each.session_id for each in taps}) == 1
    assert sessions(bank) == 2


@pytest.mark.django_db
def test_a_page_that_another_tap_replaced_meanwhile_is_the_one_to_pay_at(
    gateway: StripeGateway, bank: Control, monkeypatch: pytest.MonkeyPatch
) -> None:
    donation = begin_checkout(make_open_funding(), gateway)
    gateway.expire_checkout(str(donation.session_id), key="close")
    fetch = gateway.fetch_checkout
    others: list[Donation] = []

    def fetch_slowly(session_id: str) -> PaymentReport:
        report = fetch(session_id)
        monkeypatch.setattr(gateway, "fetch_checkout", fetch)
        others.append(checkout(donation, gateway))
        return report

    monkeypatch.setattr(gateway, "fetch_checkout", fetch_slowly)
    tap = checkout(donation, gateway)

    assert tap.checkout_url
    assert [(tap.attempt, tap.checkout_url)] == [(o.attempt, o.checkout_url) for o in others]
    assert sessions(bank) == 2


@pytest.mark.committed
def test_the_last_of_a_limited_reward_goes_to_one_donor(
    committed_db: str, gateway: StripeGateway
) -> None:
    funding = make_open_funding()
    reward = Reward.objects.create(
        campaign_key=funding.translation_key, amount="10.00", title_it="Una borsa",
        description_it="Di tela", limit=1,
    )  # fmt: skip
    donations = [make_donation(funding, reward=reward) for _ in range(4)]

    def tap(donation: Donation) -> str:
        try:
            return checkout(donation, gateway).status
        except DonationRefused as refusal:
            return refusal.code

    results = at_once([partial(tap, donation) for donation in donations])
    assert sorted(results) == [Status.AWAITING.value, *["reward_gone"] * 3]


def _refusal(act: Callable[[], object]) -> str:
    with pytest.raises(DonationRefused) as refusal:
        act()
    return refusal.value.code
