"""R12: every type of event that money depends on, in any order, doubled, or lost but one."""

import json
import random
from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from campaigns.payments import inbox
from campaigns.payments.event_routes import ROUTES
from campaigns.payments.gateways.stripe import StripeGateway
from campaigns.payments.models import (
    Dispute,
    DisputeState,
    Donation,
    EventState,
    ProviderEvent,
    Refund,
    RefundState,
    Status,
)
from campaigns.transparency.audit import audit
from tests.factories import make_open_funding

from .checkouts import begin_checkout
from .sandbox.control import Control

pytestmark = pytest.mark.django_db

Event = dict[str, Any]
Order = Callable[[list[Event]], Iterable[Event]]


@pytest.fixture
def donation(gateway: StripeGateway) -> Donation:
    return begin_checkout(make_open_funding(cost="1000.00"), gateway, "25.00")


def happened(gateway: StripeGateway) -> list[Event]:
    """Every event that the provider made, oldest first."""
    return list(gateway.events(since=timezone.now() - timedelta(days=1)))[::-1]


def deliver(events: Iterable[Event], gateway: StripeGateway) -> None:
    for event in events:
        arrival = inbox.store(event=event, body=json.dumps(event).encode(), now=timezone.now())
        inbox.apply_event(event_id=arrival.event_id, gateway=gateway, now=timezone.now())
    states = set(ProviderEvent.objects.values_list("state", flat=True))
    assert states <= {EventState.APPLIED, EventState.IGNORED}


def refund_on_the_dashboard(donation: Donation, gateway: StripeGateway, cents: int) -> Any:
    report = gateway.fetch_checkout(str(donation.session_id))
    assert report.payment_id is not None
    return gateway._client.v1.refunds.create(
        params={"payment_intent": report.payment_id, "amount": cents}
    )


def charge_of(donation: Donation, gateway: StripeGateway) -> str:
    return str(gateway.fetch_checkout(str(donation.session_id)).charge_id)


def _as_it_came(events: list[Event]) -> Iterable[Event]:
    return events


def _reversed(events: list[Event]) -> Iterable[Event]:
    return events[::-1]


def _doubled(events: list[Event]) -> Iterable[Event]:
    return [event for event in events for _ in range(2)]


def _shuffled(events: list[Event]) -> Iterable[Event]:
    return random.Random(7).sample(events, len(events))


@pytest.mark.parametrize(
    "order", [_as_it_came, _reversed, _doubled, _shuffled], ids=lambda order: order.__name__
)
@pytest.mark.parametrize("end", ["won", "lost"])
def test_r12_a_whole_story_told_in_any_order(
    donation: Donation, gateway: StripeGateway, bank: Control, order: Order, end: str
) -> None:
    bank.post("balance", overdraft=None)
    bank.outcome(str(donation.session_id), "pay")
    refund_on_the_dashboard(donation, gateway, 1000)
    dispute = bank.post(f"charges/{charge_of(donation, gateway)}/dispute", amount=1500)
    bank.post(f"disputes/{dispute['id']}/review")
    bank.post(f"disputes/{dispute['id']}/close", status=end)
    deliver(order(happened(gateway)), gateway)
    donation.refresh_from_db()
    funding = donation.funding
    assert (donation.status, funding.confirmed, funding.refunded) == (Status.CONFIRMED, 25, 10)
    assert funding.net == (15 if end == "won" else 0)
    assert Dispute.objects.get().state == DisputeState(end)
    report = audit()
    assert report["ok"], report["checks"]


@pytest.mark.parametrize("only", [name for name in ROUTES if name.startswith("charge.dispute")])
def test_r12_one_event_of_a_dispute_is_enough(
    donation: Donation, gateway: StripeGateway, bank: Control, only: str
) -> None:
    bank.outcome(str(donation.session_id), "pay")
    dispute = bank.post(f"charges/{charge_of(donation, gateway)}/dispute")
    bank.post(f"disputes/{dispute['id']}/review")
    bank.post(f"disputes/{dispute['id']}/close", status="won")
    events = [event for event in happened(gateway) if event["type"] == only]
    assert events
    deliver(events, gateway)
    assert Dispute.objects.get().state == DisputeState.WON
    donation.refresh_from_db()
    assert (donation.status, donation.funding.net) == (Status.CONFIRMED, 25)


@pytest.mark.parametrize("only", ["charge.refunded", "refund.created"])
def test_r12_one_event_of_a_refund_is_enough(
    donation: Donation, gateway: StripeGateway, bank: Control, only: str
) -> None:
    bank.outcome(str(donation.session_id), "pay")
    refund_on_the_dashboard(donation, gateway, 2500)
    events = [event for event in happened(gateway) if event["type"] == only]
    assert events
    deliver(events, gateway)
    assert Refund.objects.get().state == RefundState.PAID
    assert Donation.objects.get().refunded_amount == 25


def test_a_refund_that_fails_later_is_owed(
    donation: Donation, gateway: StripeGateway, bank: Control
) -> None:
    bank.outcome(str(donation.session_id), "pay")
    refund = refund_on_the_dashboard(donation, gateway, 2500)
    deliver(happened(gateway), gateway)
    bank.post(f"refunds/{refund.id}/fail", failure_reason="lost_or_stolen_card")
    deliver(happened(gateway), gateway)
    owed = Refund.objects.get()
    assert (owed.state, owed.failure) == (RefundState.OWED, "lost_or_stolen_card")
    assert Donation.objects.get().funding.net == 0


@pytest.mark.parametrize("only", ["payment_intent.succeeded", "checkout.session.completed"])
def test_r12_one_event_of_a_payment_is_enough(
    donation: Donation, gateway: StripeGateway, bank: Control, only: str
) -> None:
    bank.outcome(str(donation.session_id), "pay")
    events = [event for event in happened(gateway) if event["type"] == only]
    assert events
    deliver(events, gateway)
    donation.refresh_from_db()
    assert (donation.status, donation.funding.net) == (Status.CONFIRMED, 25)


def test_a_card_that_is_refused_leaves_the_page_open(
    donation: Donation, gateway: StripeGateway, bank: Control
) -> None:
    bank.outcome(str(donation.session_id), "decline")
    deliver(happened(gateway), gateway)
    donation.refresh_from_db()
    assert donation.status == Status.AWAITING
    bank.outcome(str(donation.session_id), "pay")
    deliver(happened(gateway), gateway)
    donation.refresh_from_db()
    assert donation.status == Status.CONFIRMED


@pytest.mark.parametrize(
    ("field", "value", "why"),
    [("account", "acct_other", "account"), ("livemode", True, "live mode")],
    ids=str,
)
def test_r11_another_account_or_mode_is_quarantined(
    donation: Donation,
    gateway: StripeGateway,
    bank: Control,
    field: str,
    value: Any,
    why: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    bank.outcome(str(donation.session_id), "pay")
    [event] = [
        event | {field: value}
        for event in happened(gateway)
        if event["type"] == "payment_intent.succeeded"
    ]
    arrival = inbox.store(event=event, body=json.dumps(event).encode(), now=timezone.now())
    state = inbox.apply_event(event_id=arrival.event_id, gateway=gateway, now=timezone.now())
    assert state == EventState.QUARANTINED
    assert ProviderEvent.objects.get().error == f"ReportMismatch: {why}"
    assert event["id"] in caplog.text
    donation.refresh_from_db()
    assert donation.status == Status.AWAITING


def test_a_payment_that_is_not_of_the_platform_is_ignored(
    gateway: StripeGateway, bank: Control
) -> None:
    foreign = gateway._client.v1.checkout.sessions.create(
        params={
            "mode": "payment",
            "success_url": "http://127.0.0.1:8000/",
            "line_items": [
                {
                    "quantity": 1,
                    "price_data": {
                        "currency": "eur",
                        "unit_amount": 500,
                        "product_data": {"name": "Tazza"},
                    },
                }
            ],
        }
    )
    bank.outcome(foreign.id, "pay")
    payment = gateway.fetch_checkout(foreign.id).payment_id
    assert payment is not None
    gateway._client.v1.refunds.create(params={"payment_intent": payment})
    deliver(happened(gateway), gateway)
    assert set(ProviderEvent.objects.values_list("state", flat=True)) == {EventState.IGNORED}
    assert not Refund.objects.exists()
