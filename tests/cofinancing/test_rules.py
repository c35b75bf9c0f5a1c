"""R4, R5, R6, R7, R9: what the Comune commits, tops up, grants and takes back."""

from decimal import Decimal
from itertools import permutations
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from campaigns.calls.models import Call, Phase
from campaigns.cofinancing import services as cofinancing
from campaigns.cofinancing.models import Commitment, CommitmentState, Fund
from campaigns.cofinancing.progress import MatchState, match_of
from campaigns.funding import services as funding_services
from campaigns.funding.models import Funding, State
from campaigns.ledger.models import Entry, Kind
from campaigns.money import InvalidAmount
from campaigns.payments.models import Provider
from tests.cofinancing.stories import (
    MINUTE,
    assert_books_agree,
    commitment_of,
    committed,
    crossed,
    disputed,
    end,
    fail,
    make_call,
    won,
)
from tests.factories import NOW, CallFactory, give, make_fund, make_funding

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def the_books_agree() -> Any:
    yield
    assert_books_agree()


class TestR4Commitment:
    @pytest.mark.parametrize(
        ("cost", "fund", "reserved", "shortfall"),
        [
            ("1000.01", "400000.00", "500.00", "0.00"),
            ("200000.00", "400000.00", "50000.00", "0.00"),
            ("100000.00", "30000.00", "30000.00", "20000.00"),
            ("100000.00", "50000.00", "50000.00", "0.00"),
            ("100000.00", "49999.99", "49999.99", "0.01"),
            ("100000.00", "0.00", "0.00", "50000.00"),
            ("99999.99", "400000.00", "49999.99", "0.00"),
        ],
    )
    def test_r4_worked_cases(self, cost: str, fund: str, reserved: str, shortfall: str) -> None:
        commitment = commitment_of(crossed(make_call(fund), cost=cost))
        assert commitment.reserved == Decimal(reserved)
        assert commitment.shortfall == Decimal(shortfall)
        assert commitment.state == CommitmentState.RESERVED

    def test_r4_eight_campaigns_take_the_fund_and_the_ninth_waits_at_zero(self) -> None:
        call = make_call("400000.00")
        fundings = [crossed(call, cost="100000.00", at=number) for number in range(9)]
        assert committed(*fundings) == [Decimal("50000.00")] * 8 + [Decimal("0.00")]
        assert commitment_of(fundings[8]).shortfall == Decimal("50000.00")

    def test_r4_a_cent_short_commits_nothing(self) -> None:
        funding = make_funding(make_call())
        give(funding, "499.99")
        assert not Commitment.objects.exists()

    def test_r4_commitment_is_capped(self) -> None:
        call = make_call(cap=Decimal("300.00"), match_percent=Decimal("80"))
        assert committed(crossed(call)) == [300]

    def test_r4_one_commitment_ever(self) -> None:
        funding = crossed(make_call())
        first = commitment_of(funding)
        for _ in range(3):
            give(funding, "600.00", at=NOW + MINUTE)
        assert list(Commitment.objects.values()) == [
            Commitment.objects.filter(pk=first.pk).values().get()
        ]
        assert Entry.objects.filter(kind=Kind.RESERVE).count() == 1

    def test_r4_a_call_without_a_fund_commits_nothing(self) -> None:
        funding = crossed(CallFactory.create())
        assert funding.threshold_reached_at == NOW
        assert not Commitment.objects.exists()
        assert end(funding).state == State.SUCCEEDED

    def test_r4_a_match_of_nothing_is_a_commitment_of_nothing(self) -> None:
        funding = crossed(make_call(match_percent=Decimal("0")))
        commitment = commitment_of(funding)
        assert (commitment.due, commitment.committed) == (0, 0)
        assert commitment_of(end(funding)).state == CommitmentState.GRANTED

    def test_r4_funds_of_two_calls_do_not_mix(self) -> None:
        poor, rich = make_call("100.00"), make_call("900.00")
        assert committed(crossed(poor), crossed(rich)) == [100, 500]


class TestR5WaitingList:
    def test_r5_money_released_serves_the_first_that_crossed(self) -> None:
        call = make_call("500.00")
        holding, first, second = (crossed(call, at=minute) for minute in range(3))
        end(holding, cancelled=True)
        assert committed(holding, first, second) == [0, 500, 0]

    def test_r5_the_rules_instant_counts_then_the_serial_number(self) -> None:
        call = make_call("500.00")
        holding = crossed(call, at=0)
        later, sooner, same = (crossed(call, at=minute) for minute in (9, 5, 5))
        end(holding, cancelled=True)
        assert committed(later, sooner, same) == [0, 500, 0]
        end(sooner, cancelled=True)
        assert committed(later, sooner, same) == [0, 0, 500]

    def test_r5_what_one_does_not_need_goes_to_the_next(self) -> None:
        call = make_call("700.00")
        holding = crossed(call, at=0)
        small = crossed(call, cost="600.00", at=1)
        large = crossed(call, at=2)
        assert committed(holding, small, large) == [500, 200, 0]
        end(holding, cancelled=True)
        assert committed(small, large) == [300, 400]

    @pytest.mark.parametrize("state", [State.LIVE, State.SUSPENDED, State.SETTLING])
    def test_r5_a_running_campaign_is_topped_up_into_its_reserve(self, state: State) -> None:
        call = make_call("500.00")
        holding, waiting = crossed(call), crossed(call, at=1)
        Funding.objects.filter(pk=waiting.pk).update(state=state)
        end(holding, cancelled=True)
        commitment = commitment_of(waiting)
        assert (commitment.reserved, commitment.granted) == (500, 0)

    def test_r5_a_succeeded_campaign_is_topped_up_at_once_into_its_grant(self) -> None:
        call = make_call("700.00")
        holding, waiting = crossed(call), crossed(call, at=1)
        end(waiting)
        assert commitment_of(waiting).granted == 200
        end(holding, cancelled=True)
        commitment = commitment_of(waiting)
        assert (commitment.granted, commitment.reserved, commitment.shortfall) == (500, 0, 0)
        assert Fund.objects.get().granted == 500
        entry = Entry.objects.get(kind=Kind.TOP_UP)
        assert (entry.source, entry.destination, entry.amount) == ("fund_available", "granted", 300)

    @pytest.mark.parametrize("cancelled", [True, False])
    def test_r5_a_campaign_that_ended_badly_waits_no_more(self, cancelled: bool) -> None:
        call = make_call("500.00")
        holding, waiting = crossed(call), crossed(call, at=1)
        if cancelled:
            end(waiting, cancelled=True)
        else:
            fail(waiting)
        end(holding, cancelled=True)
        assert committed(waiting) == [0]
        assert Fund.objects.get().available == 500

    def test_r5_a_campaign_is_topped_up_as_often_as_there_is_money(self) -> None:
        call = make_call("300.00", cap=Decimal("100.00"))
        holding = [crossed(call, at=minute) for minute in range(3)]
        Call.objects.update(cap=Decimal("300.00"))
        call.refresh_from_db()
        waiting = crossed(call, at=9)
        for number, funding in enumerate(holding, start=1):
            end(funding, cancelled=True)
            assert committed(waiting) == [100 * number]
        assert Entry.objects.filter(kind=Kind.TOP_UP).count() == 3

    def test_r5_once_the_call_is_closed_nobody_is_topped_up(self) -> None:
        call = make_call("500.00")
        holding, waiting = crossed(call), crossed(call, at=1)
        Call.objects.update(phase=Phase.CLOSED)
        end(holding, cancelled=True)
        assert committed(waiting) == [0]

    @pytest.mark.parametrize("order", list(permutations(range(4))))
    def test_r5_the_order_of_closings_of_one_instant_changes_nothing(
        self, order: tuple[int, ...]
    ) -> None:
        call = make_call("1100.00")
        fundings = [
            crossed(call, at=0, gift="700.00"),
            crossed(call, at=1),
            crossed(call, at=2, gift="800.00"),
            crossed(call, at=3),
        ]
        disputed(fundings[1], "0.01")
        for position in order:
            end(fundings[position])
        assert [funding.state for funding in fundings] == [
            State.SUCCEEDED, State.FAILED, State.SUCCEEDED, State.SUCCEEDED,
        ]  # fmt: skip
        assert committed(*fundings) == [300, 0, 200, 500]


class TestR7WhileLive:
    def test_r7_below_the_threshold_the_commitment_stands_and_the_campaign_is_at_risk(self) -> None:
        funding = crossed(make_call())
        disputed(funding, "0.01")
        assert funding.is_at_risk
        assert committed(funding) == [500]

    @pytest.mark.parametrize("comes_back_by", ["another gift", "a dispute won"])
    def test_r7_above_again_there_is_no_second_commitment(self, comes_back_by: str) -> None:
        funding = crossed(make_call())
        dispute = disputed(funding, "100.00")
        if comes_back_by == "another gift":
            give(funding, "100.00", at=NOW + MINUTE)
        else:
            won(dispute)
        funding.refresh_from_db()
        assert not funding.is_at_risk
        assert committed(funding) == [500]
        assert funding.threshold_reached_at == NOW
        assert Entry.objects.filter(kind=Kind.RESERVE).count() == 1

    def test_r7_what_a_dispute_holds_back_does_not_cross_and_its_return_does(self) -> None:
        funding = make_funding(make_call())
        give(funding, "100.00", provider=Provider.STRIPE)
        dispute = disputed(funding, "100.00")
        give(funding, "499.99")
        assert not Commitment.objects.exists()
        won(dispute)
        assert committed(funding) == [500]

    def test_r7_nothing_is_freed_for_who_waits_while_a_campaign_is_at_risk(self) -> None:
        call = make_call("500.00")
        holding, waiting = crossed(call), crossed(call, at=1)
        disputed(holding, "500.00")
        assert committed(holding, waiting) == [500, 0]

    def test_r7_at_risk_a_campaign_still_waits_in_its_place(self) -> None:
        call = make_call("500.00")
        holding, waiting, other = (crossed(call, at=minute) for minute in range(3))
        disputed(waiting, "500.00")
        end(holding, cancelled=True)
        assert committed(waiting, other) == [500, 0]

    @pytest.mark.parametrize("state", [State.SUCCEEDED, State.FAILED, State.CANCELLED])
    def test_r7_a_campaign_that_ended_is_at_risk_no_more(self, state: State) -> None:
        funding = crossed(make_call())
        if state == State.FAILED:
            fail(funding)
        else:
            end(funding, cancelled=state == State.CANCELLED)
            disputed(funding, "500.00")
        assert funding.state == state
        assert not funding.is_at_risk


class TestR9Success:
    @pytest.mark.parametrize(
        ("overfunding", "given", "granted"),
        [
            ("fill_gap", "500.00", "500.00"),
            ("fill_gap", "500.01", "499.99"),
            ("fill_gap", "750.00", "250.00"),
            ("fill_gap", "999.99", "0.01"),
            ("fill_gap", "1000.00", "0.00"),
            ("fill_gap", "2500.00", "0.00"),
            ("fixed_share", "500.00", "500.00"),
            ("fixed_share", "999.99", "500.00"),
            ("fixed_share", "2500.00", "500.00"),
        ],
    )
    def test_r9_what_is_granted(self, overfunding: str, given: str, granted: str) -> None:
        funding = end(crossed(make_call(overfunding=overfunding), gift=given))
        commitment = commitment_of(funding)
        assert (funding.state, commitment.state) == (State.SUCCEEDED, CommitmentState.GRANTED)
        assert commitment.granted == commitment.due == Decimal(granted)
        fund = Fund.objects.get()
        assert (fund.reserved, fund.granted) == (0, Decimal(granted))

    def test_r9_what_is_not_granted_is_released_to_who_waits(self) -> None:
        call = make_call("500.00")
        overfunded, waiting = crossed(call, gift="800.00"), crossed(call, at=1)
        end(overfunded)
        assert committed(overfunded, waiting) == [200, 300]

    def test_r9_a_shortfall_shrinks_with_the_due(self) -> None:
        call = make_call("700.00")
        holding, waiting = crossed(call), crossed(call, at=1, gift="900.00")
        assert commitment_of(waiting).shortfall == 300
        end(waiting)
        commitment = commitment_of(waiting)
        assert (commitment.due, commitment.granted, commitment.shortfall) == (100, 100, 0)
        end(holding)
        assert committed(holding, waiting) == [500, 100]

    def test_r9_due_is_fixed_at_success(self) -> None:
        call = make_call("700.00")
        holding, funding = crossed(call), crossed(call, at=1, gift="700.00")
        end(funding)
        assert (commitment_of(funding).due, commitment_of(funding).shortfall) == (300, 100)
        disputed(funding, "600.00")
        end(holding, cancelled=True)
        assert (commitment_of(funding).due, commitment_of(funding).granted) == (300, 300)

    def test_r9_success_is_of_the_net(self) -> None:
        funding = crossed(make_call(), gift="800.00")
        disputed(funding, "100.00")
        end(funding)
        assert commitment_of(funding).granted == 300

    @pytest.mark.parametrize("cancelled", [True, False])
    def test_r9_failure_and_cancellation_release_the_whole(self, cancelled: bool) -> None:
        funding = crossed(make_call())
        if cancelled:
            end(funding, cancelled=True)
        else:
            fail(funding)
        commitment = commitment_of(funding)
        assert (commitment.state, commitment.committed, commitment.due) == ("released", 0, 0)
        assert Fund.objects.get().available == Decimal("400000.00")
        assert Entry.objects.get(kind=Kind.RELEASE).amount == 500

    def test_r9_a_release_done_twice_gives_back_once(self) -> None:
        funding = crossed(make_call())
        end(funding, cancelled=True)
        with transaction.atomic():
            cofinancing.release(funding=funding_services.lock(funding.pk), now=NOW)
        assert Entry.objects.filter(kind=Kind.RELEASE).count() == 1
        assert Fund.objects.get().available == Decimal("400000.00")

    def test_r9_a_commitment_of_zero_ends_without_a_movement(self) -> None:
        call = make_call("0.00")
        granted, released = crossed(call), crossed(call)
        end(granted)
        end(released, cancelled=True)
        assert not Entry.objects.filter(chain__startswith="fund:").exists()


class TestR15Locks:
    def test_r15_a_gift_that_does_not_cross_never_locks_the_fund(self) -> None:
        funding = make_funding(make_call())
        with CaptureQueriesContext(connection) as queries:
            give(funding, "25.00")
        assert locked_tables(queries) == ["funding_funding"]

    def test_r15_the_crossing_locks_the_funding_and_then_the_fund(self) -> None:
        funding = make_funding(make_call())
        with CaptureQueriesContext(connection) as queries:
            give(funding, "500.00")
        assert locked_tables(queries) == ["funding_funding", "cofinancing_fund"]

    def test_r15_a_top_up_never_locks_nor_writes_another_funding(self) -> None:
        call = make_call("500.00")
        holding, _waiting = crossed(call), crossed(call, at=1)
        with CaptureQueriesContext(connection) as queries:
            end(holding, cancelled=True)
        assert locked_tables(queries) == ["funding_funding", "cofinancing_fund"]
        written = [query["sql"] for query in queries if 'UPDATE "funding_funding"' in query["sql"]]
        assert written
        assert all(f'"id" = {holding.pk}' in statement for statement in written)


class TestR18Potential:
    @pytest.mark.parametrize(
        ("fund", "amount", "shortfall"),
        [
            ("400000.00", "500.00", "0.00"),
            ("200.00", "200.00", "300.00"),
            ("0.00", "0.00", "500.00"),
        ],
    )
    def test_r18_what_the_comune_would_add_is_what_it_has(
        self, fund: str, amount: str, shortfall: str
    ) -> None:
        match = match_of(make_funding(make_call(fund)))
        assert match.state == MatchState.POTENTIAL
        assert (match.amount, match.shortfall) == (Decimal(amount), Decimal(shortfall))


@pytest.mark.parametrize("total", ["-1.00", "1.001", "NaN", "1e3", "10000000000.00"])
def test_r1_a_fund_is_an_amount_or_zero(total: str) -> None:
    with pytest.raises(InvalidAmount):
        make_fund(CallFactory.create(), total)


def locked_tables(queries: CaptureQueriesContext) -> list[str]:
    """Tables of the rows locked, in order."""
    locks = [query["sql"] for query in queries if "FOR NO KEY UPDATE" in query["sql"]]
    return [sql.split(' FROM "')[1].split('"')[0] for sql in locks]
