"""Data sets of the selection: notices, what was proposed, the points of each criterion."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaigns.calls.services import public_calls
from campaigns.selection import points
from campaigns.selection.models import (
    CheckOutcome,
    EligibilityCheck,
    Outcome,
    Ranking,
    RankingRow,
)
from campaigns.selection.published_ranking import points_of
from campaigns.selection.ranking import sendings
from campaigns.transparency.open_data.tables import (
    DataSet,
    amount,
    instant,
    number,
    of_query,
    text,
)


def _calls() -> QuerySet[Any]:
    return public_calls(timezone.now()).order_by("pk")


CALLS = DataSet(
    name="calls",
    title=_("Public notices"),
    about=_("Every published notice and its rules."),
    key=("call",),
    read=of_query(_calls),
    columns=(
        text("call", _("Permanent name of the notice"), "slug"),
        text("title", _("Title")),
        text("phase", _("Phase recorded by the last act")),
        instant("submissions_open_at", _("Proposals from")),
        instant("submissions_close_at", _("Proposals until")),
        text("threshold_percent", _("Share of the cost that donations must cover (%)")),
        text("match_percent", _("Share of the cost that the Comune adds (%)")),
        amount("cap", _("The most that the Comune adds to a project")),
        text("overfunding", _("What happens beyond the threshold")),
        text("minimum_score", _("Points below which no project is selected")),
        number("max_selected", _("The most projects selected")),
        amount("fund_total", _("Total of the fund"), "fund__total"),
    ),
)


def _rows_in_force() -> list[RankingRow]:
    """The rows of the last published version of each notice."""
    last = Ranking.objects.filter(call=OuterRef("ranking__call")).order_by("-number")
    return list(
        RankingRow.objects.filter(ranking=Subquery(last.values("pk")[:1]))
        .select_related("ranking__call")
        .order_by("ranking__call_id", "position", "pk")
    )


def _with_what_was_sent(rows: list[RankingRow]) -> Iterator[tuple[RankingRow, Any]]:
    sent = sendings(row.proposal_id for row in rows)
    for row in rows:
        yield row, sent[row.proposal_id]


def _not_met(rows: list[RankingRow]) -> dict[UUID, str]:
    """By proposal that was excluded: the checks of its notice that it did not pass."""
    excluded = [row.proposal_id for row in rows if row.outcome == Outcome.EXCLUDED]
    checks = EligibilityCheck.objects.filter(proposal__in=excluded, outcome=CheckOutcome.NOT_MET)
    found: dict[UUID, list[str]] = defaultdict(list)
    for check in checks.select_related("item").order_by("item__sort_order", "item_id"):
        found[check.proposal_id].append(check.item.text_it)
    return {proposal_id: "; ".join(texts) for proposal_id, texts in found.items()}


def _proposals(_sources: tuple[str, ...]) -> Iterator[tuple[Any, ...]]:
    rows = _rows_in_force()
    not_met = _not_met(rows)
    for row, sent in _with_what_was_sent(rows):
        total = points_of(row)
        yield (
            sent.protocol_number,
            row.ranking.call.slug,
            row.ranking.number,
            row.ranking.kind,
            sent.judged_area,
            sent.judged_cost,
            row.outcome,
            row.position,
            None if total is None else points.as_text(total),
            None if total is None else points.shown(total),
            not_met.get(row.proposal_id),
        )


PROPOSALS = DataSet(
    name="proposals",
    title=_("Proposals and their ranking"),
    about=_(
        "What was sent to each notice and what its last published ranking says of it, "
        "by protocol number."
    ),
    key=("protocol",),
    read=_proposals,
    columns=(
        text("protocol", _("Protocol number")),
        text("call", _("Public notice")),
        number("ranking", _("Version of the ranking")),
        text("ranking_kind", _("Provisional or final")),
        text("area", _("Area of intervention")),
        amount("cost", _("Cost of the project")),
        text("outcome", _("Outcome: selected, reserve, or why not")),
        number("position", _("Place; none for who was excluded or has withdrawn")),
        text("points_exact", _("Points, as an exact fraction")),
        text("points", _("Points with two decimals")),
        text("not_met", _("If excluded: the checks that it did not pass, in Italian")),
    ),
)


def _scores(_sources: tuple[str, ...]) -> Iterator[tuple[Any, ...]]:
    for row, sent in _with_what_was_sent(_rows_in_force()):
        for line in row.arithmetic.get("criteria", []):
            yield (
                sent.protocol_number,
                line["name"],
                line["weight"],
                line["scale_max"],
                len(line["scores"]),
                line["mean"],
                line["points"],
            )


SCORES = DataSet(
    name="scores",
    title=_("Points by criterion"),
    about=_("How many points each criterion brought to each proposal in its last ranking."),
    key=("protocol", "criterion"),
    read=_scores,
    columns=(
        text("protocol", _("Protocol number")),
        text("criterion", _("Criterion of the notice")),
        text("weight", _("Weight of the criterion")),
        number("scale_max", _("Highest score of the scale")),
        number("scores", _("How many scores were counted")),
        text("mean_exact", _("Mean of the scores, as an exact fraction")),
        text("points_exact", _("Points, as an exact fraction")),
    ),
)
