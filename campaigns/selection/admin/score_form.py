"""The form of a score sheet: a line for each criterion, and the points that it makes so far."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Final

from campaigns.calls.models import Criterion
from campaigns.row_numbers import row_number
from campaigns.selection import points, score_values
from campaigns.selection.models import ScoreSheet

_MOST_CHOICES: Final = 11
"""Up to as many scores stand side by side; a longer scale is a box for a number."""
MOST_TYPED: Final = 20_000


@dataclass(frozen=True, kw_only=True)
class Line:
    """One criterion of the sheet as it is shown."""

    criterion: Criterion
    value: str
    comment: str
    error: str = ""

    @property
    def choices(self) -> list[str]:
        """The scores of the scale, or none where they are too many to stand side by side."""
        scale = range(self.criterion.scale_min, self.criterion.scale_max + 1)
        return [str(score) for score in scale] if len(scale) <= _MOST_CHOICES else []


def typed(criteria: list[Criterion], post: Mapping[str, str]) -> dict[int, tuple[str, str]]:
    """What was typed, by criterion id; fields of other criteria are told by their id too."""
    found = {}
    for name in post:
        kind, _dash, text = name.partition("-")
        number = row_number(text) if kind == "score" else None
        if number is not None:
            found[number] = (post[name], "")
    for criterion in criteria:
        comment = post.get(f"comment-{criterion.pk}", "")[:MOST_TYPED].replace("\r\n", "\n")
        found[criterion.pk] = (found.get(criterion.pk, ("", ""))[0], comment)
    return found


def lines_of(criteria: list[Criterion], sheet: ScoreSheet | None) -> list[Line]:
    """The lines of a saved sheet, or empty ones."""
    saved = {} if sheet is None else {score.criterion_id: score for score in sheet.scores.all()}
    return [
        Line(
            criterion=criterion,
            value=str(saved[criterion.pk].value) if criterion.pk in saved else "",
            comment=saved[criterion.pk].comment if criterion.pk in saved else "",
        )
        for criterion in criteria
    ]


def lines_again(
    criteria: list[Criterion],
    scores: Mapping[int, tuple[str, str]],
    errors: Mapping[int | None, str],
) -> list[Line]:
    """The lines as they were typed, each with what is wrong."""
    return [
        Line(
            criterion=criterion,
            value=scores[criterion.pk][0][:20],
            comment=scores[criterion.pk][1],
            error=errors.get(criterion.pk, ""),
        )
        for criterion in criteria
    ]


def points_so_far(lines: list[Line]) -> Decimal:
    """Points of one's own sheet, as they are shown; what is no score yet counts nothing."""
    total = Fraction(0)
    for line in lines:
        value = score_values.whole(line.value, line.criterion)
        if value is not None:
            total += points.points_of(
                weight=line.criterion.weight, scale_max=line.criterion.scale_max, values=[value]
            )
    return points.shown(total)
