"""Messages about the check of eligibility."""

from datetime import datetime

from django.utils.translation import gettext as _

from campaigns.house.letters import Letter, contact
from campaigns.selection.models import (
    EventKind,
    IntegrationRequest,
    Proposal,
    ProposalState,
    SelectionNotice,
)
from campaigns.selection.notice_messages.matters import (
    facts_of,
    last_minute,
    proposal_link,
    said_of,
)


def integration_asked(notice: SelectionNotice, now: datetime) -> Letter | None:
    """Something is asked for, with a date."""
    request = _open_request(notice)
    if request is None:
        return None
    said = _said(request)
    return Letter(
        subject=_("We need something more about “%(project)s”, by %(due)s") % said,
        happened=[_("to go on with “%(project)s” we need something more from you:") % said],
        reason=request.text,
        next=[
            _("Answer by %(due)s, on the page of your project. You can add files there.") % said,
            _("Nothing else of what you sent can be changed."),
        ],
        facts=facts_of(request.proposal),
        link=proposal_link(request.proposal),
    )


def integration_due(notice: SelectionNotice, now: datetime) -> Letter | None:
    """Two days are left to answer."""
    request = _open_request(notice)
    if request is None or request.due_at <= now:
        return None
    said = _said(request)
    return Letter(
        subject=_("“%(project)s”: your answer is due by %(due)s") % said,
        happened=[_("we are still waiting for what we asked about “%(project)s”:") % said],
        reason=request.text,
        next=[
            _("Answer by %(due)s, on the page of your project. You can add files there.") % said,
            _("Without an answer the project may be excluded."),
        ],
        facts=facts_of(request.proposal),
        link=proposal_link(request.proposal),
    )


def admitted(notice: SelectionNotice, now: datetime) -> Letter | None:
    """The proposal goes to the commission."""
    proposal = notice.proposal
    if proposal is None or proposal.state in (ProposalState.EXCLUDED, ProposalState.WITHDRAWN):
        return None
    said = said_of(proposal)
    return Letter(
        subject=_("“%(project)s” is admitted") % said,
        happened=[_("“%(project)s” is admitted to the evaluation.") % said],
        next=[
            _("Now the commission reads and scores it, by the criteria of the call."),
            _("We will write to you when the ranking is published."),
        ],
        facts=facts_of(proposal),
        link=proposal_link(proposal),
    )


def excluded(notice: SelectionNotice, now: datetime) -> Letter | None:
    """The proposal is excluded, and why."""
    proposal = notice.proposal
    if proposal is None or proposal.state != ProposalState.EXCLUDED:
        return None
    said = said_of(proposal) | {"email": contact()}
    reason, act = _exclusion(proposal)
    return Letter(
        subject=_("“%(project)s” is not admitted") % said,
        happened=[_("we are sorry: “%(project)s” is not admitted to the evaluation.") % said],
        reason=reason,
        next=[_("If something is not clear, or seems wrong to you, write to %(email)s.") % said],
        facts=facts_of(proposal) + ([(_("Act"), act)] if act else []),
        link=proposal_link(proposal),
    )


def _open_request(notice: SelectionNotice) -> IntegrationRequest | None:
    """The request told of, if it still waits for an answer."""
    if not notice.about.isdigit():
        return None
    requests = IntegrationRequest.objects.filter(
        pk=notice.about,
        proposal=notice.proposal_id,
        answered_at=None,
        closed_at=None,
        proposal__state=ProposalState.INTEGRATION,
    )
    return requests.select_related("proposal__call").first()


def _exclusion(proposal: Proposal) -> tuple[str, str]:
    """The reasons, and the number of the act."""
    entry = proposal.history.filter(kind=EventKind.EXCLUDED).order_by("-seq").first()
    if entry is None:
        return "", ""
    return entry.reason, str(entry.data.get("act", {}).get("number", ""))


def _said(request: IntegrationRequest) -> dict[str, str]:
    return said_of(request.proposal) | {"due": last_minute(request.due_at)}
