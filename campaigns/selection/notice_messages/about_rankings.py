"""Messages about the ranking and what follows from it."""

from datetime import datetime
from fractions import Fraction

from django.utils.formats import date_format, localize
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from campaigns.funding.models import Funding
from campaigns.house.letters import Letter, contact
from campaigns.selection import points
from campaigns.selection.models import (
    Outcome,
    Proposal,
    ProposalState,
    RankingRow,
    SelectionNotice,
)
from campaigns.selection.notice_messages.matters import (
    facts_of,
    last_minute,
    proposal_link,
    said_of,
)


def provisional(notice: SelectionNotice, now: datetime) -> Letter | None:
    """The provisional ranking: outcome, points, reasons."""
    row = _row(notice)
    if row is None:
        return None
    said = said_of(row.proposal) | {"email": contact()}
    return Letter(
        subject=_("The provisional ranking is out: “%(project)s”") % said,
        happened=[
            _("the provisional ranking of “%(call)s” is published.") % said,
            _happened(row),
        ],
        reason=row.reason,
        next=[
            _("It is not final: if something seems wrong to you, write to %(email)s.") % said,
            _("We will write to you when it is final."),
        ],
        facts=_facts(row),
        link=proposal_link(row.proposal),
    )


def final(notice: SelectionNotice, now: datetime) -> Letter | None:
    """The final ranking: outcome, points, reasons, what comes next."""
    row = _row(notice)
    if row is None:
        return None
    said = said_of(row.proposal) | {"email": contact()}
    if row.outcome == Outcome.SELECTED:
        subject = _("“%(project)s” is selected") % said
    else:
        subject = _("The ranking is final: “%(project)s”") % said
    return Letter(
        subject=subject,
        happened=[_("the final ranking of “%(call)s” is published.") % said, _happened(row)],
        reason=row.reason,
        next=[text % said for text in _next(row)],
        facts=_facts(row),
        link=proposal_link(row.proposal),
    )


def campaign(notice: SelectionNotice, now: datetime) -> Letter | None:
    """The campaign has its dates."""
    proposal = notice.proposal
    funding = _funding(proposal)
    if proposal is None or funding is None:
        return None
    said = said_of(proposal) | {
        "opens": date_format(localtime(funding.opens_at), "DATETIME_FORMAT"),
        "closes": last_minute(funding.closes_at),
    }
    return Letter(
        subject=_("The campaign of “%(project)s” opens on %(opens)s") % said,
        happened=[_("the campaign of “%(project)s” opens on %(opens)s, by itself.") % said],
        next=[
            _("It takes donations until %(closes)s.") % said,
            _("Our editors prepare its page with you: tell them what you would change."),
        ],
        facts=facts_of(proposal),
        link=proposal_link(proposal),
    )


def list_ended(notice: SelectionNotice, now: datetime) -> Letter | None:
    """The notice is closed: the list slides no more."""
    proposal = notice.proposal
    if proposal is None or proposal.state != ProposalState.NOT_SELECTED:
        return None
    said = said_of(proposal) | {"email": contact()}
    return Letter(
        subject=_("“%(call)s” is closed: “%(project)s” was not selected") % said,
        happened=[
            _(
                "“%(call)s” is closed, and its list with it: no place has come free for "
                "“%(project)s”."
            )
            % said
        ],
        next=[
            _("If something is not clear, write to %(email)s. Thank you for having taken part.")
            % said
        ],
        facts=facts_of(proposal),
        link=proposal_link(proposal),
    )


def _row(notice: SelectionNotice) -> RankingRow | None:
    """What the version told of says of the proposal."""
    if not notice.about.isdigit():
        return None
    rows = RankingRow.objects.filter(ranking=int(notice.about), proposal=notice.proposal_id)
    return rows.select_related("ranking", "proposal__call").first()


def _happened(row: RankingRow) -> str:
    """The outcome in words."""
    words = {
        Outcome.SELECTED: _("“%(project)s” is selected. Well done!"),
        Outcome.RESERVE: _("“%(project)s” is admitted, beyond the number of projects selected."),
        Outcome.BELOW_MINIMUM: _("“%(project)s” is below the minimum score, and not selected."),
        Outcome.EXCLUDED: _("“%(project)s” was not admitted to the evaluation."),
        Outcome.WITHDRAWN: _("“%(project)s” was withdrawn."),
    }
    return words[Outcome(row.outcome)] % said_of(row.proposal)


def _next(row: RankingRow) -> list[str]:
    if row.outcome == Outcome.SELECTED:
        return [
            _("Your campaign gets its dates: we will write to you."),
            _("Meanwhile our editors prepare its page with you."),
        ]
    if row.outcome == Outcome.RESERVE:
        return [_("If a selected project withdraws, the list slides: we would write to you.")]
    return [_("If something is not clear, write to %(email)s. Thank you for having taken part.")]


def _facts(row: RankingRow) -> list[tuple[str, str]]:
    facts = facts_of(row.proposal)
    if row.position is not None:
        facts.append((_("Position"), str(row.position)))
    if row.numerator is not None and row.denominator:
        total = points.shown(Fraction(row.numerator, row.denominator))
        facts.append((pgettext("of a ranking", "Points"), str(localize(total))))
    facts.append((_("Act"), row.ranking.act_number))
    return facts


def _funding(proposal: Proposal | None) -> Funding | None:
    if proposal is None or proposal.page is None:
        return None
    return Funding.objects.filter(translation_key=proposal.page.translation_key).first()
