"""``audit --provider``: what the provider has against what we have, also when it is away."""

import json
from collections.abc import Callable
from decimal import Decimal
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone

from campaigns.funding.models import Funding
from campaigns.payments.gateways.stripe import StripeGateway
from campaigns.payments.models import (
    Depth,
    Dispute,
    Donation,
    Provider,
    Refund,
    RefundState,
)
from campaigns.payments.sandbox.server import Sandbox
from campaigns.transparency import provider_checks
from campaigns.transparency.audit import audit
from tests.factories import give, make_open_funding
from tests.payments.checkouts import begin
from tests.payments.provider_money import dispute_there, paid_there, refund_there, run, silent
from tests.payments.sandbox.control import Control, session_params

pytestmark = pytest.mark.django_db

NAMES = ("provider: payments", "provider: refunds", "provider: disputes")


@pytest.fixture
def bank(payment_sandbox: Sandbox) -> Control:
    return Control(payment_sandbox.url)


@pytest.fixture
def funding() -> Funding:
    return make_open_funding(slug="orto")


@pytest.fixture
def donation(funding: Funding, gateway: StripeGateway, bank: Control) -> Donation:
    """A gift of 100.00 of which 30.00 was given back and the rest is disputed; known here."""
    donation = paid_there(funding, gateway, bank)
    refund_there(donation, gateway, 30_00)
    dispute_there(donation, gateway, bank)
    run(gateway, Depth.FULL)
    donation.refresh_from_db()
    return donation


def wrong(gateway: StripeGateway) -> dict[str, str]:
    """The provider's checks that do not hold, and why."""
    told = audit(gateway=gateway)
    names = [check["name"] for check in told["checks"] if check["name"].startswith("provider")]
    assert names == list(NAMES)
    return {
        check["name"].removeprefix("provider: "): check["detail"]
        for check in told["checks"]
        if check["name"] in NAMES and not check["ok"]
    }


def test_it_is_asked_only_where_somebody_asks() -> None:
    assert not [each for each in audit()["checks"] if each["name"].startswith("provider")]


def test_what_agrees_is_ok(donation: Donation, gateway: StripeGateway) -> None:
    assert wrong(gateway) == {}
    assert audit(gateway=gateway)["ok"]


def test_replayed_money_has_no_provider(funding: Funding, gateway: StripeGateway) -> None:
    give(funding, provider=Provider.REPLAY)
    everything = silent(gateway, "payments", "refunds", "disputes")
    assert wrong(everything) == {}


TAMPERED: list[tuple[str, str, Callable[[], Any]]] = [
    (
        "payments",
        "not paid there",
        lambda: Donation.objects.update(payment_id="pi_invented"),
    ),
    (
        "payments",
        "90.00 here, 100.00 there",
        lambda: Donation.objects.update(
            amount=Decimal(90), refunded_amount=Decimal(20), disputed_amount=Decimal(70)
        ),
    ),
    (
        "payments",
        "100.00 paid there, not confirmed here",
        lambda: Donation.objects.update(status="failed", confirmed_at=None),
    ),
    ("refunds", "31.00 here, 30.00 there", lambda: Refund.objects.update(amount=Decimal(31))),
    (
        "refunds",
        "0.00 here, 30.00 there",
        lambda: Refund.objects.update(state=RefundState.OWED, owed_at=timezone.now()),
    ),
    ("refunds", "0.00 here, 30.00 there", lambda: Refund.objects.update(transfers=1)),
    ("disputes", "open there, unknown here", lambda: Dispute.objects.all().delete()),
    ("disputes", "du_invented: unknown there", lambda: Dispute.objects.update(
        provider_id="du_invented"
    )),
    ("disputes", "lost of 100.00 here, open of 100.00 there", lambda: Dispute.objects.update(
        state="lost"
    )),
]  # fmt: skip


@pytest.mark.parametrize(
    ("check", "detail", "tamper"), TAMPERED, ids=[detail for _check, detail, _act in TAMPERED]
)
def test_what_differs_is_told(
    donation: Donation,
    gateway: StripeGateway,
    check: str,
    detail: str,
    tamper: Callable[[], Any],
) -> None:
    tamper()
    assert detail in wrong(gateway)[check]


def test_a_payment_of_a_donation_that_is_gone_is_told(
    funding: Funding, gateway: StripeGateway, bank: Control
) -> None:
    donation = paid_there(funding, gateway, bank)
    donation.calls.all().delete()
    donation.delete()
    begin(funding)
    assert "100.00 paid there, not confirmed here" in wrong(gateway)["payments"]


def test_payments_of_others_are_no_concern(
    donation: Donation, gateway: StripeGateway, bank: Control
) -> None:
    session = gateway._client.v1.checkout.sessions.create(params=session_params())
    bank.outcome(session.id, "pay")
    assert wrong(gateway) == {}


@pytest.mark.parametrize("question", ["payments", "refunds", "disputes"])
def test_a_provider_that_does_not_answer_fails_the_check_it_was_asked_for(
    donation: Donation, gateway: StripeGateway, question: str
) -> None:
    detail = f"the provider does not answer: {question}"
    assert wrong(silent(gateway, question)) == {question: detail}


def test_what_moved_between_the_answer_and_the_look_is_asked_again(
    donation: Donation,
    gateway: StripeGateway,
    bank: Control,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Each time, a payment is confirmed here just after the provider was asked."""
    ask = provider_checks.ask
    asked: list[provider_checks.Told] = []

    def ask_and_then_money_moves(gateway: Any) -> provider_checks.Told:
        asked.append(ask(gateway))
        paid_there(donation.funding, gateway, bank)
        run(gateway)
        return asked[-1]

    monkeypatch.setattr(provider_checks, "ask", ask_and_then_money_moves)
    assert wrong(gateway) == {}
    assert len(asked) == 2


def test_the_command_exits_1_when_the_provider_says_otherwise(
    donation: Donation, gateway: StripeGateway
) -> None:
    assert _run("--provider", "--json")[0] == 0
    Donation.objects.update(payment_id="pi_invented")
    status, said = _run("--provider", "--json")
    told = json.loads(said)
    assert (status, told["ok"], set(told)) == (1, False, {"ok", "checks", "funds", "campaigns"})
    assert "WRONG  provider: payments" in _run("--provider")[1]
    assert "provider" not in _run()[1]


def _run(*options: str) -> tuple[int, str]:
    said = StringIO()
    try:
        call_command("audit", *options, stdout=said)
    except SystemExit as end:
        return int(end.code or 0), said.getvalue()
    return 0, said.getvalue()
