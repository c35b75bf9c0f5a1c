"""R8: the end of a Rome day is the closing, on both nights when the clock changes too."""

from datetime import UTC, date, datetime, timedelta

import pytest

from campaigns.funding.models import Funding, State
from campaigns.payments import closing
from campaigns.payments.gateways.stripe import StripeGateway
from home.demo.windows import Window
from tests.factories import CallFactory, give, make_fund, make_funding

pytestmark = pytest.mark.django_db

MICROSECOND = timedelta(microseconds=1)
LAST_DAYS = {
    "the-eve-of-the-short-day": (date(2026, 3, 28), datetime(2026, 3, 28, 23, tzinfo=UTC)),
    "the-short-day": (date(2026, 3, 29), datetime(2026, 3, 29, 22, tzinfo=UTC)),
    "the-eve-of-the-long-day": (date(2026, 10, 24), datetime(2026, 10, 24, 22, tzinfo=UTC)),
    "the-long-day": (date(2026, 10, 25), datetime(2026, 10, 25, 23, tzinfo=UTC)),
}
over_each_night = pytest.mark.parametrize(
    ("last_day", "midnight"), list(LAST_DAYS.values()), ids=list(LAST_DAYS)
)


def closes_after(last_day: date) -> Funding:
    """A campaign of 1000.00 that takes money for a week, to the end of a Rome day."""
    call = CallFactory.create()
    make_fund(call)
    window = Window(last_day - timedelta(days=6), last_day)
    return make_funding(call, opens_at=window.opens_at, closes_at=window.closes_at)


@over_each_night
def test_r8_the_job_closes_at_midnight_in_rome(
    gateway: StripeGateway, last_day: date, midnight: datetime
) -> None:
    funding = closes_after(last_day)
    assert closing.advance(now=midnight - MICROSECOND, gateway=gateway).closed == []
    moved = closing.advance(now=midnight, gateway=gateway)
    assert (moved.closed, moved.settled) == ([funding.slug], [funding.slug])
    funding.refresh_from_db()
    assert (funding.state, funding.settled_at) == (State.FAILED, midnight)


@over_each_night
def test_r8_money_counts_to_midnight_in_rome(
    gateway: StripeGateway, last_day: date, midnight: datetime
) -> None:
    funding = closes_after(last_day)
    in_time = give(funding, "500.00", at=midnight - MICROSECOND)
    late = give(funding, "500.00", at=midnight)
    assert (in_time.late, late.late) == (False, True)
    assert closing.advance(now=midnight, gateway=gateway).settled == [funding.slug]
    funding.refresh_from_db()
    assert (funding.state, funding.settled_net) == (State.SUCCEEDED, 500)


@over_each_night
def test_r8_the_opening_is_midnight_in_rome_too(
    gateway: StripeGateway, last_day: date, midnight: datetime
) -> None:
    window = Window(last_day + timedelta(days=1), last_day + timedelta(days=8))
    funding = make_funding(
        opens_at=window.opens_at, closes_at=window.closes_at, state=State.SCHEDULED
    )
    assert closing.advance(now=midnight - MICROSECOND, gateway=gateway).opened == []
    assert closing.advance(now=midnight, gateway=gateway).opened == [funding.slug]
