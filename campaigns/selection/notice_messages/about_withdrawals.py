"""Messages about a withdrawal: to the people of the proposal, and to the staff."""

from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from campaigns.house.letters import Letter, Link, contact
from campaigns.selection.models import EventKind, Proposal, ProposalState, SelectionNotice
from campaigns.selection.notice_messages.matters import (
    facts_of,
    proposal_link,
    said_of,
    standing_submission,
)


def withdrawn(notice: SelectionNotice, now: datetime) -> Letter | None:
    """A proposal left the selection. Staff read its number alone: it may still be sealed."""
    if notice.proposal is None:
        return _to_staff(notice)
    proposal = notice.proposal
    if proposal.state != ProposalState.WITHDRAWN:
        return None
    said = said_of(proposal) | {"email": contact()}
    entry = proposal.history.filter(kind=EventKind.WITHDRAWN).order_by("-seq").first()
    return Letter(
        subject=_("“%(project)s” was withdrawn") % said,
        happened=[_("your organization withdrew “%(project)s” from “%(call)s”.") % said],
        reason=entry.reason if entry else "",
        next=[
            _("There is nothing more to do: what was asked of you needs no answer any more."),
            _("If you knew nothing of it, write to %(email)s at once.") % said,
        ],
        facts=facts_of(proposal),
        link=proposal_link(proposal),
    )


def _to_staff(notice: SelectionNotice) -> Letter | None:
    proposal = Proposal.objects.filter(pk=notice.about).select_related("call").first()
    submission = standing_submission(proposal) if proposal else None
    if proposal is None or submission is None:
        return None
    said = {"number": submission.protocol_number, "call": proposal.call.title}
    return Letter(
        subject=_("Withdrawn: %(number)s") % said,
        happened=[_("the proposal %(number)s of “%(call)s” was withdrawn.") % said],
        next=[_("If it was in a published ranking, the list slides with the next version.")],
        facts=[(_("Call"), said["call"]), (_("Protocol number"), said["number"])],
        link=Link(
            label=_("To the proposal"),
            url=settings.SITE_URL + reverse("selection:proposal", args=[proposal.pk]),
        ),
    )
