"""R14: the provider's fees, and what the operator bears of those of money that goes back."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction

from campaigns.funding import services as funding_services
from campaigns.funding.models import Funding, State
from campaigns.ledger.models import Account, Entry, Kind
from campaigns.payments.disputes import apply_dispute_report
from campaigns.payments.fees import OperatorForecast, apply_fee_report, operator_forecast
from campaigns.payments.gateways.contract import DisputeStatus, FeeReport, RefundStatus
from campaigns.payments.models import Donation, Provider, RefundReason
from campaigns.payments.refunds import apply_refund_report, intend_refund_of_locked
from campaigns.transparency.audit import audit
from tests.factories import NOW, CallFactory, give, make_donation, make_funding

from .reports import dispute_report, refund_report

pytestmark = pytest.mark.django_db


@pytest.fixture
def funding() -> Funding:
    return make_funding(CallFactory.create(), cost="1000.00")


@pytest.fixture
def donation(funding: Funding) -> Donation:
    return give(funding, "100.00", provider=Provider.STRIPE, charge_id="ch_1")


@pytest.fixture(autouse=True)
def the_books_balance() -> Iterator[None]:
    """After each of these tests the audit holds."""
    yield
    told = audit()
    assert told["ok"], [check for check in told["checks"] if not check["ok"]]


def report(fee: str = "1.75", **told: Any) -> FeeReport:
    values: dict[str, Any] = {"transaction_id": "txn_1", "charge_id": "ch_1", "at": NOW}
    return FeeReport(fee=Decimal(fee), **(values | told))


def refund(donation: Donation, amount: str) -> None:
    with transaction.atomic():
        locked = Donation.objects.locked().get(pk=donation.pk)
        intend_refund_of_locked(
            donation=locked,
            funding=funding_services.lock(locked.funding_id),
            reason=RefundReason.FINANCE,
            now=NOW,
            amount=Decimal(amount),
        )


def fees_of(donation: Donation) -> tuple[Decimal, Decimal]:
    donation.refresh_from_db()
    return donation.fee, donation.fee_covered


def movements(kind: Kind) -> list[Decimal]:
    return list(Entry.objects.filter(kind=kind).order_by("seq").values_list("amount", flat=True))


def test_a_fee_leaves_the_escrow_once_however_often_it_is_told(donation: Donation) -> None:
    assert [apply_fee_report(report=report(), now=NOW) for _ in range(3)] == [True, False, False]
    assert fees_of(donation) == (Decimal("1.75"), 0)
    entry = Entry.objects.get(kind=Kind.FEE)
    assert (entry.source, entry.destination) == (Account.ESCROW, Account.PROVIDER_FEES)
    assert (entry.reference, entry.donation) == ("txn_1", donation.pk)


def test_a_fee_does_not_touch_the_net(donation: Donation, funding: Funding) -> None:
    apply_fee_report(report=report(), now=NOW)
    funding.refresh_from_db()
    assert funding.net == 100


@pytest.mark.parametrize(
    ("told", "payment_id"),
    [({"charge_id": "pi_1"}, None), ({"charge_id": "ch_unknown"}, "pi_1")],
    ids=["by the payment itself", "by the payment of the charge"],
)
def test_a_donation_is_found_by_its_payment_too(
    funding: Funding, told: dict[str, str], payment_id: str | None
) -> None:
    donation = give(funding, "100.00", provider=Provider.STRIPE, payment_id="pi_1")
    assert apply_fee_report(report=report(**told), now=NOW, payment_id=payment_id)
    assert fees_of(donation)[0] == Decimal("1.75")


def test_fees_of_nobody_of_nothing_and_of_what_is_not_confirmed_change_nothing(
    funding: Funding,
) -> None:
    make_donation(funding, charge_id="ch_1")
    for told in (report(), report(charge_id="ch_other"), report("0.00")):
        assert not apply_fee_report(report=told, now=NOW)
    assert not Entry.objects.exists()


def test_the_operator_bears_the_share_of_what_goes_back(donation: Donation) -> None:
    apply_fee_report(report=report(), now=NOW)
    for amount in ("30.00", "0.01", "69.99"):
        refund(donation, amount)
    # 30 % of 1.75 is 0.525, rounded half up; 30.01 % is 0.53 as well; then the rest.
    assert movements(Kind.FEE_COVERED) == [Decimal("0.53"), Decimal("1.22")]
    assert fees_of(donation) == (Decimal("1.75"), Decimal("1.75"))
    entry = Entry.objects.filter(kind=Kind.FEE_COVERED).earliest("seq")
    assert (entry.source, entry.destination) == (Account.OPERATOR, Account.ESCROW)


def test_a_fee_told_after_the_refund_is_borne_at_once(donation: Donation) -> None:
    refund(donation, "50.00")
    assert movements(Kind.FEE_COVERED) == []
    apply_fee_report(report=report(), now=NOW)
    assert fees_of(donation) == (Decimal("1.75"), Decimal("0.88"))


def test_a_lost_dispute_leaves_its_share_too_and_an_open_one_does_not(donation: Donation) -> None:
    apply_fee_report(report=report(), now=NOW)
    apply_dispute_report(report=dispute_report(donation, DisputeStatus.OPEN, "40.00"), now=NOW)
    assert fees_of(donation)[1] == 0
    apply_dispute_report(report=dispute_report(donation, DisputeStatus.LOST, "40.00"), now=NOW)
    assert fees_of(donation)[1] == Decimal("0.70")
    refund(donation, "60.00")
    assert fees_of(donation)[1] == Decimal("1.75")


def test_r10_the_fee_of_late_money_is_the_operators(funding: Funding) -> None:
    late = give(funding, "10.00", at=funding.closes_at, provider=Provider.STRIPE, charge_id="ch_1")
    apply_fee_report(report=report("0.40"), now=NOW)
    assert fees_of(late) == (Decimal("0.40"), Decimal("0.40"))


def test_two_fees_of_one_charge_add_up(donation: Donation) -> None:
    refund(donation, "100.00")
    apply_fee_report(report=report(), now=NOW)
    apply_fee_report(report=report("0.25", transaction_id="txn_2"), now=NOW)
    assert fees_of(donation) == (2, 2)


@pytest.mark.parametrize("fee", ["0.01", "0.33", "1.75", "99.99"])
@pytest.mark.parametrize("parts", [["33.33"] * 3 + ["0.01"], ["0.01", "99.99"], ["50.00"] * 2])
def test_what_goes_back_in_parts_costs_the_operator_the_fee_and_no_more(
    donation: Donation, fee: str, parts: list[str]
) -> None:
    apply_fee_report(report=report(fee), now=NOW)
    for part in parts:
        refund(donation, part)
    assert fees_of(donation) == (Decimal(fee), Decimal(fee))
    assert sum(movements(Kind.FEE_COVERED)) == Decimal(fee)


class TestForecast:
    def test_nothing_costs_nothing(self) -> None:
        assert operator_forecast() == OperatorForecast(
            borne=Decimal(0), disputed=Decimal(0), if_all_failed=Decimal(0)
        )

    def test_it_tells_what_was_borne_and_what_may_come(
        self, funding: Funding, donation: Donation
    ) -> None:
        apply_fee_report(report=report(), now=NOW)
        other = give(funding, "100.00", provider=Provider.STRIPE, charge_id="ch_2")
        apply_fee_report(report=report(transaction_id="txn_2", charge_id="ch_2"), now=NOW)
        refund(donation, "40.00")  # 0.70 of the first fee
        apply_dispute_report(  # 60 of the net, 40 beyond it, and a fee of 20
            report=dispute_report(donation, DisputeStatus.OPEN), now=NOW
        )
        told = operator_forecast()
        assert (told.borne, told.disputed) == (Decimal("20.70"), 40)
        assert told.if_all_failed == Decimal("1.05") + Decimal("1.75")

        apply_dispute_report(report=dispute_report(donation, DisputeStatus.LOST), now=NOW)
        told = operator_forecast()
        # The refund of 40 had not left: what the bank took has paid it.
        assert (told.borne, told.disputed) == (Decimal("21.75"), 0)
        assert told.if_all_failed == Decimal("1.75")
        assert other.fee == 0

    def test_a_refund_that_had_left_is_lost_twice(self, donation: Donation) -> None:
        apply_refund_report(
            report=refund_report(donation, "40.00", status=RefundStatus.PAID), now=NOW
        )
        apply_dispute_report(report=dispute_report(donation, DisputeStatus.LOST), now=NOW)
        assert operator_forecast().borne == 40 + 20

    def test_campaigns_that_have_ended_are_not_forecast(
        self, funding: Funding, donation: Donation
    ) -> None:
        apply_fee_report(report=report(), now=NOW)
        Funding.objects.filter(pk=funding.pk).update(
            state=State.CANCELLED, settled_at=NOW, settled_net=100
        )
        assert operator_forecast().if_all_failed == 0
