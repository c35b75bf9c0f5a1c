"""Events that wait to be applied, and a provider that says how their objects stand."""

import json
import uuid
from dataclasses import replace
from datetime import datetime
from typing import Any

from campaigns.funding.models import Funding
from campaigns.payments import draining, inbox
from campaigns.payments.gateways.contract import (
    DisputeReport,
    DisputeStatus,
    GatewayUnavailable,
    PaymentReport,
    PaymentStatus,
    RefundReport,
)
from campaigns.payments.models import Donation, ProviderEvent, Status
from campaigns.transparency.audit import audit
from tests.factories import NOW, CallFactory, make_donation, make_fund, make_funding, make_report

from .reports import dispute_report, refund_report


class Provider:
    """Answers what it was told, of ``silent`` pages nothing, of ``broken`` ones nonsense."""

    def __init__(self) -> None:
        self.reports: dict[str, PaymentReport] = {}
        self.refunds: dict[str, RefundReport] = {}
        self.disputes: dict[str, DisputeReport] = {}
        self.silent: set[str] = set()
        self.broken: set[str] = set()
        self.asked: list[str] = []

    def fetch_checkout(self, session_id: str) -> PaymentReport:
        self.asked.append(session_id)
        if session_id in self.silent:
            raise GatewayUnavailable("no answer")
        if session_id in self.broken:
            raise ValueError(session_id)
        return self.reports[session_id]

    def fetch_payment(self, payment_id: str) -> PaymentReport:
        found = [each for each in self.reports.values() if each.payment_id == payment_id]
        return replace(found[0], session_id=None)

    def fetch_refund(self, refund_id: str) -> RefundReport:
        return self.refunds[refund_id]

    def refunds_of(self, payment_id: str) -> list[RefundReport]:
        return [each for each in self.refunds.values() if each.payment_id == payment_id]

    def fetch_dispute(self, dispute_id: str) -> DisputeReport:
        return self.disputes[dispute_id]


def campaign(**terms: Any) -> Funding:
    """A campaign of 1000.00 with a call and a fund of its own, unless told otherwise."""
    call = CallFactory.create(
        payer_limit=terms.pop("payer_limit", None), min_payers=terms.pop("min_payers", 0)
    )
    make_fund(call)
    return make_funding(call, **({"cost": "1000.00"} | terms))


def paid(funding: Funding, provider: Provider, amount: str = "50.00", **told: Any) -> Donation:
    """A donation whose payment page was paid, and the event that tells of it."""
    name = f"cs_{uuid.uuid4().hex}"
    donation = make_donation(funding, amount, session_id=name, status=Status.AWAITING)
    provider.reports[name] = make_report(donation, **({"session_id": name} | told))
    tell_of_page(donation, name)
    return donation


def paid_again(donation: Donation, provider: Provider) -> str:
    """Another page of a donation was paid too, and told of: return its name."""
    name = f"{donation.session_id}_again"
    first = provider.reports[str(donation.session_id)]
    provider.reports[name] = replace(first, session_id=name, payment_id=f"{first.payment_id}_again")
    tell_of_page(donation, name)
    return name


def expired(donation: Donation, provider: Provider) -> None:
    """An earlier page of a donation closed by itself, and was told of."""
    name = f"{donation.session_id}_expired"
    first = provider.reports[str(donation.session_id)]
    unpaid: dict[str, Any] = {"payment_id": None, "paid_at": None, "status": PaymentStatus.EXPIRED}
    provider.reports[name] = replace(first, session_id=name, **unpaid)
    tell_of_page(donation, name)


def refunded(donation: Donation, provider: Provider) -> None:
    """The dashboard gave half of a donation back, and that was told of."""
    half = str(donation.amount / 2)
    payment = provider.reports[str(donation.session_id)].payment_id
    report = refund_report(donation, half, payment_id=payment, refund_id=f"re_{uuid.uuid4().hex}")
    provider.refunds[report.refund_id] = report
    tell("refund.created", {"id": report.refund_id, "payment_intent": payment})


def disputed(donation: Donation, provider: Provider, status: DisputeStatus) -> None:
    """A bank disputed a donation, and that was told of; ``status`` is how it stands by now."""
    payment = provider.reports[str(donation.session_id)].payment_id
    name = f"du_{donation.pk.hex}"
    provider.disputes[name] = dispute_report(donation, status, payment_id=payment, dispute_id=name)
    tell("charge.dispute.created", {"id": name, "payment_intent": payment})


def tell_of_page(donation: Donation, name: str = "") -> ProviderEvent:
    """A completed page of a donation, its own unless another is named."""
    subject = {"id": name or donation.session_id, "metadata": {"donation_id": str(donation.pk)}}
    return tell("checkout.session.completed", subject)


def tell(kind: str, subject: dict[str, Any], **fields: Any) -> ProviderEvent:
    """Store an event about something."""
    event = {
        "id": f"evt_{uuid.uuid4().hex}",
        "object": "event",
        "type": kind,
        "livemode": False,
        "data": {"object": subject},
    } | fields
    arrival = inbox.store(event=event, body=json.dumps(event).encode(), now=NOW)
    return ProviderEvent.objects.get(pk=arrival.event_id)


def drain(provider: Any, *, now: datetime = NOW, first: int | None = None) -> int:
    """Apply what waits, as the worker does."""
    return draining.drain(gateway=provider, now=now, first=first)


def states() -> set[str]:
    """How the events stand."""
    return set(ProviderEvent.objects.values_list("state", flat=True))


def assert_books_balance() -> None:
    told = audit()
    assert told["ok"], [check for check in told["checks"] if not check["ok"]]
