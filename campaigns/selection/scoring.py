"""Declarations about conflicts of interest, score sheets, and the moment they become final.

A commissioner declares, once, before any score; an abstention may still be declared later, while
the scores are not final, and then the sheet is kept but no longer counts. Nobody reads another's
sheet before it is final.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from campaigns.accounts.models import User
from campaigns.calls.models import Phase
from campaigns.refusals import Refused
from campaigns.selection import commission, history, score_values, workflow
from campaigns.selection.models import (
    Commissioner,
    ConflictDeclaration,
    EvaluationTask,
    EventKind,
    Proposal,
    ProposalState,
    Score,
    ScoreSheet,
)


class ScoringRefused(Refused):
    """A score sheet or a declaration cannot be saved."""


class NotBeingEvaluated(ScoringRefused):
    """The proposal is not, or no longer, with the commission: its scores may be final."""


class NotInOffice(ScoringRefused):
    """The commissioner was replaced."""


class AlreadyDeclared(ScoringRefused):
    """A declaration is made once; only an abstention may follow it."""


class NotDeclared(ScoringRefused):
    """No score before the declaration, and none from who abstains."""


class InConflict(ScoringRefused):
    """Who belongs to an organization that applies judges neither it nor those it competes with."""


class ReasonMissing(ScoringRefused):
    """An abstention has a reason."""


@transaction.atomic
def declare(
    *,
    commissioner: Commissioner,
    proposal: Proposal,
    abstains: bool,
    reason: str = "",
    now: datetime,
) -> ConflictDeclaration:
    """Record the commissioner's own word on one proposal. Raises ``ScoringRefused``.

    An abstention by the last judge who had not handed in makes the others' scores final.
    """
    seat, proposal = _lock(commissioner, proposal, now)
    reason = reason.strip() if abstains else ""
    if abstains and not reason:
        raise ReasonMissing(_("Write why you abstain: it goes into the minute."))
    if not abstains:
        _check_no_interest(seat, proposal)
    declaration = _declared(seat, proposal, abstains=abstains, reason=reason, now=now)
    history.record(
        kind=EventKind.ABSTAINED if abstains else EventKind.DECLARED,
        call=proposal.call,
        proposal=proposal,
        at=now,
        actor=seat.user,
        reason=reason,
        data={"commissioner": seat.pk},
    )
    if abstains:
        _finalise_if_all_in(proposal, by=seat.user, now=now)
    return declaration


@transaction.atomic
def save_sheet(
    *,
    commissioner: Commissioner,
    proposal: Proposal,
    scores: Mapping[int, tuple[Any, str]],
    hand_in: bool,
    by: User,
    now: datetime,
) -> ScoreSheet:
    """Save the commissioner's own scores, by criterion id the value and the comment.

    Without ``hand_in`` it is a draft: criteria may be missing, and what had been handed in is
    taken back. With it everything is there, and the last one in makes all of them final. Raises
    ``ScoringRefused``, ``score_values.BadScores`` and, for anyone else, ``PermissionDenied``.
    """
    if by.pk != commissioner.user_id:
        raise PermissionDenied
    seat, proposal = _lock(commissioner, proposal, now)
    if not seat.declarations.filter(proposal=proposal, abstains=False).exists():
        raise NotDeclared(_("Declare first that you have no conflict of interest."))
    _check_no_interest(seat, proposal)
    criteria = list(proposal.call.criteria.all())
    checked = score_values.checked(criteria=criteria, scores=scores, complete=hand_in)
    sheet = _written(seat, proposal, checked, hand_in=hand_in, now=now)
    if hand_in:
        _finalise_if_all_in(proposal, by=by, now=now)
        sheet.refresh_from_db()
    return sheet


def counted_sheets(*, proposal: Proposal) -> QuerySet[ScoreSheet]:
    """The final sheets, whose number is the denominator; each with its commissioner and scores."""
    return (
        ScoreSheet.objects.filter(proposal=proposal, final_at__isnull=False)
        .select_related("commissioner__user")
        .prefetch_related("scores__criterion")
        .order_by("commissioner__appointed_at", "commissioner")
    )


def handed_in_sheets(*, proposal: Proposal) -> QuerySet[ScoreSheet]:
    """The handed-in sheets of those who judge the proposal now: what would count."""
    return ScoreSheet.objects.filter(
        proposal=proposal,
        handed_in_at__isnull=False,
        commissioner__in=commission.judges_of(proposal=proposal),
    )


def _lock(
    commissioner: Commissioner, proposal: Proposal, now: datetime
) -> tuple[Commissioner, Proposal]:
    """Both as they are now, the proposal locked: its judges and sheets change under that lock."""
    locked = (
        Proposal.objects.select_for_update(of=("self",), no_key=True)
        .select_related("call", "page")
        .get(pk=proposal.pk)
    )
    seat = Commissioner.objects.select_related("user").get(pk=commissioner.pk)
    if seat.call_id != locked.call_id or not seat.user.has_perm(commission.SCORE):
        raise PermissionDenied
    if seat.ended_at is not None:
        raise NotInOffice(_("You are no longer in this commission. Nothing was saved."))
    if locked.state != ProposalState.EVALUATION or locked.call.phase_at(now) != Phase.EVALUATION:
        raise NotBeingEvaluated(
            _("The scores of this proposal can no longer be changed. Nothing was saved.")
        )
    return seat, locked


def _check_no_interest(seat: Commissioner, proposal: Proposal) -> None:
    """Raise ``InConflict`` for who applies, though they joined after they were appointed."""
    sent = Proposal.objects.filter(call=proposal.call_id).exclude(state=ProposalState.DRAFT)
    if commission.is_of_proponent(user=seat.user, proposals=sent.filter(pk=proposal.pk)):
        raise InConflict(_("You belong to the organization that proposes this: you must abstain."))
    if commission.is_of_proponent(user=seat.user, proposals=sent):
        raise InConflict(
            _(
                "Your organization applies to this notice: you cannot judge those it competes "
                "with. Abstain, and ask the RUP to be replaced."
            )
        )


def _declared(
    seat: Commissioner, proposal: Proposal, *, abstains: bool, reason: str, now: datetime
) -> ConflictDeclaration:
    earlier = seat.declarations.filter(proposal=proposal).first()
    if earlier is None:
        return seat.declarations.create(proposal=proposal, abstains=abstains, reason=reason, at=now)
    if earlier.abstains or not abstains:
        raise AlreadyDeclared(_("You have declared already. Nothing was changed."))
    earlier.abstains, earlier.reason, earlier.at = True, reason, now
    earlier.save(update_fields=["abstains", "reason", "at"])
    return earlier


def _written(
    seat: Commissioner,
    proposal: Proposal,
    scores: Mapping[int, tuple[int, str]],
    *,
    hand_in: bool,
    now: datetime,
) -> ScoreSheet:
    before = seat.sheets.filter(proposal=proposal).first()
    was_handed_in = before is not None and before.handed_in_at is not None
    sheet, _created = ScoreSheet.objects.update_or_create(
        commissioner=seat,
        proposal=proposal,
        defaults={"saved_at": now, "handed_in_at": now if hand_in else None},
    )
    sheet.scores.exclude(criterion__in=list(scores)).delete()
    Score.objects.bulk_create(
        (
            Score(sheet=sheet, criterion_id=criterion, value=value, comment=comment)
            for criterion, (value, comment) in scores.items()
        ),
        update_conflicts=True,
        unique_fields=["sheet", "criterion"],
        update_fields=["value", "comment"],
    )
    if hand_in or was_handed_in:
        history.record(
            kind=EventKind.HANDED_IN,
            call=proposal.call,
            proposal=proposal,
            at=now,
            actor=seat.user,
            data={"commissioner": seat.pk, "again": was_handed_in, "taken_back": not hand_in},
        )
    return sheet


def _finalise_if_all_in(proposal: Proposal, *, by: User, now: datetime) -> None:
    """Once every judge has handed in, and they are a quorum: final, all at once."""
    sheets = handed_in_sheets(proposal=proposal)
    judges, number = commission.judges_of(proposal=proposal).count(), sheets.count()
    if number < judges or number < proposal.call.quorum:
        return
    sheets.update(final_at=now)
    workflow.advance(proposal=proposal, task=EvaluationTask, by=by)
    proposal.state = ProposalState.RANKED
    proposal.save(update_fields=["state"])
    history.record(
        kind=EventKind.SCORES_FINAL,
        call=proposal.call,
        proposal=proposal,
        at=now,
        actor=by,
        data={
            "quorum": proposal.call.quorum,
            "sheets": [score_values.as_data(sheet) for sheet in counted_sheets(proposal=proposal)],
        },
    )
