"""How a campaign is being given to: gifts day by day, and where the present pace would lead."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Any, Final

from django.db.models import F, Sum
from django.db.models.functions import Coalesce, TruncDate
from django.utils import timezone

from campaigns.cofinancing.progress import Progress
from campaigns.funding.models import Funding
from campaigns.money import ZERO
from campaigns.payments.models import Donation

WINDOW: Final = timedelta(days=14)
"""The last days that count: older enthusiasm says little of what is to come."""
TOO_EARLY: Final = timedelta(days=3)
"""A pace of fewer days is chance."""
NAMES_A_DAY: Final = 20
_EURO, _CENT = Decimal(1), Decimal("0.01")
_WHOLE_FROM: Final = 10
"""EUR from which a forecast is told in whole euro: cents would claim to know more than it does."""
_NET: Final = Sum("amount") - Sum("refunded_amount") - Sum("disputed_amount")
"""What was given and has not gone back."""


@dataclass(frozen=True)
class Pace:
    """Net gifts a day in the last two weeks, and what they come to.

    Amounts in EUR, whole from 10 on: what may be hoped for is rounded down, what is needed up.
    """

    days: int
    """Over how many days it was measured."""
    per_day: Decimal
    at_close: Decimal
    """What would be collected at closing if people went on so."""
    short_by: Decimal
    """How much of the threshold would lack then; zero if none."""
    needed_per_day: Decimal
    """What has to be given each day from now on to reach the threshold; zero once reached."""


@dataclass
class DayOfGifts:
    """What was given on a day, in Rome. Names are those that givers let be read."""

    day: date
    donations: int = 0
    amount: Decimal = ZERO
    names: list[str] = field(default_factory=list)
    unnamed: int = 0

    @property
    def more(self) -> int:
        """Names that are not listed."""
        return self.donations - len(self.names) - self.unnamed


def pace_of(funding: Funding, progress: Progress) -> Pace | None:
    """The pace of a campaign that takes money; ``None`` for others, and in its first days."""
    return paces_of([funding], {funding.pk: progress})[funding.pk]


def paces_of(
    fundings: Sequence[Funding], progress: Mapping[int, Progress]
) -> dict[int, Pace | None]:
    """The pace of each campaign, by the primary key of its funding, in one query.

    ``progress`` holds that of each, by the same key, all as of one instant.
    """
    measured = [each for each in fundings if _is_measured(each, progress[each.pk])]
    given: dict[int, Decimal] = {}
    if measured:
        since = progress[measured[0].pk].now - WINDOW
        gifts = Donation.objects.filter(funding__in=measured, paid_at__gte=since).counted()
        by_funding = gifts.order_by().values("funding").annotate(net=_NET)
        given = dict(by_funding.values_list("funding", "net"))
    paces: dict[int, Pace | None] = dict.fromkeys(each.pk for each in fundings)
    for each in measured:
        paces[each.pk] = _pace(each, progress[each.pk], given.get(each.pk, ZERO))
    return paces


def _is_measured(funding: Funding, progress: Progress) -> bool:
    return progress.open and progress.now - funding.opens_at >= TOO_EARLY


def _pace(funding: Funding, progress: Progress, net: Decimal) -> Pace:
    """What ``net`` EUR of the last days lead to. No gift in time is older than the opening."""
    now = progress.now
    since = max(funding.opens_at, now - WINDOW)
    span, left = _in_days(now - since), _in_days(funding.closes_at - now)
    per_day = net / span
    at_close = _told(progress.collected + per_day * left, ROUND_FLOOR)
    return Pace(
        days=max(1, round(span)),
        per_day=_told(per_day, ROUND_FLOOR),
        at_close=at_close,
        short_by=_told(max(ZERO, progress.threshold - at_close), ROUND_CEILING),
        needed_per_day=_told(progress.missing / max(left, Decimal(1)), ROUND_CEILING),
    )


def days_of_gifts(funding: Funding, *, before: date | None = None, days: int) -> list[DayOfGifts]:
    """The newest days with gifts in time, at most so many, before a day; newest first.

    Gifts that went back wholly are left out, what went back in part is taken off.
    """
    gifts = _with_day(funding).filter(amount__gt=F("refunded_amount") + F("disputed_amount"))
    if before is not None:
        gifts = gifts.filter(day__lt=before)
    shown = list(gifts.values_list("day", flat=True).distinct().order_by("-day")[:days])
    found: dict[date, DayOfGifts] = {}
    for gift in gifts.filter(day__in=shown).order_by("-day", "paid_at", "pk"):
        on = timezone.localdate(gift.paid_at or gift.created_at)
        day = found.setdefault(on, DayOfGifts(on))
        day.donations += 1
        day.amount += gift.amount - gift.refunded_amount - gift.disputed_amount
        name = "" if gift.anonymous else gift.company or gift.name
        if not name:
            day.unnamed += 1
        elif len(day.names) < NAMES_A_DAY:
            day.names.append(name)
    return list(found.values())


def by_day(funding: Funding, *, last: date, days: int) -> list[tuple[date, Decimal]]:
    """Each of the last days with what was given on it, net of what went back (EUR)."""
    first = last - timedelta(days=days - 1)
    rows = _with_day(funding).filter(day__gte=first, day__lte=last).values("day").annotate(net=_NET)
    net: dict[date, Decimal] = defaultdict(lambda: ZERO, {row["day"]: row["net"] for row in rows})
    return [(day, net[day]) for day in (first + timedelta(days=n) for n in range(days))]


def _with_day(funding: Funding) -> Any:
    """The gifts in time of a campaign, each with its ``day`` in Rome."""
    in_time = Donation.objects.filter(funding=funding).counted()
    return in_time.annotate(day=TruncDate(Coalesce("paid_at", "created_at")))


def _in_days(span: timedelta) -> Decimal:
    return Decimal(span // timedelta(seconds=1)) / 86_400


def _told(amount: Decimal, rounding: str) -> Decimal:
    return amount.quantize(_EURO if amount >= _WHOLE_FROM else _CENT, rounding=rounding)
