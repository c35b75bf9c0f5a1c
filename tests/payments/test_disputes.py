"""R3, R7, R14: what a donor's bank takes leaves the net, and comes back if the dispute is won."""

from collections.abc import Callable
from decimal import Decimal
from itertools import permutations
from typing import Any

import pytest
from django.db import transaction

from campaigns.cofinancing import services as cofinancing
from campaigns.cofinancing.models import Commitment, CommitmentState
from campaigns.funding import services as funding_services
from campaigns.funding.models import Funding, State
from campaigns.ledger.models import Account, Entry, Kind
from campaigns.payments.disputes import apply_dispute_report
from campaigns.payments.gateways.contract import DisputeStatus, RefundStatus
from campaigns.payments.models import (
    Dispute,
    DisputeState,
    Donation,
    Provider,
    Refund,
    RefundReason,
    RefundState,
)
from campaigns.payments.refunds import (
    apply_refund_report,
    decide_refunds,
    intend_refund_of_locked,
    mark_refused,
)
from campaigns.payments.verification import ReportMismatch
from campaigns.transparency.audit import audit
from tests.factories import NOW, CallFactory, give, make_fund, make_funding

from .reports import dispute_report, report_of

pytestmark = pytest.mark.django_db

OPEN, WON, LOST = DisputeStatus.OPEN, DisputeStatus.WON, DisputeStatus.LOST


@pytest.fixture
def funding() -> Funding:
    call = CallFactory.create()
    make_fund(call)
    return make_funding(call, cost="1000.00")


@pytest.fixture
def donation(funding: Funding) -> Donation:
    return give(funding, "500.00", provider=Provider.STRIPE)


@pytest.fixture(autouse=True)
def the_books_balance() -> Any:
    """After each of these tests the audit holds."""
    yield
    report = audit()
    assert report["ok"], [check for check in report["checks"] if not check["ok"]]


def told(donation: Donation, status: DisputeStatus, amount: str = "", **more: Any) -> Dispute:
    dispute = apply_dispute_report(report=dispute_report(donation, status, amount, **more), now=NOW)
    donation.refresh_from_db()
    donation.funding.refresh_from_db()
    return dispute


def refund(donation: Donation, amount: str) -> Refund:
    with transaction.atomic():
        locked = Donation.objects.locked().get(pk=donation.pk)
        funding = funding_services.lock(locked.funding_id)
        decided = intend_refund_of_locked(
            donation=locked,
            funding=funding,
            reason=RefundReason.FINANCE,
            now=NOW,
            amount=Decimal(amount),
        )
    assert decided is not None
    donation.refresh_from_db()
    return decided


def balance(account: Account) -> Decimal:
    movements = Entry.objects.filter(chain__startswith="campaign:")
    came = sum((row.amount for row in movements.filter(destination=account)), Decimal(0))
    went = sum((row.amount for row in movements.filter(source=account)), Decimal(0))
    return came - went


def test_r3_an_open_dispute_leaves_the_net(donation: Donation) -> None:
    dispute = told(donation, OPEN)
    assert (dispute.state, dispute.counted, dispute.excess) == (DisputeState.OPEN, 500, 0)
    assert (donation.disputed_amount, donation.funding.disputed) == (500, 500)
    assert donation.funding.net == 0
    assert balance(Account.RECEIVABLE) == 500


def test_r7_the_commitment_stands_and_a_dispute_won_makes_no_second_one(
    donation: Donation,
) -> None:
    told(donation, OPEN)
    assert donation.funding.is_at_risk
    assert Commitment.objects.get().state == CommitmentState.RESERVED
    told(donation, WON)
    assert (donation.funding.net, donation.funding.is_at_risk) == (500, False)
    assert Commitment.objects.get().reserved == 500
    assert Entry.objects.filter(kind=Kind.RESERVE).count() == 1
    assert balance(Account.RECEIVABLE) == 0


def test_r4_a_threshold_first_reached_by_a_dispute_won_commits_the_comune(
    funding: Funding,
) -> None:
    donation = give(funding, "400.00", provider=Provider.STRIPE)
    told(donation, OPEN)
    give(funding, "100.00")
    assert funding.threshold_reached_at is None
    told(donation, WON)
    assert donation.funding.threshold_reached_at == NOW
    assert Commitment.objects.get().reserved == 500


def test_a_lost_dispute_stays_out_of_the_net_for_good(donation: Donation) -> None:
    told(donation, OPEN)
    dispute = told(donation, LOST)
    assert (dispute.state, donation.funding.net) == (DisputeState.LOST, 0)
    assert balance(Account.RECEIVABLE) == 0
    assert balance(Account.DONORS) == 0


def test_an_inquiry_takes_no_money(donation: Donation) -> None:
    dispute = told(donation, DisputeStatus.INQUIRY)
    assert (dispute.state, donation.funding.net) == (DisputeState.INQUIRY, 500)


@pytest.mark.parametrize("end", [WON, LOST], ids=str)
@pytest.mark.parametrize("order", list(permutations(range(3))), ids=str)
def test_r12_reports_in_any_order_and_doubled_come_to_the_same(
    donation: Donation, order: tuple[int, ...], end: DisputeStatus
) -> None:
    reports = [DisputeStatus.INQUIRY, OPEN, end]
    for position in order:
        told(donation, reports[position])
        told(donation, reports[position])
    told(donation, end)
    dispute = Dispute.objects.get()
    assert dispute.state == DisputeState(end.value)
    assert donation.funding.net == (500 if end == WON else 0)
    assert Entry.objects.filter(kind=Kind.DISPUTE_FEE).count() == 1


def test_a_dispute_that_reopens_after_it_was_won_takes_the_money_again(
    donation: Donation,
) -> None:
    for status in (OPEN, WON, LOST):
        told(donation, status)
    assert (donation.funding.net, Dispute.objects.get().turns) == (0, 2)


def test_the_fee_of_a_dispute_is_the_operators(donation: Donation) -> None:
    told(donation, OPEN)
    told(donation, WON)
    assert balance(Account.OPERATOR) == -20
    assert balance(Account.PROVIDER_FEES) == 20


def test_what_was_refunded_before_the_dispute_is_at_the_operators_charge(
    donation: Donation,
) -> None:
    gone = refund(donation, "200.00")
    apply_refund_report(report=report_of(gone, RefundStatus.PAID), now=NOW)
    dispute = told(donation, OPEN)
    assert (dispute.counted, dispute.excess) == (300, 200)
    assert donation.funding.net == 0
    told(donation, LOST)
    assert balance(Account.OPERATOR) == -220
    assert balance(Account.DONORS) == 200, "the donor came out 200 ahead: what the operator lost"


def _never_sent(refund: Refund) -> None:
    """It waits for the dispute."""


def _refused(refund: Refund) -> None:
    mark_refused(refund_id=refund.pk, code="charge_disputed", now=NOW)


@pytest.mark.parametrize("before", [_never_sent, _refused], ids=lambda act: act.__name__)
def test_an_owed_refund_that_the_bank_took_is_not_paid_again(
    donation: Donation, before: Callable[[Refund], None]
) -> None:
    waiting = refund(donation, "200.00")
    before(waiting)
    told(donation, OPEN)
    told(donation, LOST)
    waiting.refresh_from_db()
    assert waiting.state == RefundState.COVERED
    assert balance(Account.REFUND_OWED) == 0
    assert balance(Account.OPERATOR) == -20, "only the dispute's fee"
    assert balance(Account.DONORS) == 0


def test_a_refund_refused_after_the_dispute_was_lost_is_covered_too(donation: Donation) -> None:
    waiting = refund(donation, "200.00")
    apply_refund_report(report=report_of(waiting, RefundStatus.PENDING), now=NOW)
    told(donation, LOST)
    apply_refund_report(report=report_of(waiting, RefundStatus.FAILED), now=NOW)
    waiting.refresh_from_db()
    assert waiting.state == RefundState.COVERED
    assert balance(Account.REFUND_OWED) == 0


def test_a_dispute_of_a_part_covers_a_part_of_what_is_owed(donation: Donation) -> None:
    waiting = refund(donation, "200.00")
    told(donation, OPEN, "400.00")
    told(donation, LOST, "400.00")
    states = dict(Refund.objects.values_list("state", "amount"))
    assert states == {RefundState.COVERED: 100, RefundState.INTENDED: 100}
    waiting.refresh_from_db()
    assert waiting.amount == 100
    assert balance(Account.REFUND_OWED) == 100


def test_r9_a_disputed_gift_of_a_failed_campaign_is_refunded_only_once_won(
    donation: Donation,
) -> None:
    told(donation, OPEN)
    with transaction.atomic():
        locked = funding_services.lock(donation.funding_id)
        funding_services.step(funding=locked, to=State.SETTLING, now=NOW)
        assert cofinancing.conclude(funding=locked, now=NOW) == State.FAILED
    assert decide_refunds(now=NOW) == 0
    told(donation, WON)
    assert decide_refunds(now=NOW) == 1
    assert Refund.objects.get().amount == 500


@pytest.mark.parametrize(
    "difference",
    [
        {"currency": "usd"},
        {"livemode": True},
        {"amount": "500.01"},
        {"amount": "0.00"},
        {"payment_id": None},
    ],
    ids=str,
)
def test_r11_a_dispute_that_does_not_match_changes_nothing(
    donation: Donation, difference: dict[str, Any]
) -> None:
    with pytest.raises(ReportMismatch):
        told(donation, OPEN, **difference)
    assert not Dispute.objects.exists()


def test_a_lost_dispute_that_is_won_after_all_is_for_a_person_to_decide(
    donation: Donation,
) -> None:
    told(donation, LOST)
    with pytest.raises(ReportMismatch, match="by hand"):
        told(donation, WON)
