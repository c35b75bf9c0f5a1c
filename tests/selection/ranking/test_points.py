"""Points are exact fractions, and the order of a ranking is total."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.calls.models import TieRule
from campaigns.selection import points
from campaigns.selection.points import Contender

NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)

fractions = st.fractions(min_value=0, max_value=50, max_denominator=12)


@st.composite
def fields_of_contenders(draw: st.DrawFn) -> list[Contender]:
    number_of_criteria = draw(st.integers(1, 4))
    count = draw(st.integers(0, 12))
    return [
        Contender(
            key=number,
            points=tuple(
                draw(st.sampled_from([Fraction(10), Fraction(20), Fraction(61, 3)]))
                for _criterion in range(number_of_criteria)
            ),
            cost=draw(st.sampled_from([Decimal("1000.00"), Decimal("1000.01")])),
            received_at=NOON + timedelta(seconds=draw(st.integers(0, 2))),
            number=number,
        )
        for number in range(count)
    ]


def contender(key: Any, *brought: int, cost: str = "1000.00", second: int = 0) -> Contender:
    return Contender(
        key=key,
        points=tuple(Fraction(value) for value in brought),
        cost=Decimal(cost),
        received_at=NOON + timedelta(seconds=second),
        number=key,
    )


def keys(contenders: list[Contender], rule: TieRule) -> list[Any]:
    return [one.key for one in points.in_order(contenders, tie_rule=rule)]


def test_points_are_weight_by_mean_by_scale() -> None:
    brought = points.points_of(weight=Decimal("40.00"), scale_max=10, values=[7, 8, 8])
    assert brought == Fraction(92, 3)
    assert points.shown(brought) == Decimal("30.67")
    assert points.as_text(brought) == "92/3"


def test_no_scores_have_no_mean() -> None:
    with pytest.raises(ValueError, match="no scores"):
        points.mean_of([])


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (Fraction(1, 200), "0.01"),
        (Fraction(499, 100_000), "0.00"),
        (Fraction(2_999, 200), "15.00"),
        (Fraction(60), "60.00"),
    ],
    ids=["half-goes-up", "less-goes-down", "half-carries", "whole"],
)
def test_points_are_shown_half_up(value: Fraction, expected: str) -> None:
    assert str(points.shown(value)) == expected


def test_a_tie_goes_to_the_higher_points_in_the_first_criteria() -> None:
    first, second = contender(1, 10, 30, 20), contender(2, 20, 20, 20)
    assert keys([first, second], TieRule.CRITERIA) == [2, 1]


def test_a_tie_goes_to_the_lower_cost() -> None:
    dear, cheap = contender(1, 60, cost="1000.01"), contender(2, 60, cost="1000.00")
    assert keys([dear, cheap], TieRule.COST) == [2, 1]


@pytest.mark.parametrize("rule", list(TieRule), ids=str)
def test_what_is_still_equal_goes_by_the_earlier_receipt(rule: TieRule) -> None:
    late, early = contender(1, 60, second=1), contender(2, 60, second=0)
    assert keys([late, early], rule) == [2, 1]
    assert keys([contender(4, 60), contender(3, 60)], rule) == [3, 4]


def test_a_third_of_a_point_is_not_lost() -> None:
    """Three thirds are a whole point: a float, or two decimals, would make two ties of these."""
    thirds = Contender(
        key=1, points=(Fraction(1, 3),) * 3, cost=Decimal(1), received_at=NOON, number=2
    )
    whole = contender(2, 1, 0, 0)
    assert thirds.total == whole.total == 1


@given(fields_of_contenders(), st.sampled_from(list(TieRule)), st.randoms())
def test_the_order_does_not_depend_on_the_order_of_arrival(
    contenders: list[Contender], rule: TieRule, random: Any
) -> None:
    expected = keys(contenders, rule)
    shuffled = list(contenders)
    random.shuffle(shuffled)
    assert keys(shuffled, rule) == expected
    assert sorted(expected) == [one.key for one in contenders], "nobody is lost, nobody twice"


@given(fields_of_contenders(), st.sampled_from(list(TieRule)))
def test_nobody_with_more_points_stands_behind(contenders: list[Contender], rule: TieRule) -> None:
    totals = [one.total for one in points.in_order(contenders, tie_rule=rule)]
    assert totals == sorted(totals, reverse=True)


@given(
    st.decimals(min_value="0.01", max_value=100, places=2),
    st.integers(1, 100),
    st.lists(st.integers(0, 100), min_size=1, max_size=7),
)
def test_no_float_anywhere(weight: Decimal, scale_max: int, values: list[int]) -> None:
    brought = points.points_of(weight=weight, scale_max=scale_max, values=values)
    assert type(brought) is Fraction
    assert brought * scale_max * len(values) == Fraction(weight) * sum(values)
    assert points.from_text(points.as_text(brought)) == brought
    assert type(points.shown(brought)) is Decimal
    assert abs(Fraction(points.shown(brought)) - brought) <= Fraction(1, 200)


@given(fractions, fractions)
def test_showing_keeps_the_order(one: Fraction, other: Fraction) -> None:
    low, high = sorted((one, other))
    assert points.shown(low) <= points.shown(high)
