"""R5: the order in which things of one instant happen changes nothing."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from campaigns.calls.models import Call, Overfunding
from campaigns.cofinancing import acts
from campaigns.cofinancing.models import Commitment, Fund
from campaigns.funding.models import Funding
from tests.cofinancing.stories import MINUTE, assert_books_agree, crossed, disputed, end, make_call
from tests.factories import NOW, give, make_funding

pytestmark = pytest.mark.django_db

INSTANT = NOW + 60 * MINUTE
CROSSES, STAYS, SUCCEEDS, FAILS, IS_CANCELLED = "crosses", "stays", "succeeds", "fails", "cancelled"
BOUNDED: dict[str, Any] = {
    "deadline": None,
    "suppress_health_check": [HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
}


@dataclass(frozen=True, kw_only=True)
class Story:
    """Campaigns of one fund (cost and surplus in whole EUR), and two orders of one instant.

    ``orders`` number the campaigns, and after them the amounts added to the fund.
    """

    fund: int
    overfunding: str
    campaigns: tuple[tuple[int, int, str], ...]
    added: tuple[int, ...]
    orders: tuple[tuple[int, ...], tuple[int, ...]]


@st.composite
def stories(draw: st.DrawFn) -> Story:
    fates = st.sampled_from([CROSSES, STAYS, SUCCEEDS, SUCCEEDS, FAILS, IS_CANCELLED])
    each = st.tuples(st.sampled_from([400, 1000, 1600]), st.sampled_from([0, 150, 600]), fates)
    campaigns = tuple(draw(st.lists(each, min_size=2, max_size=6)))
    added = tuple(draw(st.lists(st.sampled_from([1, 250, 700]), max_size=2)))
    happening = [number for number, (_, _, fate) in enumerate(campaigns) if fate != STAYS]
    happening += range(len(campaigns), len(campaigns) + len(added))
    crossing = [n for n in happening if n < len(campaigns) and campaigns[n][2] == CROSSES]
    order = st.permutations(happening).map(lambda acts: _in_their_order(tuple(acts), crossing))
    return Story(
        fund=draw(st.sampled_from([0, 300, 500, 800, 1100, 1500])),
        overfunding=draw(st.sampled_from(Overfunding.values)),
        campaigns=campaigns,
        added=added,
        orders=(draw(order), draw(order)),
    )


def _in_their_order(order: tuple[int, ...], crossing: list[int]) -> tuple[int, ...]:
    """The same order, in which the campaigns that cross do so one after the other as numbered."""
    left = iter(crossing)
    return tuple(next(left) if number in crossing else number for number in order)


@settings(settings(max_examples=15), **BOUNDED)
@given(story=stories())
def test_r5_what_happens_at_one_instant_has_no_order(story: Story) -> None:
    check(story)


@pytest.mark.deep
@settings(settings(max_examples=300), **BOUNDED)
@given(story=stories())
def test_r5_what_happens_at_one_instant_has_no_order_for_long(story: Story) -> None:
    check(story)


def check(story: Story) -> None:
    with transaction.atomic():
        call = make_call(str(story.fund), overfunding=story.overfunding)
        fundings = [_begin(call, number, *each) for number, each in enumerate(story.campaigns)]
        first, second = (outcome(story, order, call, fundings) for order in story.orders)
        transaction.set_rollback(True)
    assert first == second


def outcome(
    story: Story, order: tuple[int, ...], call: Call, fundings: list[Funding]
) -> list[tuple[Any, ...]]:
    """Every commitment and the fund after the instant, told in one order; nothing is kept."""
    with transaction.atomic():
        for number in order:
            if number < len(fundings):
                _happen(fundings[number], story.campaigns[number][2])
            else:
                _add(call, story.added[number - len(fundings)])
        assert_books_agree()
        told = _told(fundings)
        transaction.set_rollback(True)
    return told


def _begin(call: Call, number: int, cost: int, surplus: int, fate: str) -> Funding:
    """A campaign before the instant: it has crossed, unless crossing is what happens to it."""
    if fate == CROSSES:
        return make_funding(call, cost=f"{cost}.00")
    funding = crossed(call, cost=f"{cost}.00", at=number, gift=f"{cost // 2 + surplus}.00")
    if fate == FAILS:
        disputed(funding, f"{surplus}.01")
    return funding


def _happen(funding: Funding, fate: str) -> None:
    if fate == CROSSES:
        give(funding, str(funding.threshold), at=INSTANT)
    else:
        end(funding, cancelled=fate == IS_CANCELLED, now=INSTANT)


def _add(call: Call, amount: int) -> None:
    fund = Fund.objects.get(call=call)
    acts.change_fund(
        fund=fund,
        total=fund.total + Decimal(amount),
        number="DD 1/2026",
        date=date(2026, 3, 10),
        reason="Variazione di bilancio",
        by=None,
        now=INSTANT,
    )


def _told(fundings: list[Funding]) -> list[tuple[Any, ...]]:
    commitments = Commitment.objects.filter(funding__in=fundings).order_by("funding_id")
    figures = commitments.values_list("due", "reserved", "granted", "state")
    return [*figures, *Fund.objects.values_list("total", "reserved", "granted")]
