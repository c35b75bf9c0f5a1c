"""What a score may be: a whole number of its criterion's scale, with the reason for it."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.utils.translation import gettext as _

from campaigns.calls.models import Criterion
from campaigns.selection.history import digest_of
from campaigns.selection.models import ScoreSheet

COMMENT_LENGTH: Final = 2000
_DIGITS: Final = 4


class BadScores(Exception):
    """Nothing was saved; ``errors`` has a sentence for each criterion id, ``None`` for others."""

    def __init__(self, errors: Mapping[int | None, str]) -> None:
        super().__init__("; ".join(errors.values()))
        self.errors = dict(errors)


def checked(
    *, criteria: Sequence[Criterion], scores: Mapping[int, tuple[Any, str]], complete: bool
) -> dict[int, tuple[int, str]]:
    """The scores as whole numbers of the scale, comments stripped. Raises ``BadScores``.

    When ``complete`` every criterion is there, with a comment; else what is left empty is left
    out. A criterion of another call is always refused.
    """
    errors: dict[int | None, str] = {}
    if set(scores) - {criterion.pk for criterion in criteria}:
        errors[None] = _("One of the criteria is not of this notice. Reload the page.")
    found: dict[int, tuple[int, str]] = {}
    for criterion in criteria:
        value, comment = scores.get(criterion.pk, (None, ""))
        comment = str(comment or "").replace("\x00", "").strip()
        number = whole(value, criterion)
        error = _error(value, comment, number, criterion, complete)
        if error:
            errors[criterion.pk] = error
        elif number is not None:
            found[criterion.pk] = (number, comment)
    if errors:
        raise BadScores(errors)
    return found


def whole(value: Any, criterion: Criterion) -> int | None:
    """The value as a whole number of the criterion's scale; ``None`` when it is anything else."""
    if isinstance(value, str):
        text = value.strip()
        if not text.isascii() or not text.isdecimal() or len(text) > _DIGITS:
            return None
        value = int(text)
    if type(value) is not int or not criterion.scale_min <= value <= criterion.scale_max:
        return None
    return value


def as_data(sheet: ScoreSheet) -> dict[str, Any]:
    """A final sheet for the history: values by criterion, and the digest of the comments."""
    scores = sorted(sheet.scores.all(), key=lambda score: score.criterion_id)
    return {
        "commissioner": sheet.commissioner_id,
        "values": {str(score.criterion_id): score.value for score in scores},
        "comments": digest_of({str(score.criterion_id): score.comment for score in scores}),
    }


def _error(
    value: Any, comment: str, number: int | None, criterion: Criterion, complete: bool
) -> str:
    """What is wrong with one score, in a sentence; empty when nothing is."""
    is_empty = value is None or (isinstance(value, str) and not value.strip())
    if is_empty and not complete and not comment:
        return ""
    if number is None:
        return _("Give a whole number from %(lowest)d to %(highest)d.") % {
            "lowest": criterion.scale_min,
            "highest": criterion.scale_max,
        }
    if complete and not comment:
        return _("Write why: the proponent reads it with the result.")
    if len(comment) > COMMENT_LENGTH:
        return _("Keep the comment within %(most)d characters.") % {"most": COMMENT_LENGTH}
    return ""
