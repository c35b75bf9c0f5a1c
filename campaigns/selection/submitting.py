"""Sending a proposal, and taking it back to correct it, until the deadline."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from campaigns.accounts.models import User
from campaigns.calls.models import Call, Phase
from campaigns.selection import history, notices, snapshot, workflow
from campaigns.selection.access import is_member
from campaigns.selection.models import (
    EventKind,
    NoticeKind,
    Proposal,
    ProposalState,
    Submission,
)


class SendingRefused(Exception):
    """Nothing was sent or taken back, nothing is lost; ``str`` says why, in words for people."""


class NotAMember(SendingRefused):
    """Only the people of the lead organization send and take back."""


class NotADraft(SendingRefused):
    """It was sent already."""


class NotSent(SendingRefused):
    """It is not sent, or its seal is lifted: there is nothing to take back."""


class NotYet(SendingRefused):
    """The call takes no proposals yet."""


class TooLate(SendingRefused):
    """The deadline was passed when the server received the request."""


class Incomplete(SendingRefused):
    """Something is missing; ``missing`` says what and at which step."""

    def __init__(self, missing: Sequence[Any]) -> None:
        super().__init__(_("Something is still missing: your draft is kept."))
        self.missing = missing


def submit(*, proposal: Proposal, by: User, now: datetime) -> Submission:
    """Send a draft: snapshot, protocol number, page, workflow, history and mail, or nothing.

    ``now`` is the instant at which the server received the request: the one that counts, even if
    the deadline passes while it is handled. Raises a ``SendingRefused``.
    """
    with transaction.atomic():
        locked, call = _locked(proposal, by)
        if locked.state != ProposalState.DRAFT:
            raise NotADraft(_("This proposal was already sent: there is nothing more to do."))
        _check_window(call, now)
        _check_complete(locked)
        submission = _keep(locked, call, by, now)
        page = workflow.begin(proposal=locked, protocol_number=submission.protocol_number)
        locked.state = ProposalState.SUBMITTED
        locked.save(update_fields=["state", "page"])
        _record(EventKind.SUBMITTED, submission, by, now, page=page.pk)
        notices.queue(kind=NoticeKind.RECEIVED, proposal=locked, about=str(submission.pk), now=now)
    return submission


def take_back(*, proposal: Proposal, by: User, now: datetime) -> Submission:
    """Make a sealed proposal a draft again, so that it can be corrected and sent anew.

    Raises a ``SendingRefused``: ``TooLate`` from the deadline on.
    """
    with transaction.atomic():
        locked, call = _locked(proposal, by)
        _check_may_take_back(locked, call, now)
        submission = Submission.objects.get(proposal=locked, withdrawn_at=None)
        submission.withdrawn_at = now
        submission.save(update_fields=["withdrawn_at"])
        workflow.end(proposal=locked, by=None)
        page, locked.page = locked.page, None
        locked.state = ProposalState.DRAFT
        locked.save(update_fields=["state", "page"])
        if page is not None:
            page.delete()
        _record(EventKind.SUBMISSION_WITHDRAWN, submission, by, now)
        notices.queue(
            kind=NoticeKind.SUBMISSION_WITHDRAWN,
            proposal=locked,
            about=str(submission.pk),
            now=now,
        )
    return submission


def takes_proposals(*, call: Call, received_at: datetime) -> bool:
    """True if a request received then is in time, though the clock has moved the call since."""
    if call.accepts_proposals_at(received_at):
        return True
    opens, closes = call.submissions_open_at, call.submissions_close_at
    was_moved = call.phase == Phase.EVALUATION and opens is not None and closes is not None
    return was_moved and opens <= received_at < closes  # type: ignore[operator]


def _locked(proposal: Proposal, by: User) -> tuple[Proposal, Call]:
    """The proposal, then its call, both locked. Raises ``NotAMember``."""
    rows = Proposal.objects.select_for_update(of=("self",), no_key=True)
    locked = rows.select_related("organization__profile", "area", "page").get(pk=proposal.pk)
    if not is_member(user=by, proposal=locked):
        raise NotAMember(_("Only the people of the organization can do this."))
    call = Call.objects.select_for_update(no_key=True).get(pk=locked.call_id)
    locked.call = call
    return locked, call


def _check_window(call: Call, now: datetime) -> None:
    if takes_proposals(call=call, received_at=now):
        return
    closes = call.submissions_close_at
    if closes is not None and closes <= now:
        raise TooLate(_("The time to send proposals is over. Your draft is kept: nothing is lost."))
    raise NotYet(_("This call takes no proposals yet. Your draft is kept."))


def _check_may_take_back(proposal: Proposal, call: Call, now: datetime) -> None:
    if proposal.state == ProposalState.DRAFT:
        raise NotSent(_("This proposal is a draft: you can change it as it is."))
    if not takes_proposals(call=call, received_at=now):
        raise TooLate(_("The deadline has passed: what you sent stays as it is, and takes part."))
    if proposal.state != ProposalState.SUBMITTED:
        raise NotSent(_("This proposal can no longer be taken back."))


def _check_complete(proposal: Proposal) -> None:
    from campaigns.selection import completeness

    missing = completeness.missing(proposal=proposal)
    if missing:
        raise Incomplete(missing)


def _keep(proposal: Proposal, call: Call, by: User, now: datetime) -> Submission:
    """Store what is sent, under the next number: the call's lock leaves no gap."""
    highest = Submission.objects.filter(call=call).aggregate(highest=Max("number"))["highest"]
    content, personal = snapshot.content_of(proposal), snapshot.personal_of(proposal)
    return Submission.objects.create(
        proposal=proposal,
        call=call,
        number=(highest or 0) + 1,
        received_at=now,
        sent_by=by,
        content=content,
        personal=personal,
        **snapshot.digests_of(content, personal),
    )


def _record(kind: EventKind, submission: Submission, by: User, now: datetime, **data: Any) -> None:
    history.record(
        kind=kind,
        call=submission.call,
        proposal=submission.proposal,
        actor=by,
        at=now,
        data={"protocol": submission.protocol_number, "digest": submission.digest, **data},
    )
