"""Messages about sending a proposal."""

from datetime import datetime

from django.utils.translation import gettext as _

from campaigns.house.letters import Letter
from campaigns.selection.models import ProposalState, SelectionNotice, Submission
from campaigns.selection.notice_messages.matters import (
    facts_of,
    last_minute,
    proposal_link,
    said_of,
)
from campaigns.selection.receipt import instant_with_offset


def received(notice: SelectionNotice, now: datetime) -> Letter | None:
    """A proposal was sent: protocol number, instant, digest."""
    submission = _submission(notice)
    if submission is None or submission.withdrawn_at:
        return None
    said = _said(notice) | {"number": submission.protocol_number}
    return Letter(
        subject=_("We have your project: %(number)s") % said,
        happened=[_("“%(project)s” has arrived: it takes part in “%(call)s”.") % said],
        next=[
            _(
                "Nobody reads it before the deadline. Until %(deadline)s you can take it back, "
                "correct it and send it again."
            )
            % said,
            _("Then we check that it can be admitted, and write to you."),
            _("The receipt is on the page of your project: you can download it at any time."),
        ],
        facts=[
            (_("Protocol number"), submission.protocol_number),
            (_("Received"), instant_with_offset(submission.received_at)),
            (_("Project"), str(submission.content["title"])),
            (_("Organization"), str(submission.content["organization"]["name"])),
            (_("Digest"), submission.digest),
        ],
        link=proposal_link(submission.proposal),
    )


def taken_back(notice: SelectionNotice, now: datetime) -> Letter | None:
    """A sent proposal is a draft again."""
    submission, proposal = _submission(notice), notice.proposal
    if submission is None or proposal is None or proposal.state != ProposalState.DRAFT:
        return None
    said = _said(notice) | {"number": submission.protocol_number}
    return Letter(
        subject=_("Your project is a draft again: send it by the deadline") % said,
        happened=[_("you took back “%(project)s”, which we had received as %(number)s.") % said],
        next=[
            _("Correct it and send it again by %(deadline)s: a draft does not take part.") % said,
            _("When you send it, it gets a new number."),
        ],
        facts=facts_of(proposal),
        link=proposal_link(proposal),
    )


def deadline(notice: SelectionNotice, now: datetime) -> Letter | None:
    """The deadline is near, and a draft is not sent."""
    proposal = notice.proposal
    if proposal is None or proposal.state != ProposalState.DRAFT:
        return None
    if not proposal.call.accepts_proposals_at(now):
        return None
    said = _said(notice)
    return Letter(
        subject=_("“%(project)s” is still a draft: send it by %(deadline)s") % said,
        happened=[
            _(
                "“%(project)s” is still a draft. The call “%(call)s” takes projects until "
                "%(deadline)s."
            )
            % said
        ],
        next=[
            _("Do not leave it to the last hour: sending takes a minute, if all is there."),
            _("Until the deadline you can take back what you sent and correct it."),
        ],
        facts=facts_of(proposal),
        link=proposal_link(proposal),
    )


def _submission(notice: SelectionNotice) -> Submission | None:
    if not notice.about.isdigit():
        return None
    sent = Submission.objects.filter(pk=notice.about, proposal=notice.proposal_id)
    return sent.select_related("call", "proposal__call").first()


def _said(notice: SelectionNotice) -> dict[str, str]:
    assert notice.proposal is not None
    closes = notice.proposal.call.submissions_close_at
    return said_of(notice.proposal) | {"deadline": last_minute(closes) if closes else ""}
