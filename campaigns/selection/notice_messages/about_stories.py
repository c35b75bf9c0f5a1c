"""Messages about a campaign's page: not published, corrected and not confirmed, suggested."""

from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from campaigns.editorial import corrections, opening_alerts
from campaigns.funding.models import Funding
from campaigns.house.letters import Letter, Link, contact
from campaigns.models import CampaignPage, StorySuggestion
from campaigns.selection.models import Proposal, SelectionNotice
from campaigns.selection.notice_messages.matters import facts_of, proposal_link
from campaigns.suggesting.models import SuggestionKind


def unpublished(notice: SelectionNotice, now: datetime) -> Letter | None:
    """The campaign opens soon without a page; ``None`` once it has one."""
    if not notice.about.isdigit():
        return None
    funding = opening_alerts.unpublished(now=now).filter(pk=int(notice.about)).first()
    if funding is None:
        return None
    said = {
        "campaign": funding.title,
        "opens": date_format(localtime(funding.opens_at), "DATETIME_FORMAT"),
    }
    if notice.proposal is None:
        return _to_writers(funding, said)
    return _to_members(notice.proposal, said)


def unconfirmed(notice: SelectionNotice, now: datetime) -> Letter | None:
    """A correction that nobody confirmed within its day; ``None`` once somebody has."""
    if not notice.about.isdigit():
        return None
    correction = corrections.overdue(now=now).filter(pk=int(notice.about)).first()
    if correction is None:
        return None
    titles = CampaignPage.objects.filter(translation_key=correction.campaign_key)
    title = titles.order_by("locale__language_code").values_list("title", flat=True).last()
    said = {
        "campaign": title or "",
        "since": date_format(localtime(correction.at), "DATETIME_FORMAT"),
    }
    return Letter(
        subject=_("To be confirmed: an urgent correction of “%(campaign)s”") % said,
        happened=[
            _("“%(campaign)s” was corrected urgently on %(since)s, and nobody has confirmed it.")
            % said
        ],
        reason=correction.reason,
        next=[_("Read what changed. If it is right, confirm it; if not, correct the page again.")],
        facts=[(_("Campaign"), said["campaign"])],
        link=Link(
            label=_("Read what changed"),
            url=settings.SITE_URL + reverse("editorial:confirm", args=[correction.pk]),
        ),
    )


def answered(notice: SelectionNotice, now: datetime) -> Letter | None:
    """Redazione has taken a suggestion, or not and why."""
    proposal = notice.proposal
    if proposal is None or not notice.about.isdigit():
        return None
    suggestion = StorySuggestion.objects.filter(pk=int(notice.about)).first()
    if suggestion is None or not (suggestion.taken_at or suggestion.refused_at):
        return None
    said = {"campaign": str(proposal), "what": _what(suggestion)}
    subject = (
        _("Taken: what you suggested for “%(campaign)s”")
        if suggestion.taken_at
        else _("Not taken: what you suggested for “%(campaign)s”")
    )
    return Letter(
        subject=subject % said,
        happened=[
            _("our editors have answered what you suggested for “%(campaign)s”: %(what)s.") % said,
            _outcome(suggestion),
        ],
        reason=suggestion.answer,
        next=[] if suggestion.taken_at else [_("You can suggest it in another way.")],
        facts=[(_("Campaign"), said["campaign"])],
        link=Link(
            label=_("See your suggestion"),
            url=settings.SITE_URL + reverse("area:suggestion", args=[proposal.pk, suggestion.pk]),
        ),
    )


def published(notice: SelectionNotice, now: datetime) -> Letter | None:
    """What one revision of the page showed to readers first; ``None`` if they see no page now."""
    proposal = notice.proposal
    page = proposal.page if proposal is not None else None
    if proposal is None or page is None or not page.live or not notice.about.isdigit():
        return None
    suggestions = list(
        StorySuggestion.objects.filter(
            campaign_key=page.translation_key, published_in=int(notice.about)
        ).order_by("pk")
    )
    if not suggestions:
        return None
    said = {"campaign": str(proposal)}
    return Letter(
        subject=_("Published: what you suggested for “%(campaign)s”") % said,
        happened=[
            _("the page of “%(campaign)s” was changed as you suggested:") % said,
            *(f"– {_line(suggestion)}" for suggestion in suggestions),
        ],
        facts=[
            (_("Campaign"), said["campaign"]),
            (
                _("Published"),
                date_format(localtime(suggestions[0].published_at), "DATETIME_FORMAT"),
            ),
        ],
        link=Link(label=_("Read it as everybody does"), url=page.full_url or settings.SITE_URL),
    )


def _line(suggestion: StorySuggestion) -> str:
    """One of several: what it is for, where, how it begins, and if it was changed."""
    said = {"what": _what(suggestion), "words": str(suggestion)}
    if suggestion.was_edited:
        return _("%(what)s: “%(words)s”, with changes by our editors") % said
    return _("%(what)s: “%(words)s”") % said


def _what(suggestion: StorySuggestion) -> str:
    """What it is for, and where."""
    if suggestion.title:
        return f"{suggestion.get_kind_display()} – {suggestion.title}"
    if suggestion.place_kind:
        return f"{suggestion.get_kind_display()} – {suggestion.get_place_kind_display()}"
    return str(suggestion.get_kind_display())


def _outcome(suggestion: StorySuggestion) -> str:
    if suggestion.refused_at:
        return _("They have not taken it, and say why:")
    if suggestion.kind == SuggestionKind.UPDATE:
        return _("It is on your campaign’s page, and goes by mail to who follows you.")
    if suggestion.published_at:
        return _("Readers see it on your campaign’s page.")
    if suggestion.changes_the_page:
        return _(
            "It is in the draft: a second editor checks it. We write to you again once it is "
            "published."
        )
    return _("They will write it into the story.")


def _to_writers(funding: Funding, said: dict[str, str]) -> Letter:
    return Letter(
        subject=_("Not published yet: “%(campaign)s” opens on %(opens)s") % said,
        happened=[_("“%(campaign)s” opens on %(opens)s, and its page is still a draft.") % said],
        next=[
            _("Whoever writes it sends it to review; a colleague approves it, and it is public."),
            _("Without a page nobody can find the campaign, and its days go by all the same."),
        ],
        facts=[(_("Campaign"), funding.title), (_("It opens"), said["opens"])],
        link=Link(
            label=_("To what waits for Redazione"),
            url=settings.SITE_URL + reverse("editorial:home"),
        ),
    )


def _to_members(proposal: Proposal, said: dict[str, str]) -> Letter:
    more = {"email": contact()}
    return Letter(
        subject=_("The page of “%(campaign)s” is not public yet") % said,
        happened=[
            _("your campaign opens on %(opens)s, and our editors have not published its page yet.")
            % said
        ],
        next=[
            _("We have reminded them. You need do nothing."),
            _("If you still want something in it, suggest it today, or write to %(email)s.") % more,
        ],
        facts=facts_of(proposal),
        link=proposal_link(proposal),
    )
