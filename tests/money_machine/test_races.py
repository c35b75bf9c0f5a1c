"""R4–R6, R8–R12, R15 with threads: what happens at once comes to what one order comes to."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone

from campaigns.accounts.models import User
from campaigns.cofinancing.acts import BelowCommitted, change_fund
from campaigns.cofinancing.models import Commitment, Fund
from campaigns.funding.models import Funding, State
from campaigns.ledger.models import Entry, Kind
from campaigns.payments import campaign_acts, closing
from campaigns.payments.campaign_acts import CampaignActRefused
from campaigns.payments.confirmation import apply_report
from campaigns.payments.gateways.stripe import StripeGateway
from campaigns.payments.models import Depth, Donation, Notice, NoticeKind, Refund, Status
from campaigns.payments.reconciliation import reconcile
from campaigns.payments.refund_requests import RefundNotPossible, ask_refund
from campaigns.payments.refund_sending import run_refunds
from campaigns.transparency.audit import audit
from tests.concurrency import at_once
from tests.factories import (
    NOW,
    CallFactory,
    make_donation,
    make_fund,
    make_funding,
    make_open_funding,
    make_report,
)
from tests.payments.acts import document
from tests.payments.checkouts import begin_checkout
from tests.payments.provider_money import charge_of, refund_there
from tests.payments.sandbox.control import Control

from .world import World

pytestmark = pytest.mark.committed


@pytest.fixture
def finance(committed_db: str) -> User:
    user = User.objects.create_user("ragioneria", "ragioneria@example.org", "password")
    user.groups.add(Group.objects.get(name="Ragioneria"))
    return user


def paying(funding: Funding, amount: str, *, now: Any = NOW) -> Callable[[], Donation]:
    """A donation begun; calling it is the provider's news that it was paid."""
    donation = make_donation(funding, amount)
    report = make_report(donation, paid_at=now)
    return partial(apply_report, donation_id=donation.pk, report=report, now=now)


def assert_books_balance(gateway: StripeGateway | None = None) -> None:
    told = audit(gateway=gateway) if gateway else audit()
    assert told["ok"], [check for check in told["checks"] if not check["ok"]]


def refused(act: Callable[[], Any], *refusals: type[Exception]) -> Callable[[], bool]:
    """The act, which the rules may refuse; true if they did."""

    def tried() -> bool:
        try:
            act()
        except refusals:
            return True
        return False

    return tried


def test_r4_r6_eight_campaigns_crossing_at_once_take_the_fund_and_the_ninth_waits(
    committed_db: str,
) -> None:
    call = CallFactory.create()
    make_fund(call, "400000.00")
    fundings = [make_funding(call, cost="100000.00") for _ in range(8)]
    ninth = make_funding(call, cost="100000.00")

    at_once([paying(funding, "50000.00") for funding in fundings])
    paying(ninth, "50000.00")()

    reserved = Commitment.objects.exclude(funding=ninth).values_list("reserved", flat=True)
    assert list(reserved) == [Decimal("50000.00")] * 8
    waiting = Commitment.objects.get(funding=ninth)
    assert (waiting.reserved, waiting.shortfall) == (0, Decimal("50000.00"))
    assert_books_balance()


def test_r5_r6_crossings_releases_and_changes_of_the_fund_at_once(
    committed_db: str, finance: User
) -> None:
    call = CallFactory.create()
    fund = make_fund(call, "120000.00")
    crossed = [make_funding(call, cost="100000.00") for _ in range(3)]
    for funding in crossed:
        paying(funding, "50000.00")()
    crossing = [make_funding(call, cost="100000.00") for _ in range(5)]

    at_once(
        [
            *(paying(funding, "50000.00") for funding in crossing),
            *(
                partial(campaign_acts.cancel, funding_id=funding.pk, document=document(), now=NOW)
                for funding in crossed[:2]
            ),
            *(refused(_changing(fund, total, finance), BelowCommitted) for total in (90, 210, 40)),
        ]
    )

    fund.refresh_from_db()
    assert fund.available == 0
    assert Commitment.objects.waiting().exists()
    assert_books_balance()


def test_r4_thirty_two_confirmations_into_one_campaign(committed_db: str) -> None:
    call = CallFactory.create()
    make_fund(call)
    funding = make_funding(call, cost="1000.00")
    news = [paying(funding, "20.00") for _ in range(32)]

    at_once([act for act in news for _ in range(2)])

    funding.refresh_from_db()
    assert (funding.confirmed, funding.donations) == (Decimal("640.00"), 32)
    assert Entry.objects.filter(kind=Kind.DONATION).count() == 32
    assert Entry.objects.filter(kind=Kind.RESERVE).count() == 1
    assert Notice.objects.filter(kind=NoticeKind.CONFIRMED).count() == 32
    assert_books_balance()


def test_r17_one_payers_gifts_at_once_count_up_to_the_limit(committed_db: str) -> None:
    call = CallFactory.create(payer_limit=Decimal("100.00"), min_payers=2)
    make_fund(call)
    funding = make_funding(call, cost="1000.00")
    gifts = [make_donation(funding, "50.00") for _ in range(16)]

    at_once(
        [
            partial(
                apply_report,
                donation_id=gift.pk,
                report=make_report(gift, instrument=f"fp-{number % 2}"),
                now=NOW,
            )
            for number, gift in enumerate(gifts)
        ]
    )

    funding.refresh_from_db()
    assert (funding.net, funding.over_limit, funding.payers) == (800, 600, 2)
    assert funding.threshold_reached_at is None
    assert_books_balance()


def test_r12_confirm_refund_dispute_and_close_at_once_on_each_of_six_donations(
    committed_db: str, gateway: StripeGateway, bank: Control, finance: User
) -> None:
    bank.post("balance", overdraft=None)
    world = World(gateway, bank, finance, timezone.now())
    funding = make_open_funding(cost="600.00")
    make_fund(funding.call, "1000.00")
    donations = [begin_checkout(funding, gateway, "100.00") for _ in range(6)]
    for donation in donations:
        bank.outcome(str(donation.session_id), "pay")
    world.now = timezone.now()
    for donation in donations[3:]:
        report = gateway.fetch_checkout(str(donation.session_id))
        apply_report(donation_id=donation.pk, report=report, now=world.now)
    for donation in donations:
        refund_there(donation, gateway, 3000)
    for donation in donations[::2]:
        bank.post(f"charges/{charge_of(donation, gateway).id}/dispute", amount=5000)
    Funding.objects.filter(pk=funding.pk).update(closes_at=world.now + timedelta(seconds=1))
    world.now += timedelta(minutes=5)

    at_once(
        [
            *(partial(world.deliver, event) for event in world.new_events()),
            *(refused(_asking(each, finance), RefundNotPossible) for each in donations),
            *[partial(closing.advance, now=world.now, gateway=gateway)] * 2,
        ]
    )
    reconcile(gateway=gateway, now=world.now, depth=Depth.FULL)
    closing.advance(now=world.now, gateway=gateway)
    for hours in (1, 3):
        run_refunds(gateway=gateway, now=world.now + timedelta(hours=hours))

    funding.refresh_from_db()
    assert funding.state in (State.SUCCEEDED, State.FAILED)
    assert funding.confirmed + funding.late == 600
    assert Donation.objects.filter(status=Status.CONFIRMED).count() == 6
    assert_books_balance(gateway)


def test_r8_schedulers_at_once_make_one_outcome_for_each_campaign(
    committed_db: str, gateway: StripeGateway, bank: Control
) -> None:
    bank.post("balance", overdraft=None)
    call = CallFactory.create()
    make_fund(call, "250.00")
    fundings = {
        amount: make_open_funding(call, cost="500.00") for amount in ("260.00", "250.00", "249.99")
    }
    for amount, funding in fundings.items():
        donation = begin_checkout(funding, gateway, amount)
        bank.outcome(str(donation.session_id), "pay")
        begin_checkout(funding, gateway, "10.00")
    now = timezone.now() + timedelta(minutes=5)
    Funding.objects.update(closes_at=timezone.now() + timedelta(seconds=2))

    at_once([partial(_turn, gateway, now)] * 4)
    _turn(gateway, now + timedelta(hours=1))

    states = {amount: Funding.objects.get(pk=each.pk).state for amount, each in fundings.items()}
    assert states == {
        "260.00": State.SUCCEEDED,
        "250.00": State.SUCCEEDED,
        "249.99": State.FAILED,
    }
    assert Refund.objects.count() == len(list(gateway.refunds(since=NOW))) == 1
    assert Notice.objects.count() == Notice.objects.values("key").distinct().count()
    assert_books_balance(gateway)


def test_r8_acts_at_once_on_one_campaign_leave_one_story(committed_db: str, finance: User) -> None:
    call = CallFactory.create()
    make_fund(call)
    funding = make_funding(call, cost="1000.00")
    paying(funding, "500.00")()
    acts = (campaign_acts.suspend, campaign_acts.cancel, campaign_acts.resume) * 3

    outcomes = at_once(
        [
            refused(
                partial(act, funding_id=funding.pk, document=document(), now=NOW),
                CampaignActRefused,
            )
            for act in acts
        ]
    )

    funding.refresh_from_db()
    assert funding.state == State.CANCELLED
    assert funding.acts.count() == outcomes.count(False)
    assert funding.acts.filter(kind="cancellation").count() == 1
    assert_books_balance()


def _changing(fund: Fund, thousands: int, by: User) -> Callable[[], Any]:
    return partial(
        change_fund,
        fund=fund,
        total=Decimal(thousands * 1000),
        number=f"DD {thousands}/2026",
        date=NOW.date(),
        reason="Variazione di bilancio",
        by=by,
        now=NOW,
    )


def _asking(donation: Donation, by: User) -> Callable[[], Any]:
    return partial(
        ask_refund,
        donation_id=donation.pk,
        amount=Decimal("40.00"),
        reason="Chiesto dal donatore.",
        by=by,
        now=timezone.now(),
    )


def _turn(gateway: StripeGateway, now: Any) -> None:
    closing.advance(now=now, gateway=gateway)
    run_refunds(gateway=gateway, now=now)
