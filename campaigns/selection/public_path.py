"""How a project came through the selection to its campaign, as everybody reads it."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from campaigns.models import CampaignPage
from campaigns.selection.models import (
    EventKind,
    HistoryEntry,
    Proposal,
    ProposalState,
    Ranking,
    RankingKind,
    RankingRow,
    Submission,
)
from campaigns.selection.points import shown
from campaigns.selection.published_ranking import points_of


@dataclass(frozen=True, kw_only=True)
class SelectionPath:
    """The steps of a selection, without a word about persons; points with two decimals."""

    call_slug: str
    call_title: str
    protocol_number: str
    received_at: datetime
    admitted_at: datetime | None
    position: int | None
    points: Decimal | None
    ranking_number: int
    act_number: str
    act_date: date
    selected_at: datetime | None


def path_of(page: CampaignPage) -> SelectionPath | None:
    """The path of a campaign page, in whichever language; ``None`` where none led to it.

    At most four queries, however long the ranking is.
    """
    proposal = (
        Proposal.objects.filter(
            page__translation_key=page.translation_key, state=ProposalState.SELECTED
        )
        .select_related("call")
        .only("call", "call__slug", "call__title")
        .first()
    )
    row = None if proposal is None else _last_row(proposal)
    if proposal is None or row is None:
        return None
    return _told(proposal, row)


def _last_row(proposal: Proposal) -> RankingRow | None:
    """What the last final version says of it."""
    rows = RankingRow.objects.filter(proposal=proposal, ranking__kind=RankingKind.FINAL)
    return rows.select_related("ranking").order_by("-ranking__number").first()


def _told(proposal: Proposal, row: RankingRow) -> SelectionPath | None:
    sent = Submission.objects.filter(proposal=proposal, withdrawn_at=None)
    submission = sent.only("number", "received_at", "call").first()
    if submission is None:
        return None
    submission.call = proposal.call
    happened = _instants(proposal)
    points = points_of(row)
    version: Ranking = row.ranking
    return SelectionPath(
        call_slug=proposal.call.slug,
        call_title=proposal.call.title,
        protocol_number=submission.protocol_number,
        received_at=submission.received_at,
        admitted_at=happened.get(EventKind.ADMITTED),
        position=row.position,
        points=None if points is None else shown(points),
        ranking_number=version.number,
        act_number=version.act_number,
        act_date=version.act_date,
        selected_at=happened.get(EventKind.SELECTED),
    )


def _instants(proposal: Proposal) -> dict[Any, datetime]:
    """When it was admitted, and when its terms were frozen."""
    kinds = (EventKind.ADMITTED, EventKind.SELECTED)
    entries = HistoryEntry.objects.filter(proposal=proposal, kind__in=kinds)
    return dict(entries.order_by("seq").values_list("kind", "at"))
