"""R5, R6: finance changes what the fund has, by an act."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from campaigns.calls.models import Call, Phase
from campaigns.cofinancing import acts
from campaigns.cofinancing.models import Fund, FundChange
from campaigns.cofinancing.progress import match_of
from campaigns.ledger.models import Entry, Kind
from campaigns.money import InvalidAmount
from campaigns.transparency.audit import audit
from tests.cofinancing.stories import (
    MINUTE,
    assert_books_agree,
    committed,
    crossed,
    disputed,
    end,
    make_call,
)
from tests.factories import NOW, make_funding
from tests.transparency.balanced_books import tamper

pytestmark = pytest.mark.django_db

TODAY = date(2026, 3, 10)


def change(call: Call, total: str, **act: Any) -> FundChange:
    """Finance gives the call's fund another total."""
    values: dict[str, Any] = {
        "number": "DD 12/2026",
        "date": TODAY,
        "reason": "Variazione di bilancio",
        "by": None,
        "now": NOW,
    }
    return acts.change_fund(
        fund=Fund.objects.get(call=call), total=Decimal(total), **(values | act)
    )


def red() -> set[str]:
    return {check["name"] for check in audit()["checks"] if not check["ok"]}


def movements(kind: Kind) -> list[tuple[str, str, Decimal]]:
    rows = Entry.objects.filter(kind=kind).order_by("seq")
    return list(rows.values_list("source", "destination", "amount"))


class TestR5Increase:
    def test_r5_money_added_serves_the_waiting_list_at_once_in_its_order(self) -> None:
        call = make_call("500.00")
        holding, second, third = crossed(call), crossed(call, at=2), crossed(call, at=3)
        first = crossed(call, at=1)
        change(call, "1300.00")
        assert committed(holding, first, second, third) == [500, 500, 300, 0]
        assert movements(Kind.ENDOWMENT)[1] == ("municipality", "fund_available", Decimal("800"))
        assert_books_agree()

    def test_r5_money_added_is_granted_at_once_to_who_has_succeeded(self) -> None:
        call = make_call("0.00")
        succeeded = end(crossed(call))
        change(call, "500.00")
        fund = Fund.objects.get()
        assert (committed(succeeded), fund.granted, fund.available) == ([500], 500, 0)
        assert movements(Kind.TOP_UP) == [("fund_available", "granted", Decimal("500"))]
        assert_books_agree()

    def test_r5_what_nobody_waits_for_is_available(self) -> None:
        call = make_call("500.00")
        waiting = crossed(call, cost="1200.00")
        change(call, "1000.00")
        assert committed(waiting) == [600]
        assert Fund.objects.get().available == 400
        assert_books_agree()

    def test_r15_a_change_locks_the_fund_alone(self) -> None:
        call = make_call("500.00")
        crossed(call), crossed(call, at=1)
        with CaptureQueriesContext(connection) as queries:
            change(call, "1000.00")
        locks = [query["sql"] for query in queries if "FOR NO KEY UPDATE" in query["sql"]]
        assert len(locks) == 1
        assert 'FROM "cofinancing_fund"' in locks[0]
        assert not [query for query in queries if 'UPDATE "funding_funding"' in query["sql"]]


class TestR6Decrease:
    def test_r6_a_fund_can_give_up_what_it_has_available_to_the_last_cent(self) -> None:
        call = make_call("700.00")
        holding = crossed(call)
        change(call, "500.00")
        fund = Fund.objects.get()
        assert (fund.total, fund.available, committed(holding)) == (500, 0, [500])
        assert movements(Kind.ENDOWMENT_CUT) == [
            ("fund_available", "municipality", Decimal("200.00"))
        ]
        assert_books_agree()

    def test_r6_never_below_what_is_reserved_and_granted(self) -> None:
        call = make_call("1500.00")
        end(crossed(call, cost="600.00"))
        crossed(call)
        with pytest.raises(acts.BelowCommitted, match="800\xa0€") as refusal:
            change(call, "799.99")
        assert refusal.value.lowest == 800
        assert Fund.objects.get().total == 1500
        assert not FundChange.objects.exists()
        change(call, "800.00")
        assert_books_agree()

    def test_r6_a_fund_that_holds_nothing_can_be_emptied_and_filled_again(self) -> None:
        call = make_call("100.00")
        change(call, "0.00")
        change(call, "250.00")
        assert Fund.objects.get().total == 250
        assert_books_agree()

    def test_r6_the_database_refuses_it_too(self) -> None:
        call = make_call("500.00")
        crossed(call)
        with pytest.raises(IntegrityError, match="fund_never_overcommitted"), transaction.atomic():
            Fund.objects.update(total=Decimal("499.99"))


class TestTheAct:
    def test_each_change_keeps_its_act_and_the_totals_before_and_after(self) -> None:
        call = make_call("100.00")
        change(call, "300.00", number="DD 1/2026")
        change(call, "250.00", number="DD 2/2026", now=NOW + MINUTE)
        second, first = FundChange.objects.all()
        assert (first.total_before, first.total_after, first.number) == (100, 300, "DD 1/2026")
        assert (second.total_before, second.total_after, second.at) == (300, 250, NOW + MINUTE)
        assert second.date == TODAY
        assert_books_agree()

    def test_the_same_total_changes_nothing_and_is_refused(self) -> None:
        call = make_call("100.00")
        change(call, "200.00")
        with pytest.raises(acts.NothingChanges):
            change(call, "200.00")
        assert FundChange.objects.count() == 1

    def test_the_fund_of_a_closed_call_changes_no_more(self) -> None:
        call = make_call("100.00")
        Call.objects.filter(pk=call.pk).update(phase=Phase.CLOSED)
        with pytest.raises(acts.CallIsClosed):
            change(call, "200.00")
        assert Fund.objects.get().total == 100

    def test_an_act_is_not_of_tomorrow(self) -> None:
        call = make_call("100.00")
        with pytest.raises(acts.DatedInTheFuture):
            change(call, "200.00", date=TODAY + timedelta(days=1))
        assert not FundChange.objects.exists()

    @pytest.mark.parametrize("total", ["-1.00", "1.001", "NaN", "1e3", "10000000000.00"])
    def test_r1_a_total_is_an_amount_or_zero(self, total: str) -> None:
        call = make_call("100.00")
        with pytest.raises(InvalidAmount):
            change(call, total)

    @pytest.mark.parametrize("total", [200.0, 200, "200.00", 0.0])
    def test_r1_a_total_is_a_decimal(self, total: Any) -> None:
        fund = Fund.objects.get(call=make_call("100.00"))
        with pytest.raises(InvalidAmount):
            acts.change_fund(
                fund=fund, total=total, number="1", date=TODAY, reason="…", by=None, now=NOW
            )

    @pytest.mark.parametrize(
        "values",
        [{"total_after": Decimal("-0.01")}, {"total_after": Decimal("100.00")}],
        ids=["negative", "nothing changes"],
    )
    def test_the_database_refuses_a_change_that_is_none(self, values: dict[str, Any]) -> None:
        change(make_call("100.00"), "200.00")
        with pytest.raises(IntegrityError, match="fund_change_changes"), transaction.atomic():
            FundChange.objects.update(**values)


class TestTheAudit:
    """Each tampering with a change, or with its movement, is seen."""

    @pytest.mark.parametrize(
        "statement",
        [
            "UPDATE cofinancing_fundchange SET total_before = 99, total_after = 299"
            " WHERE number = 'A'",
            "UPDATE cofinancing_fundchange SET total_after = 301 WHERE number = 'A'",
            "UPDATE cofinancing_fundchange SET total_before = 299 WHERE number = 'B'",
            "UPDATE cofinancing_fundchange SET total_after = 249 WHERE number = 'B'",
            "DELETE FROM cofinancing_fundchange WHERE number = 'A'",
            "DELETE FROM cofinancing_fundchange WHERE number = 'B'",
            "INSERT INTO cofinancing_fundchange"
            " (fund_id, total_before, total_after, number, date, reason, at)"
            " SELECT id, 250, 400, 'C', now(), '', now() FROM cofinancing_fund",
        ],
        ids=range(7),
    )
    def test_changes_agree_with_the_ledger(self, statement: str) -> None:
        call = make_call("100.00")
        change(call, "300.00", number="A")
        change(call, "250.00", number="B")
        assert_books_agree()
        tamper(statement)
        assert red() == {"funds agree with the ledger"}

    def test_a_fund_changed_past_its_acts_is_seen(self) -> None:
        call = make_call("100.00")
        change(call, "300.00")
        tamper("UPDATE cofinancing_fund SET total = 400")
        assert "funds agree with the ledger" in red()


def test_r18_what_the_comune_would_add_follows_the_fund() -> None:
    call = make_call("100.00")
    funding = make_funding(call)
    change(call, "450.00")
    call.refresh_from_db()
    funding.refresh_from_db()
    assert (match_of(funding).amount, match_of(funding).shortfall) == (450, 50)


def test_r7_a_campaign_at_risk_is_served_from_what_is_added() -> None:
    call = make_call("0.00")
    funding = crossed(call)
    disputed(funding, "1.00")
    change(call, "500.00")
    assert committed(funding) == [500]
    assert_books_agree()
