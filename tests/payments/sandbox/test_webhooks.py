"""Events reach the platform: signed, at once, again after a failure, in the order on demand."""

import time

import stripe

from campaigns.payments.sandbox.server import Sandbox
from campaigns.payments.sandbox.settings import Settings

from .conftest import connect
from .control import Control, paid, session_params
from .receiver import Receiver, eventually

PAID = {
    "payment_intent.created",
    "charge.succeeded",
    "payment_intent.succeeded",
    "checkout.session.completed",
}


def test_a_signed_event_arrives_at_once(
    client: stripe.StripeClient, control: Control, receiver: Receiver
) -> None:
    session = client.v1.checkout.sessions.create(params=session_params())
    began = time.monotonic()
    control.outcome(session.id, "pay")
    eventually(lambda: set(receiver.types) == PAID)
    assert min(receiver.times) - began < 1
    event = next(event for event in receiver.events if event.type == "checkout.session.completed")
    assert event.data.object.id == session.id
    assert event.data.object.payment_status == "paid"
    assert event.api_version == "2026-10-28.endive"
    assert event.livemode is False
    eventually(lambda: client.v1.events.retrieve(event.id).pending_webhooks == 0)


def test_an_event_is_sent_again_until_it_is_taken(
    client: stripe.StripeClient, receiver: Receiver
) -> None:
    receiver.answers = [500, 400]
    session = client.v1.checkout.sessions.create(params=session_params())
    client.v1.checkout.sessions.expire(session.id)
    undelivered = client.v1.events.list(params={"delivery_success": False})
    assert len(undelivered.data) == 1
    eventually(lambda: len(receiver.events) == 3, seconds=8)
    assert len({event.id for event in receiver.events}) == 1
    first, second, third = receiver.times
    assert 0.9 < second - first < 2.5
    assert 1.9 < third - second < 3.5
    eventually(lambda: client.v1.events.list(params={"delivery_success": False}).data == [])


def test_undelivered_events_survive_a_restart(settings: Settings, receiver: Receiver) -> None:
    receiver.answers = [503]
    first = Sandbox(settings).start()
    client = connect(first.url)
    session = client.v1.checkout.sessions.create(params=session_params())
    client.v1.checkout.sessions.expire(session.id)
    eventually(lambda: len(receiver.events) == 1)
    first.stop()
    second = Sandbox(settings).start()
    try:
        eventually(lambda: len(receiver.events) == 2)
        assert connect(second.url).v1.checkout.sessions.retrieve(session.id).status == "expired"
    finally:
        second.stop()


def test_held_events_wait_for_flush(
    client: stripe.StripeClient, control: Control, receiver: Receiver
) -> None:
    control.post("webhooks", mode="hold")
    paid(client, control)
    time.sleep(0.4)
    assert receiver.events == []
    deliveries = control.post("webhooks/flush")["deliveries"]
    assert [delivery["status"] for delivery in deliveries] == [200] * 4
    assert set(receiver.types) == PAID
    assert control.post("webhooks/flush")["deliveries"] == []


def test_reverse_starts_with_the_newest(
    client: stripe.StripeClient, control: Control, receiver: Receiver
) -> None:
    control.post("webhooks", mode="reverse")
    paid(client, control)
    control.post("webhooks/flush")
    assert receiver.types == [
        "checkout.session.completed",
        "payment_intent.succeeded",
        "charge.succeeded",
        "payment_intent.created",
    ]


def test_double_sends_each_twice(
    client: stripe.StripeClient, control: Control, receiver: Receiver
) -> None:
    control.post("webhooks", mode="double")
    paid(client, control)
    eventually(lambda: len(receiver.events) == 8)
    assert len({event.id for event in receiver.events}) == 4


def test_dropped_events_are_lost_but_can_be_listed(
    client: stripe.StripeClient, control: Control, receiver: Receiver
) -> None:
    control.post("webhooks", mode="drop")
    paid(client, control)
    eventually(lambda: control.state()["deliveries"] == {"dropped": 4})
    control.post("webhooks", mode="normal")
    assert control.post("webhooks/flush")["deliveries"] == []
    assert receiver.events == []
    assert {event.type for event in client.v1.events.list().data} == PAID


def test_events_are_listed_by_type(client: stripe.StripeClient, control: Control) -> None:
    paid(client, control)
    by_pattern = client.v1.events.list(params={"type": "payment_intent.*"}).data
    assert [event.type for event in by_pattern] == [
        "payment_intent.succeeded",
        "payment_intent.created",
    ]
    types = ["charge.succeeded", "checkout.session.completed"]
    assert len(client.v1.events.list(params={"types": types}).data) == 2


def test_an_event_keeps_the_object_as_it_was(client: stripe.StripeClient, control: Control) -> None:
    intent = paid(client, control)
    client.v1.refunds.create(params={"payment_intent": intent.id})
    event = client.v1.events.list(params={"type": "charge.succeeded"}).data[0]
    assert event.data.object["amount_refunded"] == 0
