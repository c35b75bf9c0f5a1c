"""Refunds: never more than was paid, the fee is not given back, and they can fail afterwards."""

from typing import Any

import pytest
import stripe

from .control import Control, event_types, paid, session_params


def refund(client: stripe.StripeClient, intent: Any, **params: Any) -> Any:
    asked: Any = {"payment_intent": intent.id, **params}
    return client.v1.refunds.create(params=asked)


def test_a_partial_and_then_the_rest(client: stripe.StripeClient, control: Control) -> None:
    intent = paid(client, control)
    part = refund(client, intent, amount=1000, metadata={"refund": "r-1"})
    assert (part.amount, part.status, part.charge) == (1000, "succeeded", intent.latest_charge.id)
    charge = client.v1.charges.retrieve(part.charge)
    assert (charge.amount_refunded, charge.refunded) == (1000, False)
    rest = refund(client, intent, reason="requested_by_customer")
    assert rest.amount == 1500
    charge = client.v1.charges.retrieve(part.charge)
    assert (charge.amount_refunded, charge.refunded) == (2500, True)
    listed = client.v1.refunds.list(params={"payment_intent": intent.id}).data
    assert [found.id for found in listed] == [rest.id, part.id]
    assert event_types(client)[-4:] == ["refund.created", "charge.refunded"] * 2


def test_never_more_than_was_paid(client: stripe.StripeClient, control: Control) -> None:
    intent = paid(client, control)
    with pytest.raises(stripe.InvalidRequestError, match="greater than unrefunded") as refusal:
        refund(client, intent, amount=2501)
    assert refusal.value.param == "amount"
    refund(client, intent)
    with pytest.raises(stripe.InvalidRequestError) as refusal:
        refund(client, intent)
    assert refusal.value.code == "charge_already_refunded"


@pytest.mark.parametrize(
    "params",
    [
        {},
        {"payment_intent": "pi_x"},
        {"charge": "ch_x"},
        {"payment_intent": "pi_x", "charge": "ch_x"},
        {"payment_intent": "pi_x", "amount": 0},
        {"payment_intent": "pi_x", "reason": "because"},
    ],
)
def test_what_cannot_be_refunded_is_refused(client: stripe.StripeClient, params: Any) -> None:
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.refunds.create(params=params)


def test_a_payment_that_did_not_succeed_cannot_be_refunded(
    client: stripe.StripeClient, control: Control
) -> None:
    session = client.v1.checkout.sessions.create(params=session_params())
    intent = control.outcome(session.id, "decline")["session"]["payment_intent"]
    with pytest.raises(stripe.InvalidRequestError, match="successful charge"):
        client.v1.refunds.create(params={"payment_intent": intent})


def test_the_fee_is_not_given_back(client: stripe.StripeClient, control: Control) -> None:
    given_back = refund(client, paid(client, control))
    transaction = client.v1.balance_transactions.retrieve(given_back.balance_transaction)
    assert (transaction.amount, transaction.fee, transaction.net) == (-2500, 0, -2500)
    assert (transaction.type, transaction.source) == ("refund", given_back.id)
    assert client.v1.balance.retrieve().available[0].amount == -63


def test_a_refund_that_fails_returns_the_money_to_the_charge(
    client: stripe.StripeClient, control: Control
) -> None:
    intent = paid(client, control)
    given_back = refund(client, intent)
    control.post(f"refunds/{given_back.id}/fail", failure_reason="expired_or_canceled_card")
    failed = client.v1.refunds.retrieve(given_back.id)
    assert (failed.status, failed.failure_reason) == ("failed", "expired_or_canceled_card")
    charge = client.v1.charges.retrieve(intent.latest_charge.id)
    assert (charge.amount_refunded, charge.refunded) == (0, False)
    assert client.v1.balance.retrieve().available[0].amount == 2500 - 63
    assert event_types(client)[-3:] == ["refund.updated", "charge.refund.updated", "refund.failed"]
    assert control.try_post(f"refunds/{given_back.id}/fail").status_code == 400


def test_a_direct_debits_refund_is_pending_first(
    client: stripe.StripeClient, control: Control
) -> None:
    session = client.v1.checkout.sessions.create(params=session_params())
    intent = control.outcome(session.id, "slow_success")["session"]["payment_intent"]
    control.post(f"sessions/{session.id}/settle", result="succeed")
    given_back = client.v1.refunds.create(params={"payment_intent": intent})
    assert given_back.status == "pending"
    control.post("clock", advance=21)
    assert client.v1.refunds.retrieve(given_back.id).status == "succeeded"
    assert event_types(client)[-2:] == ["refund.updated", "charge.refund.updated"]


def test_a_refund_waits_until_the_balance_covers_it(
    client: stripe.StripeClient, control: Control
) -> None:
    control.post("balance", overdraft=0)
    given_back = refund(client, paid(client, control))
    assert (given_back.status, given_back.pending_reason) == ("pending", "insufficient_funds")
    assert given_back.balance_transaction is None
    control.post("balance", top_up=62)
    assert client.v1.refunds.retrieve(given_back.id).status == "pending"
    control.post("balance", top_up=1)
    assert client.v1.refunds.retrieve(given_back.id).status == "succeeded"
    assert client.v1.balance.retrieve().available[0].amount == 0


def test_a_refund_may_also_be_refused_until_the_balance_covers_it(
    client: stripe.StripeClient, control: Control
) -> None:
    control.post("balance", overdraft=0, when_short="refuse")
    intent = paid(client, control)
    with pytest.raises(stripe.InvalidRequestError) as refusal:
        refund(client, intent)
    assert refusal.value.code == "balance_insufficient"
    control.post("balance", top_up=63)
    assert refund(client, intent).status == "succeeded"


def test_a_payout_owns_the_transactions_before_it(
    client: stripe.StripeClient, control: Control
) -> None:
    charge = paid(client, control).latest_charge
    control.post("balance", pay_out=2000)
    payout = client.v1.balance_transactions.list(params={"type": "payout"}).data[0]
    paid(client, control)
    owned = client.v1.balance_transactions.list(params={"payout": str(payout.source)}).data
    assert [found.source for found in owned] == [payout.source, charge.id]
    by_source = client.v1.balance_transactions.list(params={"source": charge.id}).data
    assert [found.net for found in by_source] == [2437]
