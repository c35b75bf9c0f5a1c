"""The steps of a funding; R8: where it stands at an instant, in Rome's days."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import product

import pytest

from campaigns.funding import services
from campaigns.funding.models import Funding, State
from campaigns.funding.services import IllegalStep
from home.demo.windows import Window
from tests.factories import NOW, give, make_funding

pytestmark = pytest.mark.django_db

MICROSECOND = timedelta(microseconds=1)
LEGAL = {
    (State.SCHEDULED, State.LIVE),
    (State.SCHEDULED, State.CANCELLED),
    (State.LIVE, State.SETTLING),
    (State.LIVE, State.SUSPENDED),
    (State.LIVE, State.CANCELLED),
    (State.SUSPENDED, State.LIVE),
    (State.SUSPENDED, State.SETTLING),
    (State.SUSPENDED, State.CANCELLED),
    (State.SETTLING, State.SUCCEEDED),
    (State.SETTLING, State.FAILED),
    (State.SETTLING, State.CANCELLED),
}


@pytest.mark.parametrize(("before", "after"), list(product(State, State)))
def test_there_are_no_other_steps(before: State, after: State) -> None:
    funding = make_funding(state=before)
    if (before, after) in LEGAL:
        services.step(funding=funding, to=after, now=NOW)
        assert Funding.objects.get().state == after
    else:
        with pytest.raises(IllegalStep):
            services.step(funding=funding, to=after, now=NOW)
        assert Funding.objects.get().state == before


@pytest.mark.parametrize(
    ("before", "after"),
    sorted(step for step in LEGAL if step[1] in (State.SUCCEEDED, State.FAILED)),
)
def test_the_end_remembers_what_had_been_collected(before: State, after: State) -> None:
    funding = make_funding(state=before)
    give(funding, "25.00")
    services.step(funding=funding, to=after, now=NOW)
    funding.refresh_from_db()
    assert (funding.settled_at, funding.settled_net) == (NOW, 25)


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (State.SCHEDULED, [State.SCHEDULED, State.LIVE, State.LIVE, State.SETTLING]),
        (State.LIVE, [State.LIVE, State.LIVE, State.LIVE, State.SETTLING]),
        (State.SUSPENDED, [State.SUSPENDED] * 3 + [State.SETTLING]),
        (State.SETTLING, [State.SETTLING] * 4),
        (State.SUCCEEDED, [State.SUCCEEDED] * 4),
        (State.FAILED, [State.FAILED] * 4),
        (State.CANCELLED, [State.CANCELLED] * 4),
    ],
)
def test_r8_readers_see_the_state_of_the_instant_to_the_microsecond(
    state: State, expected: list[State]
) -> None:
    funding = make_funding(state=state)
    instants = [
        funding.opens_at - MICROSECOND,
        funding.opens_at,
        funding.closes_at - MICROSECOND,
        funding.closes_at,
    ]
    assert [funding.state_at(instant) for instant in instants] == expected
    takes = [each == State.LIVE for each in expected]
    assert [funding.takes_money_at(instant) for instant in instants] == takes


@pytest.mark.parametrize(
    ("first", "last", "opens_at", "closes_at"),
    [
        # The clocks go forward on the 29th of March 2026 at 02:00: a day of 23 hours.
        ("2026-03-29", "2026-03-29", "2026-03-28T23:00Z", "2026-03-29T22:00Z"),
        ("2026-03-01", "2026-03-29", "2026-02-28T23:00Z", "2026-03-29T22:00Z"),
        ("2026-03-01", "2026-03-28", "2026-02-28T23:00Z", "2026-03-28T23:00Z"),
        # They go back on the 25th of October 2026 at 03:00: a day of 25 hours.
        ("2026-10-25", "2026-10-25", "2026-10-24T22:00Z", "2026-10-25T23:00Z"),
        ("2026-10-01", "2026-10-25", "2026-09-30T22:00Z", "2026-10-25T23:00Z"),
        ("2026-10-26", "2026-10-31", "2026-10-25T23:00Z", "2026-10-31T23:00Z"),
    ],
)
def test_r8_a_campaign_lasts_to_the_end_of_a_day_in_rome(
    first: str, last: str, opens_at: str, closes_at: str
) -> None:
    window = Window(date.fromisoformat(first), date.fromisoformat(last))
    funding = make_funding(opens_at=window.opens_at, closes_at=window.closes_at)
    funding.refresh_from_db()
    assert funding.opens_at == datetime.fromisoformat(opens_at)
    assert funding.closes_at == datetime.fromisoformat(closes_at)
    assert funding.opens_at.utcoffset() == funding.closes_at.utcoffset() == timedelta(0)
    assert funding.takes_money_at(funding.closes_at - MICROSECOND)
    assert not funding.takes_money_at(funding.closes_at)


@pytest.mark.parametrize("hour", [0, 1, 2])
def test_r8_both_two_oclocks_of_the_autumn_night_are_within_the_day(hour: int) -> None:
    window = Window(date(2026, 10, 25), date(2026, 10, 25))
    funding = make_funding(opens_at=window.opens_at, closes_at=window.closes_at)
    half_past = datetime(2026, 10, 25, hour, 30, tzinfo=UTC)
    donation = give(funding, "25.00", at=half_past)
    assert not donation.late
    assert donation.paid_at == half_past


@pytest.mark.parametrize(
    "state", [State.SCHEDULED, State.LIVE, State.SUSPENDED, State.SETTLING, State.FAILED]
)
def test_the_jobs_find_what_is_due(state: State) -> None:
    funding = make_funding(state=state)
    opens, closes = funding.opens_at, funding.closes_at
    to_open = [Funding.objects.due_to_open(at).count() for at in (opens - MICROSECOND, opens)]
    assert to_open == ([0, 1] if state == State.SCHEDULED else [0, 0])
    to_close = [Funding.objects.due_to_close(at).count() for at in (closes - MICROSECOND, closes)]
    takes = state in (State.SCHEDULED, State.LIVE, State.SUSPENDED)
    assert to_close == ([0, 1] if takes else [0, 0])


def test_r7_a_campaign_is_at_risk_only_while_it_runs_and_after_its_crossing() -> None:
    running = (State.LIVE, State.SUSPENDED, State.SETTLING)
    funding = make_funding()
    seen = [funding.is_at_risk]
    give(funding, "500.00")
    seen.append(funding.is_at_risk)
    assert seen == [False, False]
    funding.disputed = Decimal("0.01")
    for state in State:
        funding.state = state
        assert funding.is_at_risk is (state in running)
