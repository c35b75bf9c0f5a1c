"""Checks of the audit against the provider's own figures (``audit --provider``).

The provider is asked outside any transaction (R13), so something may move between its answer and
our rows: what differs is asked again once, and only what differs twice is told.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final

from django.db.models import Min, Q, Sum

from campaigns.money import ZERO
from campaigns.payments.gateways.contract import (
    DisputeReport,
    Gateway,
    GatewayError,
    PaymentReport,
    PaymentStatus,
    RefundStatus,
)
from campaigns.payments.models import (
    Dispute,
    Donation,
    Provider,
    Refund,
    RefundState,
    Status,
)

BEFORE_THE_FIRST: Final = timedelta(days=1)
"""How far before our first donation the provider's lists are read: clocks differ."""


@dataclass(frozen=True, kw_only=True)
class Difference:
    """What does not agree; ``subject`` tells whether two of them are about the same."""

    subject: str
    text: str


@dataclass(kw_only=True)
class Told:
    """What the provider told of itself. Amounts are in EUR; ``silence`` where it did not answer."""

    payments: dict[str, PaymentReport] = field(default_factory=dict)
    refunds: dict[str, Decimal] = field(default_factory=lambda: defaultdict(lambda: ZERO))
    """By payment: refunds paid or on their way."""
    disputes: dict[str, DisputeReport] = field(default_factory=dict)
    silence: dict[str, str] = field(default_factory=dict)
    """By list: why it could not be read."""


def ask(gateway: Gateway) -> Told:
    """Read the provider's lists from our first donation on; nothing where there is none.

    Not inside a transaction (R13). Raises nothing of the provider's.
    """
    told = Told()
    since = _first_donation()
    if since is None:
        return told
    for name, read in (
        ("payments", _read_payments),
        ("refunds", _read_refunds),
        ("disputes", _read_disputes),
    ):
        try:
            read(told, gateway, since - BEFORE_THE_FIRST)
        except GatewayError as error:
            told.silence[name] = f"the provider does not answer: {error}"
    return told


def payments_unlike_provider(told: Told) -> Iterator[Difference]:
    """Each donation confirmed here is paid there, and each payment there is confirmed here."""
    confirmed = Donation.objects.filter(provider=Provider.STRIPE, status=Status.CONFIRMED)
    here: set[str] = set()
    for donation in confirmed.only("payment_id", "amount").iterator(chunk_size=2000):
        assert donation.payment_id is not None
        here.add(donation.payment_id)
        payment = told.payments.get(donation.payment_id)
        name = f"payment {donation.payment_id}"
        if payment is None:
            yield Difference(subject=name, text=f"{name}: confirmed here, not paid there")
        elif payment.amount != donation.amount:
            text = f"{name}: {donation.amount} here, {payment.amount} there"
            yield Difference(subject=name, text=text)
    for payment_id, payment in told.payments.items():
        if payment.donation_id is not None and payment_id not in here:
            text = f"payment {payment_id}: {payment.amount} paid there, not confirmed here"
            yield Difference(subject=f"payment {payment_id}", text=text)


def refunds_unlike_provider(told: Told) -> Iterator[Difference]:
    """What the provider gave back of each payment of ours. Bank transfers are not its business."""
    sent = Q(state=RefundState.PENDING) | Q(state=RefundState.PAID, transfers=0)
    refunds = Refund.objects.filter(sent, donation__provider=Provider.STRIPE).order_by()
    here: dict[str, Decimal] = dict(
        refunds.values_list("donation__payment_id").annotate(sum=Sum("amount"))
    )
    ours = _payments_of_ours()
    for payment_id in sorted(here.keys() | (told.refunds.keys() & ours)):
        given, told_given = here.get(payment_id, ZERO), told.refunds.get(payment_id, ZERO)
        if given != told_given:
            text = f"payment {payment_id}: refunds are {given} here, {told_given} there"
            yield Difference(subject=f"payment {payment_id}", text=text)


def disputes_unlike_provider(told: Told) -> Iterator[Difference]:
    """Each dispute of a payment of ours stands here as it does there."""
    here = {dispute.provider_id: dispute for dispute in Dispute.objects.all()}
    ours = _payments_of_ours()
    for dispute_id, report in told.disputes.items():
        name = f"dispute {dispute_id}"
        dispute = here.pop(dispute_id, None)
        if dispute is None:
            if report.payment_id in ours:
                yield Difference(subject=name, text=f"{name}: {report.status} there, unknown here")
        elif (dispute.state, dispute.amount) != (report.status.value, report.amount):
            text = (
                f"{name}: {dispute.state} of {dispute.amount} here,"
                f" {report.status} of {report.amount} there"
            )
            yield Difference(subject=name, text=text)
    for dispute_id in here:
        name = f"dispute {dispute_id}"
        yield Difference(subject=name, text=f"{name}: unknown there")


PROVIDER_CHECKS: Final[dict[str, Callable[[Told], Iterator[Difference]]]] = {
    "payments": payments_unlike_provider,
    "refunds": refunds_unlike_provider,
    "disputes": disputes_unlike_provider,
}
"""By the provider's list that each reads."""


def _first_donation() -> datetime | None:
    donations = Donation.objects.filter(provider=Provider.STRIPE)
    first: datetime | None = donations.aggregate(first=Min("created_at"))["first"]
    return first


def _payments_of_ours() -> set[str]:
    confirmed = Donation.objects.filter(provider=Provider.STRIPE, status=Status.CONFIRMED)
    return {str(payment_id) for payment_id in confirmed.values_list("payment_id", flat=True)}


def _read_payments(told: Told, gateway: Gateway, since: datetime) -> None:
    for report in gateway.payments(since=since):
        if report.payment_id is not None and report.status == PaymentStatus.PAID:
            told.payments[report.payment_id] = report


def _read_refunds(told: Told, gateway: Gateway, since: datetime) -> None:
    for report in gateway.refunds(since=since):
        if report.payment_id is not None and report.status != RefundStatus.FAILED:
            told.refunds[report.payment_id] += report.amount


def _read_disputes(told: Told, gateway: Gateway, since: datetime) -> None:
    for report in gateway.disputes(since=since):
        told.disputes[report.dispute_id] = report
