"""The seal of a sent proposal: lifted by the clock after the deadline, or opened on record.

It is kept for ``SEAL_KEPT_MINUTES`` after the deadline: after an outage the notice can still be
extended, and that is fair only while nobody has read a proposal.
"""

import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from campaigns.accounts.models import User
from campaigns.calls.models import Call, Phase
from campaigns.refusals import Refused
from campaigns.selection import history, workflow
from campaigns.selection.models import (
    EventKind,
    HistoryEntry,
    Proposal,
    ProposalState,
    Submission,
)
from campaigns.selection.unsealed_page import fill_page

logger = logging.getLogger(__name__)


class NotSealed(Refused):
    """There is no seal to open."""


class ReasonMissing(Refused):
    """A sealed proposal is not opened without a reason."""


def is_sealed(*, proposal: Proposal, now: datetime) -> bool:
    """True from the sending until the seal is lifted, which the job does after ``opens_at``.

    What was withdrawn is sealed as well until then: the window may be extended.
    """
    if proposal.state == ProposalState.WITHDRAWN:
        return keeps_seals(call=proposal.call, now=now)
    return proposal.state == ProposalState.SUBMITTED


def opens_at(call: Call) -> datetime | None:
    """When the clock lifts the seals of a call (UTC); ``None``: it has no deadline."""
    closes = call.submissions_close_at
    return closes and closes + timedelta(minutes=settings.SEAL_KEPT_MINUTES)


def keeps_seals(*, call: Call, now: datetime) -> bool:
    """True until the seals of a call are lifted: while it takes proposals, and a little longer."""
    phase, opens = call.phase_at(now), opens_at(call)
    if phase == Phase.EVALUATION:
        return opens is not None and now < opens
    return phase in (Phase.DRAFT, Phase.OPEN)


def unseal_due(*, now: datetime) -> int:
    """Lift the seal of every sent proposal whose time has come; return how many.

    Each in a transaction of its own: one that fails is logged and tried again next time.
    """
    sealed = Proposal.objects.filter(state=ProposalState.SUBMITTED).select_related("call")
    lifted = 0
    for proposal in sealed.order_by("call", "pk"):
        if keeps_seals(call=proposal.call, now=now):
            continue
        try:
            lifted += _unseal(proposal, now)
        except Exception:
            logger.exception("Proposal %s could not be unsealed", proposal.pk)
    return lifted


def open_sealed(*, proposal: Proposal, by: User, reason: str, now: datetime) -> HistoryEntry:
    """Let one person read a sealed proposal for an hour, on record with the reason.

    Raises ``PermissionDenied``, ``NotSealed``, ``ReasonMissing``.
    """
    if not by.is_active or not by.has_perm("selection.open_sealed"):
        raise PermissionDenied
    if not reason.strip():
        raise ReasonMissing(_("Say why the proposal must be opened before the deadline."))
    with transaction.atomic():
        locked = _locked(proposal)
        if locked.state != ProposalState.SUBMITTED:
            raise NotSealed(_("This proposal is not sealed: there is nothing to open."))
        return history.record(
            kind=EventKind.OPENED_SEALED,
            call=locked.call,
            proposal=locked,
            actor=by,
            at=now,
            reason=reason.strip(),
        )


def _unseal(proposal: Proposal, now: datetime) -> bool:
    with transaction.atomic():
        locked = _locked(proposal)
        call = Call.objects.select_for_update(no_key=True).get(pk=locked.call_id)
        if locked.state != ProposalState.SUBMITTED or keeps_seals(call=call, now=now):
            return False
        submission = Submission.objects.get(proposal=locked, withdrawn_at=None)
        task_state = workflow.current_task(locked)
        if locked.page is None or task_state is None:
            raise workflow.OutOfTurn(str(locked.pk))
        revision = fill_page(locked.page, submission)
        task_state.revision = revision
        task_state.save(update_fields=["revision"])
        locked.state = ProposalState.ELIGIBILITY
        locked.save(update_fields=["state"])
        history.record(
            kind=EventKind.UNSEALED,
            call=call,
            proposal=locked,
            at=now,
            data={"protocol": submission.protocol_number, "digest": submission.digest},
        )
    return True


def _locked(proposal: Proposal) -> Proposal:
    rows = Proposal.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("call").get(pk=proposal.pk)
