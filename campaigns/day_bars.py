"""Amounts of days as a drawing: one bar a day, its numbers in the table beside it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from campaigns.money import ZERO

STEP: Final = 12
HEIGHT: Final = 96
LEAST: Final = 2
"""A day on which something was given is seen."""


@dataclass(frozen=True)
class DayBar:
    """A day's bar; ``x``, ``y`` and ``height`` in the drawing's units."""

    day: date
    amount: Decimal
    x: int
    y: int
    height: int


@dataclass(frozen=True)
class DayBars:
    """The drawing. ``most`` is what its highest bar stands for, in EUR."""

    bars: list[DayBar]
    most: Decimal
    width: int
    height: int = HEIGHT


def bars_of(days: Sequence[tuple[date, Decimal]]) -> DayBars | None:
    """The bars of days in a row; ``None`` when nothing was given on any."""
    most = max((amount for _day, amount in days), default=ZERO)
    if most <= 0:
        return None
    bars = []
    for place, (day, amount) in enumerate(days):
        height = 0 if amount <= 0 else max(LEAST, round(amount * HEIGHT / most))
        bars.append(DayBar(day, amount, place * STEP, HEIGHT - height, height))
    return DayBars(bars, most, len(days) * STEP)
