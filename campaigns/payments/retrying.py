"""What was given up, taken up again by the staff, or set aside for good.

Nothing is applied here: the row goes back to the worker, which does what it always does.
"""

import logging
from datetime import datetime
from typing import Any, Final, Protocol

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.accounts.models import User
from campaigns.payments import notices
from campaigns.payments.models import (
    UNSENT_STATES,
    CallKind,
    CallState,
    Donation,
    EventState,
    Notice,
    NoticeState,
    ProviderCall,
    ProviderEvent,
    RefundState,
)
from campaigns.payments.tasks import apply_event
from campaigns.refusals import Refused

logger = logging.getLogger(__name__)

_NOTE_LENGTH: Final = 100
"""The shortest ``error`` column."""
_DONE_MEANWHILE: Final = gettext_lazy("Somebody, or the worker, has taken care of it meanwhile.")


class Deed(Protocol):
    """What the staff do to one row. Raises ``NotToBeRetried``."""

    def __call__(self, *, pk: int, by: User, now: datetime) -> None: ...


class NotToBeRetried(Refused):
    """The row is not, or no longer, one to take up again."""


@transaction.atomic
def retry_event(*, pk: int, by: User, now: datetime) -> None:
    """Have an event that was given up, or did not match, applied again. Raises ``NotToBeRetried``.

    An event whose body has been blanked cannot be: the reconciliation asks about its object.
    """
    event = _taken(ProviderEvent, pk, Q(state__in=[EventState.DEAD, EventState.QUARANTINED]))
    if not event.body:
        raise NotToBeRetried(
            _("What this event said has been erased with age: the nightly reconciliation looks.")
        )
    event.state = EventState.PENDING
    event.attempts = 0
    event.next_attempt_at = now
    event.applied_at = None
    event.save(update_fields=["state", "attempts", "next_attempt_at", "applied_at"])
    apply_event.defer(event_id=event.pk)
    logger.info("User %s has event %s applied again", by.pk, event.event_id)


@transaction.atomic
def retry_call(*, pk: int, by: User, now: datetime) -> None:
    """Have a request that was given up sent again. Raises ``NotToBeRetried``.

    A refund that is owed by now goes by bank transfer: sending it again might pay it twice.
    """
    call = _taken_call(pk, CallState.DEAD)
    if call.refund is not None and call.refund.state not in UNSENT_STATES:
        raise NotToBeRetried(_("This refund no longer waits to be sent: see the refunds to do."))
    call.state = CallState.COMMITTED
    call.attempts = 0
    call.next_attempt_at = now
    call.finished_at = None
    call.save(update_fields=["state", "attempts", "next_attempt_at", "finished_at"])
    logger.info("User %s has request %s sent again", by.pk, call.key)


@transaction.atomic
def retry_notice(*, pk: int, by: User, now: datetime) -> None:
    """Have a message that could not be sent sent again. Raises ``NotToBeRetried``."""
    if not notices.queue_again(notice=Notice.objects.get(pk=pk)):
        raise NotToBeRetried(_DONE_MEANWHILE)
    logger.info("User %s has message %s sent again", by.pk, pk)


@transaction.atomic
def set_aside_event(*, pk: int, by: User, now: datetime) -> None:
    """Note that nothing is to be done about an event. Raises ``NotToBeRetried``."""
    event = _taken(ProviderEvent, pk, Q(state__in=[EventState.DEAD, EventState.QUARANTINED]))
    event.state = EventState.IGNORED
    event.error = f"{event.error} · {_seen(by, now)}"
    event.save(update_fields=["state", "error"])


@transaction.atomic
def set_aside_call(*, pk: int, by: User, now: datetime) -> None:
    """Note that nothing is to be done about a request. Raises ``NotToBeRetried``.

    A refund that waits to be sent is never set aside: it is owed.
    """
    call = _taken_call(pk, CallState.DEAD, CallState.REFUSED)
    if call.kind == CallKind.REFUND and call.refund is not None:
        if call.refund.state in UNSENT_STATES:
            raise NotToBeRetried(_("This refund has not been sent yet: it is owed to the donor."))
        if call.refund.state == RefundState.PENDING:
            raise NotToBeRetried(_("This refund is on its way: wait until it has arrived."))
    call.state = CallState.DROPPED
    call.error = _noted(call.error, by, now)
    call.params = {}
    call.finished_at = now
    call.save(update_fields=["state", "error", "params", "finished_at"])


@transaction.atomic
def set_aside_notice(*, pk: int, by: User, now: datetime) -> None:
    """Note that a message will not be sent. Raises ``NotToBeRetried``."""
    notice = _taken(Notice, pk, Q(state=NoticeState.DEAD))
    notice.state = NoticeState.DROPPED
    notice.error = _noted(notice.error, by, now)
    notice.save(update_fields=["state", "error"])


RETRY: Final[dict[str, Deed]] = {
    "event": retry_event,
    "request": retry_call,
    "message": retry_notice,
}
SET_ASIDE: Final[dict[str, Deed]] = {
    "event": set_aside_event,
    "request": set_aside_call,
    "message": set_aside_notice,
}


def _taken(model: Any, pk: int, condition: Q) -> Any:
    """The row, locked, if it still waits for somebody."""
    row = model.objects.select_for_update(of=("self",)).filter(condition, pk=pk).first()
    if row is None:
        raise NotToBeRetried(_DONE_MEANWHILE)
    return row


def _taken_call(pk: int, *states: CallState) -> ProviderCall:
    """The request under the lock of its donation, which guards the refund too (R15)."""
    donation_id = ProviderCall.objects.values_list("donation_id", flat=True).get(pk=pk)
    Donation.objects.locked().get(pk=donation_id)
    call: ProviderCall = _taken(ProviderCall, pk, Q(state__in=states))
    return call


def _seen(by: User, now: datetime) -> str:
    return f"seen by {by.get_username()}, {timezone.localtime(now):%Y-%m-%d %H:%M}"


def _noted(error: str, by: User, now: datetime) -> str:
    """The error with the note behind it, within the column."""
    note = f" · {_seen(by, now)}"
    return error[: max(0, _NOTE_LENGTH - len(note))] + note[-_NOTE_LENGTH:]
