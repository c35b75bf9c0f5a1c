"""R8 in bad weather: a campaign's trouble is its own; settling ends on the provider's word."""

from datetime import timedelta
from functools import partial
from io import StringIO

import pytest
import requests
from django.core.management import CommandError, call_command
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django import Settings

from campaigns.calls.models import Call
from campaigns.cofinancing.models import Commitment, Fund
from campaigns.funding.models import Funding, State
from campaigns.payments import alerts, closing, open_pages
from campaigns.payments.gateways.contract import PaymentStatus
from campaigns.payments.gateways.stripe import StripeGateway
from campaigns.payments.models import Donation, Status
from campaigns.payments.sandbox.server import Sandbox
from campaigns.payments.sandbox.settings import DEFAULT_API_KEY
from campaigns.payments.tasks import every_minute
from campaigns.transparency.audit import audit
from tests.concurrency import at_once
from tests.factories import CallFactory, give, make_donation, make_fund, make_open_funding

from .checkouts import begin_checkout
from .sandbox.control import Control

SECOND = timedelta(seconds=1)
DAY = timedelta(days=1)


def closes_soon(call: Call | None = None, **terms: object) -> Funding:
    """A campaign of 1000.00 that closes in half an hour."""
    if call is None:
        call = CallFactory.create()
        make_fund(call)
    return make_open_funding(call, closes_at=timezone.now() + timedelta(minutes=30), **terms)


def state_of(funding: Funding) -> State:
    return State(Funding.objects.get(pk=funding.pk).state)


def silence(bank: Control, donation: Donation) -> None:
    """The provider answers nothing about one payment page any more."""
    path = f"/v1/checkout/sessions/{donation.session_id}"
    bank.post("faults", fault="500", path_prefix=path, times=1000)


def answer_again(bank: Control) -> None:
    headers = {"Authorization": f"Bearer {DEFAULT_API_KEY}"}
    requests.delete(f"{bank.url}/_sandbox/faults", headers=headers, timeout=10).raise_for_status()


@pytest.fixture
def stuck(db: None) -> Funding:
    """A campaign whose fund was tampered with: the database refuses its end."""
    funding = closes_soon(title="Inceppata")
    give(funding, "500.00", at=timezone.now())
    Fund.objects.filter(call=funding.call).update(reserved=0)
    return funding


@pytest.mark.django_db
def test_a_campaign_that_cannot_be_moved_does_not_hold_up_the_others(
    stuck: Funding, gateway: StripeGateway, caplog: pytest.LogCaptureFixture
) -> None:
    other = closes_soon(opens_at=stuck.opens_at + DAY)
    now = max(stuck.closes_at, other.closes_at)
    moved = closing.advance(now=now, gateway=gateway)

    assert sorted(moved.closed) == sorted([stuck.slug, other.slug])
    assert (moved.settled, moved.undone) == ([other.slug], [stuck.slug])
    assert (state_of(stuck), state_of(other)) == (State.SETTLING, State.FAILED)
    assert stuck.slug in caplog.text

    Fund.objects.filter(call=stuck.call).update(reserved=500)
    again = closing.advance(now=now, gateway=gateway)
    assert (again.settled, again.undone) == ([stuck.slug], [])
    assert audit()["ok"]


@pytest.mark.django_db
def test_the_staff_are_told_of_a_campaign_that_the_clock_cannot_move(
    stuck: Funding, payment_sandbox: Sandbox, settings: Settings
) -> None:
    settings.ALERT_EMAILS = ["finance@example.org"]
    every_minute(timestamp=int((stuck.closes_at + SECOND).timestamp()))
    told = ProcrastinateJob.objects.get(task_name=alerts.TASK).args
    assert (told["key"], stuck.slug in told["text"]) == (f"campaign:{stuck.slug}", True)


@pytest.mark.django_db
def test_a_campaign_whose_provider_call_fails_does_not_hold_up_the_others(
    gateway: StripeGateway, bank: Control
) -> None:
    mute, other = closes_soon(), closes_soon()
    silence(bank, begin_checkout(mute, gateway))
    donation = begin_checkout(other, gateway)
    moved = closing.advance(now=other.closes_at, gateway=gateway)

    assert (moved.settled, moved.undone) == ([other.slug], [mute.slug])
    donation.refresh_from_db()
    assert donation.status == Status.EXPIRED

    answer_again(bank)
    assert closing.advance(now=other.closes_at, gateway=gateway).settled == [mute.slug]


@pytest.mark.django_db
def test_the_command_names_what_it_could_not_do_and_fails(
    stuck: Funding, gateway: StripeGateway
) -> None:
    said = StringIO()
    with pytest.raises(CommandError, match=stuck.slug):
        call_command("close_campaigns", "--now", stuck.closes_at.isoformat(), stdout=said)
    assert said.getvalue().splitlines() == ["opened: -", f"closed: {stuck.slug}", "settled: -"]


@pytest.mark.django_db
@pytest.mark.parametrize("days", [0, 14])
def test_r8_with_the_provider_away_nothing_ends_even_after_the_window(
    gateway: StripeGateway, bank: Control, days: int
) -> None:
    funding = closes_soon()
    Call.objects.update(settlement_days=days)
    paid = begin_checkout(funding, gateway, "600.00")
    bank.outcome(str(paid.session_id), "pay")
    silence(bank, paid)
    after = funding.closes_at + 20 * DAY
    assert closing.advance(now=after, gateway=gateway).undone == [funding.slug]
    assert state_of(funding) == State.SETTLING

    answer_again(bank)
    assert closing.advance(now=after, gateway=gateway).settled == [funding.slug]
    paid.refresh_from_db()
    assert (paid.status, paid.late) == (Status.CONFIRMED, False)
    assert state_of(funding) == State.SUCCEEDED
    assert audit()["ok"]


@pytest.mark.django_db
def test_r8_a_slow_payment_is_cut_off_by_the_window_only_on_the_providers_word(
    gateway: StripeGateway, bank: Control
) -> None:
    funding = closes_soon()
    slow = begin_checkout(funding, gateway, "600.00")
    bank.outcome(str(slow.session_id), "slow_success", slow_seconds=30 * 86_400)
    closing.advance(now=funding.closes_at, gateway=gateway)
    after = funding.closes_at + 14 * DAY
    silence(bank, slow)
    assert closing.advance(now=after, gateway=gateway).undone == [funding.slug]
    bank.post(f"sessions/{slow.session_id}/settle", result="succeed")
    answer_again(bank)

    assert closing.advance(now=after, gateway=gateway).settled == [funding.slug]
    slow.refresh_from_db()
    assert (slow.status, slow.late) == (Status.CONFIRMED, False)
    assert state_of(funding) == State.SUCCEEDED


@pytest.mark.django_db
def test_a_silent_provider_is_not_asked_about_everybody(
    gateway: StripeGateway, bank: Control
) -> None:
    funding = closes_soon()
    for _ in range(open_pages.TROUBLES_BORNE + 2):
        begin_checkout(funding, gateway)
    bank.post("faults", fault="500", path_prefix="/v1/checkout", times=1000)
    closing.advance(now=funding.closes_at, gateway=gateway)
    left = bank.state()["faults"][0]["times"]
    attempts_of_one_call = 3
    assert 1000 - left == open_pages.TROUBLES_BORNE * attempts_of_one_call


@pytest.mark.django_db
def test_a_page_asked_for_while_its_campaign_closes_is_not_forgotten(
    gateway: StripeGateway,
) -> None:
    """The donation was seen without a request, which was committed before it could be ended."""
    funding = closes_soon()
    seen = make_donation(funding)
    Donation.objects.filter(pk=seen.pk).update(requested_at=funding.closes_at - SECOND)
    open_pages._expire_unsent(seen)
    seen.refresh_from_db()
    assert seen.status == Status.CREATED
    assert closing.advance(now=funding.closes_at, gateway=gateway).settled == []


@pytest.mark.committed
def test_r8_two_schedulers_with_real_pages_make_one_outcome(
    committed_db: str, payment_sandbox: Sandbox, gateway: StripeGateway, bank: Control
) -> None:
    call = CallFactory.create()
    make_fund(call, "600.00")
    reached, short = closes_soon(call), closes_soon(call)
    paid = begin_checkout(reached, gateway, "500.00")
    abandoned = begin_checkout(short, gateway, "500.00")
    bank.outcome(str(paid.session_id), "pay")
    now = max(reached.closes_at, short.closes_at)

    ended = at_once([partial(closing.advance, now=now, gateway=gateway)] * 4)

    for verb in ("closed", "settled"):
        slugs = [slug for moved in ended for slug in getattr(moved, verb)]
        assert sorted(slugs) == sorted([reached.slug, short.slug])
    assert [moved.undone for moved in ended] == [[]] * 4
    assert (state_of(reached), state_of(short)) == (State.SUCCEEDED, State.FAILED)
    assert Commitment.objects.get(funding=reached).granted == 500
    abandoned.refresh_from_db()
    assert abandoned.status == Status.EXPIRED
    page = gateway.fetch_checkout(str(abandoned.session_id))
    assert page.status == PaymentStatus.EXPIRED
    assert audit()["ok"]
