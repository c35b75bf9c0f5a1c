"""Extensions of the deadline of a notice: later, published, and fair to all."""

from datetime import date, datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from campaigns.accounts.models import User
from campaigns.calls import freezing
from campaigns.calls.amendments import as_text, publish_amendment, refuse_contradictions
from campaigns.calls.models import Amendment, AmendmentKind, Call, Phase
from campaigns.calls.services import CallActRefused, lock_for_act

EXTENSION_GRACE: Final = timedelta(hours=48)
"""For how long after the deadline an outage may still lead to an extension."""


@transaction.atomic
def extend(
    *,
    call: Call,
    closes_at: datetime,
    number: str,
    date: date,
    text_it: str,
    text_en: str = "",
    nothing_is_unsealed: bool = False,
    by: User,
    now: datetime,
) -> Amendment:
    """Move the deadline later; a notice that had closed takes proposals again.

    After the deadline that is possible for ``EXTENSION_GRACE``, and only if the caller, holding
    the call's lock, knows that no proposal's seal was lifted. Raises ``CallActRefused``.
    """
    call = lock_for_act(call, by)
    check_extension(call, closes_at, nothing_is_unsealed, now)
    before = call.submissions_close_at
    call.submissions_close_at = closes_at
    if call.phase == Phase.EVALUATION:
        call.phase = Phase.OPEN
    refuse_contradictions(call, set())
    with freezing.amending():
        call.save(update_fields=["submissions_close_at", "phase"])
    changed = {"submissions_close_at": {"before": as_text(before), "after": as_text(closes_at)}}
    return publish_amendment(
        AmendmentKind.EXTENSION, call, changed, number, date, (text_it, text_en), by, now
    )


def check_extension(
    call: Call, closes_at: datetime, nothing_is_unsealed: bool, now: datetime
) -> None:
    """Raise ``CallActRefused`` if the deadline cannot move to ``closes_at``."""
    phase, deadline = call.phase_at(now), call.submissions_close_at
    if not call.is_published or deadline is None:
        raise CallActRefused(_("This notice takes no proposals: there is nothing to extend."))
    if phase not in (Phase.DRAFT, Phase.OPEN, Phase.EVALUATION):
        raise CallActRefused(_("The selection has gone too far: the deadline stays."))
    if phase == Phase.EVALUATION and now >= deadline + EXTENSION_GRACE:
        raise CallActRefused(_("More than 48 hours have passed: the deadline stays."))
    if phase == Phase.EVALUATION and not nothing_is_unsealed:
        raise CallActRefused(
            _("Proposals have been opened already: extending now would not be fair.")
        )
    if closes_at <= deadline:
        raise CallActRefused(_("An extension moves the deadline later, never earlier."))
    if closes_at <= now:
        raise CallActRefused(_("The new deadline is past already: choose a later one."))
