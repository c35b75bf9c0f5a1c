"""One key, one request, one answer: what makes a lost answer harmless."""

import threading
import time
from typing import Any

import pytest
import requests
import stripe

from .control import Control, paid, session_params

KEY: Any = {"idempotency_key": "d-1:create"}


def test_the_same_key_and_request_give_the_stored_answer(
    client: stripe.StripeClient, control: Control
) -> None:
    first = client.v1.checkout.sessions.create(params=session_params(), options=KEY)
    control.outcome(first.id, "pay")
    again = client.v1.checkout.sessions.create(params=session_params(), options=KEY)
    assert again.id == first.id
    assert again.status == "open"
    assert first.last_response is not None
    assert again.last_response is not None
    assert "Idempotent-Replayed" not in first.last_response.headers
    assert again.last_response.headers["Idempotent-Replayed"] == "true"
    assert (
        again.last_response.headers["Original-Request"]
        == (first.last_response.headers["Request-Id"])
    )
    assert control.state()["objects"]["checkout.session"] == 1


def test_the_same_key_with_another_request_is_refused(client: stripe.StripeClient) -> None:
    client.v1.checkout.sessions.create(params=session_params(), options=KEY)
    with pytest.raises(stripe.IdempotencyError) as refusal:
        client.v1.checkout.sessions.create(params=session_params(3000), options=KEY)
    assert refusal.value.http_status == 400
    with pytest.raises(stripe.IdempotencyError):
        client.v1.refunds.create(params={"payment_intent": "pi_x"}, options=KEY)


def test_a_key_in_use_is_409(client: stripe.StripeClient, control: Control) -> None:
    control.post("faults", path_prefix="/v1/checkout", method="POST", fault="delay", seconds=0.6)
    made: list[Any] = []
    slow = threading.Thread(
        target=lambda: made.append(
            client.v1.checkout.sessions.create(params=session_params(), options=KEY)
        )
    )
    slow.start()
    time.sleep(0.2)
    with pytest.raises(stripe.APIError) as refusal:
        client.v1.checkout.sessions.create(params=session_params(), options=KEY)
    assert refusal.value.http_status == 409
    assert refusal.value.error is not None
    assert refusal.value.error.code == "idempotency_key_in_use"
    slow.join()
    again = client.v1.checkout.sessions.create(params=session_params(), options=KEY)
    assert [session.id for session in made] == [again.id]


def test_refused_parameters_are_not_kept(client: stripe.StripeClient) -> None:
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.checkout.sessions.create(params=session_params(mode="x"), options=KEY)
    assert client.v1.checkout.sessions.create(params=session_params(), options=KEY).id


def test_the_error_of_an_endpoint_is_kept(client: stripe.StripeClient, control: Control) -> None:
    intent = paid(client, control)
    params: Any = {"payment_intent": intent.id, "amount": 2600}
    messages = []
    for _ in range(2):
        with pytest.raises(stripe.InvalidRequestError) as refusal:
            client.v1.refunds.create(params=params, options=KEY)
        messages.append(refusal.value.user_message)
    assert messages[0] == messages[1]
    assert client.v1.refunds.list().data == []


def test_a_stored_500_is_replayed_and_an_unstored_one_is_not(
    client: stripe.StripeClient, control: Control
) -> None:
    control.post("faults", fault="500_stored")
    for _ in range(2):
        with pytest.raises(stripe.APIError):
            client.v1.checkout.sessions.create(params=session_params(), options=KEY)
    control.post("faults", fault="500")
    other: Any = {"idempotency_key": "d-2:create"}
    with pytest.raises(stripe.APIError):
        client.v1.checkout.sessions.create(params=session_params(), options=other)
    assert client.v1.checkout.sessions.create(params=session_params(), options=other).id


def test_keys_are_kept_for_24_hours_of_the_clock(
    client: stripe.StripeClient, control: Control
) -> None:
    first = client.v1.checkout.sessions.create(params=session_params(), options=KEY)
    control.post("clock", advance=24 * 3600 - 10)
    assert client.v1.checkout.sessions.create(params=session_params(), options=KEY).id == first.id
    control.post("clock", advance=20)
    assert client.v1.checkout.sessions.create(params=session_params(), options=KEY).id != first.id


def test_a_key_of_more_than_255_characters_is_refused(client: stripe.StripeClient) -> None:
    options: Any = {"idempotency_key": "k" * 256}
    with pytest.raises(stripe.IdempotencyError):
        client.v1.checkout.sessions.create(params=session_params(), options=options)


def test_the_key_reaches_the_events(client: stripe.StripeClient, control: Control) -> None:
    intent = paid(client, control)
    client.v1.refunds.create(params={"payment_intent": intent.id}, options=KEY)
    event = client.v1.events.list(params={"type": "refund.created"}).data[0]
    assert event.request is not None
    assert event.request.idempotency_key == "d-1:create"
    assert event.request.id is not None
    assert event.request.id.startswith("req_")


def test_a_get_ignores_keys(control: Control) -> None:
    headers = {"Authorization": "Bearer sk_test_sandbox", "Idempotency-Key": "k"}
    for path in ("balance", "charges"):
        assert requests.get(f"{control.url}/v1/{path}", headers=headers, timeout=10).ok
