"""What goes wrong with the provider is told for what it is: to be asked again, or refused."""

import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from campaigns.payments.gateways.contract import (
    GatewayBalanceTooLow,
    GatewayError,
    GatewayKeySpent,
    GatewayRefused,
    GatewayUnavailable,
)
from campaigns.payments.gateways.stripe import NETWORK_RETRIES, StripeGateway

from .odd_provider import answering
from .sandbox.control import Control
from .test_gateway import create, make_request

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
OWN_ID = uuid.UUID(int=7)
QUESTIONS: dict[str, Callable[[StripeGateway], Any]] = {
    "create_checkout": lambda gateway: create(gateway, make_request()),
    "fetch_checkout": lambda gateway: gateway.fetch_checkout("cs_1"),
    "find_checkout": lambda gateway: gateway.find_checkout(OWN_ID, since=NOW),
    "expire_checkout": lambda gateway: gateway.expire_checkout("cs_1", key="k"),
    "fetch_payment": lambda gateway: gateway.fetch_payment("pi_1"),
    "refund": lambda gateway: gateway.refund({"payment_intent": "pi_1"}, key="k"),
    "find_refund": lambda gateway: gateway.find_refund(refund_id=OWN_ID, payment_id="pi_1"),
    "fetch_refund": lambda gateway: gateway.fetch_refund("re_1"),
    "refunds_of": lambda gateway: list(gateway.refunds_of("pi_1")),
    "fetch_dispute": lambda gateway: gateway.fetch_dispute("du_1"),
    "balance": lambda gateway: gateway.balance(),
    "payments": lambda gateway: list(gateway.payments(since=NOW)),
    "refunds": lambda gateway: list(gateway.refunds(since=NOW)),
    "disputes": lambda gateway: list(gateway.disputes(since=NOW)),
    "fees": lambda gateway: list(gateway.fees(since=NOW)),
    "events": lambda gateway: list(gateway.events(since=NOW)),
}
NONSENSE: dict[str, Any] = {
    "no JSON": b"<html>Welcome</html>",
    "nothing": b"",
    "null": None,
    "a number": 7,
    "a text": "paid",
    "a list": [1, 2],
    "an empty object": {},
    "a list of numbers": {"object": "list", "data": [1], "has_more": False, "url": "/v1/x"},
    "a list of empty objects": {"object": "list", "data": [{}], "has_more": False, "url": "/v1/x"},
    "a list without members": {"object": "list", "has_more": True},
    "a session of text": {
        **{"object": "checkout.session", "id": 7, "status": "complete", "livemode": "no"},
        **{"payment_status": "paid", "amount_total": "25.00", "currency": 978},
    },
    "a payment of last century's": {
        **{"object": "payment_intent", "id": "pi_1", "amount": 2.5, "created": "1999"},
        **{"status": "succeeded", "latest_charge": 4, "metadata": []},
    },
}


def gateway_at(url: str) -> StripeGateway:
    return StripeGateway(secret_key="sk_test_sandbox", api_base=url, timeout_seconds=2)


@pytest.mark.parametrize("nonsense", NONSENSE)
def test_an_answer_that_makes_no_sense_is_asked_for_again(nonsense: str) -> None:
    with answering(200, NONSENSE[nonsense]) as url:
        troubles = {name: _trouble(question, url) for name, question in QUESTIONS.items()}
    kinds = {name: type(trouble) for name, trouble in troubles.items()}
    assert kinds == dict.fromkeys(QUESTIONS, GatewayUnavailable)


@pytest.mark.parametrize(
    ("status", "error", "kind"),
    [
        (400, {"type": "invalid_request_error", "code": "charge_disputed"}, GatewayRefused),
        (404, {"type": "invalid_request_error", "code": "resource_missing"}, GatewayRefused),
        (400, {"type": "idempotency_error"}, GatewayRefused),
        (409, {"type": "idempotency_error", "code": "idempotency_key_in_use"}, GatewayUnavailable),
        (400, {"type": "idempotency_error", "code": "idempotency_key_in_use"}, GatewayUnavailable),
        (429, {"type": "invalid_request_error", "code": "rate_limit"}, GatewayUnavailable),
        (429, {"type": "invalid_request_error", "code": "lock_timeout"}, GatewayUnavailable),
        (401, {"type": "invalid_request_error"}, GatewayUnavailable),
        (403, {"type": "invalid_request_error"}, GatewayUnavailable),
        (403, "Forbidden by the proxy", GatewayUnavailable),
        (404, None, GatewayUnavailable),
        (302, None, GatewayUnavailable),
    ],
)
def test_a_refusal_is_told_from_a_passing_trouble(
    status: int, error: Any, kind: type[GatewayError]
) -> None:
    body = {"error": error} if error else {}
    with answering(status, body, Stripe_Should_Retry="false") as url:
        troubles = {name: _trouble(question, url) for name, question in QUESTIONS.items()}
    assert {name: type(trouble) for name, trouble in troubles.items()} == dict.fromkeys(
        QUESTIONS, kind
    )
    if kind is GatewayRefused:
        codes = {getattr(trouble, "code", None) for trouble in troubles.values()}
        assert codes == {error.get("code") or error["type"]}


@pytest.mark.parametrize("replayed", ["true", "false"])
def test_a_failure_that_the_provider_stored_has_spent_its_key(replayed: str) -> None:
    headers = {"Stripe_Should_Retry": "false", "Idempotent_Replayed": replayed}
    error = {"error": {"type": "api_error"}}
    with answering(500, error, **headers) as url, pytest.raises(GatewayUnavailable) as trouble:
        QUESTIONS["refund"](gateway_at(url))
    kind = GatewayKeySpent if replayed == "true" else GatewayUnavailable
    assert type(trouble.value) is kind


@pytest.mark.parametrize("code", ["balance_insufficient", "insufficient_funds"])
def test_a_refund_that_lacks_the_money_waits_for_it(code: str) -> None:
    error = {"error": {"type": "invalid_request_error", "code": code}}
    with answering(400, error) as url, pytest.raises(GatewayBalanceTooLow):
        QUESTIONS["refund"](gateway_at(url))


@pytest.mark.parametrize("fault", ["drop_before", "drop_after", "500", "500_after", "409", "429"])
def test_a_passing_trouble_may_be_sent_again(
    gateway: StripeGateway, bank: Control, fault: str
) -> None:
    request = make_request()
    times = 1 if fault == "429" else NETWORK_RETRIES + 1
    bank.post("faults", fault=fault, times=times, path_prefix="/v1/checkout")
    with pytest.raises(GatewayUnavailable):
        create(gateway, request)
    assert create(gateway, request).url


@pytest.mark.parametrize("fault", ["delay", "delay_after"])
def test_an_answer_that_does_not_come_in_time_may_be_asked_for_again(
    payment_sandbox: Any, bank: Control, fault: str
) -> None:
    hasty = StripeGateway(
        secret_key="sk_test_sandbox", api_base=payment_sandbox.url, timeout_seconds=0.2
    )
    request = make_request()
    bank.post("faults", fault=fault, times=3, seconds=0.4, path_prefix="/v1/checkout")
    with pytest.raises(GatewayUnavailable):
        create(hasty, request)
    assert create(gateway_at(payment_sandbox.url), request).url
    assert bank.state()["objects"]["checkout.session"] == 1


def test_a_provider_that_is_not_there_is_unavailable() -> None:
    with pytest.raises(GatewayUnavailable):
        gateway_at("http://127.0.0.1:9").fetch_checkout("cs_test_1")


def test_what_the_provider_does_not_know_or_take_is_refused(gateway: StripeGateway) -> None:
    params = gateway.refund_params(
        refund_id=uuid.uuid4(), payment_id="pi_no", amount=Decimal("1.00")
    )
    for act in (
        lambda: gateway.fetch_checkout("cs_test_unknown"),
        lambda: gateway.refund(params, key="k"),
        lambda: create(gateway, make_request(amount=Decimal("0.10"))),
    ):
        with pytest.raises(GatewayRefused):
            act()


def test_a_key_used_for_another_request_is_refused(gateway: StripeGateway) -> None:
    request = make_request()
    create(gateway, request)
    other = gateway.checkout_params(make_request())
    with pytest.raises(GatewayRefused) as refusal:
        gateway.create_checkout(other, key=str(request.donation_id))
    assert refusal.value.code == "idempotency_error"


def test_a_wrong_key_of_ours_refuses_no_request_and_is_not_told(payment_sandbox: Any) -> None:
    """With the right key the same request is good: nothing is owed or quarantined for it."""
    gateway = StripeGateway(secret_key="sk_test_wrong", api_base=payment_sandbox.url)
    with pytest.raises(GatewayUnavailable) as trouble:
        gateway.fetch_checkout("cs_test_1")
    assert "sk_test" not in str(trouble.value)


def _trouble(question: Callable[[StripeGateway], Any], url: str) -> Exception | None:
    try:
        question(gateway_at(url))
    except Exception as error:
        return error
    return None
