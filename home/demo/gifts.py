"""Invented gifts that add up exactly: many small ones, a few large, more at the start and the end.

Amounts are in whole cents here; `load_scenario` documents carry them as strings in EUR.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random

from home.demo.donors import Donor, DonorPool
from home.demo.windows import ROME

EURO = 100
ORDINARY = {
    5: 4, 10: 16, 15: 4, 20: 18, 25: 13, 30: 8, 40: 4, 50: 18, 60: 1, 75: 2, 80: 1, 100: 8,
    150: 2, 200: 2, 250: 0.6, 300: 0.5, 500: 0.4,
}  # fmt: skip
"""Everyday gifts in EUR, with their weights."""
LARGE = {
    200: 6, 250: 5, 300: 4, 500: 8, 750: 2, 1000: 6, 1500: 2, 2000: 1.5, 2500: 0.7, 3000: 0.4,
    4000: 0.3, 5000: 0.2,
}  # fmt: skip
"""Gifts of firms and patrons in EUR, with their weights."""
ORDINARY_MEAN = 45
STEPS = tuple(ORDINARY)
HOURS = range(7, 23)
HOUR_WEIGHTS = (2, 4, 6, 6, 6, 5, 9, 8, 5, 4, 4, 6, 7, 7, 11, 8)
"""How busy each hour is, from 7 in the morning to 10 at night: the lunch break and the evening."""
ANONYMOUS_SHARE = 0.27
ANONYMOUS_COMPANY_SHARE = 0.08


@dataclass(frozen=True)
class Plan:
    """What a campaign receives in a span of Rome days, the last one included.

    `total` is in EUR. Of the `count` gifts, `companies` come from legal entities; `noted` are
    gifts in whole EUR that must be among them. A campaign not yet `closed` has had no last rush.
    """

    slug: str
    total: Decimal
    count: int
    companies: int
    first_day: date
    last_day: date
    noted: tuple[int, ...] = ()
    closed: bool = True


def gifts(plan: Plan, donors: DonorPool) -> list[dict[str, object]]:
    """The campaign's donations in the form `load_scenario` reads, in order of time."""
    rng = Random(f"gifts:{plan.slug}")
    cents = _amounts(rng, plan)
    from_companies = _company_places(rng, cents, plan.companies)
    instants = sorted(_instants(rng, plan))
    return [
        _donation(rng, amount, instant, donors, company=place in from_companies)
        for place, (amount, instant) in enumerate(zip(cents, instants, strict=True))
    ]


def _donation(
    rng: Random, cents: int, instant: datetime, donors: DonorPool, *, company: bool
) -> dict[str, object]:
    donor: Donor = donors.company() if company else donors.person()
    share = ANONYMOUS_COMPANY_SHARE if company else ANONYMOUS_SHARE
    return {
        "amount": f"{cents // EURO}.{cents % EURO:02}",
        "at": instant.isoformat(),
        "name": donor.name,
        "email": donor.email,
        "anonymous": rng.random() < share,
    }


def _amounts(rng: Random, plan: Plan) -> list[int]:
    large = list(plan.noted)
    excess = int(plan.total) - sum(large) - ORDINARY_MEAN * (plan.count - len(large))
    while excess > min(LARGE):
        gift = rng.choices([*LARGE], [*LARGE.values()])[0]
        if gift <= excess:
            large.append(gift)
            excess -= gift - ORDINARY_MEAN
    ordinary = rng.choices([*ORDINARY], [*ORDINARY.values()], k=plan.count - len(large))
    gap = int(plan.total * EURO) - EURO * (sum(large) + sum(ordinary))
    amounts = [gift * EURO for gift in large] + _without_gap(rng, ordinary, gap)
    rng.shuffle(amounts)
    return amounts


def _without_gap(rng: Random, gifts_in_euro: list[int], gap: int) -> list[int]:
    """The gifts, in cents, after moving some along the usual steps so that `gap` cents vanish."""
    amounts = [gift * EURO for gift in gifts_in_euro]
    while abs(gap) >= STEPS[0] * EURO:
        place = rng.randrange(len(amounts))
        step = STEPS.index(amounts[place] // EURO) + (1 if gap > 0 else -1)
        if not 0 <= step < len(STEPS):
            continue
        move = STEPS[step] * EURO - amounts[place]
        if abs(move) <= abs(gap):
            amounts[place] += move
            gap -= move
    amounts[rng.choice([place for place, cents in enumerate(amounts) if cents >= 1000])] += gap
    return amounts


def _company_places(rng: Random, cents: list[int], companies: int) -> set[int]:
    """Which gifts come from firms: some of the largest, though not always the very largest."""
    by_size = sorted(range(len(cents)), key=lambda place: cents[place], reverse=True)
    return set(rng.sample(by_size[: companies + companies // 2], companies))


def _instants(rng: Random, plan: Plan) -> Iterator[datetime]:
    days = (plan.last_day - plan.first_day).days + 1
    for _ in range(plan.count):
        day = plan.first_day + timedelta(days=int(days * _moment(rng, plan.closed)))
        hour = rng.choices(HOURS, HOUR_WEIGHTS)[0]
        clock = time(hour, rng.randrange(60), rng.randrange(60))
        yield datetime.combine(day, clock, tzinfo=ROME)


def _moment(rng: Random, closed: bool) -> float:
    """A point of the span from 0 to 1, likelier in the first days and, once closed, the last."""
    stretch = rng.random()
    if stretch < 0.35:
        return 0.25 * rng.random() ** 2
    if closed and stretch < 0.60:
        return 1 - 0.25 * (1 - rng.random()) ** 2 - 1e-9
    return rng.random()
