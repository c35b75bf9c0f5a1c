"""What the clock tells proponents of: answers due, drafts near the deadline."""

from datetime import datetime, timedelta
from typing import Final

from campaigns.calls.models import Call
from campaigns.selection import notices
from campaigns.selection.models import IntegrationRequest, NoticeKind, ProposalState

BEFORE_INTEGRATION: Final = timedelta(days=2)
BEFORE_DEADLINE: Final = timedelta(days=3)


def remind(*, now: datetime) -> int:
    """Queue what is due to be reminded of; safe to run every minute. Returns messages asked for.

    A deadline that is extended is reminded of anew.
    """
    return _integrations(now) + _deadlines(now)


def _integrations(now: datetime) -> int:
    waiting = IntegrationRequest.objects.filter(
        answered_at=None,
        closed_at=None,
        due_at__gt=now,
        due_at__lte=now + BEFORE_INTEGRATION,
        asked_at__lt=now - BEFORE_INTEGRATION / 2,
        proposal__state=ProposalState.INTEGRATION,
    )
    return sum(
        notices.queue(
            kind=NoticeKind.INTEGRATION_DUE,
            proposal=request.proposal,
            about=str(request.pk),
            now=now,
        )
        for request in waiting.select_related("proposal")
    )


def _deadlines(now: datetime) -> int:
    near = Call.objects.filter(
        submissions_close_at__gt=now, submissions_close_at__lte=now + BEFORE_DEADLINE
    )
    return sum(
        notices.queue_for_call(
            kind=NoticeKind.DEADLINE,
            call=call,
            about=f"{call.submissions_close_at:%Y%m%d%H%M}",
            now=now,
        )
        for call in near
        if call.accepts_proposals_at(now)
    )
