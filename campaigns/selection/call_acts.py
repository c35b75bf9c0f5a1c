"""The RUP's acts on a notice, recorded in the history of its selection, and told to applicants."""

import logging
from datetime import date, datetime
from typing import Any, Final

from django.db import transaction

from campaigns.accounts.models import User
from campaigns.calls import amendments, extensions, services
from campaigns.calls.models import Amendment, Call, CallAct
from campaigns.selection import history, list_end, notices
from campaigns.selection.models import EventKind, NoticeKind, Proposal, ProposalState

logger = logging.getLogger(__name__)

NEVER_UNSEALED: Final = (ProposalState.DRAFT, ProposalState.SUBMITTED, ProposalState.WITHDRAWN)
"""A withdrawn proposal may have been read before: the history knows."""


@transaction.atomic
def publish(
    *, call: Call, number: str, date: date, reason: str = "", by: User, now: datetime
) -> CallAct:
    """Publish a notice. Raises ``CallActRefused``."""
    act = services.publish(call=call, number=number, date=date, reason=reason, by=by, now=now)
    return _recorded(act)


@transaction.atomic
def start_campaigns(
    *, call: Call, number: str, date: date, reason: str = "", by: User, now: datetime
) -> CallAct:
    """Go from the final ranking to the campaigns. Raises ``CallActRefused``."""
    return _recorded(
        services.start_campaigns(call=call, number=number, date=date, reason=reason, by=by, now=now)
    )


@transaction.atomic
def close(
    *, call: Call, number: str, date: date, reason: str = "", by: User, now: datetime
) -> CallAct:
    """End a notice, and its list: who still waits there is not selected, and told.

    Raises ``CallActRefused``.
    """
    waiting = list_end.lock_waiting(call)
    act = services.close(call=call, number=number, date=date, reason=reason, by=by, now=now)
    _recorded(act)
    list_end.end(waiting=waiting, act=act)
    return act


@transaction.atomic
def amend(
    *,
    call: Call,
    changes: dict[str, Any],
    number: str,
    date: date,
    text_it: str,
    text_en: str = "",
    by: User,
    now: datetime,
) -> Amendment:
    """Amend the rules of a published notice, and tell everyone who applies.

    ``changes`` as in ``campaigns.calls.amendments``. Raises ``CallActRefused``.
    """
    amendment = amendments.amend(
        call=call,
        changes=changes,
        number=number,
        date=date,
        text_it=text_it,
        text_en=text_en,
        by=by,
        now=now,
    )
    return _told(amendment, NoticeKind.AMENDED)


@transaction.atomic
def extend(
    *,
    call: Call,
    closes_at: datetime,
    number: str,
    date: date,
    text_it: str,
    text_en: str = "",
    by: User,
    now: datetime,
) -> Amendment:
    """Move the deadline later, and tell everyone who applies. Raises ``CallActRefused``."""
    locked = services.lock_for_act(call, by)
    amendment = extensions.extend(
        call=locked,
        closes_at=closes_at,
        number=number,
        date=date,
        text_it=text_it,
        text_en=text_en,
        nothing_is_unsealed=nothing_is_unsealed(locked),
        by=by,
        now=now,
    )
    return _told(amendment, NoticeKind.EXTENSION)


def move_by_clock(*, now: datetime) -> int:
    """Store and record the phases that the dates decide; how many calls moved.

    Each in a transaction of its own: one that fails is logged and tried again next time.
    """
    moved = 0
    for call in services.due_to_move(now):
        try:
            moved += _move(call, now)
        except Exception:
            logger.exception("Call %s could not be moved by the clock", call.slug)
    return moved


def nothing_is_unsealed(call: Call) -> bool:
    """True if no proposal of the call was ever opened to the staff by the deadline."""
    was_unsealed = call.history.filter(kind=EventKind.UNSEALED).exists()
    beyond = Proposal.objects.filter(call=call).exclude(state__in=NEVER_UNSEALED).exists()
    return not (was_unsealed or beyond)


@transaction.atomic
def _move(call: Call, now: datetime) -> bool:
    phases = services.move_by_clock(call=call, now=now)
    if phases is None:
        return False
    before, after = phases
    history.record(
        kind=EventKind.PHASE,
        call=call,
        at=now,
        data={"before": str(before), "after": str(after)},
    )
    return True


def _recorded(act: CallAct) -> CallAct:
    history.record(
        kind=EventKind.PHASE,
        call=act.call,
        at=act.at,
        actor=act.recorded_by,
        reason=act.reason,
        data={
            "act": act.kind,
            "number": act.number,
            "date": act.date.isoformat(),
            "before": act.phase_before,
            "after": act.phase_after,
        },
    )
    return act


def _told(amendment: Amendment, kind: NoticeKind) -> Amendment:
    history.record(
        kind=EventKind.AMENDED,
        call=amendment.call,
        at=amendment.published_at,
        actor=amendment.recorded_by,
        reason=amendment.text_it,
        data={
            "amendment": amendment.pk,
            "kind": amendment.kind,
            "number": amendment.number,
            "date": amendment.date.isoformat(),
            "changes": amendment.changes,
        },
    )
    notices.queue_for_call(
        kind=kind, call=amendment.call, about=str(amendment.pk), now=amendment.published_at
    )
    return amendment
