"""Judged proposals with final scores, and what is done with them."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db import transaction

from campaigns.accounts.models import User
from campaigns.calls.freezing import amending
from campaigns.calls.models import Call, Round
from campaigns.selection import ranking_versions, selecting
from campaigns.selection.models import (
    Commissioner,
    Proposal,
    Ranking,
    RankingKind,
    Score,
    ScoreSheet,
)
from tests.selection import factories

NOW = factories.NOW
DAY = date(2026, 3, 10)


@transaction.atomic
def make_judged(call: Call, values: Sequence[int] | int, **fields: Any) -> Proposal:
    """A proposal at *Graduatoria* to which each commissioner gave these scores, a criterion each.

    A whole number stands for the same score of every criterion.
    """
    proposal = factories.make_evaluated(call, **fields)
    give_scores(proposal, values)
    return proposal


def give_scores(proposal: Proposal, values: Sequence[int] | int) -> None:
    """Final sheets of every commissioner of the call (two are made where there are none)."""
    call = proposal.call
    commissioners = list(Commissioner.objects.filter(call=call)) or [
        factories.make_commissioner(call) for _seat in range(2)
    ]
    criteria = list(call.criteria.order_by("sort_order"))
    given = [values] * len(criteria) if isinstance(values, int) else values
    for commissioner in commissioners:
        sheet = ScoreSheet.objects.create(
            commissioner=commissioner, proposal=proposal, saved_at=NOW, handed_in_at=NOW
        )
        Score.objects.bulk_create(
            Score(sheet=sheet, criterion=criterion, value=value, comment="Perché sì.")
            for criterion, value in zip(criteria, given, strict=True)
        )
    proposal.sheets.update(final_at=NOW)


def publish(
    call: Call,
    kind: RankingKind = RankingKind.PROVISIONAL,
    *,
    by: User | None = None,
    number: str = "100/2026",
    now: datetime = NOW,
) -> Ranking:
    """A version published by a RUP."""
    return ranking_versions.publish(
        call=call,
        kind=kind,
        number=number,
        date=DAY,
        reason="Lavori della commissione conclusi.",
        by=by or factories.make_staff("RUP"),
        now=now,
    )


def make_rounds(call: Call, count: int = 2, *, first: datetime | None = None) -> list[Round]:
    """Rounds of thirty days, one after the other, the first opening ten days from ``NOW``."""
    first = first or datetime(2026, 3, 20, tzinfo=UTC)
    with amending():
        return [
            Round.objects.create(
                call=call,
                number=number + 1,
                opens_at=first + timedelta(days=40 * number),
                closes_at=first + timedelta(days=40 * number + 30),
            )
            for number in range(count)
        ]


def start(
    call: Call, assignments: dict[Proposal, Round], *, by: User | None = None, now: datetime = NOW
) -> selecting.Selected:
    """Campaigns started by a RUP."""
    return selecting.select(
        call=call,
        assignments=assignments,
        number="120/2026",
        date=DAY,
        by=by or factories.make_staff("RUP"),
        now=now,
    )


def outcomes(version: Ranking) -> list[tuple[int | None, str, str]]:
    """Position, title and outcome of each row."""
    rows = version.rows.select_related("proposal").order_by("position", "pk")
    return [(row.position, row.proposal.title, str(row.outcome)) for row in rows]
