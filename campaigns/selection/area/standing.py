"""How a proposal stands, and what comes next, in words its people understand."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.utils import formats, timezone
from django.utils.translation import gettext_lazy as _

from campaigns.calls.models import Call
from campaigns.funding.models import Funding, State
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
_CAMPAIGN: Final[dict[State, Any]] = {
    State.LIVE: _("Your campaign is taking gifts."),
    State.SUSPENDED: _("Your campaign is suspended: its page says why."),
    State.SETTLING: _("Your campaign has closed: the last payments are being counted."),
    State.SUCCEEDED: _("Your campaign succeeded: tell how the project goes on."),
    State.FAILED: _("Your campaign missed its threshold: everybody gets their gift back."),
    State.CANCELLED: _("Your campaign was cancelled: everybody gets their gift back."),
}
"""Until it opens, it is being prepared."""
_CHIPS: Final[dict[str, str]] = {
    ProposalState.DRAFT: "",
    ProposalState.INTEGRATION: "at_risk",
    ProposalState.SELECTED: "succeeded",
}
OVER: Final = frozenset(
    {ProposalState.WITHDRAWN, ProposalState.EXCLUDED, ProposalState.NOT_SELECTED}
)
"""Nothing more happens to these."""


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


def standing_of(proposal: Proposal, now: datetime, campaign: State | None = None) -> Standing:
    """What the proposal's people read of it at ``now``; ``campaign`` is how its campaign stands."""
    is_draft = proposal.state == ProposalState.DRAFT
    accepts = proposal.call.accepts_proposals_at(now)
    due_at, answer_by = None, ""
    if is_draft:
        due_at = proposal.call.submissions_close_at if accepts else None
        text = _("Not sent yet.") if accepts else _("Not sent in time: your draft stays here.")
    else:
        text = _NEXT[proposal.state]
    if campaign is not None:
        text = _CAMPAIGN.get(campaign, text)
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
    chip = "" if proposal.state in OVER else _CHIPS.get(proposal.state, "live")
    return Standing(proposal, text, due_at, is_draft, chip, answer_by)


def campaign_states(proposals: Iterable[Proposal], now: datetime) -> dict[UUID, State]:
    """How the campaigns of the selected among some proposals stand, by the proposal's key."""
    selected = [each.pk for each in proposals if each.state == ProposalState.SELECTED]
    rows = Proposal.objects.filter(pk__in=selected, page__isnull=False)
    of_key = dict(rows.values_list("page__translation_key", "pk"))
    fundings = Funding.objects.filter(translation_key__in=of_key)
    return {of_key[each.translation_key]: each.state_at(now) for each in fundings}


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
