"""R8: closing and settling, with real payment pages at the sandbox."""

from datetime import datetime, timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from campaigns.calls.models import Call
from campaigns.funding.models import Funding, State
from campaigns.payments import closing
from campaigns.payments.gateways.contract import PaymentStatus
from campaigns.payments.gateways.stripe import StripeGateway
from campaigns.payments.models import Donation, Refund, RefundReason, Status
from campaigns.payments.open_pages import REQUEST_GRACE
from campaigns.transparency.audit import audit
from tests.factories import CallFactory, give, make_donation, make_fund, make_open_funding

from .checkouts import begin, begin_checkout, checkout
from .sandbox.control import Control

pytestmark = pytest.mark.django_db

SECOND = timedelta(seconds=1)
DAY = timedelta(days=1)


@pytest.fixture
def call() -> Call:
    call = CallFactory.create()
    make_fund(call)
    return call


@pytest.fixture
def funding(call: Call) -> Funding:
    """Closes in half an hour, with a cost of 1000.00."""
    return make_open_funding(call, closes_at=timezone.now() + timedelta(minutes=30))


def advance(funding: Funding, gateway: StripeGateway, after: timedelta = timedelta(0)) -> State:
    closing.advance(now=funding.closes_at + after, gateway=gateway)
    funding.refresh_from_db()
    assert audit()["ok"]
    return State(funding.state)


def status_of(donation: Donation) -> str:
    donation.refresh_from_db()
    return donation.status


def set_clock(bank: Control, instant: datetime) -> None:
    bank.post("clock", now=instant.timestamp())


def test_open_pages_are_expired_at_the_provider(funding: Funding, gateway: StripeGateway) -> None:
    donation = begin_checkout(funding, gateway, "600.00")
    assert advance(funding, gateway) == State.FAILED
    assert status_of(donation) == Status.EXPIRED
    report = gateway.fetch_checkout(str(donation.session_id))
    assert report.status == PaymentStatus.EXPIRED


def test_a_card_paid_in_time_whose_event_was_lost_counts(
    funding: Funding, gateway: StripeGateway, bank: Control
) -> None:
    donation = begin_checkout(funding, gateway, "600.00")
    set_clock(bank, funding.closes_at - 10 * SECOND)
    bank.outcome(str(donation.session_id), "pay")
    assert advance(funding, gateway, DAY) == State.SUCCEEDED
    assert (status_of(donation), donation.late) == (Status.CONFIRMED, False)
    assert funding.settled_net == 600


def test_a_card_paid_after_the_closing_is_late(
    funding: Funding, gateway: StripeGateway, bank: Control
) -> None:
    donation = begin_checkout(funding, gateway, "600.00")
    set_clock(bank, funding.closes_at + SECOND)
    bank.outcome(str(donation.session_id), "pay")
    assert advance(funding, gateway, DAY) == State.FAILED
    assert (status_of(donation), donation.late) == (Status.CONFIRMED, True)
    assert donation.refunds.get().reason == RefundReason.LATE


@pytest.mark.parametrize(
    ("result", "outcome"), [("succeed", State.SUCCEEDED), ("fail", State.FAILED)]
)
def test_a_slow_method_begun_in_time_is_waited_for(
    funding: Funding, gateway: StripeGateway, bank: Control, result: str, outcome: State
) -> None:
    donation = begin_checkout(funding, gateway, "600.00")
    bank.outcome(str(donation.session_id), "slow_success", slow_seconds=30 * 86_400)
    assert advance(funding, gateway) == State.SETTLING
    assert status_of(donation) == Status.PROCESSING
    assert advance(funding, gateway, 13 * DAY) == State.SETTLING

    bank.post(f"sessions/{donation.session_id}/settle", result=result)
    assert advance(funding, gateway, 13 * DAY + SECOND) == outcome
    assert status_of(donation) == (
        Status.CONFIRMED if outcome == State.SUCCEEDED else Status.FAILED
    )


def test_the_settlement_window_ends_and_what_comes_then_is_given_back(
    funding: Funding, gateway: StripeGateway, bank: Control
) -> None:
    donation = begin_checkout(funding, gateway, "600.00")
    bank.outcome(str(donation.session_id), "slow_success", slow_seconds=30 * 86_400)
    assert advance(funding, gateway, 14 * DAY - SECOND) == State.SETTLING
    assert advance(funding, gateway, 14 * DAY) == State.FAILED

    bank.post(f"sessions/{donation.session_id}/settle", result="succeed")
    call_command("reconcile", stdout=StringIO())
    assert (status_of(donation), donation.late) == (Status.CONFIRMED, True)
    assert Refund.objects.get().amount == 600
    assert advance(funding, gateway, 15 * DAY) == State.FAILED


def test_the_window_is_the_calls(
    call: Call, funding: Funding, gateway: StripeGateway, bank: Control
) -> None:
    Call.objects.update(settlement_days=0)
    donation = begin_checkout(funding, gateway, "600.00")
    bank.outcome(str(donation.session_id), "slow_success")
    assert advance(funding, gateway) == State.FAILED


def test_settling_ends_as_soon_as_nothing_is_awaited(
    funding: Funding, gateway: StripeGateway
) -> None:
    give(funding, "500.00", at=timezone.now())
    assert advance(funding, gateway) == State.SUCCEEDED
    assert funding.settled_at == funding.closes_at


def test_a_campaign_is_not_closed_a_moment_early(funding: Funding, gateway: StripeGateway) -> None:
    assert advance(funding, gateway, -timedelta(microseconds=1)) == State.LIVE


def test_while_the_provider_is_away_the_campaign_keeps_settling(
    funding: Funding, gateway: StripeGateway, bank: Control
) -> None:
    donation = begin_checkout(funding, gateway, "600.00")
    bank.outcome(str(donation.session_id), "pay")
    bank.post("faults", fault="500", path_prefix="/v1/checkout", times=3)
    assert advance(funding, gateway) == State.SETTLING
    assert advance(funding, gateway) == State.SUCCEEDED


def test_a_donation_that_never_asked_for_a_page_ends_with_the_campaign(
    funding: Funding, gateway: StripeGateway
) -> None:
    donation = begin(funding)
    assert advance(funding, gateway) == State.FAILED
    assert status_of(donation) == Status.EXPIRED


def test_a_page_whose_making_was_interrupted_is_found_and_counts(
    funding: Funding, gateway: StripeGateway, bank: Control
) -> None:
    donation = begin_checkout(funding, gateway, "600.00")
    bank.outcome(str(donation.session_id), "pay")
    Donation.objects.update(session_id=None, checkout_url="", status=Status.CREATED)
    assert advance(funding, gateway) == State.SUCCEEDED
    assert status_of(donation) == Status.CONFIRMED


def test_a_request_under_way_at_the_closing_is_waited_for(
    funding: Funding, gateway: StripeGateway
) -> None:
    make_donation(funding, requested_at=funding.closes_at - SECOND)
    assert advance(funding, gateway) == State.SETTLING
    assert advance(funding, gateway, REQUEST_GRACE) == State.FAILED


def test_a_donation_of_another_amount_than_the_provider_says_holds_until_the_window_ends(
    funding: Funding, gateway: StripeGateway, bank: Control
) -> None:
    donation = begin_checkout(funding, gateway, "600.00")
    bank.outcome(str(donation.session_id), "pay")
    Donation.objects.update(amount="700.00")
    assert advance(funding, gateway, DAY) == State.SETTLING
    assert status_of(donation) == Status.AWAITING
    assert advance(funding, gateway, 14 * DAY) == State.FAILED


@pytest.mark.parametrize("state", [State.SCHEDULED, State.LIVE, State.SUSPENDED])
def test_every_campaign_whose_closing_has_come_ends(
    funding: Funding, gateway: StripeGateway, state: State
) -> None:
    Funding.objects.update(state=state)
    assert advance(funding, gateway) == State.FAILED


@pytest.mark.parametrize("state", [State.SUCCEEDED, State.FAILED, State.CANCELLED])
def test_what_has_ended_stays_as_it_is(
    funding: Funding, gateway: StripeGateway, state: State
) -> None:
    Funding.objects.update(state=state, settled_net="500.00")
    assert closing.advance(now=funding.closes_at, gateway=gateway) == closing.Advance([], [], [])


def test_a_campaign_opens_at_its_instant(call: Call, gateway: StripeGateway) -> None:
    funding = make_open_funding(call, state=State.SCHEDULED)
    before = funding.opens_at - timedelta(microseconds=1)
    assert closing.advance(now=before, gateway=gateway).opened == []
    assert closing.advance(now=funding.opens_at, gateway=gateway).opened == [funding.slug]


def test_r7_below_the_threshold_again_at_the_closing_it_fails(
    funding: Funding, gateway: StripeGateway
) -> None:
    give(funding, "500.00", at=timezone.now())
    Funding.objects.update(disputed="0.01")
    closing.advance(now=funding.closes_at, gateway=gateway)
    funding.refresh_from_db()
    assert funding.state == State.FAILED
    assert (funding.commitment.committed, funding.commitment.due) == (0, 0)


def test_the_command_says_what_moved(call: Call, funding: Funding, gateway: StripeGateway) -> None:
    opening = make_open_funding(
        call, state=State.SCHEDULED, opens_at=funding.closes_at, closes_at=funding.closes_at + DAY
    )
    checkout(begin(funding), gateway)
    said = StringIO()
    call_command("close_campaigns", "--now", funding.closes_at.isoformat(), stdout=said)
    assert said.getvalue().splitlines() == [
        f"opened: {opening.slug}",
        f"closed: {funding.slug}",
        f"settled: {funding.slug}",
    ]
