"""A refund decided before there was an outbox is sent once, by the migration's request."""

from importlib import import_module

import pytest
from django.apps import apps
from django.utils import timezone

from campaigns.payments.confirmation import apply_report
from campaigns.payments.gateways.stripe import StripeGateway
from campaigns.payments.models import ProviderCall, Refund, RefundReason, RefundState
from campaigns.payments.refund_sending import run_refunds
from tests.factories import make_open_funding

from .checkouts import begin_checkout
from .sandbox.control import Control

MIGRATION = "campaigns.payments.migrations.0013_requests_of_earlier_refunds"


@pytest.mark.django_db
def test_r13_a_refund_without_a_request_gets_one_and_is_sent(
    gateway: StripeGateway, bank: Control
) -> None:
    bank.post("balance", overdraft=None)
    now = timezone.now()
    donation = begin_checkout(make_open_funding(), gateway)
    bank.outcome(str(donation.session_id), "pay")
    report = gateway.fetch_checkout(str(donation.session_id))
    donation = apply_report(donation_id=donation.pk, report=report, now=now)
    refund = Refund.objects.create(
        donation=donation, amount=donation.amount, reason=RefundReason.LATE, created_at=now
    )
    commit_requests = import_module(MIGRATION).commit_requests
    for _ in range(2):
        commit_requests(apps, None)
    assert ProviderCall.objects.get(refund=refund).key == f"{refund.pk}:refund"
    run_refunds(gateway=gateway, now=now)
    refund.refresh_from_db()
    assert refund.state == RefundState.PAID
