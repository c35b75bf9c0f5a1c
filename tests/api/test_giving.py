"""``POST /api/v1/donations/``: what it takes, what it answers, what it refuses."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.translation import gettext, override
from pytest_django import Settings

from campaigns.funding.models import Funding, State
from campaigns.payments.models import Donation
from tests.api.conftest import GIFT, Program, assert_problem, sessions
from tests.factories import give
from tests.payments.sandbox.control import Control

pytestmark = pytest.mark.django_db

BAD_AMOUNTS = [
    *(25, 25.0, -25, 0, True, None, ["25.00"], {"value": "25.00"}),
    *("25", "25,00", "25.001", "1e3", "1E3", "2.5e1", "NaN", "Infinity", "-25.00", "+25.00"),
    *("0.00", "0.99", "10000.01", "99999999999.00", "", " 25.00", "25.00 ", "25.00€", "25."),
    *(".50", "1.000,00", "1,000.00", "0x19", "٢٥.٠٠", "25.00\n", "25.00\x00"),
]
BAD_MEMBERS: dict[str, list[Any]] = {
    "campaign": [..., None, "", 5, [], {}, "a" * 101, "or\x00to"],
    "amount": [...],
    "name": [..., None, "", "  ", "\u202e\u200b", 5, True, [], "a" * 121, "A\x00"],
    "email": [..., None, "", "ada", "a@b", 5, [], f"{'a' * 250}@b.it"],
    "anonymous": [None, 1, 0, "true", "yes", []],
    "message": [None, 5, [], "a" * 501, "\x00"],
    "reward": ["x", 0, -1, 1.5, [], {}, 2**40],
    "locale": [None, "", "fr", "IT", 5, []],
    "return_url": [5, [], "x", "//evil.example", "javascript:alert(1)"],
}


def test_a_gift_is_begun(program: Program, funding: Funding, bank: Control) -> None:
    answer = program.give()
    body = answer.json()
    donation = Donation.objects.get()
    assert answer.status_code == 201
    assert answer["Content-Type"] == "application/json"
    assert body == {
        "id": str(donation.pk),
        "status": "awaiting",
        "campaign": "orto",
        "amount": "25.00",
        "checkout_url": donation.checkout_url,
    }
    assert body["checkout_url"].startswith(bank.url)
    assert (donation.name, donation.email, donation.locale) == (
        "Ada Brambilla",
        "ada@example.org",
        "it",
    )
    assert sessions(bank) == 1


def test_the_optional_members_are_kept(
    program: Program, funding: Funding, bank: Control, settings: Settings
) -> None:
    settings.DONATION_RETURN_URLS = ["https://partner.example"]
    answer = program.give(
        anonymous=True,
        message="Avanti così!",
        reward=None,
        locale="en",
        return_url="https://partner.example/thanks?project=1",
    )
    donation = Donation.objects.get()
    assert answer.status_code == 201
    assert donation.anonymous is True
    assert donation.message == "Avanti così!"
    assert donation.locale == "en"
    assert donation.return_url == "https://partner.example/thanks?project=1"


def test_members_nobody_knows_are_ignored(
    program: Program, funding: Funding, bank: Control
) -> None:
    answer = program.give(status="confirmed", id=str(uuid.uuid4()), tip="5.00")
    assert answer.status_code == 201
    assert answer.json()["status"] == "awaiting"


@pytest.mark.parametrize("amount", BAD_AMOUNTS, ids=repr)
def test_r1_a_bad_amount_is_refused(program: Program, funding: Funding, amount: object) -> None:
    body = assert_problem(program.give(amount=amount), 400, "invalid")
    assert list(body["errors"]) == ["amount"]
    assert not Donation.objects.exists()


@pytest.mark.parametrize("amount", ["1.00", "10000.00", "25.5"])
def test_r1_the_limits_themselves_are_taken(
    program: Program, funding: Funding, bank: Control, amount: str
) -> None:
    answer = program.give(amount=amount)
    assert answer.status_code == 201
    assert answer.json()["amount"] == f"{Donation.objects.get().amount:.2f}"


@pytest.mark.parametrize(
    ("member", "value"),
    [(member, value) for member, values in BAD_MEMBERS.items() for value in values],
    ids=repr,
)
def test_a_bad_member_is_named(program: Program, funding: Funding, member: str, value: Any) -> None:
    body = assert_problem(program.give(**{member: value}), 400, "invalid")
    assert list(body["errors"]) == [member]
    assert not Donation.objects.exists()


@pytest.mark.parametrize("body", [b"{", b"\xff", b"{'a': 1}", b'{"amount": NaN}', b"[" * 60_000])
def test_what_is_no_json_is_refused(program: Program, funding: Funding, body: bytes) -> None:
    assert_problem(program.send(body, key="k"), 400, "parse_error")


@pytest.mark.parametrize("body", [b"", [], [GIFT], "gift", 5, None, True])
def test_json_that_is_no_object_is_refused(
    program: Program, funding: Funding, body: object
) -> None:
    assert_problem(program.send(body, key="k"), 400, "invalid")


def test_a_form_is_no_json(client: Client, funding: Funding) -> None:
    answer = client.post("/api/v1/donations/", GIFT, headers={"Idempotency-Key": "k"})
    assert_problem(answer, 415, "unsupported_media_type")


def test_too_much_is_refused(program: Program, funding: Funding) -> None:
    assert_problem(program.give(message="a" * 70_000), 413, "too_large")


@pytest.mark.parametrize("method", ["get", "put", "patch", "delete"])
def test_only_post_begins_a_gift(client: Client, funding: Funding, method: str) -> None:
    assert_problem(getattr(client, method)("/api/v1/donations/"), 405, "method_not_allowed")


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example/",
        "https://partner.example.evil.example/",
        "https://partner.example@evil.example/",
        "https://partner.example:444/",
        "http://partner.example/",
        "https://PARTNER.example.evil.example",
        "https://evil.example/https://partner.example",
        "ftp://partner.example/",
    ],
)
def test_a_return_address_outside_the_allow_list_is_refused(
    program: Program, funding: Funding, settings: Settings, address: str
) -> None:
    settings.DONATION_RETURN_URLS = ["https://partner.example"]
    body = assert_problem(program.give(return_url=address), 400, "invalid")
    assert list(body["errors"]) == ["return_url"]


def test_an_unknown_campaign_is_not_found(program: Program, funding: Funding) -> None:
    assert_problem(program.give(campaign="nessuna"), 404, "unknown_campaign")


@pytest.mark.parametrize(
    ("state", "code"),
    [
        (State.SCHEDULED, "not_open"),
        (State.SUSPENDED, "suspended"),
        (State.SETTLING, "closed"),
        (State.SUCCEEDED, "closed"),
        (State.FAILED, "closed"),
        (State.CANCELLED, "closed"),
    ],
)
def test_a_campaign_that_takes_no_money_refuses(
    program: Program, funding: Funding, state: State, code: str
) -> None:
    opens_at = timezone.now() + timedelta(days=1 if state == State.SCHEDULED else -10)
    Funding.objects.filter(pk=funding.pk).update(state=state, opens_at=opens_at)
    assert_problem(program.give(), 409, code)
    assert not Donation.objects.exists()


@pytest.mark.parametrize("language", ["it", "en"])
@pytest.mark.parametrize(
    ("members", "message"),
    [
        ({"amount": "25"}, 'Send the amount as a string with two decimals, such as "25.00".'),
        ({"amount": "0.00"}, "The amount must be greater than zero."),
        ({"campaign": "nessuna"}, "There is no campaign with this slug."),
    ],
)
def test_errors_speak_the_readers_language(
    program: Program, funding: Funding, members: dict[str, Any], message: str, language: str
) -> None:
    answer = program.give(language=language, **members)
    with override(language):
        assert answer.json()["detail"] == gettext(message)
    assert "Accept-Language" in answer["Vary"]


def test_r16_the_state_of_a_donation_names_nobody(client: Client, funding: Funding) -> None:
    donation = give(funding, "25.00", at=timezone.now())
    answer = client.get(f"/api/v1/donations/{donation.pk}/")
    assert answer.json() == {
        "id": str(donation.pk),
        "status": "confirmed",
        "campaign": "orto",
        "amount": "25.00",
    }
    assert answer["Cache-Control"] == "no-store"


@pytest.mark.parametrize("donation", ["5b0a3f0e-6a53-4a8e-9d0e-6f1d4c0a0000", "x", "5", "%00"])
def test_an_unknown_donation_is_not_found(client: Client, funding: Funding, donation: str) -> None:
    assert_problem(client.get(f"/api/v1/donations/{donation}/"), 404, "not_found")
