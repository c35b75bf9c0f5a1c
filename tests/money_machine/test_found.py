"""What the state machine found, in the fewest steps: R3, R8, R12, R13."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from itertools import permutations

import pytest
from django.utils import timezone

from campaigns.funding.models import Funding
from campaigns.payments import campaign_acts
from campaigns.payments.confirmation import apply_report
from campaigns.payments.disputes import apply_dispute_report
from campaigns.payments.gateways.contract import DisputeStatus, PaymentStatus, RefundStatus
from campaigns.payments.gateways.stripe import StripeGateway
from campaigns.payments.models import Donation, Refund, RefundState
from campaigns.payments.refund_sending import run_refunds
from campaigns.payments.refunds import apply_refund_report
from campaigns.transparency.audit import audit
from tests.factories import NOW, CallFactory, make_donation, make_fund, make_funding, make_report
from tests.payments.acts import document
from tests.payments.provider_money import charge_of, paid_there
from tests.payments.reports import dispute_report, refund_report
from tests.payments.sandbox.control import Control

pytestmark = pytest.mark.django_db


@pytest.fixture
def funding() -> Funding:
    call = CallFactory.create()
    make_fund(call)
    return make_funding(call, cost="1000.00")


def gift(funding: Funding, amount: str = "100.00") -> Donation:
    donation = make_donation(funding, amount)
    return apply_report(donation_id=donation.pk, report=make_report(donation), now=NOW)


def assert_books_balance(gateway: StripeGateway | None = None) -> None:
    told = audit(gateway=gateway) if gateway else audit()
    assert told["ok"], [check for check in told["checks"] if not check["ok"]]


def test_r8_a_card_payment_is_in_time_by_its_own_instant_not_by_a_slow_ones(
    funding: Funding,
) -> None:
    """Its slow payment, begun while the campaign was suspended, fails; another page was paid."""
    donation = make_donation(funding, "100.00")
    campaign_acts.suspend(funding_id=funding.pk, document=document(), now=NOW)
    slow = make_report(
        donation,
        status=PaymentStatus.PROCESSING,
        session_id="cs_slow",
        payment_id="pi_slow",
        paid_at=NOW + timedelta(minutes=5),
    )
    apply_report(donation_id=donation.pk, report=slow, now=NOW + timedelta(minutes=5))
    card = make_report(donation, session_id="cs_card", paid_at=NOW - timedelta(minutes=5))
    donation = apply_report(donation_id=donation.pk, report=card, now=NOW + timedelta(minutes=6))
    assert not donation.late
    assert_books_balance()


@pytest.mark.parametrize("status", [DisputeStatus.OPEN, DisputeStatus.LOST])
@pytest.mark.parametrize("refund_first", [True, False])
def test_r12_a_refund_and_a_dispute_of_one_payment_come_to_the_same_in_any_order(
    funding: Funding, status: DisputeStatus, refund_first: bool
) -> None:
    donation = gift(funding)
    acts: list[Callable[[], object]] = [
        partial(apply_refund_report, report=refund_report(donation), now=NOW),
        partial(apply_dispute_report, report=dispute_report(donation, status, "40.00"), now=NOW),
    ]
    for act in acts if refund_first else acts[::-1]:
        act()
    funding.refresh_from_db()
    assert (funding.refunded, funding.disputed, funding.net) == (100, 0, 0)
    dispute = donation.disputes.get()
    assert (dispute.counted, dispute.excess) == (0, 40)
    assert_books_balance()
    if status == DisputeStatus.OPEN:
        won = dispute_report(donation, DisputeStatus.WON, "40.00")
        apply_dispute_report(report=won, now=NOW)
        funding.refresh_from_db()
        assert funding.net == 0
        assert_books_balance()


@pytest.mark.parametrize("orders", list(permutations(range(3))), ids=str)
def test_r12_a_failed_refund_that_was_settled_in_part_is_heard_of_again(
    funding: Funding, orders: tuple[int, ...]
) -> None:
    """What a lost dispute covers of it makes it smaller here; its events still match."""
    donation = gift(funding)
    failed = refund_report(donation, status=RefundStatus.FAILED)
    news: list[Callable[[], object]] = [
        partial(apply_refund_report, report=failed, now=NOW),
        partial(
            apply_dispute_report,
            report=dispute_report(donation, DisputeStatus.LOST, "40.00"),
            now=NOW,
        ),
        partial(
            apply_refund_report,
            report=refund_report(donation, "10.00", refund_id="re_other"),
            now=NOW,
        ),
    ]
    for order in orders:
        news[order]()
    for act in news:
        act()
    assert_books_balance()


def test_what_is_left_of_a_payment_whose_dispute_was_lost_is_owed(
    gateway: StripeGateway, bank: Control
) -> None:
    """The provider refunds it no more: the donor is asked for bank details."""
    now = timezone.now()
    call = CallFactory.create()
    make_fund(call)
    funding = make_funding(
        call,
        cost="1000.00",
        opens_at=now - timedelta(days=1),
        closes_at=now + timedelta(days=1),
    )
    donation = paid_there(funding, gateway, bank)
    report = gateway.fetch_checkout(str(donation.session_id))
    donation = apply_report(donation_id=donation.pk, report=report, now=now)
    dispute = bank.post(f"charges/{charge_of(donation, gateway).id}/dispute", amount=4000)
    bank.post(f"disputes/{dispute['id']}/close", status="lost")
    apply_dispute_report(report=gateway.fetch_dispute(dispute["id"]), now=now)
    act = document(date=timezone.localdate(now))
    campaign_acts.cancel(funding_id=funding.pk, document=act, now=now)
    run_refunds(gateway=gateway, now=now)
    refund = Refund.objects.get()
    assert (refund.state, refund.amount) == (RefundState.OWED, 60)
    assert_books_balance(gateway)


@pytest.mark.parametrize("failed_first", [True, False])
def test_r12_a_refund_that_failed_and_the_one_made_in_its_place_in_any_order(
    funding: Funding, failed_first: bool
) -> None:
    donation = gift(funding)
    reports = [
        refund_report(donation, status=RefundStatus.FAILED),
        refund_report(donation, refund_id="re_in_its_place"),
    ]
    for report in reports if failed_first else reports[::-1]:
        apply_refund_report(report=report, now=NOW)
    funding.refresh_from_db()
    assert (funding.refunded, funding.net) == (100, 0)
    assert not Refund.objects.filter(state=RefundState.OWED).exists()
    assert_books_balance()
