"""R10: money outside the window is recorded, given back at once, and never enters the net."""

from datetime import timedelta

import pytest

from campaigns.funding.models import Funding, State
from campaigns.ledger.models import Entry, Kind
from campaigns.payments.confirmation import apply_report
from campaigns.payments.gateways.contract import PaymentStatus
from campaigns.payments.models import Donation, Provider, Refund, RefundReason, RefundState, Status
from campaigns.transparency.audit import audit
from tests.factories import NOW, CallFactory, give, make_donation, make_fund, make_funding
from tests.factories import make_report as report

pytestmark = pytest.mark.django_db

MICROSECOND = timedelta(microseconds=1)


@pytest.fixture
def funding() -> Funding:
    call = CallFactory.create()
    make_fund(call)
    return make_funding(call, cost="1000.00")


def settled_net(state: State) -> str:
    """What a campaign of 1000.00 may have collected to end like this."""
    return "500.00" if state == State.SUCCEEDED else "0.00"


def assert_late(donation: Donation) -> None:
    donation.refresh_from_db()
    funding = Funding.objects.get(pk=donation.funding_id)
    assert (donation.status, donation.late) == (Status.CONFIRMED, True)
    assert (funding.net, funding.donations, funding.threshold_reached_at) == (0, 0, None)
    assert funding.late == funding.late_refunded == donation.amount
    refund = Refund.objects.get(donation=donation)
    assert (refund.amount, refund.reason) == (donation.amount, RefundReason.LATE)
    kinds = (
        Entry.objects.filter(donation=donation.pk).order_by("seq").values_list("kind", flat=True)
    )
    assert list(kinds)[:2] == [Kind.LATE_DONATION, Kind.LATE_REFUND]
    assert audit()["ok"]


@pytest.mark.parametrize("state", list(State))
def test_r10_after_the_closing_in_any_state(funding: Funding, state: State) -> None:
    Funding.objects.filter(pk=funding.pk).update(state=state, settled_net=settled_net(state))
    assert_late(give(funding, "600.00", at=funding.closes_at))


@pytest.mark.parametrize("state", [State.SCHEDULED, State.LIVE])
def test_r10_before_the_opening(funding: Funding, state: State) -> None:
    Funding.objects.filter(pk=funding.pk).update(state=state)
    assert_late(give(funding, "600.00", at=funding.opens_at - MICROSECOND))


@pytest.mark.parametrize("state", [State.SUCCEEDED, State.FAILED, State.CANCELLED])
def test_r10_a_payment_in_time_that_comes_after_the_end_is_given_back(
    funding: Funding, state: State
) -> None:
    Funding.objects.filter(pk=funding.pk).update(
        state=state, settled_at=NOW, settled_net=settled_net(state)
    )
    donation = make_donation(funding, "600.00")
    apply_report(donation_id=donation.pk, report=report(donation, paid_at=NOW), now=NOW)
    assert_late(donation)


def test_r10_the_refund_of_late_money_waits_for_the_provider(funding: Funding) -> None:
    donation = give(funding, "25.00", at=funding.closes_at, provider=Provider.STRIPE)
    assert_late(donation)
    assert donation.refunds.get().state == RefundState.INTENDED
    assert not Entry.objects.filter(kind=Kind.REFUND_PAID).exists()


def test_r10_money_without_a_provider_is_given_back_by_the_same_act(funding: Funding) -> None:
    donation = give(funding, "25.00", at=funding.closes_at, provider=Provider.REPLAY)
    assert_late(donation)
    assert donation.refunds.get().state == RefundState.PAID


def test_r12_late_money_told_twice_is_given_back_once(funding: Funding) -> None:
    donation = make_donation(funding, "600.00")
    told = report(donation, paid_at=funding.closes_at)
    for _ in range(3):
        apply_report(donation_id=donation.pk, report=told, now=funding.closes_at)
    assert_late(donation)


def test_r8_the_providers_timestamp_decides_not_when_we_hear_of_it(funding: Funding) -> None:
    a_day_after = funding.closes_at + timedelta(days=1)
    for paid_at, late in ((funding.closes_at - MICROSECOND, False), (funding.closes_at, True)):
        donation = make_donation(funding, "25.00")
        apply_report(
            donation_id=donation.pk, report=report(donation, paid_at=paid_at), now=a_day_after
        )
        donation.refresh_from_db()
        assert donation.late is late


def test_r8_a_slow_payment_begun_too_late_is_late(funding: Funding) -> None:
    donation = make_donation(funding, "600.00")
    for status in (PaymentStatus.PROCESSING, PaymentStatus.PAID):
        told = report(donation, status=status, paid_at=funding.closes_at)
        apply_report(donation_id=donation.pk, report=told, now=funding.closes_at)
    assert_late(donation)


@pytest.mark.parametrize(
    ("settled_after", "late"),
    [(timedelta(days=14) - MICROSECOND, False), (timedelta(days=14), True)],
    ids=["in-the-window", "after-it"],
)
@pytest.mark.parametrize(
    ("is_told", "was_seen"),
    [(True, True), (True, False), (False, True)],
    ids=["told", "told-alone", "seen-alone"],
)
def test_r8_a_slow_payment_counts_if_it_settles_within_the_window(
    funding: Funding, settled_after: timedelta, late: bool, is_told: bool, was_seen: bool
) -> None:
    """The provider's instant decides where it tells one, else when we hear of it."""
    Funding.objects.update(state=State.SETTLING)
    donation = make_donation(funding, "600.00")
    began = funding.closes_at - MICROSECOND
    if was_seen:
        told = report(donation, status=PaymentStatus.PROCESSING, paid_at=began)
        apply_report(donation_id=donation.pk, report=told, now=funding.closes_at)
    settled_at = funding.closes_at + settled_after
    now = settled_at + (timedelta(days=30) if is_told else timedelta(0))
    told = report(donation, paid_at=began, settled_at=settled_at if is_told else None)
    apply_report(donation_id=donation.pk, report=told, now=now)
    donation.refresh_from_db()
    assert donation.late is late


@pytest.mark.parametrize("settled_after", [timedelta(0), timedelta(hours=2), None], ids=str)
def test_r8_a_card_paid_in_time_needs_no_window(
    funding: Funding, settled_after: timedelta | None
) -> None:
    type(funding.call).objects.update(settlement_days=0)
    Funding.objects.update(state=State.SETTLING)
    donation = make_donation(funding, "600.00")
    paid_at = funding.closes_at - MICROSECOND
    settled_at = paid_at + settled_after if settled_after is not None else None
    told = report(donation, paid_at=paid_at, settled_at=settled_at)
    apply_report(donation_id=donation.pk, report=told, now=funding.closes_at + timedelta(days=30))
    donation.refresh_from_db()
    assert not donation.late
