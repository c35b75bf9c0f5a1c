"""Messages about what came after a campaign: silence, what was sent back, the grant set anew."""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from campaigns.cofinancing.models import GrantChange
from campaigns.funding.models import Funding
from campaigns.house.letters import Letter, Link
from campaigns.money import format_eur
from campaigns.reporting import silence
from campaigns.reporting.models import ItemState, ReportItem
from campaigns.selection.models import Proposal, SelectionNotice


def silent(notice: SelectionNotice, now: datetime) -> Letter | None:
    """Nothing was told for long; ``None`` once something is."""
    proposal = notice.proposal
    if proposal is None or proposal.page is None:
        return None
    of_campaign = Funding.objects.filter(translation_key=proposal.page.translation_key)
    funding = of_campaign.first()
    since = silence.silent_since(funding, now) if funding is not None else None
    if since is None:
        return None
    said = {"campaign": str(proposal), "since": date_format(localtime(since), "DATE_FORMAT")}
    return Letter(
        subject=_("How is “%(campaign)s” going?") % said,
        happened=[
            _("since %(since)s who gave to “%(campaign)s” has had no news of it.") % said,
            _("Its page says so, until there is some."),
        ],
        next=[
            _("A milestone that was reached or an expense with its receipt is news enough."),
            _("If something is late, say so: people understand what they are told."),
        ],
        facts=[(_("Campaign"), said["campaign"])],
        link=_link(proposal),
    )


def refused(notice: SelectionNotice, now: datetime) -> Letter | None:
    """Part of the report was sent back; ``None`` once it was answered."""
    proposal, item = notice.proposal, _item(notice.about.partition(":")[0])
    if proposal is None or item is None or item.state != ItemState.REFUSED:
        return None
    said = {"item": item.title, "campaign": str(proposal)}
    return Letter(
        subject=_("To look at again: “%(item)s”") % said,
        happened=[
            _("the staff has sent “%(item)s” back, which you reported for “%(campaign)s”.") % said,
            f"{item.get_reason_display()}.",
        ],
        reason=item.reason_words,
        next=[_("Answer there, with another document if need be: it is checked again.")],
        facts=[(_("Campaign"), said["campaign"])],
        link=Link(
            label=_("Answer"),
            url=settings.SITE_URL + reverse("area:report-item", args=[proposal.pk, item.pk]),
        ),
    )


def grant_changed(notice: SelectionNotice, now: datetime) -> Letter | None:
    """The grant was set anew by an act."""
    if notice.proposal is None or not notice.about.isdigit():
        return None
    change = GrantChange.objects.filter(pk=int(notice.about)).first()
    if change is None:
        return None
    said = {
        "campaign": str(notice.proposal),
        "before": format_eur(change.due_before),
        "after": format_eur(change.due_after),
        "owed": format_eur(change.owed),
        "number": change.number,
        "day": date_format(change.date, "DATE_FORMAT"),
    }
    owed = _("Of what you were paid, %(owed)s are to be paid back: finance writes to you how.")
    return Letter(
        subject=_("The Comune’s grant to “%(campaign)s” has changed") % said,
        happened=[
            _(
                "by act %(number)s of %(day)s the grant to “%(campaign)s” is %(after)s: it was "
                "%(before)s."
            )
            % said
        ],
        reason=change.public_reason,
        next=[
            *([owed % said] if change.owed else []),
            _("If something is unclear, answer this letter."),
        ],
        facts=[(_("Campaign"), said["campaign"])],
        link=_link(notice.proposal),
    )


def _link(proposal: Proposal) -> Link:
    return Link(
        label=_("To your report"),
        url=settings.SITE_URL + reverse("area:report", args=[proposal.pk]),
    )


def _item(text: str) -> ReportItem | None:
    try:
        return ReportItem.objects.filter(pk=UUID(text)).first()
    except ValueError:
        return None
