"""R5, R6, R19: finance's acts on a fund under real threads, beside crossings and releases."""

from collections.abc import Callable
from decimal import Decimal
from functools import partial

import pytest

from campaigns.calls.models import Call
from campaigns.cofinancing import acts
from campaigns.cofinancing.models import Commitment, CommitmentAct, Fund, FundChange
from campaigns.funding.models import Funding
from campaigns.payments.confirmation import apply_report
from campaigns.payments.models import Donation
from tests.cofinancing.stories import assert_books_agree, end, may_be_paid_out
from tests.concurrency import at_once
from tests.factories import NOW, CallFactory, give, make_donation, make_fund, make_funding
from tests.factories import make_report as report

pytestmark = pytest.mark.committed


def paying(funding: Funding, amount: str) -> Callable[[], Donation]:
    """A donation begun; calling it is the provider's news that it was paid."""
    donation = make_donation(funding, amount)
    return partial(apply_report, donation_id=donation.pk, report=report(donation), now=NOW)


def test_r6_a_fund_cut_while_campaigns_cross_never_overcommits(committed_db: str) -> None:
    for _ in range(4):
        call = CallFactory.create()
        make_fund(call, "2000.00")
        fundings = [make_funding(call) for _ in range(5)]
        cuts = [partial(_change_fund, call, total) for total in ("1500.00", "900.00", "0.00")]

        outcomes = at_once([*cuts, *[paying(funding, "500.00") for funding in fundings]])

        fund = Fund.objects.get(call=call)
        assert fund.reserved == min(fund.total, Decimal("2500.00"))
        told = [outcome for outcome in outcomes[:3] if outcome is not None]
        assert fund.changes.count() == len(told)
        assert_books_agree()


def test_r5_a_fund_raised_while_campaigns_cross_leaves_nobody_short(committed_db: str) -> None:
    for _ in range(4):
        call = CallFactory.create()
        make_fund(call, "0.00")
        fundings = [make_funding(call) for _ in range(5)]
        rises = [partial(_change_fund, call, "2500.00")]

        at_once([*rises, *[paying(funding, "500.00") for funding in fundings]])

        served = Commitment.objects.filter(fund__call=call).values_list("reserved", flat=True)
        assert list(served) == [Decimal("500.00")] * 5
        assert_books_agree()


def test_r6_changes_at_once_follow_one_upon_the_other(committed_db: str) -> None:
    call = CallFactory.create()
    make_fund(call, "100.00")

    at_once([partial(_change_fund, call, f"{total}.00") for total in range(200, 208)])

    fund = Fund.objects.get(call=call)
    changes = list(fund.changes.order_by("pk"))
    assert len(changes) == 8
    assert [row.total_before for row in changes[1:]] == [row.total_after for row in changes[:-1]]
    assert_books_agree()


def test_r19_one_act_however_many_record_it_at_once(committed_db: str) -> None:
    call = CallFactory.create()
    make_fund(call)
    funding = make_funding(call)
    give(funding, "500.00")

    recorded = at_once([partial(_record_act, funding, f"DD {number}") for number in range(6)])

    assert len([act for act in recorded if act is not None]) == 1
    assert_books_agree()


def test_r19_an_act_recorded_while_its_campaign_is_cancelled(committed_db: str) -> None:
    """Either the act came first and commits nothing any more, or it is refused."""
    for _ in range(4):
        call = CallFactory.create()
        make_fund(call)
        funding = make_funding(call)
        give(funding, "500.00")

        at_once([partial(_record_act, funding, "DD 1"), partial(end, funding, cancelled=True)])

        assert not may_be_paid_out(Commitment.objects.get(funding=funding))
        assert_books_agree()


def _change_fund(call: Call, total: str) -> FundChange | None:
    try:
        return acts.change_fund(
            fund=Fund.objects.get(call=call),
            total=Decimal(total),
            number="DD 1/2026",
            date=NOW.date(),
            reason="Variazione di bilancio",
            by=None,
            now=NOW,
        )
    except acts.BelowCommitted:
        return None


def _record_act(funding: Funding, number: str) -> CommitmentAct | None:
    try:
        return acts.record_act(
            commitment=Commitment.objects.get(funding=funding),
            number=number,
            date=NOW.date(),
            budget_chapter="4512.01",
            budget_year=2026,
            cup="",
            by=None,
            now=NOW,
        )
    except (acts.ActAlreadyRecorded, acts.NothingHeld):
        return None
