"""Random scenarios: the platform and a tiny reference model must come to the same cents."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from campaigns.calls.models import Call, Phase
from campaigns.cofinancing.services import create_fund
from campaigns.funding.models import Funding, State
from campaigns.transparency.audit import audit
from home.scenario.document import Scenario, read_scenario
from home.scenario.replay import replay
from tests.factories import make_funding

from .documents import campaign, document, gift
from .reference import Reference, replayed

pytestmark = pytest.mark.django_db

START = datetime(2026, 3, 28, 22, tzinfo=UTC)
"""The evening before Rome's clocks go forward."""
HOURS = st.integers(0, 8)
NUDGES = st.sampled_from([timedelta(0)] * 4 + [timedelta(microseconds=1)] * 2)
PERCENTS = st.sampled_from(["50", "50", "33.33", "100", "0.01", "66.67"])
CAPS = st.sampled_from(["50000.00", "50000.00", "120.00", "0.01", "0.00"])
ORDINARY = settings(max_examples=45)
LONG = settings(max_examples=1500)
BOUNDED: dict[str, Any] = {
    "deadline": None,
    "suppress_health_check": [HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
}


@st.composite
def instants(draw: st.DrawFn) -> datetime:
    """Few different ones, so that many things happen at once."""
    nudge = draw(NUDGES) * draw(st.sampled_from([1, -1]))
    return START + timedelta(hours=draw(HOURS)) + nudge


@st.composite
def amounts(draw: st.DrawFn, least: int = 1, most: int = 80_000) -> str:
    cents = draw(st.one_of(st.integers(least, most), st.sampled_from([100, 50_000, 50_001])))
    return f"{cents // 100}.{cents % 100:02}"


@st.composite
def campaigns(draw: st.DrawFn, number: int) -> dict[str, Any]:
    opens_at = draw(instants())
    closes_at = opens_at + timedelta(hours=draw(st.integers(1, 6)))
    gifts = draw(st.lists(st.tuples(amounts(), instants()), max_size=6))
    return campaign(
        f"campagna-{number}",
        *[gift(amount, at.isoformat()) for amount, at in gifts],
        cost=draw(amounts(most=120_000)),
        opens_at=opens_at.isoformat(),
        closes_at=closes_at.isoformat(),
    )


@st.composite
def scenarios(draw: st.DrawFn) -> dict[str, Any]:
    return document(
        *[draw(campaigns(number)) for number in range(draw(st.integers(1, 5)))],
        fund=draw(st.one_of(amounts(most=150_000), st.just("0.00"))),
        threshold_percent=draw(PERCENTS),
        match_percent=draw(st.one_of(PERCENTS, st.just("0"))),
        cap=draw(CAPS),
        overfunding=draw(st.sampled_from(["fill_gap", "fill_gap", "fixed_share"])),
        donation_min="0.01",
    )


def instants_of_now(scenario: dict[str, Any]) -> st.SearchStrategy[datetime]:
    """From the last donation on: when some campaigns still run, or long after all."""
    last = max(
        (
            datetime.fromisoformat(gift["at"])
            for each in scenario["campaigns"]
            for gift in each["donations"]
        ),
        default=START,
    )
    return st.sampled_from([last, last + timedelta(hours=2), START + timedelta(days=30)])


cases = scenarios().flatmap(
    lambda scenario: st.tuples(st.just(scenario), instants_of_now(scenario))
)


@settings(ORDINARY, **BOUNDED)
@given(case=cases)
def test_every_scenario_comes_to_the_same_cents(case: tuple[dict[str, Any], datetime]) -> None:
    check_against_reference(*case)


@pytest.mark.deep
@settings(LONG, **BOUNDED)
@given(case=cases)
def test_every_scenario_comes_to_the_same_cents_for_long(
    case: tuple[dict[str, Any], datetime],
) -> None:
    check_against_reference(*case)


def check_against_reference(scenario: dict[str, Any], now: datetime) -> None:
    with transaction.atomic():
        _replay(read_scenario(scenario), now)
        told = audit()
        late = dict(Funding.objects.values_list("slug", "late"))
        transaction.set_rollback(True)
    reference = replayed(scenario, now)
    assert told["ok"], told["checks"]
    assert told["funds"] == [_fund(reference)]
    assert told["campaigns"] == [_figures(each) for each in reference.campaigns]
    assert late == {each.slug: Decimal(each.late) / 100 for each in reference.campaigns}


def _replay(scenario: Scenario, now: datetime) -> None:
    call = Call(slug=scenario.slug, title=scenario.title, phase=Phase.CAMPAIGNS)
    for name, value in vars(scenario.rules).items():
        setattr(call, name, value)
    call.save()
    create_fund(call=call, total=scenario.fund, now=now)
    fundings = {
        each.slug: make_funding(
            call,
            slug=each.slug,
            cost=str(each.cost),
            opens_at=each.opens_at,
            closes_at=each.closes_at,
            state=State.SCHEDULED,
        )
        for each in scenario.campaigns
    }
    replay(scenario=scenario, call=call, fundings=fundings, now=now)


def _fund(reference: Reference) -> dict[str, str]:
    reserved = sum(each.reserved for each in reference.campaigns)
    granted = sum(each.granted for each in reference.campaigns)
    return {
        "call": "avviso",
        "total": _euro(reference.total),
        "reserved": _euro(reserved),
        "granted": _euro(granted),
        "available": _euro(reference.total - reserved - granted),
    }


def _figures(each: Any) -> dict[str, str]:
    return {
        "slug": each.slug,
        "state": each.state,
        "cost": _euro(each.cost),
        "confirmed": _euro(each.confirmed),
        "refunded": _euro(each.refunded),
        "disputed": "0.00",
        "net": _euro(each.net),
        "threshold": _euro(each.threshold),
        "committed": _euro(each.reserved + each.granted),
        "shortfall": _euro(each.shortfall),
        "granted": _euro(each.granted),
    }


def _euro(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02}"
