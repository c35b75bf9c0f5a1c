"""Which selected project collects in which round."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from campaigns.calls.models import Call, Phase, Round
from campaigns.funding.models import Funding
from campaigns.refusals import RefusedForReasons
from campaigns.selection.models import Proposal, ProposalState, RankingKind


class SelectionRefused(RefusedForReasons):
    """Campaigns cannot be started like this."""


def waiting(call: Call) -> list[Proposal]:
    """The selected projects without a campaign yet, in the order of the ranking in force."""
    version = call.rankings.filter(kind=RankingKind.FINAL).order_by("-number").first()
    if version is None:
        return []
    places = dict(version.rows.values_list("proposal_id", "position"))
    selected = (
        call.proposals.filter(state=ProposalState.SELECTED)
        .exclude(page__translation_key__in=Funding.objects.values("translation_key"))
        .select_related("organization", "page")
    )
    return sorted(selected, key=lambda proposal: places.get(proposal.pk) or 0)


def open_to_assignment(call: Call, now: datetime) -> list[Round]:
    """The rounds that can still be assigned: not opened yet, within the experiment."""
    return [one for one in call.rounds.order_by("number") if _why_not(call, one, now) is None]


def plan_rounds(*, call: Call, now: datetime) -> dict[Proposal, Round]:
    """A proposal to start from: the ranking's order cut into groups as even as can be.

    The earlier rounds take one more where it does not divide. Empty without rounds to come.
    """
    projects, rounds = waiting(call), open_to_assignment(call, now)
    plan: dict[Proposal, Round] = {}
    if not rounds:
        return plan
    size, more = divmod(len(projects), len(rounds))
    rest = iter(projects)
    for position, one in enumerate(rounds):
        for _place in range(size + (position < more)):
            plan[next(rest)] = one
    return plan


def check(*, call: Call, assignments: Mapping[Proposal, Round], now: datetime) -> None:
    """Raise ``SelectionRefused`` with every reason why these cannot be started now."""
    if call.phase_at(now) not in (Phase.RANKED, Phase.CAMPAIGNS):
        raise SelectionRefused([_("Campaigns are started once the final ranking is published.")])
    if not assignments:
        raise SelectionRefused([_("Choose a round for at least one project.")])
    sentences = []
    for one in {one.pk: one for one in assignments.values()}.values():
        why_not = _why_not(call, one, now)
        if why_not is not None:
            sentences.append(why_not)
    for proposal, one in assignments.items():
        sentences += _of_project(call, proposal, one)
    if sentences:
        raise SelectionRefused(sentences)


def funding_of(proposal: Proposal) -> Funding | None:
    """The campaign of a proposal, once the selection has made it."""
    page = proposal.page
    if page is None:
        return None
    return Funding.objects.filter(translation_key=page.translation_key).first()


def _of_project(call: Call, proposal: Proposal, one: Round) -> list[str]:
    if proposal.call_id != call.pk or proposal.state != ProposalState.SELECTED:
        return [_("“%(title)s” is not among the selected.") % {"title": proposal}]
    made = funding_of(proposal)
    if made is not None and (made.opens_at, made.closes_at) != (one.opens_at, one.closes_at):
        return [_("The terms of “%(title)s” are frozen already.") % {"title": proposal}]
    return []


def _why_not(call: Call, one: Round, now: datetime) -> str | None:
    if one.call_id != call.pk:
        return _("%(round)s is of another call.") % {"round": one}
    if one.opens_at <= now:
        return _("%(round)s has opened already: choose one still to come.") % {"round": one}
    if call.experiment_ends_on is not None and one.closes_at > _midnight_after(call):
        return _("%(round)s closes after the end of the experiment.") % {"round": one}
    return None


def _midnight_after(call: Call) -> datetime:
    """The instant at which the experiment's last day is over, Rome time."""
    assert call.experiment_ends_on is not None
    day = call.experiment_ends_on + timedelta(days=1)
    return timezone.make_aware(datetime.combine(day, time.min))
