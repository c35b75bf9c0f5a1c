"""Making a campaign's funding, locking it, and the steps of its life cycle."""

import uuid
from datetime import datetime, timedelta
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from campaigns.accounts.models import Organization
from campaigns.calls.models import Call
from campaigns.funding.models import ENDED, ActKind, Funding, State
from campaigns.money import ZERO, check_amount, share_rounded_up

_STEPS: dict[State, tuple[State, ...]] = {
    State.SCHEDULED: (State.LIVE, State.CANCELLED),
    State.LIVE: (State.SETTLING, State.SUSPENDED, State.CANCELLED),
    State.SUSPENDED: (State.LIVE, State.SETTLING, State.CANCELLED),
    State.SETTLING: (State.SUCCEEDED, State.FAILED, State.CANCELLED),
}
_STOPS = (ActKind.SUSPENSION, ActKind.RESUMPTION)


class IllegalStep(Exception):
    """The funding's life cycle has no such step."""


def create_funding(
    *,
    call: Call,
    translation_key: uuid.UUID,
    slug: str,
    title: str,
    cost: Decimal,
    opens_at: datetime,
    closes_at: datetime,
    organization: Organization | None = None,
) -> Funding:
    """Freeze the terms of a selected campaign (R2) and return its funding, scheduled.

    ``cost`` is in EUR; the instants are aware, ``closes_at`` exclusive. Raises ``InvalidAmount``
    and ``ValidationError``.
    """
    funding = draft_funding(
        call=call,
        translation_key=translation_key,
        slug=slug,
        title=title,
        cost=cost,
        opens_at=opens_at,
        closes_at=closes_at,
        organization=organization,
    )
    funding.save()
    return funding


def draft_funding(
    *,
    call: Call,
    translation_key: uuid.UUID,
    slug: str,
    title: str,
    cost: Decimal,
    opens_at: datetime,
    closes_at: datetime,
    organization: Organization | None = None,
) -> Funding:
    """The funding that ``create_funding`` would make, checked and not saved. Raises the same."""
    funding = Funding(
        call=call,
        translation_key=translation_key,
        slug=slug,
        title=title,
        organization=organization,
        cost=check_amount(cost),
        threshold_percent=call.threshold_percent,
        threshold=share_rounded_up(cost, call.threshold_percent),
        match_percent=call.match_percent,
        cap=call.cap,
        overfunding=call.overfunding,
        payer_limit=call.payer_limit,
        min_payers=call.min_payers,
        opens_at=opens_at,
        closes_at=closes_at,
    )
    if funding.threshold <= 0:
        raise ValidationError(_("The threshold must be greater than zero."))
    funding.full_clean()
    return funding


def lock(funding_id: int) -> Funding:
    """Lock one funding's row until the transaction ends, and return it as it stands (R15)."""
    return Funding.objects.locked().get(pk=funding_id)


def step(*, funding: Funding, to: State, now: datetime) -> None:
    """Move a locked funding to another state; at the end, remember what had been collected.

    Raises ``IllegalStep`` when the life cycle has no such step.
    """
    current = State(funding.state)
    if to not in _STEPS.get(current, ()):
        raise IllegalStep(f"{funding.slug}: {current} → {to}")
    funding.state = to
    if to in ENDED:
        funding.settled_at = now
        funding.settled_net = max(funding.net, ZERO)
    funding.save(update_fields=["state", "settled_at", "settled_net"])


def settlement_ends_at(funding: Funding) -> datetime:
    """The instant from which slow payments are no longer waited for (R8)."""
    return funding.closes_at + timedelta(days=funding.call.settlement_days)


def was_suspended_at(*, funding: Funding, instant: datetime) -> bool:
    """True from the instant of a suspension (inclusive) to that of its resumption (exclusive).

    Whoever asks for many instants prefetches ``acts``.
    """
    acts = [act for act in funding.acts.all() if act.kind in _STOPS and act.at <= instant]
    last = max(acts, key=lambda act: (act.at, act.pk), default=None)
    return last is not None and last.kind == ActKind.SUSPENSION
