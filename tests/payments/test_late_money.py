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
