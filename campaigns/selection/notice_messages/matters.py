"""What messages about a selection have in common: where they lead, how things are named."""

from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from campaigns.calls.models import Call
from campaigns.house.letters import Link
from campaigns.languages import readers_language
from campaigns.selection.models import Proposal, Submission


def proposal_link(proposal: Proposal) -> Link:
    """The proposal's page in “I miei progetti”."""
    return Link(
        label=_("Your project, and how it goes on"),
        url=settings.SITE_URL + reverse("area:proposal", args=[proposal.pk]),
    )


def call_link(call: Call) -> Link:
    """The page of the notice, in the reader's language if there is one."""
    pages = call.pages.live()
    page = pages.filter(locale__language_code=readers_language()).first() or pages.first()
    return Link(label=_("Read the call"), url=(page and page.full_url) or settings.SITE_URL)


def facts_of(proposal: Proposal) -> list[tuple[str, str]]:
    """What somebody needs to name the proposal to us."""
    facts = [(_("Project"), str(proposal)), (_("Call"), proposal.call.title)]
    submission = standing_submission(proposal)
    return [*facts, (_("Protocol number"), submission.protocol_number)] if submission else facts


def standing_submission(proposal: Proposal) -> Submission | None:
    """What was sent and not taken back."""
    return Submission.objects.filter(proposal=proposal, withdrawn_at=None).first()


def last_minute(deadline: datetime) -> str:
    """The last minute before an exclusive deadline, Rome time: no one reads midnight rightly."""
    return date_format(localtime(deadline) - timedelta(minutes=1), "DATETIME_FORMAT")


def said_of(proposal: Proposal) -> dict[str, str]:
    """What the texts fill in."""
    return {"project": str(proposal), "call": proposal.call.title}
