"""The gateway: every request against the SDK's own types, every trouble told for what it is."""

import copy
import re
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
import stripe
from django.utils import timezone
from pydantic import ValidationError
from stripe._stripe_service import StripeService
from stripe.params import (
    BalanceRetrieveParams,
    BalanceTransactionListParams,
    ChargeRetrieveParams,
    DisputeListParams,
    DisputeRetrieveParams,
    EventListParams,
    PaymentIntentListParams,
    PaymentIntentRetrieveParams,
    RefundCreateParams,
    RefundListParams,
    RefundRetrieveParams,
)
from stripe.params.checkout import (
    SessionCreateParams,
    SessionExpireParams,
    SessionListParams,
    SessionRetrieveParams,
)

from campaigns.payments.gateways.contract import (
    Checkout,
    CheckoutRequest,
    Gateway,
    PaymentStatus,
    RefundStatus,
)
from campaigns.payments.gateways.stripe import StripeGateway
from campaigns.payments.gateways.stripe_params import session_params

from .sandbox.control import Control
from .stripe_types import check

TYPES: dict[tuple[str, str], Any] = {
    ("post", r"/v1/checkout/sessions"): SessionCreateParams,
    ("get", r"/v1/checkout/sessions"): SessionListParams,
    ("get", r"/v1/checkout/sessions/\w+"): SessionRetrieveParams,
    ("post", r"/v1/checkout/sessions/\w+/expire"): SessionExpireParams,
    ("get", r"/v1/payment_intents"): PaymentIntentListParams,
    ("get", r"/v1/payment_intents/\w+"): PaymentIntentRetrieveParams,
    ("get", r"/v1/charges/\w+"): ChargeRetrieveParams,
    ("post", r"/v1/refunds"): RefundCreateParams,
    ("get", r"/v1/refunds"): RefundListParams,
    ("get", r"/v1/refunds/\w+"): RefundRetrieveParams,
    ("get", r"/v1/disputes"): DisputeListParams,
    ("get", r"/v1/disputes/\w+"): DisputeRetrieveParams,
    ("get", r"/v1/balance"): BalanceRetrieveParams,
    ("get", r"/v1/balance_transactions"): BalanceTransactionListParams,
    ("get", r"/v1/events"): EventListParams,
}


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[tuple[str, str]]]:
    """Requests as the SDK is asked to send them, each checked against the type of its endpoint."""
    endpoints: list[tuple[str, str]] = []
    request = StripeService._request

    def checked(self: Any, method: str, url: str, *args: Any, **kwargs: Any) -> Any:
        [endpoint] = [key for key in TYPES if key[0] == method and re.fullmatch(key[1], url)]
        check(kwargs.get("params") or {}, TYPES[endpoint])
        endpoints.append(endpoint)
        return request(self, method, url, *args, **kwargs)

    monkeypatch.setattr(StripeService, "_request", checked)
    yield endpoints
    assert endpoints


def make_request(**fields: Any) -> CheckoutRequest:
    values: dict[str, Any] = {
        "donation_id": uuid.uuid4(),
        "attempt": 1,
        "amount": Decimal("25.00"),
        "description": "Orto condiviso al Giambellino",
        "email": "ada@example.org",
        "locale": "it",
        "success_url": "http://127.0.0.1:8000/dona/orto/grazie/",
        "cancel_url": "http://127.0.0.1:8000/dona/orto/riepilogo/",
        "expires_at": timezone.now() + timedelta(hours=1),
    }
    return CheckoutRequest(**(values | fields))


def create(gateway: StripeGateway, request: CheckoutRequest) -> Checkout:
    return gateway.create_checkout(gateway.checkout_params(request), key=str(request.donation_id))


def test_every_request_is_one_that_the_sdk_describes(
    gateway: StripeGateway, bank: Control, sent: list[tuple[str, str]]
) -> None:
    began = datetime.now(UTC)
    request = make_request()
    page = create(gateway, request)
    assert create(gateway, request) == page
    assert gateway.fetch_checkout(page.session_id).status == PaymentStatus.OPEN
    found = gateway.find_checkout(request.donation_id, since=began)
    assert found is not None
    assert found.session_id == page.session_id
    assert gateway.find_checkout(uuid.uuid4(), since=began) is None
    bank.outcome(page.session_id, "pay")
    paid = gateway.expire_checkout(page.session_id, key="expire")
    assert (paid.status, paid.amount) == (PaymentStatus.PAID, Decimal("25.00"))
    assert gateway.fetch_payment(str(paid.payment_id)) == paid
    assert gateway.balance() == Decimal("24.37")

    bank.post("balance", overdraft=None)
    refund_id, payment_id = uuid.uuid4(), str(paid.payment_id)
    params = gateway.refund_params(
        refund_id=refund_id, payment_id=payment_id, amount=Decimal("10.00")
    )
    assert gateway.find_refund(refund_id=refund_id, payment_id=payment_id) is None
    refund = gateway.refund(params, key="refund")
    assert refund == gateway.refund(params, key="refund")
    assert refund == gateway.find_refund(refund_id=refund_id, payment_id=payment_id)
    assert refund == gateway.fetch_refund(refund.refund_id)
    assert refund.status == RefundStatus.PAID

    dispute_id = bank.post(f"charges/{paid.charge_id}/dispute")["id"]
    assert [gateway.fetch_dispute(dispute_id)] == list(gateway.disputes(since=began))
    for told in (gateway.payments, gateway.refunds, gateway.fees, gateway.events):
        assert list(told(since=began))

    unsent = {("get", r"/v1/charges/\w+")}
    assert set(sent) == set(TYPES) - unsent


def test_no_method_of_the_gateway_goes_unchecked() -> None:
    methods = {name for name in vars(Gateway) if not name.startswith("_")}
    assert methods == {
        *("checkout_params", "create_checkout", "fetch_checkout", "find_checkout"),
        *("expire_checkout", "fetch_payment", "balance"),
        *("refund_params", "refund", "find_refund", "fetch_refund", "refunds_of"),
        *("fetch_dispute", "payments", "refunds", "disputes", "fees", "events"),
    }


@pytest.mark.parametrize("locale", ["it", "en", "de", ""])
@pytest.mark.parametrize("amount", ["1.00", "0.50", "25.50", "10000.00", "999999.99"])
def test_a_checkout_is_asked_for_in_cents_and_in_the_donors_language(
    locale: str, amount: str
) -> None:
    params: Any = session_params(make_request(locale=locale, amount=Decimal(amount)))
    check(params, SessionCreateParams)
    assert params["locale"] == ("en" if locale == "en" else "it")
    price = params["line_items"][0]["price_data"]
    assert price["unit_amount"] == int(Decimal(amount) * 100)


def test_r13_equal_requests_have_equal_parameters() -> None:
    request = make_request()
    assert session_params(request) == session_params(copy.deepcopy(request))


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("payment_method_types",), ["card"]),
        (("modee",), "payment"),
        (("idempotency_key",), "k"),
        (("mode",), "gift"),
        (("submit_type",), "give"),
        (("expires_at",), "1795461780"),
        (("expires_at",), 1.5),
        (("locale",), "milanese"),
        (("line_items", 0, "quantity"), "1"),
        (("line_items", 0, "price_data", "unit_amount"), Decimal("2500")),
        (("line_items", 0, "price_data", "product_data", "title"), "Orto"),
        (("line_items", 0, "price_data", "product"), 7),
        (("metadata", "donation_id"), 7),
        (("payment_intent_data", "meta"), {}),
    ],
)
def test_the_check_itself_refuses_what_stripe_would(path: tuple[Any, ...], value: object) -> None:
    params: Any = copy.deepcopy(session_params(make_request()))
    parent = params
    for step in path[:-1]:
        parent = parent[step]
    parent[path[-1]] = value
    with pytest.raises(ValidationError):
        check(params, SessionCreateParams)


def test_the_donation_stands_in_session_and_payment(gateway: StripeGateway, bank: Control) -> None:
    request = make_request()
    page = create(gateway, request)
    bank.outcome(page.session_id, "pay")
    client: stripe.StripeClient = gateway._client
    session = client.v1.checkout.sessions.retrieve(
        page.session_id, params={"expand": ["payment_intent"]}
    )
    assert isinstance(session.payment_intent, stripe.PaymentIntent)
    for holder in (session, session.payment_intent):
        assert holder.metadata is not None
        assert holder.metadata["donation_id"] == str(request.donation_id)
    assert session.client_reference_id == str(request.donation_id)
