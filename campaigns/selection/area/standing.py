"""How a proposal stands, and what comes next, in words its people understand."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.utils import formats, timezone
from django.utils.translation import gettext_lazy as _

from campaigns.calls.models import Call
from campaigns.selection import integrations
from campaigns.selection.models import Proposal, ProposalState
from campaigns.selection.sealing import opens_at

_NEXT: Final[dict[str, Any]] = {
    ProposalState.SUBMITTED: _(
        "We have it. Nobody opens it before the deadline; until then you can take it back."
    ),
    ProposalState.ELIGIBILITY: _("The Segreteria checks that everything is in order."),
    ProposalState.INTEGRATION: _("The Segreteria asks you for something: answer in time."),
    ProposalState.EVALUATION: _("It was admitted: the commission is reading and scoring it."),
    ProposalState.RANKED: _("It was evaluated: the ranking comes next."),
    ProposalState.SELECTED: _("It was selected! Your campaign is being prepared."),
    ProposalState.NOT_SELECTED: _("It was not selected: its page says how it was evaluated."),
    ProposalState.EXCLUDED: _("It was not admitted: its page says why."),
    ProposalState.WITHDRAWN: _("You withdrew it."),
}
_CHIPS: Final[dict[str, str]] = {
    ProposalState.DRAFT: "",
    ProposalState.INTEGRATION: "at_risk",
    ProposalState.SELECTED: "succeeded",
}


@dataclass(frozen=True)
class Standing:
    """A proposal in its list: what comes next, by when (UTC), and what may be done now.

    ``answer_by`` is the last minute to answer a request, in words; empty where nothing is asked.
    """

    proposal: Proposal
    text: Any
    due_at: datetime | None
    is_writable: bool
    chip: str
    answer_by: str = ""


def standing_of(proposal: Proposal, now: datetime) -> Standing:
    """What the proposal's people read of it at ``now``."""
    is_draft = proposal.state == ProposalState.DRAFT
    accepts = proposal.call.accepts_proposals_at(now)
    due_at, answer_by = None, ""
    if is_draft:
        due_at = proposal.call.submissions_close_at if accepts else None
        text = _("Not sent yet.") if accepts else _("Not sent in time: your draft stays here.")
    else:
        text = _NEXT[proposal.state]
    if proposal.state == ProposalState.SUBMITTED and not accepts:
        text = _opening(proposal.call)
    if proposal.state == ProposalState.INTEGRATION:
        request = open_request(proposal)
        if request:
            due_at = request.due_at
            if now < due_at:
                answer_by = integrations.last_moment(request)
            else:
                text = _("The time to answer is over: the Segreteria decides with what it has.")
    chip = _CHIPS.get(proposal.state, "live")
    return Standing(proposal, text, due_at, is_draft, chip, answer_by)


def _opening(call: Call) -> Any:
    """When the seals are lifted, Rome time."""
    opens = opens_at(call)
    if opens is None:
        return _("We have it. The Segreteria opens it now that the deadline has passed.")
    instant = formats.date_format(timezone.localtime(opens), "DATETIME_FORMAT")
    return _("We have it. The proposals are opened on %(instant)s.") % {"instant": instant}


def open_request(proposal: Proposal) -> Any:
    """The request for integrations that waits for an answer, if there is one."""
    return next(
        (
            request
            for request in proposal.integration_requests.all()
            if request.answered_at is None and request.closed_at is None
        ),
        None,
    )
