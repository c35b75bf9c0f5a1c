"""Disputes: the money leaves with a fee, and comes back only when the dispute is won."""

import pytest
import stripe

from .control import Control, event_types, paid


def balance(client: stripe.StripeClient) -> int:
    return client.v1.balance.retrieve().available[0].amount


def test_a_dispute_withdraws_the_funds_and_a_fee(
    client: stripe.StripeClient, control: Control
) -> None:
    intent = paid(client, control)
    made = control.post(f"charges/{intent.latest_charge.id}/dispute", reason="fraudulent")
    dispute = client.v1.disputes.retrieve(made["id"])
    assert (dispute.amount, dispute.status) == (2500, "needs_response")
    assert dispute.balance_transactions[0].net == -2500 - 2000
    assert balance(client) == 2437 - 2500 - 2000
    assert client.v1.charges.retrieve(intent.latest_charge.id).disputed is True
    assert event_types(client)[-2:] == ["charge.dispute.created", "charge.dispute.funds_withdrawn"]
    listed = client.v1.disputes.list(params={"payment_intent": intent.id}).data
    assert [found.id for found in listed] == [dispute.id]


def test_a_disputed_charge_cannot_be_refunded(
    client: stripe.StripeClient, control: Control
) -> None:
    intent = paid(client, control)
    control.post(f"charges/{intent.latest_charge.id}/dispute")
    with pytest.raises(stripe.InvalidRequestError) as refusal:
        client.v1.refunds.create(params={"payment_intent": intent.id})
    assert refusal.value.code == "charge_disputed"


def test_a_won_dispute_gives_the_funds_back(client: stripe.StripeClient, control: Control) -> None:
    intent = paid(client, control)
    made = control.post(f"charges/{intent.latest_charge.id}/dispute", amount=1000)
    control.post(f"disputes/{made['id']}/review")
    control.post(f"disputes/{made['id']}/close", status="won")
    dispute = client.v1.disputes.retrieve(made["id"])
    assert (dispute.status, len(dispute.balance_transactions)) == ("won", 2)
    assert balance(client) == 2437 - 2000
    assert event_types(client)[-3:] == [
        "charge.dispute.updated",
        "charge.dispute.closed",
        "charge.dispute.funds_reinstated",
    ]
    assert client.v1.refunds.create(params={"payment_intent": intent.id}).amount == 2500


def test_a_lost_dispute_keeps_the_funds_away_and_closes_once(
    client: stripe.StripeClient, control: Control
) -> None:
    intent = paid(client, control)
    made = control.post(f"charges/{intent.latest_charge.id}/dispute")
    control.post(f"disputes/{made['id']}/close", status="lost")
    assert balance(client) == 2437 - 4500
    assert event_types(client)[-1] == "charge.dispute.closed"
    assert control.try_post(f"disputes/{made['id']}/close", status="won").status_code == 400


@pytest.mark.parametrize("amount", [0, -1, 2501])
def test_a_dispute_is_at_most_the_charge(
    client: stripe.StripeClient, control: Control, amount: int
) -> None:
    charge = paid(client, control).latest_charge.id
    assert control.try_post(f"charges/{charge}/dispute", amount=amount).status_code == 400


def test_an_inquiry_takes_nothing_until_it_is_escalated(
    client: stripe.StripeClient, control: Control
) -> None:
    intent = paid(client, control)
    made = control.post(f"charges/{intent.latest_charge.id}/dispute", kind="inquiry")
    asked = client.v1.disputes.retrieve(made["id"])
    assert (asked.status, asked.balance_transactions) == ("warning_needs_response", [])
    assert balance(client) == 2437

    control.post(f"disputes/{made['id']}/escalate")
    assert client.v1.disputes.retrieve(made["id"]).status == "needs_response"
    assert balance(client) == 2437 - 4500
    assert event_types(client)[-2:] == ["charge.dispute.updated", "charge.dispute.funds_withdrawn"]
    assert control.try_post(f"disputes/{made['id']}/escalate").status_code == 400


def test_an_inquiry_ends_without_a_movement(client: stripe.StripeClient, control: Control) -> None:
    intent = paid(client, control)
    made = control.post(f"charges/{intent.latest_charge.id}/dispute", kind="inquiry")
    assert control.try_post(f"disputes/{made['id']}/close", status="won").status_code == 400
    control.post(f"disputes/{made['id']}/close", status="warning_closed")
    assert balance(client) == 2437
    assert control.try_post(f"disputes/{made['id']}/escalate").status_code == 400
