"""What a notice still lacks before it can be published."""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from campaigns.calls.models import Call


def missing(call: Call, now: datetime) -> list[str]:
    """What the call needs before it is published, a sentence each, in the reader's language."""
    problems = inconsistencies(call)
    closes = call.submissions_close_at
    if closes is not None and closes <= now:
        problems.append(_("The deadline for proposals is past: choose a later one."))
    return problems


def inconsistencies(call: Call) -> list[str]:
    """What its rules lack or contradict, whatever the time, a sentence each."""
    return [*_window(call), *_who_and_what(call), *_judging(call), *_rounds(call)]


def most_points(call: Call) -> Decimal:
    """The most points a proposal can get: the sum of the weights."""
    return sum((criterion.weight for criterion in call.criteria.all()), Decimal(0))


def _window(call: Call) -> Iterator[str]:
    opens, closes = call.submissions_open_at, call.submissions_close_at
    if opens is None or closes is None:
        yield _("Say from when and until when proposals are taken.")
    elif closes <= opens:
        yield _("Proposals must close after they open.")


def _who_and_what(call: Call) -> Iterator[str]:
    if not call.areas.exists():
        yield _("Choose at least one area of intervention.")
    if not call.legal_forms:
        yield _("Choose which legal forms may apply.")
    if not call.eligibility_items.exists():
        yield _("Write the checklist by which proposals are admitted.")
    lowest, highest = call.cost_min, call.cost_max
    if lowest is not None and highest is not None and lowest > highest:
        yield _("The lowest admitted cost is above the highest.")


def _judging(call: Call) -> Iterator[str]:
    criteria = list(call.criteria.all())
    if not criteria:
        yield _("Write the criteria and their weights.")
    elif any(row.weight <= 0 or row.scale_max <= row.scale_min for row in criteria):
        yield _("Every criterion needs a weight above zero, and a scale that rises.")
    elif call.minimum_score is not None and call.minimum_score > most_points(call):
        yield _("The minimum score is above what the criteria can give.")
    if call.max_selected == 0:
        yield _("At least one project must be selectable: raise the most projects selected.")
    if call.quorum < 1:
        yield _("The quorum of the commission is at least one.")
    if call.integration_days < 1:
        yield _("Give at least one day to answer a request for integrations.")


def _rounds(call: Call) -> Iterator[str]:
    rounds: list[Any] = list(call.rounds.all())
    closes = call.submissions_close_at
    if not rounds:
        yield _("Plan at least one round of campaigns.")
    elif closes and any(row.opens_at <= closes for row in rounds):
        yield _("Every round must open after the deadline for proposals.")
    ends_on = call.experiment_ends_on
    if ends_on and closes and ends_on <= closes.date():
        yield _("The experiment must end after the deadline for proposals.")
