"""R12: events are stored once, applied once, tried again while the provider is away."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone

from campaigns.ledger.models import Entry
from campaigns.payments import inbox
from campaigns.payments.gateways.stripe import StripeGateway
from campaigns.payments.models import Donation, EventState, ProviderEvent, Status
from tests.factories import make_donation, make_open_funding

from .checkouts import begin_checkout
from .sandbox.control import Control
from .signed_events import body_of, event_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def donation(gateway: StripeGateway) -> Donation:
    return begin_checkout(make_open_funding(), gateway)


@pytest.fixture
def paid(donation: Donation, bank: Control) -> Donation:
    bank.outcome(str(donation.session_id), "pay")
    return donation


def stored(event: dict[str, Any]) -> ProviderEvent:
    arrival = inbox.store(event=event, body=body_of(event), now=timezone.now())
    return ProviderEvent.objects.get(pk=arrival.event_id)


def apply(event: ProviderEvent, gateway: StripeGateway, *, later: float = 0) -> EventState:
    now = timezone.now() + timedelta(seconds=later)
    state = inbox.apply_event(event_id=event.pk, gateway=gateway, now=now)
    event.refresh_from_db()
    assert event.state == state
    return state


def test_an_event_confirms_the_donation_that_the_provider_says_is_paid(
    paid: Donation, gateway: StripeGateway
) -> None:
    event = stored(event_of(paid))
    assert apply(event, gateway) == EventState.APPLIED
    paid.refresh_from_db()
    assert (paid.status, paid.payment_id is not None) == (Status.CONFIRMED, True)
    assert paid.funding.gifts.counted().count() == 1
    assert event.applied_at is not None


def test_r11_the_events_word_alone_confirms_nothing(
    donation: Donation, gateway: StripeGateway
) -> None:
    event = event_of(donation)
    event["data"]["object"] |= {"status": "complete", "payment_status": "paid"}
    assert apply(stored(event), gateway) == EventState.APPLIED
    donation.refresh_from_db()
    assert donation.status == Status.AWAITING
    assert not Entry.objects.exists()


def test_r12_an_applied_event_is_never_applied_again(
    paid: Donation, gateway: StripeGateway
) -> None:
    event = stored(event_of(paid))
    for _ in range(3):
        assert apply(event, gateway) == EventState.APPLIED
    assert event.attempts == 1
    assert stored(event_of(paid, id=event.event_id)) == event
    assert Entry.objects.count() == 1


def test_r12_many_events_of_one_payment_count_once(paid: Donation, gateway: StripeGateway) -> None:
    types = ("completed", "async_payment_succeeded", "expired", "completed")
    for name in types:
        event = stored(event_of(paid, type=f"checkout.session.{name}"))
        assert apply(event, gateway) == EventState.APPLIED
    assert Entry.objects.count() == 1
    paid.refresh_from_db()
    assert paid.status == Status.CONFIRMED


def test_unknown_types_are_ignored(paid: Donation, gateway: StripeGateway) -> None:
    event = stored(event_of(paid, type="customer.created"))
    assert apply(event, gateway) == EventState.IGNORED
    assert not inbox.pending_events(timezone.now())


@pytest.mark.parametrize("donation_id", [None, "", "7", "not-a-uuid", 7, [], {}])
def test_a_checkout_that_is_not_of_the_platform_is_ignored(
    gateway: StripeGateway, donation_id: Any
) -> None:
    event = event_of()
    event["data"]["object"]["metadata"] = {"donation_id": donation_id}
    assert apply(stored(event), gateway) == EventState.IGNORED


@pytest.mark.parametrize("metadata", [None, [], "donation_id", 7])
def test_metadata_of_another_shape_is_ignored(gateway: StripeGateway, metadata: Any) -> None:
    event = event_of()
    event["data"]["object"]["metadata"] = metadata
    assert apply(stored(event), gateway) == EventState.IGNORED


def test_r11_an_event_that_names_another_donation_is_quarantined(
    paid: Donation, gateway: StripeGateway
) -> None:
    other = begin_checkout(paid.funding, gateway)
    event = event_of(other)
    event["data"]["object"]["id"] = paid.session_id
    assert apply(stored(event), gateway) == EventState.QUARANTINED
    assert not Donation.objects.filter(status=Status.CONFIRMED).exists()


def test_r11_an_amount_that_is_not_the_donations_is_quarantined_and_alerts(
    paid: Donation, gateway: StripeGateway, caplog: pytest.LogCaptureFixture
) -> None:
    Donation.objects.filter(pk=paid.pk).update(amount="24.99")
    event = stored(event_of(paid))
    assert apply(event, gateway) == EventState.QUARANTINED
    assert "amount" in event.error
    assert event.event_id in caplog.text
    assert not Entry.objects.exists()


@pytest.mark.parametrize("session_id", ["cs_test_unknown", "../../v1/refunds", "a b", "x" * 255])
def test_an_object_that_the_provider_does_not_know_is_quarantined(
    donation: Donation, gateway: StripeGateway, session_id: str
) -> None:
    event = event_of(donation)
    event["data"]["object"]["id"] = session_id
    assert apply(stored(event), gateway) == EventState.QUARANTINED


def test_a_donation_that_does_not_exist_is_quarantined(
    paid: Donation, gateway: StripeGateway
) -> None:
    event = event_of(paid)
    event["data"]["object"]["metadata"] = {"donation_id": str(uuid.uuid4())}
    assert apply(stored(event), gateway) == EventState.QUARANTINED


def test_while_the_provider_is_away_the_event_waits_longer_each_time(
    paid: Donation, gateway: StripeGateway, bank: Control
) -> None:
    event = stored(event_of(paid))
    bank.post("faults", fault="500", path_prefix="/v1/checkout", times=6)
    waits = []
    for attempt in (1, 2):
        now = timezone.now()
        assert inbox.apply_event(event_id=event.pk, gateway=gateway, now=now) == EventState.PENDING
        event.refresh_from_db()
        assert event.attempts == attempt
        assert inbox.pending_events(now) == []
        assert inbox.pending_events(event.next_attempt_at) == [event.pk]
        waits.append((event.next_attempt_at - now).total_seconds())
    assert waits == [2, 4]
    assert apply(event, gateway, later=10) == EventState.APPLIED
    assert Entry.objects.count() == 1


def test_an_event_is_given_up_after_many_attempts_and_alerts(
    donation: Donation,
    gateway: StripeGateway,
    bank: Control,
    caplog: pytest.LogCaptureFixture,
) -> None:
    event = stored(event_of(donation))
    ProviderEvent.objects.update(attempts=inbox.MAX_ATTEMPTS - 1)
    bank.post("faults", fault="drop_before", path_prefix="/v1/checkout", times=3)
    assert apply(event, gateway) == EventState.DEAD
    assert inbox.pending_events(timezone.now() + timedelta(days=365)) == []
    assert event.event_id in caplog.text


def test_an_event_that_cannot_be_applied_holds_up_no_other(
    paid: Donation, gateway: StripeGateway, bank: Control
) -> None:
    other = begin_checkout(paid.funding, gateway)
    bank.outcome(str(other.session_id), "pay")
    first, second = stored(event_of(paid)), stored(event_of(other))
    session_id = paid.session_id
    Donation.objects.filter(pk=paid.pk).update(session_id=None)
    make_donation(paid.funding, session_id=session_id)

    call_command("apply_events")

    for event in (first, second):
        event.refresh_from_db()
    assert (first.state, first.attempts) == (EventState.PENDING, 1)
    assert first.error == "IntegrityError"
    assert second.state == EventState.APPLIED
