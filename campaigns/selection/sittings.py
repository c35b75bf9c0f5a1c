"""Sittings of a commission: numbered minutes as data, sealed by a digest, never changed."""

from collections.abc import Sequence
from datetime import datetime
from operator import itemgetter
from typing import Any, Final

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max, Q, QuerySet
from django.utils.translation import gettext as _

from campaigns.accounts.models import User
from campaigns.calls.models import Call
from campaigns.refusals import Refused
from campaigns.selection import commission, history, scoring
from campaigns.selection.models import (
    Commissioner,
    EventKind,
    Proposal,
    ProposalState,
    ScoreSheet,
    Sitting,
)

SEGRETERIA: Final = "selection.check_eligibility"
READ: Final = "selection.view_proposal"
CONSIDERED: Final = (
    ProposalState.EVALUATION,
    ProposalState.RANKED,
    ProposalState.SELECTED,
    ProposalState.NOT_SELECTED,
)
"""States of proposals that a commission has, or had, before it."""


class SittingRefused(Refused):
    """No minute was recorded."""


class WrongTimes(SittingRefused):
    """A sitting ends after it began, and its minute is recorded after it ended."""


class NobodyPresent(SittingRefused):
    """Members of the commission sit; one of those named was not one then, or there is none."""


class NotConsidered(SittingRefused):
    """One of the proposals was never before this commission."""


@transaction.atomic
def record(
    *,
    call: Call,
    started_at: datetime,
    ended_at: datetime,
    present: Sequence[Commissioner],
    proposals: Sequence[Proposal],
    notes: str,
    by: User,
    now: datetime,
) -> Sitting:
    """Record the minute of a sitting, numbered without a gap. Raises ``SittingRefused``.

    Absent is whoever was in office and is not named as present. Votes enter for proposals whose
    scores are final now. By the commission's president or the Segreteria.
    """
    if not may_record(user=by, call=call):
        raise PermissionDenied
    if not started_at < ended_at <= now:
        raise WrongTimes(_("A sitting ends after it began, and is recorded after it ended."))
    call = Call.objects.select_for_update(no_key=True).get(pk=call.pk)
    members = list(members_then(call=call, started_at=started_at, ended_at=ended_at))
    names_present = {member.pk for member in present}
    if not names_present or names_present - {member.pk for member in members}:
        raise NobodyPresent(_("Choose who was present among those in office at that time."))
    if any(item.call_id != call.pk or item.state not in CONSIDERED for item in proposals):
        raise NotConsidered(_("One of the proposals is not before this commission."))
    number = (call.sittings.aggregate(last=Max("number"))["last"] or 0) + 1
    minute = {
        "version": 1,
        "call": {"slug": call.slug, "title": call.title},
        "number": number,
        "started_at": started_at.isoformat(),
        "ended_at": ended_at.isoformat(),
        "quorum": call.quorum,
        "present": [_member(member) for member in members if member.pk in names_present],
        "absent": [_member(member) for member in members if member.pk not in names_present],
        "criteria": [_criterion(criterion) for criterion in call.criteria.all()],
        "proposals": sorted(map(_considered, proposals), key=itemgetter("protocol")),
        "notes": notes.replace("\x00", "").strip(),
        "recorded_by": _name(by),
        "recorded_at": now.isoformat(),
    }
    return _sealed(call, minute, started_at=started_at, ended_at=ended_at, by=by, now=now)


def may_record(*, user: Any, call: Call) -> bool:
    """True for the Segreteria and for who presides over the call's commission."""
    seat = commission.seat_of(user=user, call=call)
    return bool(user.has_perm(SEGRETERIA)) or (seat is not None and seat.presides)


def may_read(*, user: Any, call: Call) -> bool:
    """Minutes are read by the commission, and by those who read proposals."""
    return bool(user.has_perm(READ)) or commission.seat_of(user=user, call=call) is not None


def members_then(*, call: Call, started_at: datetime, ended_at: datetime) -> QuerySet[Commissioner]:
    """Who was in office during the sitting, for a part of it at least."""
    return Commissioner.objects.filter(
        Q(ended_at__isnull=True) | Q(ended_at__gt=started_at),
        call=call,
        appointed_at__lte=ended_at,
    ).select_related("user")


def _sealed(
    call: Call,
    minute: dict[str, Any],
    *,
    started_at: datetime,
    ended_at: datetime,
    by: User,
    now: datetime,
) -> Sitting:
    sitting = Sitting.objects.create(
        call=call,
        number=minute["number"],
        started_at=started_at,
        ended_at=ended_at,
        minute=minute,
        digest=history.digest_of(minute),
        recorded_at=now,
        recorded_by=by,
    )
    history.record(
        kind=EventKind.SITTING,
        call=call,
        at=now,
        actor=by,
        data={"number": sitting.number, "digest": sitting.digest},
    )
    return sitting


def _considered(proposal: Proposal) -> dict[str, Any]:
    """A proposal as the minute shows it: who abstained and, once final, every vote."""
    submission = proposal.submissions.filter(withdrawn_at__isnull=True).first()
    content = {} if submission is None else submission.content
    abstentions = proposal.conflict_declarations.filter(abstains=True)
    sheets = list(scoring.counted_sheets(proposal=proposal))
    return {
        "proposal": str(proposal.pk),
        "protocol": "" if submission is None else submission.protocol_number,
        "title": content.get("title", proposal.title),
        "organization": content.get("organization", {}).get("name", proposal.organization.name),
        "abstained": [
            {"name": _name(said.commissioner.user), "reason": said.reason}
            for said in abstentions.select_related("commissioner__user").order_by("pk")
        ],
        "final_at": sheets[0].final_at.isoformat() if sheets and sheets[0].final_at else None,
        "votes": [_vote(sheet) for sheet in sheets],
    }


def _vote(sheet: ScoreSheet) -> dict[str, Any]:
    scores = sorted(sheet.scores.all(), key=lambda score: score.criterion_id)
    return {
        "name": _name(sheet.commissioner.user),
        "scores": [
            {"criterion": score.criterion_id, "value": score.value, "comment": score.comment}
            for score in scores
        ],
    }


def _criterion(criterion: Any) -> dict[str, Any]:
    return {
        "id": criterion.pk,
        "name": criterion.name_it,
        "weight": str(criterion.weight),
        "scale_min": criterion.scale_min,
        "scale_max": criterion.scale_max,
    }


def _member(member: Commissioner) -> dict[str, Any]:
    return {
        "commissioner": member.pk,
        "name": _name(member.user),
        "presides": member.presides,
    }


def _name(user: User) -> str:
    return user.get_full_name() or user.get_username()
