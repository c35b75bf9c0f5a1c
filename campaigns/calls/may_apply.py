"""“Posso partecipare?”: from a few answers, what stands in the way and what to do about it."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from campaigns.accounts.models import LegalForm
from campaigns.calls.models import Call, Phase
from campaigns.money import format_eur

NO_LEGAL_FORM = "none"
"""The answer of persons and of groups without a legal form."""


@dataclass(frozen=True, kw_only=True)
class Answers:
    """What was answered; ``cost`` in EUR."""

    legal_form: str
    in_milan: bool
    cost: Decimal
    has_begun: bool


@dataclass(frozen=True, kw_only=True)
class Obstacle:
    """Why not like this, and what to do."""

    why: str
    remedy: str


def obstacles(*, call: Call, answers: Answers) -> list[Obstacle]:
    """What in the answers the notice does not admit; nothing: one may apply."""
    found = [_legal_form(call, answers), _place(answers), _cost(call, answers), _start(answers)]
    return [obstacle for obstacle in found if obstacle]


def when_to_apply(*, call: Call, now: datetime) -> str:
    """When proposals are, or were, taken, in a sentence."""
    phase = call.phase_at(now)
    opens, closes = (
        date_format(localtime(instant), "DATETIME_FORMAT") if instant else ""
        for instant in (call.submissions_open_at, call.submissions_close_at)
    )
    if phase == Phase.DRAFT and opens:
        return _("Proposals are taken from %(opens)s.") % {"opens": opens}
    if phase == Phase.OPEN and closes:
        return _("Proposals are taken until %(closes)s.") % {"closes": closes}
    return _("This notice takes no more proposals: follow the site for the next one.")


def _legal_form(call: Call, answers: Answers) -> Obstacle | None:
    if answers.legal_form in call.legal_forms:
        return None
    if answers.legal_form == NO_LEGAL_FORM:
        why = _("The notice is for organizations, not for single persons or informal groups.")
    else:
        label = LegalForm(answers.legal_form).label
        why = _("The notice does not admit this legal form: %(form)s.") % {"form": label}
    return Obstacle(
        why=why,
        remedy=_(
            "Look for an admitted organization that leads the project: you can be its partner."
        ),
    )


def _place(answers: Answers) -> Obstacle | None:
    if answers.in_milan:
        return None
    return Obstacle(
        why=_("The project must take place in Milan."),
        remedy=_("Choose a place in one of the nine Municipi, with an organization active there."),
    )


def _cost(call: Call, answers: Answers) -> Obstacle | None:
    lowest, highest = call.cost_min, call.cost_max
    if lowest is not None and answers.cost < lowest:
        return Obstacle(
            why=_("The cost is below the lowest admitted: %(amount)s.")
            % {"amount": format_eur(lowest)},
            remedy=_("Widen the project, or join another one as a partner."),
        )
    if highest is not None and answers.cost > highest:
        return Obstacle(
            why=_("The cost is above the highest admitted: %(amount)s.")
            % {"amount": format_eur(highest)},
            remedy=_("Propose a part of the project that stands by itself."),
        )
    return None


def _start(answers: Answers) -> Obstacle | None:
    if not answers.has_begun:
        return None
    return Obstacle(
        why=_("The project has begun already."),
        remedy=_("Propose a new phase of it, with costs that you have not borne yet."),
    )
