"""The fund day by day, and the money by area and by Municipio: a few sums, however many rows."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, OuterRef, Subquery, Sum
from django.db.models.functions import TruncDate
from django.utils import timezone
from django.utils.translation import gettext as _

from campaigns.calls.models import Area, Call
from campaigns.funding.models import Funding
from campaigns.ledger.models import OF_GRANTS, Account, Entry
from campaigns.ledger.services import fund_chain
from campaigns.models import CampaignPage
from campaigns.money import ZERO
from campaigns.municipi import MUNICIPI_ON_MAP


@dataclass(frozen=True, kw_only=True)
class FundDay:
    """What the funds held at the end of a day in Rome, in EUR."""

    day: date
    granted: Decimal
    """Paid out or not, and what is to be paid back."""
    reserved: Decimal
    available: Decimal

    @property
    def total(self) -> Decimal:
        """All of it."""
        return self.granted + self.reserved + self.available


@dataclass(frozen=True, kw_only=True)
class Share:
    """What campaigns that have something in common collected and got, in EUR."""

    key: str
    """Permanent name for programs."""
    name: str
    campaigns: int
    collected: Decimal
    reserved: Decimal
    granted: Decimal

    @property
    def total(self) -> Decimal:
        """Of citizens and of the Comune."""
        return self.collected + self.reserved + self.granted


def fund_days(calls: Sequence[Call]) -> list[FundDay]:
    """The days on which the funds of some calls moved, in order."""
    sums = (
        Entry.objects.filter(chain__in=[fund_chain(call.slug) for call in calls])
        .annotate(day=TruncDate("occurred_at", tzinfo=timezone.get_default_timezone()))
        .order_by("day")
        .values_list("day", "source", "destination")
        .annotate(sum=Sum("amount"))
    )
    held: dict[str, Decimal] = defaultdict(lambda: ZERO)
    days: dict[date, FundDay] = {}
    for day, source, destination, amount in sums:
        held[source] -= amount
        held[destination] += amount
        days[day] = FundDay(
            day=day,
            granted=sum((held[account] for account in OF_GRANTS), ZERO),
            reserved=held[Account.FUND_RESERVED],
            available=held[Account.FUND_AVAILABLE],
        )
    return list(days.values())


def by_area(calls: Sequence[Call]) -> list[Share]:
    """Money by area of intervention, the most first; campaigns without one at the end."""
    sums = _sums(calls, "area_id")
    areas = Area.objects.filter(pk__in=[key for key in sums if key is not None])
    named = [_share(area.slug, area.short_name, sums[area.pk]) for area in areas]
    rest = [_share("", _("No area"), sums[None])] if None in sums else []
    return sorted(named, key=lambda share: -share.total) + rest


def by_municipio(calls: Sequence[Call]) -> list[Share]:
    """Money by Municipio, from 1 to 9, then the projects of the whole city."""
    sums = _sums(calls, "municipio")
    shares = [
        _share(str(each.number), each.name, sums.get(each.number)) for each in MUNICIPI_ON_MAP
    ]
    return [*shares, _share("", _("The whole city"), sums.get(None))]


def _share(key: str, name: str, sums: dict[str, Any] | None) -> Share:
    sums = sums or {}
    return Share(
        key=key,
        name=str(name),
        campaigns=sums.get("campaigns", 0),
        collected=sums.get("collected") or ZERO,
        reserved=sums.get("reserved") or ZERO,
        granted=sums.get("granted") or ZERO,
    )


def _sums(calls: Sequence[Call], column: str) -> dict[Any, dict[str, Any]]:
    """Sums over the campaigns of some calls, by a column of their pages."""
    page = CampaignPage.objects.filter(translation_key=OuterRef("translation_key"))
    first = page.order_by("locale_id", "pk").values(column)[:1]
    rows = (
        Funding.objects.filter(call__in=calls)
        .annotate(shared=Subquery(first))
        .order_by()
        .values("shared")
        .annotate(
            campaigns=Count("pk"),
            collected=Sum(F("confirmed") - F("refunded") - F("disputed")),
            reserved=Sum("commitment__reserved"),
            granted=Sum("commitment__granted"),
        )
    )
    return {row["shared"]: dict(row) for row in rows}
