"""Integrations: what the Segreteria asks of a proponent, and the answer, in time or not at all."""

from datetime import date, datetime, time, timedelta
from typing import Final

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from campaigns.accounts.models import User
from campaigns.selection import access, history, notices
from campaigns.selection.eligibility import (
    EligibilityRefused,
    NotUnderCheck,
    lock,
    lock_for_decision,
)
from campaigns.selection.models import (
    EventKind,
    IntegrationRequest,
    NoticeKind,
    Proposal,
    ProposalState,
)

LONGEST_ANSWER: Final = 5000
LONGEST_REQUEST: Final = 3000
MOST_DAYS: Final = 180


class NothingSaid(EligibilityRefused):
    """A request or an answer without words, or with too many."""


class DueDateRefused(EligibilityRefused):
    """The proponent would not have a whole day, or far too many."""


class TooLate(EligibilityRefused):
    """The time to answer is over."""


class StillInTime(EligibilityRefused):
    """The proponent may still answer."""


@transaction.atomic
def ask_integration(
    *, proposal: Proposal, text: str, by: User, now: datetime, due_on: date | None = None
) -> IntegrationRequest:
    """Ask the proponent for something, to be answered by the end of ``due_on`` in Rome.

    By default after the call's days for it. Raises ``PermissionDenied``, ``NotUnderCheck``,
    ``OwnProposal``, ``NothingSaid`` and ``DueDateRefused``.
    """
    proposal = lock_for_decision(proposal, by=by, now=now)
    due_on = due_on or default_due_on(proposal, now)
    text = _worded(text, LONGEST_REQUEST)
    check_due_on(due_on, now)
    request = IntegrationRequest.objects.create(
        proposal=proposal, text=text, asked_at=now, asked_by=by, due_at=end_of(due_on)
    )
    _move(proposal, ProposalState.INTEGRATION)
    history.record(
        kind=EventKind.INTEGRATION_ASKED,
        call=proposal.call,
        proposal=proposal,
        actor=by,
        at=now,
        reason=text,
        data={"request": request.pk, "due_at": request.due_at.isoformat()},
    )
    notices.queue(
        kind=NoticeKind.INTEGRATION_ASKED, proposal=proposal, about=str(request.pk), now=now
    )
    return request


@transaction.atomic
def answer_integration(
    *, request: IntegrationRequest, text: str, by: User, now: datetime
) -> IntegrationRequest:
    """Answer a request, as one of the proponent's people, before it is due.

    The words stay in the request alone; the history keeps their digest and the files'. Raises
    ``PermissionDenied``, ``TooLate``, ``NotUnderCheck`` and ``NothingSaid``.
    """
    proposal = lock(request.proposal)
    request = open_for_answer(request=request, proposal=proposal, by=by, now=now)
    request.answer = _worded(text, LONGEST_ANSWER)
    request.answered_at, request.answered_by = now, by
    request.save(update_fields=["answer", "answered_at", "answered_by"])
    _move(proposal, ProposalState.ELIGIBILITY)
    files = request.attachments.filter(removed_at=None).order_by("uploaded_at", "pk")
    history.record(
        kind=EventKind.INTEGRATION_ANSWERED,
        call=proposal.call,
        proposal=proposal,
        actor=by,
        at=now,
        data={
            "request": request.pk,
            "answer_digest": history.digest_of(request.answer),
            "files": [{"id": str(file.pk), "sha256": file.sha256} for file in files],
        },
    )
    return request


@transaction.atomic
def keep_answer(
    *, request: IntegrationRequest, text: str, by: User, now: datetime
) -> IntegrationRequest:
    """Keep an answer that is still being written: nobody of the staff sees it.

    Raises as ``answer_integration``; an empty text is kept too.
    """
    proposal = lock(request.proposal)
    request = open_for_answer(request=request, proposal=proposal, by=by, now=now)
    request.answer = text.strip()[:LONGEST_ANSWER]
    request.save(update_fields=["answer"])
    return request


@transaction.atomic
def give_up_waiting(*, request: IntegrationRequest, by: User, now: datetime) -> IntegrationRequest:
    """Close a request that was not answered in time: the Segreteria decides without it.

    Raises ``PermissionDenied``, ``NotUnderCheck``, ``OwnProposal`` and ``StillInTime``.
    """
    proposal = lock_for_decision(
        request.proposal, by=by, now=now, states=(ProposalState.INTEGRATION,)
    )
    request = _open(request, proposal)
    if now < request.due_at:
        raise StillInTime(_("The proponent may still answer: wait until the time is over."))
    request.closed_at = now
    request.save(update_fields=["closed_at"])
    _move(proposal, ProposalState.ELIGIBILITY)
    history.record(
        kind=EventKind.INTEGRATION_CLOSED,
        call=proposal.call,
        proposal=proposal,
        actor=by,
        at=now,
        data={"request": request.pk, "due_at": request.due_at.isoformat()},
    )
    return request


def open_for_answer(
    *, request: IntegrationRequest, proposal: Proposal, by: User, now: datetime
) -> IntegrationRequest:
    """The request as it is now, if ``by`` may answer it or add a file to the answer.

    Raises ``PermissionDenied``, ``TooLate`` and ``NotUnderCheck``.
    """
    if not access.is_member(user=by, proposal=proposal):
        raise PermissionDenied
    request = _open(request, proposal)
    if now >= request.due_at:
        raise TooLate(
            _("The time to answer ended at %(instant)s: the answer was not sent.")
            % {"instant": last_moment(request)}
        )
    return request


def open_request(proposal: Proposal) -> IntegrationRequest | None:
    """What the proponent is asked for now."""
    return proposal.integration_requests.filter(answered_at=None, closed_at=None).first()


def default_due_on(proposal: Proposal, now: datetime) -> date:
    """The last day to answer a request made now, by the call's rule."""
    return timezone.localdate(now) + timedelta(days=proposal.call.integration_days)


def check_due_on(due_on: date, now: datetime) -> None:
    """Raise ``DueDateRefused`` unless the proponent has from one day to ``MOST_DAYS``."""
    days = (due_on - timezone.localdate(now)).days
    if days < 1:
        raise DueDateRefused(_("Leave at least until tomorrow to answer."))
    if days > MOST_DAYS:
        raise DueDateRefused(
            _("Too far away: leave at most %(days)d days to answer.") % {"days": MOST_DAYS}
        )


def end_of(day: date) -> datetime:
    """The midnight after a day in Rome, exclusive, whatever the clocks do that night."""
    midnight = datetime.combine(day + timedelta(days=1), time.min)
    return timezone.make_aware(midnight, timezone.get_default_timezone())


def last_moment(request: IntegrationRequest) -> str:
    """The last minute to answer, Rome time, as people read it: nobody reads midnight rightly."""
    local = timezone.localtime(request.due_at) - timedelta(minutes=1)
    return _("%(time)s on %(day)s") % {
        "time": formats.time_format(local, "H:i"),
        "day": formats.date_format(local, "DATE_FORMAT"),
    }


def _open(request: IntegrationRequest, proposal: Proposal) -> IntegrationRequest:
    """The request as it is under the proposal's lock. Raises ``NotUnderCheck``."""
    request = IntegrationRequest.objects.get(pk=request.pk)
    is_open = request.answered_at is None and request.closed_at is None
    if not is_open or proposal.state != ProposalState.INTEGRATION:
        raise NotUnderCheck(_("This request is no longer open: nothing was changed."))
    return request


def _move(proposal: Proposal, state: ProposalState) -> None:
    """Both are at *Ammissibilità* of the workflow: its task stays where it is."""
    proposal.state = state
    proposal.save(update_fields=["state"])


def _worded(text: str, longest: int) -> str:
    text = text.strip()
    if not text:
        raise NothingSaid(_("Write something: an empty text says nothing."))
    if len(text) > longest:
        raise NothingSaid(
            _("The text is too long: at most %(most)d characters.") % {"most": longest}
        )
    return text
