"""R4, R5, R6, R14, R15 under real threads, each with its own connection and transaction."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from functools import partial

import pytest
from django.db import transaction

from campaigns.calls.models import Call
from campaigns.cofinancing import services as cofinancing
from campaigns.cofinancing.models import Commitment, Fund
from campaigns.funding import services as funding_services
from campaigns.funding.models import Funding, State
from campaigns.ledger.chain import verify
from campaigns.ledger.models import Entry, Kind
from campaigns.payments import closing
from campaigns.payments.confirmation import apply_report
from campaigns.payments.gateways.configured import get_gateway
from campaigns.payments.models import Donation, Status
from campaigns.transparency.audit import audit
from tests.concurrency import at_once
from tests.factories import NOW, CallFactory, give, make_donation, make_fund, make_funding
from tests.factories import make_report as report

pytestmark = pytest.mark.committed


def paying(funding: Funding, amount: str) -> Callable[[], Donation]:
    """A donation begun; calling it is the provider's news that it was paid."""
    donation = make_donation(funding, amount)
    return partial(apply_report, donation_id=donation.pk, report=report(donation), now=NOW)


def assert_audit_is_ok() -> None:
    told = audit()
    assert told["ok"], [check for check in told["checks"] if not check["ok"]]


def test_r4_r6_forty_campaigns_crossing_at_once_commit_exactly_the_fund(committed_db: str) -> None:
    call = CallFactory.create()
    make_fund(call, "400000.00")
    fundings = [make_funding(call, cost="100000.00") for _ in range(40)]

    at_once([paying(funding, "50000.00") for funding in fundings])

    fund = Fund.objects.get(call=call)
    committed = list(Commitment.objects.values_list("reserved", flat=True))
    assert (fund.reserved, fund.available) == (Decimal("400000.00"), Decimal("0.00"))
    assert sorted(committed, reverse=True) == [Decimal("50000.00")] * 8 + [Decimal("0.00")] * 32
    assert sum(commitment.shortfall for commitment in Commitment.objects.all()) == 32 * 50_000
    served = Commitment.objects.filter(reserved__gt=0).values_list("serial", flat=True)
    assert sorted(served) == list(range(1, 9))
    assert Funding.objects.filter(threshold_reached_at__isnull=False).count() == 40
    assert_audit_is_ok()


def test_r4_gifts_that_cross_together_make_one_commitment(committed_db: str) -> None:
    call = CallFactory.create()
    make_fund(call)
    funding = make_funding(call, cost="1000.00")

    at_once([paying(funding, "300.00") for _ in range(6)])

    funding.refresh_from_db()
    assert (funding.confirmed, funding.donations) == (Decimal("1800.00"), 6)
    assert Commitment.objects.get().reserved == Decimal("500.00")
    assert Entry.objects.filter(kind=Kind.RESERVE).count() == 1
    assert_audit_is_ok()


def test_r14_donations_at_once_into_one_campaign_keep_its_chain_whole(committed_db: str) -> None:
    call = CallFactory.create()
    make_fund(call)
    funding = make_funding(call, cost="100000.00")

    at_once([paying(funding, "10.00") for _ in range(24)])

    assert verify(Entry.objects.filter(chain=f"campaign:{funding.slug}").order_by("seq")) == 24
    funding.refresh_from_db()
    assert funding.confirmed == Decimal("240.00")


def test_r12_one_payment_told_by_many_workers_counts_once(committed_db: str) -> None:
    funding = make_funding(cost="1000.00")
    tell = paying(funding, "25.00")

    donations = at_once([tell] * 10)

    assert {donation.status for donation in donations} == {Status.CONFIRMED}
    funding.refresh_from_db()
    assert (funding.confirmed, funding.donations) == (Decimal("25.00"), 1)
    assert Entry.objects.count() == 1


def test_r5_a_crossing_while_another_releases_gets_the_money_either_way(committed_db: str) -> None:
    for _ in range(6):
        call = CallFactory.create()
        make_fund(call, "500.00")
        leaving, coming = make_funding(call), make_funding(call)
        give(leaving, "500.00")

        at_once([partial(_release, leaving), paying(coming, "500.00")])

        assert Commitment.objects.get(funding=coming).reserved == Decimal("500.00")
        assert Commitment.objects.get(funding=leaving).committed == Decimal("0.00")
    assert_audit_is_ok()


def test_r5_releases_at_once_serve_the_waiting_list_in_order(committed_db: str) -> None:
    call = CallFactory.create()
    make_fund(call, "2000.00")
    holding = [make_funding(call) for _ in range(4)]
    waiting = [make_funding(call) for _ in range(6)]
    for minute, funding in enumerate(holding + waiting):
        give(funding, "500.00", at=NOW + timedelta(minutes=minute))

    at_once([partial(_release, funding) for funding in holding])

    served = [Commitment.objects.get(funding=funding).reserved for funding in waiting]
    assert served == [Decimal("500.00")] * 4 + [Decimal("0.00")] * 2
    assert_audit_is_ok()


def test_r8_two_schedulers_at_once_make_one_outcome(committed_db: str) -> None:
    call = CallFactory.create()
    make_fund(call, "1500.00")
    reached = [make_funding(call) for _ in range(4)]
    short = [make_funding(call) for _ in range(4)]
    for minute, funding in enumerate(reached):
        give(funding, "600.00", at=NOW + timedelta(minutes=minute))
    for funding in short:
        give(funding, "499.99")

    ended = at_once([_advance] * 4)

    slugs = sorted(funding.slug for funding in reached + short)
    for verb in ("closed", "settled"):
        assert sorted(slug for moved in ended for slug in getattr(moved, verb)) == slugs
    assert Funding.objects.filter(state=State.SUCCEEDED).count() == 4
    assert Funding.objects.filter(state=State.FAILED).count() == 4
    granted = [Commitment.objects.get(funding=funding).granted for funding in reached]
    assert granted == [Decimal("400.00")] * 3 + [Decimal("300.00")]
    assert_audit_is_ok()


def test_the_audit_agrees_at_every_moment_of_a_busy_hour(committed_db: str) -> None:
    call = _busy_call()
    acts: list[Callable[[], object]] = []
    for funding in Funding.objects.filter(call=call):
        acts += [paying(funding, "90.00") for _ in range(4)]
    wrong: list[object] = []

    at_once([*acts, *[partial(_watch, wrong)] * 2])

    assert wrong == []
    assert_audit_is_ok()


def _busy_call() -> Call:
    call = CallFactory.create()
    make_fund(call, "700.00")
    for _ in range(4):
        make_funding(call, cost="500.00")
    return call


def _watch(wrong: list[object]) -> None:
    for _ in range(8):
        with transaction.atomic():
            _read_one_snapshot()
            told = audit()
        wrong += [check for check in told["checks"] if not check["ok"]]


def _read_one_snapshot() -> None:
    with transaction.get_connection().cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")


def _release(funding: Funding) -> None:
    with transaction.atomic():
        locked = funding_services.lock(funding.pk)
        funding_services.step(funding=locked, to=State.CANCELLED, now=NOW)
        cofinancing.release(funding=locked, now=NOW)


def _advance() -> closing.Advance:
    return closing.advance(now=NOW + timedelta(days=40), gateway=get_gateway())
