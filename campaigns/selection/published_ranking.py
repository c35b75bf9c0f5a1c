"""A published version as it is read: words from what was sent, points from the row."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from campaigns.calls.models import Call
from campaigns.selection import points
from campaigns.selection.models import Outcome, Ranking, RankingRow
from campaigns.selection.ranking import sendings

_NAMED: Final = (Outcome.SELECTED, Outcome.RESERVE)
"""Outcomes whose projects are named in public; of the others the protocol number is."""


@dataclass(frozen=True, kw_only=True)
class Place:
    """One row of a version, with the words that the staff read. ``points`` are exact."""

    protocol_number: str
    title: str
    organization: str
    position: int | None
    points: Fraction | None
    outcome: str
    outcome_label: str
    arithmetic: dict[str, Any]
    reason: str

    @property
    def shown_points(self) -> Decimal | None:
        """The points with two decimals, half up."""
        return None if self.points is None else points.shown(self.points)

    @property
    def is_named(self) -> bool:
        """True where the public reads title and organization too."""
        return self.outcome in _NAMED


@dataclass(frozen=True, kw_only=True)
class PublicRanking:
    """A version as everybody reads it: projects that reached the minimum by name, then the rest."""

    version: Ranking
    named: list[Place]
    unnamed: list[Place]


def version_in_force(call: Call) -> Ranking | None:
    """The last version published, provisional or final."""
    return call.rankings.select_related("call").order_by("-number").first()


def places_of(version: Ranking) -> list[Place]:
    """The rows of a version: by place, then those without one by protocol number."""
    rows = list(version.rows.all())
    sent = sendings(row.proposal_id for row in rows)
    places = [_place(row, sent[row.proposal_id]) for row in rows]
    return sorted(
        places,
        key=lambda place: (place.position is None, place.position or 0, place.protocol_number),
    )


def public_ranking(version: Ranking) -> PublicRanking:
    """What the public reads of a version."""
    places = places_of(version)
    return PublicRanking(
        version=version,
        named=[place for place in places if place.is_named],
        unnamed=[place for place in places if not place.is_named],
    )


def points_of(row: RankingRow) -> Fraction | None:
    """The exact points of a row; ``None`` for who was not judged."""
    if row.numerator is None or row.denominator is None:
        return None
    return Fraction(row.numerator, row.denominator)


def _place(row: RankingRow, submission: Any) -> Place:
    return Place(
        protocol_number=submission.protocol_number,
        title=submission.judged_title or "",
        organization=submission.judged_organization or "",
        position=row.position,
        points=points_of(row),
        outcome=row.outcome,
        outcome_label=row.get_outcome_display(),
        arithmetic=row.arithmetic,
        reason=row.reason,
    )
