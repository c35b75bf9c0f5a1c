"""R10, section 5: while a campaign is suspended no page is open and no money counts."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from campaigns.funding.models import Funding, State
from campaigns.payments import campaign_acts, closing
from campaigns.payments.confirmation import apply_report
from campaigns.payments.donations import DonationRefused
from campaigns.payments.gateways.contract import PaymentStatus
from campaigns.payments.gateways.stripe import StripeGateway
from campaigns.payments.models import Donation, RefundReason, Status
from campaigns.transparency.audit import audit
from tests.factories import (
    NOW,
    CallFactory,
    give,
    make_donation,
    make_fund,
    make_funding,
    make_open_funding,
    make_report,
)

from .acts import document
from .checkouts import begin, begin_checkout, checkout
from .sandbox.control import Control

pytestmark = pytest.mark.django_db

SECOND = timedelta(seconds=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@pytest.fixture
def funding() -> Funding:
    """Live around ``NOW``, with a threshold of 500.00."""
    call = CallFactory.create()
    make_fund(call)
    return make_funding(call)


@pytest.fixture
def open_funding() -> Funding:
    """Live at the present, for real payment pages."""
    call = CallFactory.create()
    make_fund(call)
    return make_open_funding(call)


def suspend(funding: Funding, at: datetime) -> None:
    campaign_acts.suspend(funding_id=funding.pk, document=document(), now=at)


def resume(funding: Funding, at: datetime) -> None:
    campaign_acts.resume(funding_id=funding.pk, document=document(), now=at)


def cancel(funding: Funding, at: datetime) -> None:
    campaign_acts.cancel(funding_id=funding.pk, document=document(), now=at)


def is_late(donation: Donation) -> bool:
    donation.refresh_from_db()
    assert donation.status == Status.CONFIRMED
    assert audit()["ok"]
    if donation.late:
        assert donation.refunds.get().reason == RefundReason.LATE
    return donation.late


@pytest.mark.parametrize(
    ("paid_after", "late"),
    [
        (-SECOND, False),
        (0 * SECOND, True),
        (HOUR, True),
        (2 * HOUR - SECOND, True),
        (2 * HOUR, False),
        (3 * HOUR, False),
    ],
    ids=["before", "at-the-act", "during", "to-the-end", "at-the-resumption", "after"],
)
def test_r10_money_paid_while_suspended_is_late(
    funding: Funding, paid_after: timedelta, late: bool
) -> None:
    """Whenever we hear of it: all is told after the resumption."""
    suspend(funding, NOW)
    resume(funding, NOW + 2 * HOUR)
    donation = make_donation(funding, "600.00")
    told = make_report(donation, paid_at=NOW + paid_after)
    apply_report(donation_id=donation.pk, report=told, now=NOW + 4 * HOUR)
    assert is_late(donation) is late


def test_r10_money_paid_before_the_suspension_counts_while_it_lasts(funding: Funding) -> None:
    suspend(funding, NOW)
    donation = make_donation(funding, "600.00")
    told = make_report(donation, paid_at=NOW - SECOND)
    apply_report(donation_id=donation.pk, report=told, now=NOW + HOUR)
    assert not is_late(donation)
    funding.refresh_from_db()
    assert (funding.state, funding.commitment.reserved) == (State.SUSPENDED, 500)


def test_r10_each_of_two_suspensions_makes_money_late(funding: Funding) -> None:
    for hours in (0, 10):
        suspend(funding, NOW + hours * HOUR)
        resume(funding, NOW + (hours + 2) * HOUR)
    late = [is_late(give(funding, at=NOW + hours * HOUR)) for hours in (1, 5, 11, 13)]
    assert late == [True, False, True, False]


@pytest.mark.parametrize("began_after", [-SECOND, SECOND])
def test_r10_a_slow_payment_counts_if_it_began_before_the_suspension(
    funding: Funding, began_after: timedelta
) -> None:
    suspend(funding, NOW)
    donation = make_donation(funding, "600.00")
    for status in (PaymentStatus.PROCESSING, PaymentStatus.PAID):
        told = make_report(donation, status=status, paid_at=NOW + began_after)
        apply_report(donation_id=donation.pk, report=told, now=NOW + 5 * DAY)
    assert is_late(donation) is (began_after > timedelta(0))


@pytest.mark.parametrize(
    ("night", "hour", "late"),
    [
        # The clocks go forward at 2: the suspension lasts one hour, from 00:30 to 01:30 UTC.
        (date(2026, 3, 29), -1, False),
        (date(2026, 3, 29), 0, True),
        (date(2026, 3, 29), 1, False),
        # They go back at 3: it lasts three hours, from 23:30 to 02:30 UTC.
        (date(2026, 10, 25), -2, False),
        (date(2026, 10, 25), -1, True),
        (date(2026, 10, 25), 0, True),
        (date(2026, 10, 25), 1, True),
        (date(2026, 10, 25), 2, False),
    ],
)
def test_r10_a_suspension_over_a_night_when_the_clock_changes(
    night: date, hour: int, late: bool
) -> None:
    """Suspended from 1:30 to 3:30 in Rome; paid at a quarter to an hour of UTC."""
    rome = timezone.get_default_timezone()
    funding = make_funding(
        opens_at=datetime(2026, 1, 1, tzinfo=UTC), closes_at=datetime(2026, 12, 1, tzinfo=UTC)
    )
    suspend(funding, datetime(night.year, night.month, night.day, 1, 30, tzinfo=rome))
    resume(funding, datetime(night.year, night.month, night.day, 3, 30, tzinfo=rome))
    paid_at = datetime(night.year, night.month, night.day, 0, 45, tzinfo=UTC) + hour * HOUR
    assert is_late(give(funding, at=paid_at)) is late


def test_open_pages_of_a_suspended_campaign_are_closed(
    open_funding: Funding, gateway: StripeGateway, bank: Control
) -> None:
    donation = begin_checkout(open_funding, gateway, "600.00")
    slow = begin_checkout(open_funding, gateway, "600.00")
    bank.outcome(str(slow.session_id), "slow_success", slow_seconds=30 * 86_400)
    unsent = begin(open_funding)
    suspend(open_funding, timezone.now())
    assert closing.advance(now=timezone.now(), gateway=gateway).undone == []

    statuses = dict(Donation.objects.values_list("pk", "status"))
    assert statuses[donation.pk] == Status.EXPIRED
    assert statuses[slow.pk] == Status.PROCESSING
    assert statuses[unsent.pk] == Status.CREATED
    page = gateway.fetch_checkout(str(donation.session_id))
    assert page.status == PaymentStatus.EXPIRED


def test_whoever_was_on_the_payment_page_can_give_once_it_is_resumed(
    open_funding: Funding, gateway: StripeGateway
) -> None:
    donation = begin_checkout(open_funding, gateway)
    suspend(open_funding, timezone.now())
    closing.advance(now=timezone.now(), gateway=gateway)
    with pytest.raises(DonationRefused):
        checkout(donation, gateway)
    resume(open_funding, timezone.now())
    again = checkout(donation, gateway)
    assert (again.status, again.attempt) == (Status.AWAITING, 2)
    assert again.session_id != donation.session_id


def test_a_page_paid_before_the_suspension_is_found_and_counts(
    open_funding: Funding, gateway: StripeGateway, bank: Control
) -> None:
    donation = begin_checkout(open_funding, gateway, "600.00")
    bank.outcome(str(donation.session_id), "pay")
    suspend(open_funding, timezone.now() + 2 * SECOND)
    closing.advance(now=timezone.now() + 2 * SECOND, gateway=gateway)
    assert not is_late(donation)


def test_pages_that_cannot_be_closed_are_tried_at_the_next_turn(
    open_funding: Funding, gateway: StripeGateway, bank: Control
) -> None:
    donation = begin_checkout(open_funding, gateway)
    suspend(open_funding, timezone.now())
    bank.post("faults", fault="500", path_prefix="/v1/checkout", times=3)
    assert closing.advance(now=timezone.now(), gateway=gateway).undone == [open_funding.slug]
    assert closing.advance(now=timezone.now(), gateway=gateway).undone == []
    donation.refresh_from_db()
    assert donation.status == Status.EXPIRED


def test_open_pages_of_a_cancelled_campaign_are_closed_and_what_was_unsent_ends(
    open_funding: Funding, gateway: StripeGateway
) -> None:
    donation, unsent = begin_checkout(open_funding, gateway), begin(open_funding)
    cancel(open_funding, timezone.now())
    closing.advance(now=timezone.now(), gateway=gateway)
    assert set(Donation.objects.values_list("status", flat=True)) == {Status.EXPIRED}
    page = gateway.fetch_checkout(str(donation.session_id))
    assert page.status == PaymentStatus.EXPIRED
    assert unsent.session_id is None


def test_r10_a_slow_payment_of_a_cancelled_campaign_is_late_when_it_comes(
    open_funding: Funding, gateway: StripeGateway, bank: Control
) -> None:
    donation = begin_checkout(open_funding, gateway, "600.00")
    bank.outcome(str(donation.session_id), "slow_success", slow_seconds=30 * 86_400)
    report = gateway.fetch_checkout(str(donation.session_id))
    apply_report(donation_id=donation.pk, report=report, now=timezone.now())
    cancel(open_funding, timezone.now())
    closing.advance(now=timezone.now(), gateway=gateway)
    donation.refresh_from_db()
    assert donation.status == Status.PROCESSING

    bank.post(f"sessions/{donation.session_id}/settle", result="succeed")
    report = gateway.fetch_checkout(str(donation.session_id))
    apply_report(donation_id=donation.pk, report=report, now=timezone.now())
    assert is_late(donation)


def test_a_campaign_that_closes_while_suspended_ends_with_what_it_has(
    open_funding: Funding, gateway: StripeGateway
) -> None:
    give(open_funding, "500.00", at=timezone.now() - HOUR)
    suspend(open_funding, timezone.now())
    moved = closing.advance(now=open_funding.closes_at, gateway=gateway)
    assert moved.settled == [open_funding.slug]
    open_funding.refresh_from_db()
    assert (open_funding.state, open_funding.commitment.granted) == (State.SUCCEEDED, 500)
    assert audit()["ok"]
