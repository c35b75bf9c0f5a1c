"""Charts as the server draws them: where things stand in an SVG of 400 units' width.

Colours are attributes of the drawing, so that a downloaded file has them too.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from campaigns.transparency.public.money import FundDay, Share

WIDTH: Final = 400
LEFT: Final = 66
"""Where amounts end and the drawing begins."""
_TOP, _BOTTOM, _RIGHT = 12, 210, 394
_ROW, _BAR = 46, 14
_STEPS: Final = (1, 2, 4, 5, 10)


@dataclass(frozen=True)
class Level:
    """A line across the drawing: an amount in EUR, and where it stands."""

    amount: Decimal
    y: str


@dataclass(frozen=True)
class StackDrawing:
    """The parts of a fund over time, one upon the other."""

    granted: str
    reserved: str
    available: str
    levels: list[Level]
    first: date
    last: date


@dataclass(frozen=True)
class Bar:
    """A row of the drawing: what citizens gave, then what the Comune adds."""

    share: Share
    text_y: int
    bar_y: int
    collected: str
    reserved: str
    granted: str
    reserved_x: str
    granted_x: str


@dataclass(frozen=True)
class BarsDrawing:
    """Amounts side by side, in one scale."""

    bars: list[Bar]
    height: int
    thickness: int = _BAR


def stack_of(days: Sequence[FundDay], until: date) -> StackDrawing | None:
    """The drawing of a fund from its first movement to a day; ``None`` before any movement."""
    if not days:
        return None
    first, last = days[0].day, max(until, days[-1].day)
    top = _round_above(max(day.total for day in days))
    span = max(1, (last - first).days)
    xs = [Decimal(LEFT) + Decimal(_RIGHT - LEFT) * (day.day - first).days / span for day in days]
    granted = [day.granted for day in days]
    reserved = [day.granted + day.reserved for day in days]
    total = [day.total for day in days]
    return StackDrawing(
        granted=_layer(xs, [Decimal(0)] * len(days), granted, top),
        reserved=_layer(xs, granted, reserved, top),
        available=_layer(xs, reserved, total, top),
        levels=[Level(top * part / 2, _units(_height(top * part / 2, top))) for part in (0, 1, 2)],
        first=first,
        last=last,
    )


def bars_of(shares: Sequence[Share]) -> BarsDrawing:
    """The drawing of money by what campaigns have in common."""
    most = max((share.total for share in shares), default=Decimal(0)) or Decimal(1)
    bars = []
    for place, share in enumerate(shares):
        widths = [
            share.collected * WIDTH / most,
            share.reserved * WIDTH / most,
            share.granted * WIDTH / most,
        ]
        collected, reserved, granted = (_units(width) for width in widths)
        bars.append(
            Bar(
                share=share,
                text_y=place * _ROW + 16,
                bar_y=place * _ROW + 23,
                collected=collected,
                reserved=reserved,
                granted=granted,
                reserved_x=_units(widths[0]),
                granted_x=_units(widths[0] + widths[1]),
            )
        )
    return BarsDrawing(bars, height=len(bars) * _ROW + 26)


def _layer(
    xs: Sequence[Decimal], below: Sequence[Decimal], above: Sequence[Decimal], top: Decimal
) -> str:
    """What lies between two lines that change in steps."""
    upper = _steps(xs, [_height(amount, top) for amount in above])
    lower = _steps(xs, [_height(amount, top) for amount in below])
    points = [*upper, *reversed(lower)]
    return "M" + "L".join(f"{_units(x)} {_units(y)}" for x, y in points) + "Z"


def _steps(xs: Sequence[Decimal], ys: Sequence[Decimal]) -> list[tuple[Decimal, Decimal]]:
    ends = [*xs[1:], Decimal(_RIGHT)]
    return [point for x, end, y in zip(xs, ends, ys, strict=True) for point in ((x, y), (end, y))]


def _height(amount: Decimal, top: Decimal) -> Decimal:
    return Decimal(_BOTTOM) - (_BOTTOM - _TOP) * amount / top


def _round_above(amount: Decimal) -> Decimal:
    """The next amount that reads well: 1, 2, 4, 5 or 10 times a power of ten."""
    power = Decimal(10) ** max(0, amount.adjusted())
    return next(step * power for step in map(Decimal, _STEPS) if step * power >= amount)


def _units(value: Decimal) -> str:
    """Tenths of a unit, with a dot."""
    return str(value.quantize(Decimal("0.1"), rounding=ROUND_HALF_UP))
