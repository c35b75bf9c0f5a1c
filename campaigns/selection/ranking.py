"""The ranking of a call as its final scores make it: computed, never written here.

Whoever was sent is in it. The order comes from exact fractions (``points``); the outcome from the
minimum score and the number of places. Withdrawn and excluded proposals hold no place, so the next
one in reserve slides in.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from django.db.models import Exists, OuterRef
from django.db.models.fields.json import KeyTextTransform
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaigns.calls.models import Call, Phase, TieRule
from campaigns.refusals import RefusedForReasons
from campaigns.selection import points
from campaigns.selection.arithmetic import TooFewScores, arithmetic_of
from campaigns.selection.models import (
    EventKind,
    HistoryEntry,
    Outcome,
    Proposal,
    ProposalState,
    Submission,
)
from campaigns.selection.points import Contender

_JUDGED: Final = (ProposalState.RANKED, ProposalState.SELECTED, ProposalState.NOT_SELECTED)
_OUT: Final = {
    ProposalState.EXCLUDED: Outcome.EXCLUDED,
    ProposalState.WITHDRAWN: Outcome.WITHDRAWN,
}
_UNDER_WAY: Final = (
    ProposalState.SUBMITTED,
    ProposalState.ELIGIBILITY,
    ProposalState.INTEGRATION,
    ProposalState.EVALUATION,
)
_RANKING_PHASES: Final = (Phase.EVALUATION, Phase.RANKED, Phase.CAMPAIGNS)


class NotReady(RefusedForReasons):
    """The ranking cannot be computed."""


@dataclass(frozen=True, kw_only=True)
class Row:
    """What the ranking says of one proposal. ``total`` and ``position`` are of the judged ones."""

    proposal: Proposal
    protocol_number: str
    title: str
    organization: str
    outcome: Outcome
    position: int | None = None
    total: Fraction | None = None
    arithmetic: dict[str, Any] = field(default_factory=dict)
    reason: str = ""


def compute(*, call: Call, now: datetime) -> list[Row]:
    """The ranking as it stands: judged proposals from first to last, then those without a place.

    Raises ``NotReady`` while a proposal is still being checked or judged.
    """
    proposals = _sent(call)
    _check_ready(call, proposals, now)
    submissions = sendings([proposal.pk for proposal in proposals])
    judged = [proposal for proposal in proposals if proposal.state in _JUDGED]
    arithmetic = _checked_arithmetic(call, judged)
    by_key = {proposal.pk: proposal for proposal in judged}
    order = points.in_order(
        (_contender(submissions[key], arithmetic[key]) for key in by_key),
        tie_rule=TieRule(call.tie_rule),
    )
    outcomes = _outcomes(call, [contender.total for contender in order])
    placed = [
        Row(
            proposal=by_key[contender.key],
            **_told(submissions[contender.key]),
            position=position,
            total=contender.total,
            outcome=outcome,
            arithmetic=arithmetic[contender.key],
        )
        for position, (contender, outcome) in enumerate(zip(order, outcomes, strict=True), 1)
    ]
    return placed + _without_a_place(call, proposals, submissions)


def sendings(proposal_ids: Iterable[Any]) -> dict[Any, Any]:
    """The sending that counts of each proposal, with its judged ``title``, ``organization``,
    ``area`` and ``cost`` as text."""
    found = (
        Submission.objects.filter(proposal__in=list(proposal_ids))
        .select_related("call")
        .defer("content", "personal")
        .annotate(
            judged_title=KeyTextTransform("title", "content"),
            judged_organization=KeyTextTransform(
                "name", KeyTextTransform("organization", "content")
            ),
            judged_cost=KeyTextTransform("total_cost", "content"),
            judged_area=KeyTextTransform("area", "content"),
        )
        .order_by("number")
    )
    return {submission.proposal_id: submission for submission in found}


def _sent(call: Call) -> list[Proposal]:
    sent = Exists(Submission.objects.filter(proposal=OuterRef("pk")))
    proposals = call.proposals.filter(sent).exclude(state=ProposalState.DRAFT)
    return list(proposals.select_related("organization", "page").order_by("pk"))


def _check_ready(call: Call, proposals: list[Proposal], now: datetime) -> None:
    if call.phase_at(now) not in _RANKING_PHASES:
        raise NotReady([_("A ranking is made after the deadline, and until the call is closed.")])
    waiting = [proposal for proposal in proposals if proposal.state in _UNDER_WAY]
    sentences = []
    if waiting:
        sentences.append(
            ngettext(
                "%(count)s proposal is still being checked or evaluated.",
                "%(count)s proposals are still being checked or evaluated.",
                len(waiting),
            )
            % {"count": len(waiting)}
        )
    if not proposals:
        sentences.append(_("No proposal was sent to this call."))
    if sentences:
        raise NotReady(sentences)


def _checked_arithmetic(call: Call, judged: list[Proposal]) -> dict[Any, dict[str, Any]]:
    try:
        return arithmetic_of(call=call, proposal_ids=[proposal.pk for proposal in judged])
    except TooFewScores as found:
        raise NotReady(
            _("“%(title)s” has fewer final scores than the quorum asks for.") % {"title": proposal}
            for proposal in judged
            if proposal.pk in found.proposal_ids
        ) from found


def _contender(submission: Any, arithmetic: dict[str, Any]) -> Contender:
    return Contender(
        key=submission.proposal_id,
        points=tuple(points.from_text(line["points"]) for line in arithmetic["criteria"]),
        cost=Decimal(submission.judged_cost),
        received_at=submission.received_at,
        number=submission.number,
    )


def _outcomes(call: Call, totals: list[Fraction]) -> list[Outcome]:
    """What each place brings; ``totals`` from the highest to the lowest."""
    minimum = Fraction(call.minimum_score or 0)
    outcomes, places = [], call.max_selected
    for total in totals:
        if total < minimum:
            outcomes.append(Outcome.BELOW_MINIMUM)
        elif places is None or len(outcomes) < places:
            outcomes.append(Outcome.SELECTED)
        else:
            outcomes.append(Outcome.RESERVE)
    return outcomes


def _without_a_place(
    call: Call, proposals: list[Proposal], submissions: dict[Any, Any]
) -> list[Row]:
    out = [proposal for proposal in proposals if proposal.state in _OUT]
    reasons = dict(
        HistoryEntry.objects.filter(call=call, proposal__in=out, kind=EventKind.EXCLUDED)
        .order_by("seq")
        .values_list("proposal", "reason")
    )
    rows = [
        Row(
            proposal=proposal,
            **_told(submissions[proposal.pk]),
            outcome=_OUT[ProposalState(proposal.state)],
            reason=reasons.get(proposal.pk, "") if proposal.state == ProposalState.EXCLUDED else "",
        )
        for proposal in out
    ]
    return sorted(rows, key=lambda row: (row.outcome, row.protocol_number))


def _told(submission: Any) -> dict[str, Any]:
    return {
        "protocol_number": submission.protocol_number,
        "title": submission.judged_title or "",
        "organization": submission.judged_organization or "",
    }
