"""How mail to donors leaves: claimed, handed over outside any transaction, then marked sent."""

import logging
import traceback
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import reduce
from operator import or_
from smtplib import SMTPResponseException
from typing import Any, Final

from django.core.mail import get_connection
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

from campaigns.payments.alerts import alert
from campaigns.payments.models import Notice, NoticeState
from campaigns.payments.notice_messages import compose

logger = logging.getLogger(__name__)

CLAIM_LIFE: Final = timedelta(minutes=5)
"""After this a worker that took a message up is thought dead; the next sends the same message."""
MOST_ATTEMPTS: Final = 20
FIRST_DELAY: Final = timedelta(minutes=1)
LONGEST_DELAY: Final = timedelta(hours=4)
BATCH: Final = 500


def send(*, notice_id: int, now: datetime, connection: Any = None) -> NoticeState | None:
    """Send one message if its turn has come; return what became of it, else ``None``.

    Two workers at once send one. Raises nothing: whatever went wrong, the message waits, longer
    each time, and staff are told when it is given up.
    """
    notice = _claim(notice_id, now)
    if notice is None:
        return None
    if notice.attempts > MOST_ATTEMPTS:
        return _give_up(notice, "worker died")
    try:
        message = compose(notice=notice, now=now)
        if message is None:
            return _finish(notice, NoticeState.DROPPED, None)
        message.connection = connection
        message.send()
    except Exception as error:
        return _fail(notice, error)
    return _finish(notice, NoticeState.SENT, now)


def send_due(*, clock: Callable[[], datetime]) -> int:
    """Send what is due, over one connection; return how many left.

    It finds messages whose job was lost, those of a campaign, which have none, those that failed
    and those whose worker died. While the mail server cannot be reached none is taken up.
    ``clock`` tells the instant of each claim.
    """
    due = list(Notice.objects.filter(_is_due(clock())).order_by("created_at")[:BATCH])
    connection = get_connection()
    sent = 0
    try:
        for notice in due:
            connection.open()
            outcome = send(notice_id=notice.pk, now=clock(), connection=connection)
            sent += outcome == NoticeState.SENT
            if outcome in (NoticeState.QUEUED, NoticeState.DEAD):
                connection.close()
    except OSError as error:
        logger.warning("The mail server cannot be reached: %s", _trouble(error))
    finally:
        connection.close()
    return sent


def _is_due(now: datetime) -> Q:
    """Never tried; failed, and its delay is over; taken up by a worker that died."""
    delays = reduce(
        or_,
        (
            Q(attempts=attempts, claimed_at__lte=now - _delay(attempts))
            for attempts in range(1, MOST_ATTEMPTS)
        ),
    )
    return Q(state=NoticeState.QUEUED) & (Q(attempts=0) | delays) | Q(
        state=NoticeState.SENDING, claimed_at__lte=now - CLAIM_LIFE
    )


def _delay(attempts: int) -> timedelta:
    return min(FIRST_DELAY * 2 ** (attempts - 1), LONGEST_DELAY)


def _claim(notice_id: int, now: datetime) -> Notice | None:
    with transaction.atomic(durable=True):
        is_ours = Notice.objects.filter(_is_due(now), pk=notice_id).update(
            state=NoticeState.SENDING, claimed_at=now, attempts=F("attempts") + 1
        )
    if not is_ours:
        return None
    return Notice.objects.select_related("donation__funding__organization").get(pk=notice_id)


def _finish(notice: Notice, state: NoticeState, sent_at: datetime | None) -> NoticeState:
    Notice.objects.filter(pk=notice.pk).update(state=state, sent_at=sent_at, error="")
    return state


def _fail(notice: Notice, error: Exception) -> NoticeState:
    trouble = _trouble(error)
    if notice.attempts >= MOST_ATTEMPTS:
        return _give_up(notice, trouble)
    where = "" if isinstance(error, OSError) else "".join(traceback.format_tb(error.__traceback__))
    logger.warning("Message %s waits: %s %s", notice.pk, trouble, where)
    _held(notice).update(state=NoticeState.QUEUED, error=trouble)
    return NoticeState.QUEUED


def _give_up(notice: Notice, trouble: str) -> NoticeState:
    _held(notice).update(state=NoticeState.DEAD, error=trouble)
    alert(
        key="notices.dead",
        subject=_("A message to a donor could not be sent"),
        text=f"{notice.pk} {notice.kind}: {trouble}",
    )
    return NoticeState.DEAD


def _held(notice: Notice) -> QuerySet[Notice]:
    """The row, unless another worker has taken it over since."""
    return Notice.objects.filter(pk=notice.pk, state=NoticeState.SENDING, attempts=notice.attempts)


def _trouble(error: Exception) -> str:
    """The kind of trouble; an error's own text may name the donor's address."""
    code = error.smtp_code if isinstance(error, SMTPResponseException) else ""
    return f"{type(error).__name__} {code}".strip()[:100]
