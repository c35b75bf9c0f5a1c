"""R19: reserved is not yet an act; without it nothing is paid out."""

from datetime import date, timedelta
from typing import Any

import pytest

from campaigns.cofinancing import acts
from campaigns.cofinancing.models import Commitment, CommitmentAct
from campaigns.transparency.audit import audit
from tests.cofinancing.stories import (
    assert_books_agree,
    commitment_of,
    crossed,
    end,
    fail,
    make_call,
    may_be_paid_out,
)
from tests.factories import NOW
from tests.transparency.balanced_books import tamper

pytestmark = pytest.mark.django_db

TODAY = date(2026, 3, 10)


def record(commitment: Commitment, **act: Any) -> CommitmentAct:
    """Finance records the determina."""
    values: dict[str, Any] = {
        "number": "DD 77/2026",
        "date": TODAY,
        "budget_chapter": "4512.01",
        "budget_year": 2026,
        "cup": "B41B15000220004",
        "by": None,
        "now": NOW,
    }
    return acts.record_act(commitment=commitment, **(values | act))


@pytest.fixture
def commitment() -> Commitment:
    return commitment_of(crossed(make_call()))


def test_r19_an_act_is_recorded_with_its_budget(commitment: Commitment) -> None:
    record(commitment)
    act = Commitment.objects.get().recorded_act
    assert act is not None
    assert (act.number, act.date, act.recorded_at) == ("DD 77/2026", TODAY, NOW)
    assert (act.budget_chapter, act.budget_year, act.cup) == ("4512.01", 2026, "B41B15000220004")
    assert_books_agree()


def test_r19_a_second_act_is_refused_and_the_first_kept(commitment: Commitment) -> None:
    record(commitment)
    with pytest.raises(acts.ActAlreadyRecorded, match="DD 77/2026"):
        record(commitment, number="DD 78/2026")
    assert CommitmentAct.objects.get().number == "DD 77/2026"


@pytest.mark.parametrize("cancelled", [True, False], ids=["cancelled", "failed"])
def test_r19_what_was_released_takes_no_act(cancelled: bool) -> None:
    funding = crossed(make_call())
    if cancelled:
        end(funding, cancelled=True)
    else:
        fail(funding)
    with pytest.raises(acts.CommitmentReleased):
        record(commitment_of(funding))


def test_r19_what_waits_at_zero_takes_no_act() -> None:
    commitment = commitment_of(crossed(make_call("0.00")))
    with pytest.raises(acts.NothingHeld):
        record(commitment)


def test_r19_an_act_is_not_of_tomorrow(commitment: Commitment) -> None:
    with pytest.raises(acts.DatedInTheFuture):
        record(commitment, date=TODAY + timedelta(days=1))
    assert not CommitmentAct.objects.exists()


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("", ""), (" b41b 1500 0220 004 ", "B41B15000220004"), ("J31I20000470006", "J31I20000470006")],
)
def test_r19_a_cup_is_kept_in_capitals(commitment: Commitment, typed: str, kept: str) -> None:
    assert record(commitment, cup=typed).cup == kept


@pytest.mark.parametrize(
    "cup",
    ["B41B1500022000", "B41B150002200044", "B41B15000220-04", "B41B1500022000È", "٤41B15000220004"],
)
def test_r19_a_cup_has_fifteen_letters_and_figures(commitment: Commitment, cup: str) -> None:
    with pytest.raises(acts.InvalidCup):
        record(commitment, cup=cup)
    assert not CommitmentAct.objects.exists()


class TestPayingOut:
    def test_r19_nothing_is_paid_out_while_reserved_though_the_act_is_there(self) -> None:
        commitment = commitment_of(crossed(make_call()))
        record(commitment)
        assert not may_be_paid_out(Commitment.objects.get())

    def test_r19_nothing_is_paid_out_without_an_act_though_granted(self) -> None:
        funding = end(crossed(make_call()))
        assert commitment_of(funding).granted == 500
        assert not may_be_paid_out(commitment_of(funding))

    @pytest.mark.parametrize("first", ["act", "grant"])
    def test_r19_granted_and_with_its_act_it_may_be_paid_out(self, first: str) -> None:
        funding = crossed(make_call())
        if first == "act":
            record(commitment_of(funding))
            end(funding)
        else:
            end(funding)
            record(commitment_of(funding))
        assert may_be_paid_out(commitment_of(funding))
        assert_books_agree()

    def test_r19_a_grant_of_nothing_is_not_paid_out(self) -> None:
        funding = crossed(make_call(), gift="1000.00")
        record(commitment_of(funding))
        end(funding)
        assert commitment_of(funding).granted == 0
        assert not may_be_paid_out(commitment_of(funding))

    def test_r19_released_after_its_act_it_is_not_paid_out_and_the_books_agree(self) -> None:
        funding = crossed(make_call())
        record(commitment_of(funding))
        end(funding, cancelled=True)
        assert not may_be_paid_out(commitment_of(funding))
        assert_books_agree()


def test_r19_the_audit_sees_an_act_of_what_was_released(commitment: Commitment) -> None:
    record(commitment)
    end(commitment.funding, cancelled=True)
    assert_books_agree()
    tamper("UPDATE cofinancing_commitmentact SET recorded_at = now() + interval '1 day'")
    assert [check["name"] for check in audit()["checks"] if not check["ok"]] == ["the rules hold"]
