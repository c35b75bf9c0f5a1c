"""Faults on order: the effect is there or not, whatever the caller could see."""

import time
from typing import Any

import pytest
import requests
import stripe

from .control import Control, session_params, tap

KEY: Any = {"idempotency_key": "k"}


def sessions(control: Control) -> int:
    return int(control.state()["objects"].get("checkout.session", 0))


@pytest.mark.parametrize(("fault", "effects"), [("drop_before", 0), ("drop_after", 1)])
def test_a_dropped_connection_before_or_after_the_commit(
    client: stripe.StripeClient, control: Control, fault: str, effects: int
) -> None:
    control.post("faults", path_prefix="/v1/checkout/sessions", method="POST", fault=fault)
    with pytest.raises(stripe.APIConnectionError):
        client.v1.checkout.sessions.create(params=session_params(), options=KEY)
    assert sessions(control) == effects
    client.v1.checkout.sessions.create(params=session_params(), options=KEY)
    assert sessions(control) == 1


@pytest.mark.parametrize(
    ("fault", "error", "effects"),
    [
        ("500", stripe.APIError, 0),
        ("500_after", stripe.APIError, 1),
        ("409", stripe.APIError, 0),
        ("429", stripe.RateLimitError, 0),
    ],
)
def test_an_error_on_order_is_followed_by_one_object(
    client: stripe.StripeClient,
    control: Control,
    fault: str,
    error: type[Exception],
    effects: int,
) -> None:
    control.post("faults", fault=fault)
    with pytest.raises(error):
        client.v1.checkout.sessions.create(params=session_params(), options=KEY)
    assert sessions(control) == effects
    client.v1.checkout.sessions.create(params=session_params(), options=KEY)
    assert sessions(control) == 1


def test_a_fault_strikes_as_often_as_ordered_and_only_its_path(
    client: stripe.StripeClient, control: Control
) -> None:
    control.post("faults", path_prefix="/v1/refunds", method="GET", fault="500", times=2)
    client.v1.checkout.sessions.create(params=session_params())
    for _ in range(2):
        with pytest.raises(stripe.APIError):
            client.v1.refunds.list()
    assert client.v1.refunds.list().data == []


def test_a_delay_comes_before_or_after(client: stripe.StripeClient, control: Control) -> None:
    for fault in ("delay", "delay_after"):
        control.post("faults", fault=fault, seconds=0.3)
        began = time.monotonic()
        client.v1.balance.retrieve()
        assert time.monotonic() - began >= 0.3


def test_a_dropped_pay_page_after_the_payment(
    client: stripe.StripeClient, control: Control
) -> None:
    session = client.v1.checkout.sessions.create(params=session_params())
    control.post("faults", path_prefix="/pay/", method="POST", fault="drop_after")
    with pytest.raises(requests.ConnectionError):
        tap(session, "pay")
    assert client.v1.checkout.sessions.retrieve(session.id).payment_status == "paid"
    assert tap(session, "pay").status_code == 303


def test_faults_can_be_cleared(client: stripe.StripeClient, control: Control) -> None:
    control.post("faults", fault="500", times=100)
    headers = {"Authorization": "Bearer sk_test_sandbox"}
    requests.delete(f"{control.url}/_sandbox/faults", headers=headers, timeout=10)
    client.v1.balance.retrieve()
