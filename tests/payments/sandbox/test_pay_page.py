"""The hosted page: two languages, no script, no outside resource, kind when it is too late."""

import html
import re
from typing import Any

import pytest
import requests
import stripe

from campaigns.payments.sandbox.texts import TEXTS, money

from .control import Control, session_params, tap

NOTICES = {
    "it": "Nessun denaro reale: questa è una pagina di prova.",
    "en": "No real money: this is a test page.",
}


def get(url: str, **headers: str) -> requests.Response:
    return requests.get(url, headers=headers, timeout=10)


def create(client: stripe.StripeClient, **params: Any) -> Any:
    return client.v1.checkout.sessions.create(params=session_params(**params))


@pytest.mark.parametrize(
    ("locale", "query", "accept", "language"),
    [
        ("it", "", "en", "it"),
        ("en", "", "it", "en"),
        ("en-GB", "", "it", "en"),
        ("auto", "", "en-US,en;q=0.9", "en"),
        ("auto", "", "de", "it"),
        ("it", "?lang=en", "it", "en"),
        ("en", "?lang=xx", "it", "en"),
    ],
)
def test_the_page_speaks_the_donors_language(
    client: stripe.StripeClient, locale: str, query: str, accept: str, language: str
) -> None:
    session = create(client, locale=locale)
    page = get(session.url + query, **{"Accept-Language": accept})
    assert f'<html lang="{language}">' in page.text
    assert NOTICES[language] in page.text
    assert money(2500, language) in page.text


def test_every_outcome_has_its_button(client: stripe.StripeClient) -> None:
    page = get(create(client).url).text
    buttons = re.findall(r'name="outcome" value="(\w+)" data-testid="(\w+)"', page)
    expected = ["pay", "decline", "three_d_secure", "slow_success", "slow_failure", "abandon"]
    assert buttons == [(name, name) for name in expected]


def test_a_decline_is_told_on_the_page_and_forgotten_after(client: stripe.StripeClient) -> None:
    session = create(client)
    assert 'role="alert"' not in get(session.url).text
    back = tap(session, "decline").headers["Location"]
    page = get(back).text
    assert 'role="alert"' in page
    assert TEXTS["it"]["declined_heading"] in page
    tap(session, "three_d_secure")
    tap(session, "three_d_secure_fail", "/verify")
    assert TEXTS["it"]["unverified_heading"] in get(session.url).text


@pytest.mark.parametrize(
    ("outcome", "message", "back"),
    [
        ("pay", "paid_heading", "/dona/grazie/"),
        ("slow_success", "processing_heading", "/dona/grazie/"),
    ],
)
def test_a_complete_session_says_so_with_a_way_back(
    client: stripe.StripeClient, outcome: str, message: str, back: str
) -> None:
    session = create(client)
    tap(session, outcome)
    page = get(session.url).text
    assert TEXTS["it"][message] in page
    assert back in page
    assert 'name="outcome"' not in page


def test_an_expired_session_cannot_be_paid(client: stripe.StripeClient) -> None:
    session = create(client)
    client.v1.checkout.sessions.expire(session.id)
    for page in (get(session.url), tap(session, "pay")):
        assert TEXTS["it"]["expired_heading"] in page.text
        assert "/dona/annullata/" in page.text
    assert client.v1.charges.list().data == []


def test_an_unknown_session_has_a_page_too(control: Control) -> None:
    page = get(f"{control.url}/pay/cs_test_nothing")
    assert page.status_code == 404
    assert TEXTS["it"]["missing_heading"] in page.text
    assert get(f"{control.url}/static/../store.py").status_code == 404


def test_an_unknown_outcome_shows_the_page(client: stripe.StripeClient) -> None:
    session = create(client)
    assert 'data-testid="pay"' in tap(session, "steal").text
    assert client.v1.events.list().data == []


def test_the_policy_lets_nothing_in_and_the_donor_out(client: stripe.StripeClient) -> None:
    session = create(client, success_url="https://dona.example.it/grazie")
    page = get(session.url)
    policy = page.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; style-src 'self'; img-src 'self'")
    assert policy.endswith("form-action 'self' http://127.0.0.1:8000 https://dona.example.it")
    assert "<script" not in page.text
    assert "style=" not in page.text
    assert re.findall(r'(?:src|href)="(https?://[^"]*)"', page.text) == []


def test_what_the_merchant_wrote_is_escaped(client: stripe.StripeClient) -> None:
    params = session_params()
    params["line_items"][0]["price_data"]["product_data"]["name"] = "<script>alert(1)</script>"
    session = client.v1.checkout.sessions.create(params=params)
    assert session.url is not None
    assert "<script" not in get(session.url).text


def test_the_chosen_card_is_charged(client: stripe.StripeClient) -> None:
    tap(create(client), "pay", card="mastercard")
    details = client.v1.charges.list().data[0].payment_method_details
    assert details is not None
    assert details.card is not None
    assert details.card.brand == "mastercard"


def test_the_dashboard_lists_payments_and_settles_slow_ones(
    client: stripe.StripeClient, control: Control
) -> None:
    assert TEXTS["it"]["dashboard_empty"] in html.unescape(get(f"{control.url}/").text)
    session = create(client)
    tap(session, "slow_success")
    page = get(f"{control.url}/").text
    assert TEXTS["it"]["state_processing"] in page
    action = re.search(r'action="(/settle/[^"]+)"', page)
    assert action is not None
    for _ in range(2):
        requests.post(control.url + action[1], data={"outcome": "fail"}, timeout=10)
    assert TEXTS["it"]["state_failed"] in get(f"{control.url}/").text
    assert client.v1.payment_intents.list().data[0].status == "requires_payment_method"


def test_both_languages_have_the_same_words() -> None:
    assert TEXTS["it"].keys() == TEXTS["en"].keys()


@pytest.mark.parametrize(
    ("cents", "italian", "english"),
    [(2500, "25,00\u00a0€", "€25.00"), (123456789, "1.234.567,89\u00a0€", "€1,234,567.89")],
)
def test_amounts_are_written_as_the_reader_writes_them(
    cents: int, italian: str, english: str
) -> None:
    assert (money(cents, "it"), money(cents, "en")) == (italian, english)
