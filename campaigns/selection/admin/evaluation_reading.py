"""Where the work of a commission stands: a commissioner's own, and the whole without values."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import Prefetch
from django.utils.translation import gettext_lazy as _

from campaigns.calls.models import Call
from campaigns.selection import commission, sittings
from campaigns.selection.models import (
    Commissioner,
    ConflictDeclaration,
    Proposal,
    ProposalState,
    ScoreSheet,
    Submission,
)


class Standing(models.TextChoices):
    """Where one commissioner's work on one proposal stands."""

    TO_DECLARE = "to_declare", _("To be declared on")
    TO_SCORE = "to_score", _("To be scored")
    DRAFT = "draft", _("Draft saved")
    HANDED_IN = "handed_in", _("Handed in")
    FINAL = "final", _("Scores final")
    ABSTAINED = "abstained", _("Abstained")
    NOT_COUNTED = "not_counted", _("Did not take part")


WAITING = (Standing.TO_DECLARE, Standing.TO_SCORE, Standing.DRAFT)


@dataclass(frozen=True, kw_only=True)
class Work:
    """One proposal on a commissioner's desk."""

    proposal: Proposal
    protocol: str
    title: str
    organization: str
    standing: Standing

    @property
    def is_waiting(self) -> bool:
        """True while something is left for the commissioner to do."""
        return self.standing in WAITING


@dataclass(frozen=True, kw_only=True)
class Progress:
    """How far the commission is with one proposal: who, never what."""

    proposal: Proposal
    protocol: str
    title: str
    is_final: bool
    members: tuple[tuple[Commissioner, Standing], ...]
    judges: int
    handed_in: int
    lacks: int
    """How many judges are missing to the quorum."""


def work_of(seat: Commissioner) -> list[Work]:
    """A commissioner's proposals, in order of protocol; four queries, however many."""
    standings = _Standings([seat], seat.call)
    return [
        Work(
            proposal=proposal,
            protocol=submission.protocol_number,
            title=submission.content["title"],
            organization=submission.content["organization"]["name"],
            standing=standings.of(seat, proposal),
        )
        for proposal, submission in before_commission(seat.call)
    ]


def progress_of(call: Call) -> list[Progress]:
    """All proposals before a call's commission, in order of protocol; five queries."""
    members = list(commission.in_office(call=call))
    standings = _Standings(members, call)
    return [
        _progress(call, members, standings, proposal, submission)
        for proposal, submission in before_commission(call)
    ]


def before_commission(call: Call) -> list[tuple[Proposal, Submission]]:
    """The proposals that a commission has, or had, before it, with what was sent."""
    standing = Submission.objects.filter(withdrawn_at__isnull=True).select_related("call")
    found = Proposal.objects.filter(call=call, state__in=sittings.CONSIDERED).prefetch_related(
        Prefetch("submissions", standing, to_attr="standing")
    )
    rows = [(proposal, sent) for proposal in found for sent in getattr(proposal, "standing", ())]
    return sorted(rows, key=lambda row: row[1].number)


def counts_of(work: Iterable[Work]) -> list[tuple[Standing, int]]:
    """How many of a commissioner's proposals stand where, those without any left out."""
    standings = [item.standing for item in work]
    return [(standing, standings.count(standing)) for standing in Standing if standing in standings]


class _Standings:
    """Declarations and sheets of some commissioners, fetched at once and without values."""

    def __init__(self, members: list[Commissioner], call: Call) -> None:
        self.declared: dict[tuple[int, Any], bool] = {
            (said.commissioner_id, said.proposal_id): said.abstains
            for said in ConflictDeclaration.objects.filter(
                commissioner__in=members, proposal__call=call
            )
        }
        self.sheets: dict[tuple[int, Any], ScoreSheet] = {
            (sheet.commissioner_id, sheet.proposal_id): sheet
            for sheet in ScoreSheet.objects.filter(commissioner__in=members, proposal__call=call)
        }

    def of(self, member: Commissioner, proposal: Proposal) -> Standing:
        """Where this member's work on this proposal stands."""
        key = (member.pk, proposal.pk)
        abstains, sheet = self.declared.get(key), self.sheets.get(key)
        if sheet is not None and sheet.final_at is not None:
            return Standing.FINAL
        if abstains:
            return Standing.ABSTAINED
        if proposal.state != ProposalState.EVALUATION:
            return Standing.NOT_COUNTED
        if abstains is None:
            return Standing.TO_DECLARE
        if sheet is None:
            return Standing.TO_SCORE
        return Standing.DRAFT if sheet.handed_in_at is None else Standing.HANDED_IN


def _progress(
    call: Call,
    members: list[Commissioner],
    standings: _Standings,
    proposal: Proposal,
    submission: Submission,
) -> Progress:
    stand = tuple((member, standings.of(member, proposal)) for member in members)
    is_final = proposal.state != ProposalState.EVALUATION
    judges = sum(standing != Standing.ABSTAINED for _member, standing in stand)
    return Progress(
        proposal=proposal,
        protocol=submission.protocol_number,
        title=submission.content["title"],
        is_final=is_final,
        members=stand,
        judges=judges,
        handed_in=sum(standing == Standing.HANDED_IN for _member, standing in stand),
        lacks=0 if is_final else max(call.quorum - judges, 0),
    )
