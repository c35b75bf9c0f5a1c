"""A program that gives through the API, and the bank behind the payment page."""

import json
import uuid
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.test import Client

from campaigns.funding.models import Funding
from campaigns.payments.sandbox.server import Sandbox
from tests.factories import CallFactory, make_fund, make_open_funding
from tests.payments.sandbox.control import Control

GIFT: dict[str, Any] = {
    "campaign": "orto",
    "amount": "25.00",
    "name": "Ada Brambilla",
    "email": "ada@example.org",
}


@dataclass
class Program:
    """Sends donations as another front end would."""

    client: Client = field(default_factory=lambda: Client(raise_request_exception=False))

    def give(self, *, key: str | None = None, language: str = "en", **members: Any) -> Any:
        """Send a gift; ``key`` is a new one unless told, members with ``...`` are left out."""
        body = {name: value for name, value in (GIFT | members).items() if value is not ...}
        return self.send(body, key=key or uuid.uuid4().hex, language=language)

    def send(self, body: Any, *, key: str | None, language: str = "en") -> Any:
        """Send any body, with or without a key."""
        headers = {"Accept-Language": language} | ({"Idempotency-Key": key} if key else {})
        content = body if isinstance(body, bytes) else json.dumps(body)
        return self.client.post(
            "/api/v1/donations/", content, content_type="application/json", headers=headers
        )


@pytest.fixture
def program() -> Program:
    return Program()


@pytest.fixture
def funding(db: None) -> Funding:
    """A campaign of 1,000.00 EUR that is open now."""
    return make_campaign()


@pytest.fixture
def bank(payment_sandbox: Sandbox) -> Control:
    """Acts as the donor and the bank at the sandbox, and orders faults of the network."""
    return Control(payment_sandbox.url)


def make_campaign() -> Funding:
    """The campaign that ``GIFT`` is for."""
    call = CallFactory.create()
    make_fund(call)
    return make_open_funding(call, slug="orto", title="Orto condiviso")


def sessions(bank: Control) -> int:
    """How many payment pages the sandbox has made."""
    return int(bank.state()["objects"].get("checkout.session", 0))


def assert_problem(answer: Any, status: int, code: str) -> dict[str, Any]:
    """The answer is a problem of RFC 9457; its body."""
    assert answer.status_code == status, answer.content
    assert answer["Content-Type"] == "application/problem+json"
    body: dict[str, Any] = answer.json()
    assert body["type"] == "about:blank"
    assert (body["status"], body["code"]) == (status, code)
    assert body["title"] and body["detail"]
    return body
