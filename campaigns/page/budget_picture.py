"""A budget as a ring: each line a slice of it, in the order in which the table lists them."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from campaigns.money import ZERO
from campaigns.page.rows import BudgetLine

COLOURS: Final = 8
"""How many colours the style sheet has; the ninth line takes the first again."""
_HUNDREDTH: Final = Decimal("0.01")


@dataclass(frozen=True)
class Slice:
    """A line of a budget. ``length`` and ``offset`` are hundredths of the ring's way round."""

    description: str
    amount: Decimal
    percent: int
    colour: int
    length: Decimal
    offset: Decimal

    @property
    def rest(self) -> Decimal:
        """What of the ring it leaves to the others."""
        return 100 - self.length


def slices_of(lines: Iterable[BudgetLine]) -> list[Slice]:
    """The slices of a budget; together they go once round, whatever the page's cost says."""
    lines = [line for line in lines if line.amount and line.amount > 0]
    whole = sum((line.amount for line in lines), ZERO)
    shares = [line.amount * 100 / whole for line in lines]
    percents = _whole_percents(shares)
    slices, offset = [], Decimal(0)
    for place, (line, share) in enumerate(zip(lines, shares, strict=True)):
        slices.append(
            Slice(
                description=line.description,
                amount=line.amount,
                percent=percents[place],
                colour=place % COLOURS + 1,
                length=share.quantize(_HUNDREDTH),
                offset=offset.quantize(_HUNDREDTH),
            )
        )
        offset += share
    return slices


def _whole_percents(shares: list[Decimal]) -> list[int]:
    """The shares as whole percents that make a hundred: the largest remainders are rounded up."""
    percents = [int(share) for share in shares]
    by_remainder = sorted(range(len(shares)), key=lambda place: percents[place] - shares[place])
    for place in by_remainder[: 100 - sum(percents)]:
        percents[place] += 1
    return percents
