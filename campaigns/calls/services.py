"""Acts of the RUP on a notice, and the phases that dates decide.

Each act stands in a caller's transaction or its own, with the call's row locked. The selection
records it in its history and tells the applicants: ``campaigns.selection.call_acts``.
"""

from datetime import date, datetime
from typing import Any, Final

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from campaigns.accounts.models import User
from campaigns.calls.completeness import missing
from campaigns.calls.models import Call, CallAct, CallActKind, Phase
from campaigns.refusals import RefusedForReasons

PERMISSION: Final = "calls.act_on_call"
_STEPS: Final = {
    CallActKind.CAMPAIGNS: (Phase.RANKED, Phase.CAMPAIGNS),
    CallActKind.CLOSING: (Phase.CAMPAIGNS, Phase.CLOSED),
}


class CallActRefused(RefusedForReasons):
    """The act cannot be done now."""

    def __init__(self, *sentences: str) -> None:
        super().__init__(sentences)


def possible_acts(call: Call, now: datetime) -> list[CallActKind]:
    """The acts that the call's phase allows; ``publish`` may still lack something."""
    if not call.is_published:
        return [CallActKind.PUBLICATION]
    phase = call.phase_at(now)
    return [kind for kind, (before, _after) in _STEPS.items() if phase == before]


@transaction.atomic
def publish(
    *, call: Call, number: str, date: date, reason: str = "", by: User, now: datetime
) -> CallAct:
    """Make a notice public: from then on dates open and close it, and its rules are frozen.

    Raises ``CallActRefused`` with all that is still missing, and for a notice already public.
    """
    call = lock_for_act(call, by)
    if call.is_published:
        raise CallActRefused(_("This notice is published already."))
    lacking = missing(call, now)
    if lacking:
        raise CallActRefused(*lacking)
    before = Phase(call.phase)
    call.published_at = now
    call.phase = call.phase_at(now)
    call.save(update_fields=["published_at", "phase"])
    return _act(CallActKind.PUBLICATION, call, before, number, date, reason, by, now)


@transaction.atomic
def start_campaigns(
    *, call: Call, number: str, date: date, reason: str = "", by: User, now: datetime
) -> CallAct:
    """Go from the final ranking to the campaigns. Raises ``CallActRefused``."""
    return _step(CallActKind.CAMPAIGNS, call, number, date, reason, by, now)


@transaction.atomic
def close(
    *, call: Call, number: str, date: date, reason: str = "", by: User, now: datetime
) -> CallAct:
    """End a notice: its fund takes and gives no more. Raises ``CallActRefused``."""
    return _step(CallActKind.CLOSING, call, number, date, reason, by, now)


@transaction.atomic
def move_by_clock(*, call: Call, now: datetime) -> tuple[Phase, Phase] | None:
    """Store the phase that the dates decide; the one before and the one after, if it moved."""
    call = Call.objects.select_for_update(no_key=True).get(pk=call.pk)
    before, after = Phase(call.phase), call.phase_at(now)
    if before == after:
        return None
    call.phase = after
    call.save(update_fields=["phase"])
    return before, after


def due_to_move(now: datetime) -> list[Call]:
    """The calls whose stored phase is behind their dates."""
    moving = Call.objects.filter(
        published_at__isnull=False, phase__in=[Phase.DRAFT, Phase.OPEN]
    ).order_by("pk")
    return [call for call in moving if call.phase_at(now) != call.phase]


def public_calls(now: datetime) -> QuerySet[Call]:
    """The calls that are no draft any more, by their acts or by their dates."""
    opened = Q(published_at__isnull=False, submissions_open_at__lte=now)
    return Call.objects.filter(~Q(phase=Phase.DRAFT) | opened)


def lock_for_act(call: Call, by: User) -> Call:
    """The call's row, locked until the transaction ends, for somebody who may act on it.

    Raises ``CallActRefused`` for anyone else.
    """
    if not by.has_perm(PERMISSION):
        raise CallActRefused(_("Only the RUP can do this."))
    return Call.objects.select_for_update(no_key=True).get(pk=call.pk)


def _step(
    kind: CallActKind,
    call: Call,
    number: str,
    date: date,
    reason: str,
    by: User,
    now: datetime,
) -> CallAct:
    call = lock_for_act(call, by)
    needed, after = _STEPS[kind]
    before = call.phase_at(now)
    if before != needed:
        told: dict[str, Any] = {"needed": needed.label, "phase": before.label}
        raise CallActRefused(
            _("This act follows the phase “%(needed)s”: the notice is now in “%(phase)s”.") % told
        )
    call.phase = after
    call.save(update_fields=["phase"])
    return _act(kind, call, before, number, date, reason, by, now)


def _act(
    kind: CallActKind,
    call: Call,
    before: Phase,
    number: str,
    date: date,
    reason: str,
    by: User,
    now: datetime,
) -> CallAct:
    return CallAct.objects.create(
        call=call,
        kind=kind,
        number=number,
        date=date,
        reason=reason,
        phase_before=before,
        phase_after=call.phase,
        at=now,
        recorded_by=by,
    )
