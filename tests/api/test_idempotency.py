"""``Idempotency-Key``: the same key and body give once, whatever happens in between."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from campaigns.api import idempotency
from campaigns.api.models import IdempotentRequest
from campaigns.funding.models import Funding
from campaigns.payments.models import Donation
from campaigns.payments.sandbox.server import Sandbox
from tests.api.conftest import GIFT, Program, assert_problem, make_campaign, sessions
from tests.concurrency import at_once
from tests.payments.sandbox.control import Control

KEY = "0f8b6c52-gift"
RETRIES_OF_THE_SDK = 3


def test_the_same_request_has_the_same_answer(
    program: Program, funding: Funding, bank: Control
) -> None:
    answers = [program.give(key=KEY) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [201, 201, 201]
    assert answers[0].json() == answers[1].json() == answers[2].json()
    assert Donation.objects.count() == 1
    assert sessions(bank) == 1


def test_the_order_of_members_is_no_difference(
    program: Program, funding: Funding, bank: Control
) -> None:
    first = program.send(GIFT, key=KEY)
    second = program.send(dict(reversed(GIFT.items())), key=KEY)
    assert first.json() == second.json()


def test_another_key_is_another_gift(program: Program, funding: Funding, bank: Control) -> None:
    assert program.give().json()["id"] != program.give().json()["id"]
    assert sessions(bank) == 2


@pytest.mark.parametrize("other", [{"amount": "25.01"}, {"name": "Ada"}, {"anonymous": False}])
def test_the_same_key_with_another_body_is_refused(
    program: Program, funding: Funding, bank: Control, other: dict[str, Any]
) -> None:
    program.give(key=KEY)
    assert_problem(program.give(key=KEY, **other), 422, "idempotency_key_reused")
    assert Donation.objects.count() == 1


@pytest.mark.parametrize("key", [None, "à", "a" * 256, "a\tb"])
def test_a_key_is_required(program: Program, funding: Funding, key: str | None) -> None:
    assert_problem(program.send(GIFT, key=key), 400, "idempotency_key_required")
    assert not Donation.objects.exists()


def test_a_refused_body_may_be_corrected_under_the_same_key(
    program: Program, funding: Funding, bank: Control
) -> None:
    assert program.give(key=KEY, amount="25").status_code == 400
    assert program.give(key=KEY).status_code == 201


def test_a_request_in_flight_asks_for_patience(program: Program, funding: Funding) -> None:
    claim(at=timezone.now())
    answer = program.give(key=KEY)
    assert_problem(answer, 409, "in_flight")
    assert int(answer["Retry-After"]) > 0
    assert not Donation.objects.exists()


def test_a_request_that_died_before_it_began_is_taken_up(
    program: Program, funding: Funding, bank: Control
) -> None:
    dead = claim(at=timezone.now() - idempotency.ABANDONED_AFTER - timedelta(seconds=1))
    answer = program.give(key=KEY)
    assert answer.status_code == 201
    assert answer.json()["id"] == str(dead.donation_id)


def test_a_request_that_died_before_it_answered_is_taken_up(
    program: Program, funding: Funding, bank: Control, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page was made; the process died before it remembered the answer."""
    with monkeypatch.context() as patch:
        patch.setattr(idempotency, "answer", die)
        assert program.give(key=KEY).status_code == 500
    assert_problem(program.give(key=KEY), 409, "in_flight")
    IdempotentRequest.objects.update(
        in_flight_since=timezone.now() - idempotency.ABANDONED_AFTER - timedelta(seconds=1)
    )
    answer = program.give(key=KEY)
    assert answer.status_code == 201
    assert Donation.objects.get().checkout_url == answer.json()["checkout_url"]
    assert sessions(bank) == 1


def test_a_provider_that_is_down_is_said_and_the_same_key_succeeds_later(
    program: Program, funding: Funding, bank: Control
) -> None:
    bank.post("faults", fault="500", path_prefix="/v1/checkout", times=RETRIES_OF_THE_SDK)
    answer = program.give(key=KEY)
    assert_problem(answer, 503, "provider_unavailable")
    assert int(answer["Retry-After"]) > 0
    assert program.give(key=KEY).status_code == 201
    assert Donation.objects.count() == 1
    assert sessions(bank) == 1


def test_a_provider_whose_answers_are_lost_makes_one_page(
    program: Program, funding: Funding, bank: Control
) -> None:
    bank.post("faults", fault="drop_after", path_prefix="/v1/checkout", times=RETRIES_OF_THE_SDK)
    assert_problem(program.give(key=KEY), 503, "provider_unavailable")
    assert sessions(bank) == 1
    answer = program.give(key=KEY)
    assert answer.status_code == 201
    assert sessions(bank) == 1


@pytest.mark.committed
def test_requests_sent_at_once_give_once(committed_db: str, payment_sandbox: Sandbox) -> None:
    make_campaign()
    bank = Control(payment_sandbox.url)
    bank.post("faults", fault="delay", path_prefix="/v1/checkout", times=1, seconds=1)
    answers = at_once([lambda: Program(Client()).give(key=KEY) for _ in range(4)])
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409]
    for answer in answers:
        if answer.status_code == 409:
            assert_problem(answer, 409, "in_flight")
    assert Program(Client()).give(key=KEY).status_code == 201
    assert Donation.objects.count() == 1
    assert sessions(bank) == 1


def claim(*, at: Any) -> IdempotentRequest:
    """Take up the request of ``KEY`` and never answer it."""
    return idempotency.claim(key=KEY, body=GIFT, now=at)


def die(*_: object) -> None:
    raise RuntimeError("the process dies here")
