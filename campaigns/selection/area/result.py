"""What was decided about a proposal, and why, as its people read it."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from django.utils.dateparse import parse_date

from campaigns.selection import scoring
from campaigns.selection.models import EventKind, Proposal, ProposalState, RankingRow
from campaigns.selection.published_ranking import points_of


@dataclass(frozen=True)
class Exclusion:
    """Why a proposal was excluded, and the act; a reason erased since is empty."""

    reason: str
    act_number: str
    act_date: date | None


@dataclass(frozen=True)
class CriterionResult:
    """Points of one criterion, and what the commission wrote about it, without names."""

    name: str
    points: str
    most: str
    comments: tuple[str, ...]


@dataclass(frozen=True)
class Result:
    """What the last published ranking says of a proposal, criterion by criterion."""

    row: RankingRow
    points: Fraction | None
    criteria: tuple[CriterionResult, ...]


def exclusion_of(proposal: Proposal) -> Exclusion | None:
    """The exclusion on record; ``None`` for whoever is not excluded."""
    if proposal.state != ProposalState.EXCLUDED:
        return None
    entry = proposal.history.filter(kind=EventKind.EXCLUDED).order_by("-seq").first()
    if entry is None:
        return None
    act: dict[str, Any] = entry.data.get("act", {})
    return Exclusion(
        reason=entry.reason,
        act_number=str(act.get("number", "")),
        act_date=parse_date(str(act.get("date", ""))),
    )


def result_of(proposal: Proposal) -> Result | None:
    """The last published result of an evaluation; ``None`` before a ranking is published."""
    rows = proposal.ranking_rows.exclude(numerator=None).select_related("ranking")
    row = rows.order_by("-ranking__number").first()
    if row is None:
        return None
    comments: dict[int, list[str]] = {}
    for sheet in scoring.counted_sheets(proposal=proposal):
        for score in sheet.scores.all():
            if score.comment:
                comments.setdefault(score.criterion_id, []).append(score.comment)
    return Result(
        row=row,
        points=points_of(row),
        criteria=tuple(
            CriterionResult(
                name=line["name"],
                points=line["points"],
                most=line["weight"],
                comments=tuple(comments.get(line["criterion"], ())),
            )
            for line in row.arithmetic.get("criteria", ())
        ),
    )
