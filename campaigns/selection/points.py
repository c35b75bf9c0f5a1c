"""Points of a proposal, and who comes before whom: exact fractions, no database."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from campaigns.calls.models import TieRule

NOTHING: Final = Fraction(0)


@dataclass(frozen=True, kw_only=True)
class Contender:
    """What decides the place of one proposal.

    ``points`` are those of each criterion, in the order of the notice; ``cost`` is in EUR;
    ``received_at`` the receipt that counts and ``number`` that of the sending, unique in a call.
    """

    key: Any
    points: tuple[Fraction, ...]
    cost: Decimal
    received_at: datetime
    number: int

    @property
    def total(self) -> Fraction:
        """The points of all criteria together."""
        return sum(self.points, NOTHING)


def mean_of(values: Sequence[int]) -> Fraction:
    """The exact mean of the scores counted. Raises ``ValueError`` for none."""
    if not values:
        raise ValueError("There is no mean of no scores.")
    return Fraction(sum(values), len(values))


def points_of(*, weight: Decimal, scale_max: int, values: Sequence[int]) -> Fraction:
    """Points of one criterion: weight × mean of the scores / highest score of the scale."""
    return Fraction(weight) * mean_of(values) / scale_max


def in_order(contenders: Iterable[Contender], *, tie_rule: TieRule) -> list[Contender]:
    """From the first to the last: by points, then by the rule of ties, then by receipt.

    The order is total: no two sendings of a call have one number.
    """
    return sorted(contenders, key=lambda contender: _order(contender, tie_rule))


def shown(points: Fraction) -> Decimal:
    """The points as readers see them: two decimals, half up. For showing alone."""
    hundredths = math.floor(points * 100 + Fraction(1, 2))
    return Decimal(hundredths).scaleb(-2)


def as_text(value: Fraction) -> str:
    """A fraction for a document: ``"401/6"``; ``"70/1"`` for a whole number."""
    return f"{value.numerator}/{value.denominator}"


def from_text(text: str) -> Fraction:
    """What ``as_text`` wrote."""
    return Fraction(text)


def _order(contender: Contender, tie_rule: TieRule) -> tuple[Any, ...]:
    receipt = (contender.received_at, contender.number)
    tie: tuple[Any, ...] = ()
    if tie_rule == TieRule.CRITERIA:
        tie = tuple(-points for points in contender.points)
    elif tie_rule == TieRule.COST:
        tie = (contender.cost,)
    return (-contender.total, tie, receipt)
