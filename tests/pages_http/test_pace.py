"""Where the pace of gifts leads, and gifts day by day; names only of who let them be read."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from campaigns.cofinancing.progress import progress_of, with_match
from campaigns.day_bars import HEIGHT, bars_of
from campaigns.funding.models import Funding, State
from campaigns.pace import NAMES_A_DAY, Pace, by_day, days_of_gifts, pace_of
from campaigns.payments.models import Donation
from tests.factories import NOW, give, make_funding

pytestmark = pytest.mark.django_db
ROME = ZoneInfo("Europe/Rome")


def pace(funding: Funding, now: datetime = NOW) -> Pace | None:
    read = with_match(Funding.objects.filter(pk=funding.pk)).get()
    return pace_of(read, progress_of(read, now))


def campaign(opened: int = 10, closes: int = 10, **fields: Any) -> Funding:
    """Cost 1,000 EUR, threshold 500; opened and closing so many days from now."""
    return make_funding(
        opens_at=NOW - timedelta(days=opened), closes_at=NOW + timedelta(days=closes), **fields
    )


def test_the_pace_of_two_weeks_leads_to_a_sum_at_closing() -> None:
    funding = campaign(opened=40, closes=20)
    give(funding, "60.00", at=NOW - timedelta(days=30))
    give(funding, "140.00", at=NOW - timedelta(days=3))
    found = pace(funding)
    assert found == Pace(
        days=14,
        per_day=Decimal("10.00"),
        at_close=Decimal("400.00"),
        short_by=Decimal("100.00"),
        needed_per_day=Decimal("15.00"),
    )


def test_a_forecast_is_told_in_whole_euro_and_small_amounts_to_the_cent() -> None:
    funding = campaign(opened=40, closes=20)
    give(funding, "147.77", at=NOW - timedelta(days=3))
    found = pace(funding)
    assert found == Pace(
        days=14,
        per_day=Decimal(10),
        at_close=Decimal(358),
        short_by=Decimal(142),
        needed_per_day=Decimal(18),
    )
    small = campaign(opened=40, closes=20)
    give(small, "17.50", at=NOW - timedelta(days=3))
    found = pace(small)
    assert found is not None
    assert found.per_day == Decimal("1.25")


def test_what_went_back_is_no_pace() -> None:
    funding = campaign(opened=10, closes=10)
    gift = give(funding, "100.00", at=NOW - timedelta(days=1))
    Donation.objects.filter(pk=gift.pk).update(refunded_amount="60.00", disputed_amount="40.00")
    found = pace(funding)
    assert found is not None
    assert found.per_day == 0


def test_at_the_threshold_nothing_more_is_needed() -> None:
    funding = campaign()
    give(funding, "500.00", at=NOW - timedelta(days=1))
    found = pace(funding)
    assert found is not None
    assert (found.short_by, found.needed_per_day) == (0, 0)


@pytest.mark.parametrize(
    ("opened", "state", "told"),
    [(2, State.LIVE, False), (4, State.LIVE, True), (4, State.SUSPENDED, False)],
)
def test_nothing_is_foreseen_too_early_or_while_nothing_is_taken(
    opened: int, state: State, told: bool
) -> None:
    funding = campaign(opened=opened, state=state)
    assert (pace(funding) is not None) is told


def test_in_the_last_minutes_a_day_s_need_is_what_lacks() -> None:
    funding = campaign(opened=10, closes=10)
    found = pace(funding, now=funding.closes_at - timedelta(minutes=5))
    assert found is not None
    assert found.needed_per_day == Decimal("500.00")


def test_days_are_romes_and_names_those_that_may_be_read() -> None:
    funding = campaign(opened=60)
    late_evening = datetime(NOW.year, NOW.month, 2, 23, 30, tzinfo=ROME)
    give(funding, "10.00", at=late_evening, name="Ada Neri")
    give(funding, "20.00", at=late_evening + timedelta(hours=1), name="Bea", anonymous=True)
    give(funding, "30.00", at=late_evening + timedelta(hours=2), name="", company="Forno srl")
    after, before = days_of_gifts(funding, days=10)
    assert (before.day, before.names, before.unnamed) == (late_evening.date(), ["Ada Neri"], 0)
    assert (after.day - before.day, after.amount) == (timedelta(days=1), Decimal("50.00"))
    assert (after.names, after.unnamed, after.more) == (["Forno srl"], 1, 0)
    assert [day.day for day in days_of_gifts(funding, before=after.day, days=10)] == [before.day]


def test_a_day_lists_so_many_names_and_says_how_many_more() -> None:
    funding = campaign()
    for number in range(NAMES_A_DAY + 2):
        give(funding, "1.00", at=NOW - timedelta(minutes=number), name=f"Ada {number}")
    (day,) = days_of_gifts(funding, days=1)
    assert (len(day.names), day.more) == (NAMES_A_DAY, 2)


def test_what_was_wholly_given_back_is_not_listed() -> None:
    gift = give(campaign(), "10.00")
    Donation.objects.filter(pk=gift.pk).update(refunded_amount="10.00")
    assert days_of_gifts(gift.funding, days=5) == []


def test_each_day_has_its_bar_the_highest_the_whole_height() -> None:
    funding = campaign(opened=60)
    give(funding, "10.00", at=NOW - timedelta(days=2))
    give(funding, "40.00", at=NOW)
    days = by_day(funding, last=NOW.astimezone(ROME).date(), days=5)
    assert [amount for _day, amount in days] == [0, 0, Decimal("10.00"), 0, Decimal("40.00")]
    drawn = bars_of(days)
    assert drawn is not None
    assert [bar.height for bar in drawn.bars] == [0, 0, HEIGHT // 4, 0, HEIGHT]
    assert all(bar.y + bar.height == HEIGHT for bar in drawn.bars)
    assert bars_of([(date(2026, 5, 1), Decimal(0))]) is None
