"""What the gateway tells of payments, refunds, disputes and fees at the sandbox."""

import uuid
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from campaigns.payments.gateways import stripe as stripe_gateway
from campaigns.payments.gateways.contract import (
    DisputeStatus,
    PaymentReport,
    PaymentStatus,
    RefundReport,
    RefundStatus,
)
from campaigns.payments.gateways.stripe import StripeGateway

from .sandbox.control import Control
from .test_gateway import create, make_request

SINCE = datetime.now(UTC) - timedelta(hours=1)
DAY = 86_400


def paid(gateway: StripeGateway, bank: Control, *, amount: str = "25.00", **how: Any) -> Any:
    """The report of a payment just made."""
    page = create(gateway, make_request(amount=Decimal(amount)))
    bank.outcome(page.session_id, how.pop("outcome", "pay"), **how)
    return gateway.fetch_checkout(page.session_id)


def refunded(gateway: StripeGateway, report: PaymentReport, amount: str) -> RefundReport:
    params = gateway.refund_params(
        refund_id=uuid.uuid4(), payment_id=str(report.payment_id), amount=Decimal(amount)
    )
    return gateway.refund(params, key=str(uuid.uuid4()))


def test_a_payment_tells_its_charge_and_the_providers_instants(
    gateway: StripeGateway, bank: Control
) -> None:
    report = paid(gateway, bank)
    assert report.charge_id.startswith("ch_")
    assert report.paid_at == report.settled_at
    assert abs(report.paid_at - datetime.now(UTC)) < timedelta(minutes=1)
    assert list(gateway.payments(since=SINCE)) == [_without_page(report)]


def test_a_slow_payment_tells_when_it_began_and_when_the_money_came(
    gateway: StripeGateway, bank: Control
) -> None:
    begun = paid(gateway, bank, outcome="slow_success", slow_seconds=3 * DAY)
    assert (begun.status, begun.settled_at) == (PaymentStatus.PROCESSING, None)
    assert gateway.fetch_payment(begun.payment_id).status == PaymentStatus.PROCESSING
    bank.post("clock", advance=3 * DAY)
    ended = gateway.fetch_checkout(begun.session_id)
    assert ended.status == PaymentStatus.PAID
    assert ended.paid_at == begun.paid_at
    assert ended.paid_at is not None
    assert ended.settled_at is not None
    assert abs(ended.settled_at - ended.paid_at - timedelta(days=3)) < timedelta(seconds=5)


def test_r17_one_card_is_one_instrument_which_no_log_shows(
    gateway: StripeGateway, bank: Control
) -> None:
    first, again = (paid(gateway, bank, card="4242424242424242") for _ in range(2))
    other = paid(gateway, bank, card="5555555555554444")
    debit = paid(gateway, bank, outcome="slow_success")
    assert first.instrument == again.instrument
    assert len({first.instrument, other.instrument, debit.instrument}) == 3
    assert first.instrument.startswith("card:")
    assert debit.instrument.startswith("sepa_debit:")
    assert first.instrument not in repr(first)


def test_a_payment_asked_for_by_itself_knows_its_page(
    gateway: StripeGateway, bank: Control
) -> None:
    declined = paid(gateway, bank, outcome="decline")
    assert gateway.fetch_payment(declined.payment_id) == declined
    assert declined.status == PaymentStatus.OPEN
    expired = gateway.expire_checkout(declined.session_id, key="close")
    assert expired.status == PaymentStatus.EXPIRED
    assert gateway.fetch_payment(declined.payment_id) == expired
    assert list(gateway.payments(since=SINCE)) == [_without_page(expired)]


def test_a_refund_tells_whose_it_is_and_why_it_is_not_paid(
    gateway: StripeGateway, bank: Control
) -> None:
    report = paid(gateway, bank)
    bank.post("balance", overdraft=0)
    waits = refunded(gateway, report, "25.00")
    assert (waits.status, waits.failure) == (RefundStatus.PENDING, "insufficient_funds")
    assert (waits.payment_id, waits.amount) == (report.payment_id, Decimal("25.00"))
    assert waits.our_id is not None
    bank.post("balance", top_up=5000)
    arrived = gateway.fetch_refund(waits.refund_id)
    assert (arrived.status, arrived.failure) == (RefundStatus.PAID, "")
    bank.post(f"refunds/{waits.refund_id}/fail", failure_reason="lost_or_stolen_card")
    failed = gateway.fetch_refund(waits.refund_id)
    assert (failed.status, failed.failure) == (RefundStatus.FAILED, "lost_or_stolen_card")
    assert list(gateway.refunds(since=SINCE)) == list(gateway.refunds_of(report.payment_id))


def test_a_refund_of_the_dashboard_is_not_ours(gateway: StripeGateway, bank: Control) -> None:
    report = paid(gateway, bank)
    bank.post("balance", overdraft=None)
    gateway._client.v1.refunds.create(params={"payment_intent": report.payment_id, "amount": 700})
    [told] = gateway.refunds_of(report.payment_id)
    assert (told.our_id, told.amount) == (None, Decimal("7.00"))


@pytest.mark.parametrize(
    ("acts", "status", "fee"),
    [
        ([], DisputeStatus.OPEN, "20.00"),
        (["review"], DisputeStatus.OPEN, "20.00"),
        (["won"], DisputeStatus.WON, "20.00"),
        (["review", "lost"], DisputeStatus.LOST, "20.00"),
        (["inquiry"], DisputeStatus.INQUIRY, "0.00"),
        (["inquiry", "warning_closed"], DisputeStatus.INQUIRY, "0.00"),
        (["inquiry", "escalate"], DisputeStatus.OPEN, "20.00"),
    ],
)
def test_a_dispute_tells_where_the_money_is_and_what_it_costs(
    gateway: StripeGateway, bank: Control, acts: list[str], status: DisputeStatus, fee: str
) -> None:
    report = paid(gateway, bank)
    kind = "inquiry" if "inquiry" in acts else "dispute"
    path = f"charges/{report.charge_id}/dispute"
    dispute_id = bank.post(path, kind=kind, reason="unrecognized")["id"]
    for act in acts:
        if act in ("review", "escalate"):
            bank.post(f"disputes/{dispute_id}/{act}")
        elif act != "inquiry":
            bank.post(f"disputes/{dispute_id}/close", status=act)
    told = gateway.fetch_dispute(dispute_id)
    assert (told.status, told.fee, told.reason) == (status, Decimal(fee), "unrecognized")
    assert (told.payment_id, told.charge_id) == (report.payment_id, report.charge_id)
    assert (told.amount, told.currency, told.livemode) == (Decimal("25.00"), "eur", False)


def test_fees_are_told_of_charges_alone(gateway: StripeGateway, bank: Control) -> None:
    card = paid(gateway, bank, amount="100.00")
    debit = paid(gateway, bank, outcome="slow_success", amount="10.00")
    bank.post(f"sessions/{debit.session_id}/settle", result="succeed")
    bank.post("balance", top_up=5000)
    refunded(gateway, card, "5.00")
    bank.post(f"charges/{card.charge_id}/dispute")
    told = {fee.charge_id: fee.fee for fee in gateway.fees(since=SINCE)}
    assert told == {card.charge_id: Decimal("1.75"), debit.charge_id: Decimal("0.40")}


def test_the_balance_may_be_below_zero(gateway: StripeGateway, bank: Control) -> None:
    assert gateway.balance() == 0
    bank.post("balance", top_up=1000, pay_out=1550)
    assert gateway.balance() == Decimal("-5.50")


def test_lists_are_read_to_their_end_and_from_their_instant(
    gateway: StripeGateway, bank: Control, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stripe_gateway, "PAGE", 2)
    reports = [paid(gateway, bank, amount=f"{number}.00") for number in range(10, 15)]
    told = list(gateway.payments(since=SINCE))
    assert told == [_without_page(report) for report in reversed(reports)]
    assert len(list(gateway.fees(since=SINCE))) == 5
    bank.post("clock", advance=20 * 60)
    since = datetime.now(UTC) + timedelta(minutes=15)
    late = paid(gateway, bank)
    assert list(gateway.payments(since=since)) == [_without_page(late)]
    found = gateway.find_checkout(reports[0].donation_id, since=SINCE)
    assert found == reports[0]


def test_an_event_is_told_as_the_webhook_would_have_sent_it(
    gateway: StripeGateway, bank: Control
) -> None:
    report = paid(gateway, bank)
    events = list(gateway.events(since=SINCE))
    types = [event["type"] for event in events]
    assert {"payment_intent.succeeded", "charge.succeeded"} <= set(types)
    assert types[0] == "checkout.session.completed"
    completed = events[0]
    assert completed["object"] == "event"
    assert completed["data"]["object"]["id"] == report.session_id
    assert completed["data"]["object"]["metadata"] == {"donation_id": str(report.donation_id)}


def _without_page(report: PaymentReport) -> PaymentReport:
    fields = {name: getattr(report, name) for name in report.__dataclass_fields__}
    return PaymentReport(**(fields | {"session_id": None}))
