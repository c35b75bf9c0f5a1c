"""What happens to session, intent and charge when a donor pays, fails, waits or goes away."""

import threading
from typing import Any

import pytest
import stripe

from .control import Control, event_types, paid, session_params, tap

PAID_EVENTS = [
    "payment_intent.created",
    "charge.succeeded",
    "payment_intent.succeeded",
    "checkout.session.completed",
]


@pytest.fixture
def session(client: stripe.StripeClient) -> Any:
    return client.v1.checkout.sessions.create(params=session_params())


def read(client: stripe.StripeClient, session: Any) -> Any:
    expand = ["payment_intent.latest_charge"]
    return client.v1.checkout.sessions.retrieve(session.id, params={"expand": expand})


def test_paying_completes_session_intent_and_charge(
    client: stripe.StripeClient, session: Any
) -> None:
    response = tap(session, "pay")
    assert response.status_code == 303
    assert response.headers["Location"].endswith(f"/dona/grazie/?session={session.id}")
    now = read(client, session)
    assert (now.status, now.payment_status, now.url) == ("complete", "paid", None)
    intent = now.payment_intent
    assert (intent.status, intent.amount_received) == ("succeeded", 2500)
    assert intent.metadata.to_dict() == {"donation": "d-1"}
    charge = intent.latest_charge
    assert (charge.status, charge.paid, charge.captured) == ("succeeded", True, True)
    assert charge.metadata.to_dict() == {"donation": "d-1"}
    assert event_types(client) == PAID_EVENTS


def test_a_double_tap_makes_one_payment(
    client: stripe.StripeClient, control: Control, session: Any
) -> None:
    responses: list[Any] = []
    taps = [
        threading.Thread(target=lambda: responses.append(tap(session, "pay"))) for _ in range(8)
    ]
    for thread in taps:
        thread.start()
    for thread in taps:
        thread.join()
    assert {(r.status_code, r.headers["Location"].split("?")[1]) for r in responses} == {
        (303, f"session={session.id}")
    }
    objects = control.state()["objects"]
    assert (objects["charge"], objects["payment_intent"]) == (1, 1)
    assert objects["balance_transaction"] == 1
    assert event_types(client) == PAID_EVENTS


def test_after_a_decline_the_donor_can_try_again(client: stripe.StripeClient, session: Any) -> None:
    tap(session, "decline")
    declined = read(client, session)
    assert (declined.status, declined.payment_status) == ("open", "unpaid")
    error = declined.payment_intent.last_payment_error
    assert (error.code, error.decline_code) == ("card_declined", "generic_decline")
    assert declined.payment_intent.status == "requires_payment_method"
    assert declined.payment_intent.latest_charge.status == "failed"
    assert event_types(client)[1:] == ["charge.failed", "payment_intent.payment_failed"]

    tap(session, "pay")
    now = read(client, session)
    assert now.payment_intent.id == declined.payment_intent.id
    assert (now.status, now.payment_intent.last_payment_error) == ("complete", None)
    charges = client.v1.charges.list(params={"payment_intent": now.payment_intent.id})
    assert [charge.status for charge in charges.data] == ["succeeded", "failed"]


def test_3d_secure_passes(client: stripe.StripeClient, session: Any) -> None:
    assert "/verify" in tap(session, "three_d_secure").headers["Location"]
    assert read(client, session).payment_intent.status == "requires_action"
    tap(session, "three_d_secure_pass", "/verify")
    assert read(client, session).payment_status == "paid"


def test_3d_secure_fails_without_a_charge(
    client: stripe.StripeClient, control: Control, session: Any
) -> None:
    tap(session, "three_d_secure")
    tap(session, "three_d_secure_fail", "/verify")
    now = read(client, session)
    assert now.status == "open"
    assert now.payment_intent.last_payment_error.code == "payment_intent_authentication_failure"
    assert "charge" not in control.state()["objects"]
    assert event_types(client)[-1] == "payment_intent.payment_failed"


def test_3d_secure_cannot_pass_before_it_is_asked(
    client: stripe.StripeClient, control: Control, session: Any
) -> None:
    tap(session, "three_d_secure_pass", "/verify")
    assert read(client, session).status == "open"
    refused = control.try_post(f"sessions/{session.id}/outcome", outcome="three_d_secure_pass")
    assert refused.status_code == 400


def test_completed_is_not_paid_while_a_slow_method_is_under_way(
    client: stripe.StripeClient, control: Control, session: Any
) -> None:
    assert "/dona/grazie/" in tap(session, "slow_success").headers["Location"]
    waiting = read(client, session)
    assert (waiting.status, waiting.payment_status) == ("complete", "unpaid")
    assert waiting.payment_intent.status == "processing"
    assert waiting.payment_intent.latest_charge.status == "pending"
    assert client.v1.balance.retrieve().pending[0].amount == 2500
    began = event_types(client)
    assert began[1:] == [
        "charge.pending",
        "payment_intent.processing",
        "checkout.session.completed",
    ]

    control.post("clock", advance=21)
    settled = read(client, session)
    assert settled.payment_status == "paid"
    assert settled.payment_intent.latest_charge.created == waiting.payment_intent.created
    assert event_types(client)[len(began) :] == [
        "charge.succeeded",
        "payment_intent.succeeded",
        "checkout.session.async_payment_succeeded",
    ]


def test_a_slow_method_can_fail(
    client: stripe.StripeClient, control: Control, session: Any
) -> None:
    tap(session, "slow_failure")
    control.post("clock", advance=21)
    now = read(client, session)
    assert (now.status, now.payment_status) == ("complete", "unpaid")
    assert now.payment_intent.status == "requires_payment_method"
    assert now.payment_intent.latest_charge.status == "failed"
    assert event_types(client)[-3:] == [
        "charge.failed",
        "payment_intent.payment_failed",
        "checkout.session.async_payment_failed",
    ]
    assert client.v1.balance_transactions.list().data == []


def test_a_slow_payment_can_be_settled_by_hand_once(
    client: stripe.StripeClient, control: Control, session: Any
) -> None:
    tap(session, "slow_failure")
    control.post(f"sessions/{session.id}/settle", result="succeed")
    assert read(client, session).payment_status == "paid"
    assert control.try_post(f"sessions/{session.id}/settle", result="fail").status_code == 400
    control.post("clock", advance=60)
    assert read(client, session).payment_status == "paid"


def test_abandoning_leaves_the_session_open(client: stripe.StripeClient, session: Any) -> None:
    response = tap(session, "abandon")
    assert response.headers["Location"] == session.cancel_url
    assert read(client, session).status == "open"
    assert event_types(client) == []
    tap(session, "pay")
    assert read(client, session).payment_status == "paid"


def test_slow_methods_follow_what_the_session_allows(
    client: stripe.StripeClient, control: Control
) -> None:
    params = session_params(allowed_payment_method_types=["card", "paypal"])
    session = client.v1.checkout.sessions.create(params=params)
    assert session.payment_method_types == ["card"]
    refused = control.try_post(f"sessions/{session.id}/outcome", outcome="slow_success")
    assert refused.status_code == 400
    control.outcome(session.id, "pay")


@pytest.mark.parametrize(("cents", "fee"), [(50, 26), (2500, 63), (1000, 40), (100_000, 1525)])
def test_the_fee_is_15_per_mille_rounded_half_up_and_25_cents(
    client: stripe.StripeClient, control: Control, cents: int, fee: int
) -> None:
    transaction = paid(client, control, cents).latest_charge.balance_transaction
    assert (transaction.amount, transaction.fee, transaction.net) == (cents, fee, cents - fee)
    assert (transaction.type, transaction.reporting_category) == ("charge", "charge")
    assert client.v1.balance.retrieve().available[0].amount == cents - fee


def test_a_card_has_one_fingerprint_and_another_card_another(
    client: stripe.StripeClient, control: Control
) -> None:
    def fingerprint(card: str) -> str:
        session = client.v1.checkout.sessions.create(params=session_params())
        control.outcome(session.id, "pay", card=card)
        details = read(client, session).payment_intent.latest_charge.payment_method_details
        assert details.card.last4 == card[-4:]
        return str(details.card.fingerprint)

    first = fingerprint("4242424242424242")
    assert fingerprint("4242424242424242") == first
    assert fingerprint("5555555555554444") != first


def test_objects_expand_two_levels_and_in_lists(
    client: stripe.StripeClient, control: Control
) -> None:
    intent = paid(client, control)
    listed = client.v1.payment_intents.list(params={"expand": ["data.latest_charge"]}).data[0]
    assert isinstance(listed.latest_charge, stripe.Charge)
    assert isinstance(client.v1.payment_intents.retrieve(intent.id).latest_charge, str)
    with pytest.raises(stripe.InvalidRequestError, match="cannot be expanded"):
        client.v1.payment_intents.retrieve(intent.id, params={"expand": ["customer"]})
    by_intent = client.v1.checkout.sessions.list(params={"payment_intent": intent.id})
    assert len(by_intent.data) == 1
