"""The figures of public money: each a drawing, the table that says the same, and a file of both."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db.models import Exists, OuterRef
from django.http import Http404, HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from campaigns.calls.models import Call
from campaigns.calls.services import public_calls
from campaigns.funding.models import Funding
from campaigns.money import wire_format
from campaigns.staff.exports import as_plain_text
from campaigns.transparency.public.drawings import bars_of, stack_of
from campaigns.transparency.public.money import FundDay, Share, by_area, by_municipio, fund_days

CALL: Final = "avviso"
DAYS_IN_TABLE: Final = 24
"""With more days than these the table has the last of each month; the file has them all."""


@dataclass(frozen=True, kw_only=True)
class Scope:
    """Whose money: the notices with campaigns, and the one that was chosen, if any."""

    all: list[Call]
    call: Call | None
    now: datetime

    @property
    def calls(self) -> list[Call]:
        """Those that count."""
        return self.all if self.call is None else [self.call]


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A drawing and its table. ``columns`` and ``rows`` are those of the file."""

    name: str
    title: str
    template: str
    drawing: Any
    shown: Sequence[Any]
    """The rows of the table beside it."""
    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]


def chosen(request: HttpRequest, now: datetime) -> Scope:
    """The notices, and the one that the address names. Raises ``Http404`` for an unknown one."""
    selecting = Exists(Funding.objects.filter(call=OuterRef("pk")))
    calls = list(public_calls(now).filter(selecting).order_by("-pk"))
    name = request.GET.get(CALL, "")
    call = next((call for call in calls if call.slug == name), None)
    if name and call is None:
        raise Http404
    return Scope(all=calls, call=call, now=now)


def fund_over_time(scope: Scope) -> Figure:
    """What the fund held, day by day."""
    days = fund_days(scope.calls)
    return Figure(
        name="fondo",
        title=_("The fund over time"),
        template="stack",
        drawing=stack_of(days, timezone.localdate(scope.now)),
        shown=_thinned(days),
        columns=("day", "available", "reserved", "granted"),
        rows=[
            (
                day.day.isoformat(),
                *map(wire_format, (day.available, day.reserved, day.granted)),
            )
            for day in days
        ],
    )


def money_by_area(scope: Scope) -> Figure:
    """Citizens' and the Comune's money by area of intervention."""
    return _shared("aree", "area", _("Money by area of intervention"), by_area(scope.calls))


def money_by_municipio(scope: Scope) -> Figure:
    """Citizens' and the Comune's money by Municipio."""
    shares = by_municipio(scope.calls)
    return _shared("municipi", "municipio", _("Money by Municipio"), shares)


FIGURES: Final[dict[str, Callable[[Scope], Figure]]] = {
    "fondo": fund_over_time,
    "aree": money_by_area,
    "municipi": money_by_municipio,
}
"""By the name in addresses."""


def figures_of(scope: Scope) -> list[Figure]:
    """All of them."""
    return [make(scope) for make in FIGURES.values()]


def _shared(name: str, key: str, title: str, shares: list[Share]) -> Figure:
    return Figure(
        name=name,
        title=title,
        template="bars",
        drawing=bars_of(shares),
        shown=shares,
        columns=(key, "name", "campaigns", "collected", "reserved", "granted"),
        rows=[
            (
                share.key,
                as_plain_text(share.name),
                share.campaigns,
                *map(wire_format, (share.collected, share.reserved, share.granted)),
            )
            for share in shares
        ],
    )


def _thinned(days: list[FundDay]) -> list[FundDay]:
    """Newest first: all of a few, the last of each month of many."""
    if len(days) > DAYS_IN_TABLE:
        days = list({(day.day.year, day.day.month): day for day in days}.values())
    return days[::-1]
