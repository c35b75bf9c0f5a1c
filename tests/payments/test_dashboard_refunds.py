"""R3, R12: refunds made at the provider, refunds that fail, and those that come back."""

from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction

from campaigns.funding import services as funding_services
from campaigns.funding.models import Funding
from campaigns.ledger.models import Account, Entry, Kind
from campaigns.payments import refunds
from campaigns.payments.gateways.contract import RefundStatus
from campaigns.payments.models import (
    CallState,
    Donation,
    Notice,
    NoticeKind,
    Provider,
    ProviderCall,
    Refund,
    RefundReason,
    RefundState,
    TransferDetails,
)
from campaigns.payments.verification import ReportMismatch
from campaigns.transparency.audit import audit
from tests.factories import NOW, CallFactory, give, make_fund, make_funding

from .reports import refund_report, report_of

pytestmark = pytest.mark.django_db

PAID, PENDING, FAILED = RefundStatus.PAID, RefundStatus.PENDING, RefundStatus.FAILED


@pytest.fixture
def donation() -> Donation:
    call = CallFactory.create()
    make_fund(call)
    return give(make_funding(call, cost="1000.00"), "500.00", provider=Provider.STRIPE)


@pytest.fixture(autouse=True)
def the_books_balance() -> Any:
    """After each of these tests the audit holds."""
    yield
    report = audit()
    assert report["ok"], [check for check in report["checks"] if not check["ok"]]


def decide(donation: Donation, amount: str | None = None) -> Refund:
    with transaction.atomic():
        locked = Donation.objects.locked().get(pk=donation.pk)
        refund = refunds.intend_refund_of_locked(
            donation=locked,
            funding=funding_services.lock(locked.funding_id),
            reason=RefundReason.FINANCE,
            now=NOW,
            amount=Decimal(amount) if amount else None,
        )
    assert refund is not None
    return refund


def net(donation: Donation) -> Decimal:
    return Funding.objects.get(pk=donation.funding_id).net


def owed() -> Decimal:
    rows = Entry.objects.all()
    came = sum(row.amount for row in rows.filter(destination=Account.REFUND_OWED))
    went = sum(row.amount for row in rows.filter(source=Account.REFUND_OWED))
    return Decimal(came - went)


def test_r3_a_refund_counts_from_its_committed_intent(donation: Donation) -> None:
    decide(donation, "100.00")
    assert (net(donation), owed()) == (400, 100)


@pytest.mark.parametrize("amount", ["500.01", "1000.00"])
def test_never_more_than_was_paid(donation: Donation, amount: str) -> None:
    with pytest.raises(refunds.RefundTooLarge) as refusal:
        decide(donation, amount)
    assert refusal.value.left == 500
    decide(donation, "400.00")
    with pytest.raises(refunds.RefundTooLarge):
        decide(donation, "100.01")


def test_r12_a_refund_of_the_dashboard_is_taken_in_once(donation: Donation) -> None:
    report = refund_report(donation, "200.00")
    for _ in range(3):
        refunds.apply_refund_report(report=report, now=NOW)
    refund = Refund.objects.get()
    assert (refund.reason, refund.state) == (RefundReason.PROVIDER, RefundState.PAID)
    assert (net(donation), owed()) == (300, 0)
    assert Notice.objects.filter(kind=NoticeKind.REFUNDED).count() == 1


def test_a_refund_of_the_dashboard_takes_the_place_of_ours(donation: Donation) -> None:
    ours = decide(donation)
    refunds.apply_refund_report(report=refund_report(donation), now=NOW)
    ours.refresh_from_db()
    assert ours.state == RefundState.WITHDRAWN
    assert ProviderCall.objects.get(refund=ours).state == CallState.DROPPED
    assert (net(donation), owed()) == (0, 0)


def test_a_refund_of_the_dashboard_takes_a_part_of_ours(donation: Donation) -> None:
    ours = decide(donation, "400.00")
    refunds.apply_refund_report(report=refund_report(donation, "300.00"), now=NOW)
    ours.refresh_from_db()
    assert (ours.state, ours.amount) == (RefundState.INTENDED, 200)
    call = ProviderCall.objects.get(refund=ours, state=CallState.COMMITTED)
    assert call.params["amount"] == 20_000
    assert (net(donation), owed()) == (0, 200)


def test_r11_more_than_was_paid_is_quarantined(donation: Donation) -> None:
    refunds.apply_refund_report(report=refund_report(donation, "400.00"), now=NOW)
    with pytest.raises(ReportMismatch, match="beyond the payment"):
        refunds.apply_refund_report(
            report=refund_report(donation, "101.00", refund_id="re_other"), now=NOW
        )


@pytest.mark.parametrize("told", [[PENDING, FAILED], [FAILED], [PAID, FAILED]], ids=str)
def test_a_refund_that_fails_is_owed_and_never_back_in_the_net(
    donation: Donation, told: list[RefundStatus]
) -> None:
    ours = decide(donation, "100.00")
    for status in told:
        failure = "lost_or_stolen_card" if status == FAILED else ""
        refunds.apply_refund_report(report=report_of(ours, status, failure=failure), now=NOW)
    ours.refresh_from_db()
    assert (ours.state, ours.failure) == (RefundState.OWED, "lost_or_stolen_card")
    assert ours.owed_at == NOW
    assert (net(donation), owed()) == (400, 100)
    assert Notice.objects.filter(kind=NoticeKind.REFUND_OWED).count() == 1


def test_r12_what_was_told_before_a_failure_does_not_undo_it(donation: Donation) -> None:
    ours = decide(donation, "100.00")
    for status in (PAID, FAILED, PAID, PENDING, FAILED):
        refunds.apply_refund_report(report=report_of(ours, status), now=NOW)
    ours.refresh_from_db()
    assert ours.state == RefundState.OWED
    assert owed() == 100


def test_a_refund_of_the_dashboard_that_failed_is_owed(donation: Donation) -> None:
    refunds.apply_refund_report(report=refund_report(donation, status=FAILED), now=NOW)
    assert Refund.objects.get().state == RefundState.OWED
    assert (net(donation), owed()) == (0, 500)


def test_an_owed_refund_is_paid_by_transfer_once_and_bank_details_are_erased(
    donation: Donation,
) -> None:
    ours = decide(donation, "100.00")
    refunds.mark_refused(refund_id=ours.pk, code="charge_expired", now=NOW)
    TransferDetails.objects.create(
        refund=ours,
        holder="Ada Brambilla",
        iban="IT60X0542811101000000123456",
        last_digits="3456",
        given_at=NOW,
    )
    refunds.pay_by_transfer(refund_id=ours.pk, reference="TRN 1", now=NOW, by=None)
    with pytest.raises(refunds.RefundNotOwed):
        refunds.pay_by_transfer(refund_id=ours.pk, reference="TRN 2", now=NOW, by=None)
    ours.refresh_from_db()
    details = TransferDetails.objects.get()
    assert (ours.state, ours.transfer_reference, ours.transfers) == (RefundState.PAID, "TRN 1", 1)
    assert (details.holder, details.iban, details.last_digits) == ("", "", "3456")
    assert (net(donation), owed()) == (400, 0)
    assert Notice.objects.filter(kind=NoticeKind.REFUND_TRANSFERRED).count() == 1


def test_a_refund_refused_that_had_gone_out_all_the_same_is_paid(donation: Donation) -> None:
    ours = decide(donation, "100.00")
    refunds.mark_refused(refund_id=ours.pk, code="charge_already_refunded", now=NOW)
    refunds.apply_refund_report(report=report_of(ours, PAID), now=NOW)
    ours.refresh_from_db()
    assert (ours.state, owed()) == (RefundState.PAID, 0)


def test_r11_a_refund_paid_twice_is_for_a_person_to_decide(donation: Donation) -> None:
    ours = decide(donation, "100.00")
    refunds.mark_refused(refund_id=ours.pk, code="charge_expired", now=NOW)
    refunds.pay_by_transfer(refund_id=ours.pk, reference="TRN 1", now=NOW, by=None)
    with pytest.raises(ReportMismatch):
        refunds.apply_refund_report(report=report_of(ours, PAID), now=NOW)


@pytest.mark.parametrize("difference", [{"currency": "usd"}, {"amount": "99.99"}], ids=str)
def test_r11_a_refund_that_does_not_match_changes_nothing(
    donation: Donation, difference: dict[str, Any]
) -> None:
    ours = decide(donation, "100.00")
    with pytest.raises(ReportMismatch):
        refunds.apply_refund_report(report=report_of(ours, PAID, **difference), now=NOW)
    ours.refresh_from_db()
    assert ours.state == RefundState.INTENDED


def test_a_refund_of_a_payment_that_is_not_ours_is_said_to_be_unknown(
    donation: Donation,
) -> None:
    with pytest.raises(Donation.DoesNotExist):
        refunds.apply_refund_report(
            report=refund_report(donation, payment_id="pi_unknown"), now=NOW
        )
    assert not Entry.objects.filter(kind=Kind.REFUND).exists()
