"""From final scores to points: the arithmetic that a ranking shows."""

from collections import defaultdict
from typing import Any

from campaigns.calls.models import Call, Criterion
from campaigns.selection import points
from campaigns.selection.models import Score


class TooFewScores(Exception):
    """These proposals have fewer final scores than the quorum asks for."""

    def __init__(self, proposal_ids: list[Any]) -> None:
        super().__init__(str(proposal_ids))
        self.proposal_ids = proposal_ids


def rules_of(call: Call) -> dict[str, Any]:
    """Criteria, minimum, places and rule of ties, as JSON values: what a version applied."""
    return {
        "criteria": [
            {
                "criterion": criterion.pk,
                "name": criterion.name_it,
                "weight": str(criterion.weight),
                "scale_min": criterion.scale_min,
                "scale_max": criterion.scale_max,
            }
            for criterion in _criteria(call)
        ],
        "minimum_score": None if call.minimum_score is None else str(call.minimum_score),
        "max_selected": call.max_selected,
        "tie_rule": str(call.tie_rule),
        "quorum": call.quorum,
    }


def arithmetic_of(*, call: Call, proposal_ids: list[Any]) -> dict[Any, dict[str, Any]]:
    """For each proposal, its scores, means and points, criterion by criterion, as JSON values.

    Raises ``TooFewScores`` where a proposal has fewer final scores than the quorum.
    """
    criteria, values = _criteria(call), _counted(proposal_ids)
    found, short = {}, []
    for proposal_id in proposal_ids:
        of_proposal = values[proposal_id]
        counts = {len(of_proposal[criterion.pk]) for criterion in criteria}
        if len(counts) != 1 or counts.pop() < call.quorum:
            short.append(proposal_id)
            continue
        lines = [_line(criterion, of_proposal[criterion.pk]) for criterion in criteria]
        total = sum((points.from_text(line["points"]) for line in lines), points.NOTHING)
        found[proposal_id] = {"criteria": lines, "total": points.as_text(total)}
    if short:
        raise TooFewScores(short)
    return found


def _line(criterion: Criterion, values: list[int]) -> dict[str, Any]:
    brought = points.points_of(
        weight=criterion.weight, scale_max=criterion.scale_max, values=values
    )
    return {
        "criterion": criterion.pk,
        "name": criterion.name_it,
        "weight": str(criterion.weight),
        "scale_max": criterion.scale_max,
        "scores": values,
        "mean": points.as_text(points.mean_of(values)),
        "points": points.as_text(brought),
    }


def _counted(proposal_ids: list[Any]) -> dict[Any, dict[int, list[int]]]:
    """Final scores by proposal and criterion (``scoring.counted_sheets``)."""
    scores = (
        Score.objects.filter(sheet__proposal__in=proposal_ids, sheet__final_at__isnull=False)
        .order_by("sheet__commissioner", "pk")
        .values_list("sheet__proposal", "criterion", "value")
    )
    counted: dict[Any, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    for proposal_id, criterion_id, value in scores:
        counted[proposal_id][criterion_id].append(value)
    return counted


def _criteria(call: Call) -> list[Criterion]:
    return list(Criterion.objects.filter(call=call).order_by("sort_order", "pk"))
