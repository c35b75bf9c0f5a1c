"""Sessions are created, read, listed and expired as at Stripe, and refused as there."""

import time
from typing import Any

import pytest
import stripe

from .conftest import connect
from .control import CANCEL_URL, SUCCESS_URL, Control, event_types, session_params


def test_a_session_carries_what_it_was_created_with(client: stripe.StripeClient) -> None:
    params = session_params(customer_email="anna@example.it", submit_type="donate")
    created = client.v1.checkout.sessions.create(params=params)
    session = client.v1.checkout.sessions.retrieve(created.id)
    assert session.id.startswith("cs_test_")
    assert session.object == "checkout.session"
    assert (session.status, session.payment_status) == ("open", "unpaid")
    assert (session.amount_total, session.currency) == (2500, "eur")
    assert session.metadata is not None
    assert session.metadata.to_dict() == {"donation": "d-1"}
    assert session.client_reference_id == "d-1"
    assert (session.success_url, session.cancel_url) == (SUCCESS_URL, CANCEL_URL)
    assert session.locale == "it"
    assert session.livemode is False
    assert session.payment_intent is None
    assert session.expires_at == session.created + 24 * 3600
    assert session.customer_details is not None
    assert session.customer_details.email == "anna@example.it"
    assert session.url is not None
    assert session.url.endswith(f"/pay/{session.id}")


def test_the_total_counts_quantities_and_items(client: stripe.StripeClient) -> None:
    params = session_params(1000)
    params["line_items"] = [params["line_items"][0] | {"quantity": 3}] * 2
    assert client.v1.checkout.sessions.create(params=params).amount_total == 6000


@pytest.mark.parametrize(
    ("change", "param", "code"),
    [
        ({"payment_method_types": ["card"]}, "payment_method_types", "parameter_unknown"),
        ({"colour": "red"}, "colour", "parameter_unknown"),
        ({"payment_intent_data": {"x": "1"}}, "payment_intent_data[x]", "parameter_unknown"),
        ({"mode": "subscription"}, "mode", None),
        ({"locale": "xx"}, "locale", None),
        ({"success_url": "ftp://example.it"}, "success_url", "url_invalid"),
        ({"success_url": "//grazie"}, "success_url", "url_invalid"),
        ({"customer_email": "anna"}, "customer_email", "email_invalid"),
        ({"expires_at": "soon"}, "expires_at", "parameter_invalid_integer"),
        ({"expires_at": 12}, "expires_at", None),
        ({"client_reference_id": ""}, "client_reference_id", "parameter_invalid_empty"),
        ({"metadata": {"k": "v" * 501}}, "metadata[k]", None),
        ({"metadata": {"k" * 41: "v"}}, "metadata", None),
        ({"metadata": {f"k{n}": "v" for n in range(51)}}, "metadata", None),
        ({"metadata": "x"}, "metadata", None),
        ({"line_items": "x"}, "line_items", None),
        ({"line_items": [{"quantity": 1}]}, "line_items[0][price_data]", "parameter_missing"),
        ({"line_items": []}, "line_items", "parameter_missing"),
        ({"allowed_payment_method_types": ["cash"]}, "allowed_payment_method_types[0]", None),
        ({"allowed_payment_method_types": ["paypal"]}, "allowed_payment_method_types", None),
        ({"expand": ["customer"]}, "expand", None),
    ],
)
def test_what_stripe_refuses_is_refused(
    client: stripe.StripeClient, change: dict[str, Any], param: str, code: str | None
) -> None:
    with pytest.raises(stripe.InvalidRequestError) as refusal:
        client.v1.checkout.sessions.create(params=session_params(**change))
    assert refusal.value.http_status == 400
    assert (refusal.value.param, refusal.value.code) == (param, code)
    assert client.v1.checkout.sessions.list().data == []


@pytest.mark.parametrize("missing", ["mode", "line_items", "success_url"])
def test_a_missing_parameter_is_named(client: stripe.StripeClient, missing: str) -> None:
    params = session_params()
    del params[missing]
    with pytest.raises(stripe.InvalidRequestError) as refusal:
        client.v1.checkout.sessions.create(params=params)
    assert (refusal.value.param, refusal.value.code) == (missing, "parameter_missing")


@pytest.mark.parametrize(
    ("price", "param"),
    [
        ({"currency": "xyz"}, "line_items[0][price_data][currency]"),
        ({"unit_amount": "25.00"}, "line_items[0][price_data][unit_amount]"),
        ({"unit_amount": -1}, "line_items[0][price_data][unit_amount]"),
        ({"product_data": {}}, "line_items[0][price_data][product_data]"),
        ({"unit_amount": 49}, "line_items"),
        ({"unit_amount": 100_000_000}, "line_items"),
    ],
)
def test_a_bad_price_is_refused(
    client: stripe.StripeClient, price: dict[str, Any], param: str
) -> None:
    params = session_params()
    params["line_items"][0]["price_data"].update(price)
    with pytest.raises(stripe.InvalidRequestError) as refusal:
        client.v1.checkout.sessions.create(params=params)
    assert refusal.value.param == param


def test_fifty_cents_is_the_least(client: stripe.StripeClient) -> None:
    assert client.v1.checkout.sessions.create(params=session_params(50)).amount_total == 50
    with pytest.raises(stripe.InvalidRequestError) as refusal:
        client.v1.checkout.sessions.create(params=session_params(49))
    assert refusal.value.code == "amount_too_small"


def test_a_session_lives_from_30_minutes_to_24_hours(client: stripe.StripeClient) -> None:
    now = int(time.time())
    for ahead in (1800, 24 * 3600):
        params = session_params(expires_at=now + ahead)
        assert client.v1.checkout.sessions.create(params=params).expires_at == now + ahead
    for ahead in (1700, 24 * 3600 + 60):
        with pytest.raises(stripe.InvalidRequestError):
            client.v1.checkout.sessions.create(params=session_params(expires_at=now + ahead))


def test_an_unknown_session_is_404(client: stripe.StripeClient) -> None:
    with pytest.raises(stripe.InvalidRequestError) as refusal:
        client.v1.checkout.sessions.retrieve("cs_test_nothing")
    assert (refusal.value.http_status, refusal.value.code) == (404, "resource_missing")


def test_a_wrong_key_is_401(client: stripe.StripeClient) -> None:
    wrong = connect(client._requestor.base_addresses["api"], "sk_test_other")
    with pytest.raises(stripe.AuthenticationError) as refusal:
        wrong.v1.balance.retrieve()
    assert "sk_test_other" not in str(refusal.value)


def test_another_api_version_is_refused(client: stripe.StripeClient) -> None:
    with pytest.raises(stripe.InvalidRequestError, match="API version"):
        client.v1.balance.retrieve(options={"stripe_version": "2020-08-27"})


def test_an_open_session_can_be_expired_once(client: stripe.StripeClient) -> None:
    session = client.v1.checkout.sessions.create(params=session_params())
    expired = client.v1.checkout.sessions.expire(session.id)
    assert (expired.status, expired.url) == ("expired", None)
    with pytest.raises(stripe.InvalidRequestError, match="status of `expired`"):
        client.v1.checkout.sessions.expire(session.id)
    assert event_types(client) == ["checkout.session.expired"]


def test_a_session_expires_by_itself(client: stripe.StripeClient, control: Control) -> None:
    params = session_params(expires_at=int(time.time()) + 1800)
    session = client.v1.checkout.sessions.create(params=params)
    control.outcome(session.id, "decline")
    control.post("clock", advance=1700)
    assert client.v1.checkout.sessions.retrieve(session.id).status == "open"
    control.post("clock", advance=200)
    assert client.v1.checkout.sessions.retrieve(session.id).status == "expired"
    assert event_types(client)[-2:] == ["payment_intent.canceled", "checkout.session.expired"]
    assert control.try_post(f"sessions/{session.id}/outcome", outcome="pay").status_code == 400


def test_lists_go_both_ways_page_by_page(client: stripe.StripeClient) -> None:
    made = [client.v1.checkout.sessions.create(params=session_params()).id for _ in range(5)]
    newest_first = made[::-1]
    page = client.v1.checkout.sessions.list(params={"limit": 2})
    assert [session.id for session in page.data] == newest_first[:2]
    assert page.has_more
    walked = client.v1.checkout.sessions.list(params={"limit": 2}).auto_paging_iter()
    assert [session.id for session in walked] == newest_first
    back = client.v1.checkout.sessions.list(params={"limit": 2, "ending_before": newest_first[4]})
    assert [session.id for session in back.data] == newest_first[2:4]
    assert back.has_more
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.checkout.sessions.list(params={"limit": 101})


def test_lists_are_filtered_by_time_and_status(
    client: stripe.StripeClient, control: Control
) -> None:
    old = client.v1.checkout.sessions.create(params=session_params())
    control.post("clock", advance=3600)
    new = client.v1.checkout.sessions.create(params=session_params())
    client.v1.checkout.sessions.expire(old.id)

    def listed(**params: Any) -> list[str]:
        found = client.v1.checkout.sessions.list(params=params)  # type: ignore[arg-type]
        return [session.id for session in found.data]

    assert listed(created={"gte": new.created}) == [new.id]
    assert listed(created={"lt": new.created}) == [old.id]
    assert listed(created={"gt": old.created, "lte": new.created}) == [new.id]
    assert listed(created=old.created) == [old.id]
    assert listed(status="expired") == [old.id]


def test_metadata_may_have_names_made_of_digits(client: stripe.StripeClient) -> None:
    params = session_params(metadata={"0": "zero", "1": "one"})
    session = client.v1.checkout.sessions.create(params=params)
    assert session.metadata is not None
    assert session.metadata.to_dict() == {"0": "zero", "1": "one"}
