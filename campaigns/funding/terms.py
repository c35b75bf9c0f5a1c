"""Correcting the frozen terms of a campaign: before its opening only, by an act (R2)."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from campaigns.funding.models import Funding, State
from campaigns.money import check_amount, share_rounded_up, wire_format

_NAMES: Final = ("title", "cost", "threshold", "opens_at", "closes_at")

Changes = dict[str, dict[str, str]]
"""For each changed term, its value ``before`` and ``after``, as text."""


class TermsFrozen(Exception):
    """The campaign has opened, or ended: its terms stay as they are (R2)."""


@dataclass(frozen=True, kw_only=True)
class Terms:
    """What a correction may change. ``cost`` in EUR; ``closes_at`` exclusive."""

    title: str
    cost: Decimal
    opens_at: datetime
    closes_at: datetime


def put_terms(*, funding: Funding, terms: Terms, now: datetime) -> Changes:
    """Put corrected terms into a funding without saving it, and return what changed.

    The threshold follows the cost, by the share frozen at the selection. Raises ``TermsFrozen``,
    ``InvalidAmount`` and ``ValidationError``.
    """
    if funding.state_at(now) != State.SCHEDULED:
        raise TermsFrozen(funding.slug)
    if terms.opens_at <= now:
        raise ValidationError(_("The opening must be still to come."))
    if terms.closes_at <= terms.opens_at:
        raise ValidationError(_("The campaign must close after it opens."))
    before = _written(funding)
    funding.title = terms.title
    funding.cost = check_amount(terms.cost)
    funding.threshold = share_rounded_up(funding.cost, funding.threshold_percent)
    funding.opens_at, funding.closes_at = terms.opens_at, terms.closes_at
    funding.full_clean()
    after = _written(funding)
    return {
        name: {"before": before[name], "after": after[name]}
        for name in _NAMES
        if before[name] != after[name]
    }


def correct(*, funding: Funding, terms: Terms, now: datetime) -> Changes:
    """Correct the terms of a locked funding and return what changed. Raises as ``put_terms``."""
    changes = put_terms(funding=funding, terms=terms, now=now)
    funding.save(update_fields=list(_NAMES))
    return changes


def _written(funding: Funding) -> dict[str, str]:
    return {
        "title": funding.title,
        "cost": wire_format(funding.cost),
        "threshold": wire_format(funding.threshold),
        "opens_at": funding.opens_at.isoformat(),
        "closes_at": funding.closes_at.isoformat(),
    }
