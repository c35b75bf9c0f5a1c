"""The wire format by itself, and that the sandbox knows nothing that Stripe does not."""

from typing import Any

import pytest
import requests
import stripe
from stripe import params as stripe_params

from campaigns.payments.sandbox import schemas
from campaigns.payments.sandbox.params import List, Object
from campaigns.payments.sandbox.wire import ParameterError, decode_form

from .control import Control, paid, session_params

KEY = {"Authorization": "Bearer sk_test_sandbox"}


@pytest.mark.parametrize(
    ("text", "decoded"),
    [
        (b"", {}),
        (b"a=1&b=", {"a": "1", "b": ""}),
        (b"a[b][c]=1&a[b][d]=2", {"a": {"b": {"c": "1", "d": "2"}}}),
        (b"a[0]=x&a[1]=y", {"a": {"0": "x", "1": "y"}}),
        (b"a[]=x&a[]=y", {"a": {"0": "x", "1": "y"}}),
        (b"expand%5B0%5D=x", {"expand": {"0": "x"}}),
        (b"a=caff%C3%A8+nero", {"a": "caffè nero"}),
    ],
)
def test_forms_are_decoded(text: bytes, decoded: dict[str, Any]) -> None:
    assert decode_form(text) == decoded


@pytest.mark.parametrize(
    "text", [b"a[b=1", b"[a]=1", b"a]=1", b"a=1&a[b]=2", b"a[b]=1&a=2", b"a=%ff", b"\xff=1"]
)
def test_malformed_forms_are_refused(text: bytes) -> None:
    with pytest.raises(ParameterError):
        decode_form(text)


def test_a_list_keeps_its_order_beyond_ten() -> None:
    form = "&".join(f"expand[{n}]=v{n}" for n in reversed(range(12)))
    value = schemas.RETRIEVE.parse(decode_form(form.encode()))
    assert value["expand"] == [f"v{n}" for n in range(12)]


def test_an_unknown_address_is_404_and_a_json_body_400(control: Control) -> None:
    unknown = requests.get(f"{control.url}/v1/customers", headers=KEY, timeout=10)
    assert (unknown.status_code, "Unrecognized" in unknown.text) == (404, True)
    body = requests.post(
        f"{control.url}/v1/refunds", json={"charge": "ch_x"}, headers=KEY, timeout=10
    )
    assert body.status_code == 400
    assert body.headers["Request-Id"].startswith("req_")


def test_basic_authentication_works_too(control: Control) -> None:
    url = f"{control.url}/v1/balance"
    assert requests.get(url, auth=("sk_test_sandbox", ""), timeout=10).ok
    assert requests.get(url, timeout=10).status_code == 401
    assert requests.get(url, auth=("chiàve", ""), timeout=10).status_code == 401


@pytest.mark.parametrize(
    ("schema", "known"),
    [
        (schemas.CREATE_SESSION, stripe_params.checkout.SessionCreateParams),
        (schemas.LIST_SESSIONS, stripe_params.checkout.SessionListParams),
        (
            schemas.PAYMENT_INTENT_DATA,
            stripe_params.checkout.SessionCreateParamsPaymentIntentData,
        ),
        (schemas.LINE_ITEM, stripe_params.checkout.SessionCreateParamsLineItem),
        (schemas.PRICE, stripe_params.checkout.SessionCreateParamsLineItemPriceData),
        (schemas.PRODUCT, stripe_params.checkout.SessionCreateParamsLineItemPriceDataProductData),
        (schemas.CREATE_REFUND, stripe_params.RefundCreateParams),
        (schemas.LIST_REFUNDS, stripe_params.RefundListParams),
        (schemas.LIST_CHARGES, stripe_params.ChargeListParams),
        (schemas.LIST_DISPUTES, stripe_params.DisputeListParams),
        (schemas.LIST_EVENTS, stripe_params.EventListParams),
        (schemas.LIST_PAYMENT_INTENTS, stripe_params.PaymentIntentListParams),
        (schemas.LIST_BALANCE_TRANSACTIONS, stripe_params.BalanceTransactionListParams),
    ],
)
def test_no_parameter_is_taken_that_the_sdk_does_not_have(schema: Object, known: Any) -> None:
    assert set(schema.fields) <= set(known.__annotations__)


def test_payment_methods_are_the_sdks() -> None:
    fields = stripe_params.checkout.SessionCreateParams.__annotations__
    hints = repr(fields["allowed_payment_method_types"])
    kind = schemas.CREATE_SESSION.fields["allowed_payment_method_types"]
    assert isinstance(kind, List)
    assert all(f"'{method}'" in hints for method in schemas.PAYMENT_METHODS), hints


def test_no_field_is_answered_that_the_sdk_does_not_have(
    client: stripe.StripeClient, control: Control
) -> None:
    session = client.v1.checkout.sessions.create(params=session_params())
    intent = paid(client, control)
    client.v1.refunds.create(params={"payment_intent": intent.id, "amount": 500})
    control.post(f"charges/{intent.latest_charge.id}/dispute", amount=500)
    answers: list[tuple[Any, Any]] = [
        (session, stripe.checkout.Session),
        (client.v1.payment_intents.list().data[0], stripe.PaymentIntent),
        (client.v1.charges.list().data[0], stripe.Charge),
        (client.v1.refunds.list().data[0], stripe.Refund),
        (client.v1.disputes.list().data[0], stripe.Dispute),
        (client.v1.balance_transactions.list().data[0], stripe.BalanceTransaction),
        (client.v1.events.list().data[0], stripe.Event),
        (client.v1.balance.retrieve(), stripe.Balance),
    ]
    for answer, kind in answers:
        assert isinstance(answer, kind)
        assert set(answer.to_dict()) <= set(kind.__annotations__), kind


def test_control_endpoints_need_the_key_and_check_what_they_are_told(control: Control) -> None:
    assert requests.post(f"{control.url}/_sandbox/reset", timeout=10).status_code == 401
    assert control.try_post("clock", now="noon").status_code == 400
    assert control.try_post("clock", when=1).status_code == 400
    assert control.try_post("faults", fault="fire").status_code == 400
    assert control.try_post("webhooks", mode="loud").status_code == 400
    assert control.try_post("sessions/cs_test_x/outcome", outcome="pay").status_code == 404
