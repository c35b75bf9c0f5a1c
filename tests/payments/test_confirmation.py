"""R11, R12: what the provider says of a payment, in any order, at any multiplicity."""

import uuid
from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from itertools import permutations
from typing import Any

import pytest
from pytest_django import Settings

from campaigns.funding.models import Funding, State
from campaigns.ledger.models import Entry
from campaigns.payments.confirmation import apply_report
from campaigns.payments.gateways.contract import PaymentReport, PaymentStatus
from campaigns.payments.models import Donation, Notice, NoticeKind, Refund, RefundReason, Status
from campaigns.payments.verification import ReportMismatch
from campaigns.transparency.audit import audit
from tests.factories import NOW, CallFactory, make_donation, make_fund, make_funding, make_report

pytestmark = pytest.mark.django_db

NOT_PAID = {"payment_id": None, "paid_at": None}


@pytest.fixture
def funding() -> Funding:
    call = CallFactory.create()
    make_fund(call)
    return make_funding(call, cost="1000.00")


@pytest.fixture
def donation(funding: Funding) -> Donation:
    return make_donation(funding, "500.00")


def told(donation: Donation, status: PaymentStatus, **values: Any) -> PaymentReport:
    defaults = {} if status == PaymentStatus.PAID else NOT_PAID
    return make_report(donation, status=status, **(defaults | values))


def apply(donation: Donation, *reports: PaymentReport) -> Donation:
    for report in reports:
        apply_report(donation_id=donation.pk, report=report, now=NOW)
    donation.refresh_from_db()
    donation.funding.refresh_from_db()
    return donation


def assert_counted_once(donation: Donation) -> None:
    assert (donation.status, donation.late) == (Status.CONFIRMED, False)
    funding = donation.funding
    assert (funding.confirmed, funding.donations) == (donation.amount, 1)
    assert Entry.objects.filter(kind="donation").count() == 1
    assert Entry.objects.filter(kind="reserve").count() == 1


def test_r12_a_payment_told_many_times_counts_once(donation: Donation) -> None:
    assert_counted_once(apply(donation, *[told(donation, PaymentStatus.PAID)] * 5))


@pytest.mark.parametrize("order", list(permutations(PaymentStatus)))
def test_r12_reports_in_any_order_come_to_the_same(
    donation: Donation, order: Sequence[PaymentStatus]
) -> None:
    assert_counted_once(apply(donation, *[told(donation, status) for status in order]))


@pytest.mark.parametrize("status", [PaymentStatus.FAILED, PaymentStatus.EXPIRED])
def test_r11_failed_or_expired_can_still_be_confirmed(
    donation: Donation, status: PaymentStatus
) -> None:
    apply(donation, told(donation, status))
    assert donation.status == Status(status.value)
    assert donation.funding.confirmed == 0
    assert_counted_once(apply(donation, told(donation, PaymentStatus.PAID)))


@pytest.mark.parametrize("status", [each for each in PaymentStatus if each != PaymentStatus.PAID])
def test_r11_confirmed_never_goes_back(donation: Donation, status: PaymentStatus) -> None:
    apply(donation, told(donation, PaymentStatus.PAID))
    assert_counted_once(apply(donation, told(donation, status)))


def test_r11_a_replaced_page_that_expires_does_not_end_the_donation(donation: Donation) -> None:
    donation.session_id, donation.status, donation.attempt = "cs_second", Status.AWAITING, 2
    donation.save()
    apply(donation, told(donation, PaymentStatus.EXPIRED, session_id="cs_first"))
    assert donation.status == Status.AWAITING


def test_r11_a_replaced_page_that_was_paid_counts(donation: Donation) -> None:
    donation.session_id, donation.status, donation.attempt = "cs_second", Status.AWAITING, 2
    donation.save()
    assert_counted_once(apply(donation, told(donation, PaymentStatus.PAID, session_id="cs_first")))


@pytest.mark.parametrize(
    "difference",
    [
        {"amount": Decimal("500.01")},
        {"amount": Decimal("499.99")},
        {"amount": Decimal("5.00")},
        {"currency": "usd"},
        {"currency": "EUR"},
        {"currency": ""},
        {"livemode": True},
        {"donation_id": uuid.UUID(int=1)},
        {"donation_id": None},
        {"payment_id": None},
        {"paid_at": None},
    ],
    ids=str,
)
def test_r11_a_mismatch_confirms_nothing(donation: Donation, difference: dict[str, Any]) -> None:
    with pytest.raises(ReportMismatch):
        apply(donation, told(donation, PaymentStatus.PAID, **difference))
    donation.refresh_from_db()
    assert (donation.status, donation.payment_id) == (Status.CREATED, None)
    assert not Entry.objects.filter(kind="donation").exists()


def test_r11_test_money_is_refused_where_money_is_real(
    donation: Donation, settings: Settings
) -> None:
    settings.STRIPE_LIVE_MODE = True
    with pytest.raises(ReportMismatch, match="live mode"):
        apply(donation, told(donation, PaymentStatus.PAID))
    assert_counted_once(apply(donation, told(donation, PaymentStatus.PAID, livemode=True)))


def test_r10_a_second_payment_of_a_donation_is_recorded_and_given_back_once(
    donation: Donation,
) -> None:
    first = told(donation, PaymentStatus.PAID)
    second = told(donation, PaymentStatus.PAID, payment_id="pi_second", session_id="cs_second")
    apply(donation, first, second, second, first)
    assert_counted_once(donation)
    copy = Donation.objects.get(duplicate_of=donation)
    assert (copy.late, copy.payment_id, copy.refunded_amount) == (True, "pi_second", 500)
    assert (donation.funding.late, donation.funding.late_refunded) == (500, 500)
    assert Refund.objects.get().reason == RefundReason.DUPLICATE
    kinds = Notice.objects.order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == [NoticeKind.CONFIRMED, NoticeKind.DUPLICATE]
    assert audit()["ok"]


def test_a_donation_that_is_not_ours_is_said_to_be_unknown(donation: Donation) -> None:
    with pytest.raises(Donation.DoesNotExist):
        apply_report(donation_id=uuid.uuid4(), report=told(donation, PaymentStatus.PAID), now=NOW)


def test_a_payment_opens_a_campaign_that_the_scheduler_has_not_opened_yet(
    funding: Funding, donation: Donation
) -> None:
    Funding.objects.filter(pk=funding.pk).update(state=State.SCHEDULED)
    assert_counted_once(apply(donation, told(donation, PaymentStatus.PAID)))
    assert donation.funding.state == State.LIVE


def test_r8_a_slow_payment_counts_from_when_it_began(donation: Donation, funding: Funding) -> None:
    began = funding.closes_at - timedelta(seconds=10)
    apply(donation, told(donation, PaymentStatus.PROCESSING, payment_id="pi", paid_at=began))
    assert (donation.status, donation.processing_at) == (Status.PROCESSING, began)
    later = began + timedelta(days=3)
    apply(donation, told(donation, PaymentStatus.PAID, payment_id="pi", paid_at=later))
    assert not donation.late


def test_r8_a_card_after_a_slow_payment_counts_from_its_own_instant(
    donation: Donation, funding: Funding
) -> None:
    began = funding.closes_at - timedelta(seconds=10)
    apply(donation, told(donation, PaymentStatus.PROCESSING, payment_id="pi", paid_at=began))
    after = funding.closes_at + timedelta(seconds=1)
    apply(donation, told(donation, PaymentStatus.PAID, payment_id="pi_card", paid_at=after))
    assert donation.late


def test_r4_a_crossing_that_cannot_be_recorded_leaves_no_trace(
    donation: Donation, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(*args: object, **kwargs: object) -> None:
        raise OSError("the machine died")

    with monkeypatch.context() as patch, pytest.raises(OSError, match="died"):
        patch.setattr("campaigns.cofinancing.services.record_for", crash)
        apply_report(donation_id=donation.pk, report=told(donation, PaymentStatus.PAID), now=NOW)
    donation.refresh_from_db()
    donation.funding.refresh_from_db()
    assert donation.status == Status.CREATED
    assert (donation.funding.confirmed, donation.funding.threshold_reached_at) == (0, None)
    assert not Entry.objects.filter(kind="donation").exists()
    assert_counted_once(apply(donation, told(donation, PaymentStatus.PAID)))
