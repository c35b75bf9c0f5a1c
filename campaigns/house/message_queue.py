"""Queued mail: one row a message, claimed, handed over outside any transaction, then marked sent.

Its text is composed when it is sent. The queue belongs to no room.
"""

import logging
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import reduce
from operator import or_
from smtplib import SMTPResponseException
from typing import Any, Final

from django.core.mail import EmailMessage, get_connection
from django.db import models, transaction
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _
from procrastinate import RetryStrategy

logger = logging.getLogger(__name__)

CLAIM_LIFE: Final = timedelta(minutes=5)
"""After this a worker that took a message up is thought dead; the next sends the same message."""
MOST_ATTEMPTS: Final = 20
FIRST_DELAY: Final = timedelta(minutes=1)
LONGEST_DELAY: Final = timedelta(hours=4)
BATCH: Final = 500


MAIL_RETRIES: Final = RetryStrategy(max_attempts=8, exponential_wait=4)
"""For jobs whose mail has no row of its own: from seconds to a day and a half."""
TO_SEND: Final = Q(state__in=["queued", "sending"])


class NoticeState(models.TextChoices):
    """Where a message stands."""

    QUEUED = "queued", _("To be sent")
    SENDING = "sending", _("Being sent")
    SENT = "sent", _("Sent")
    DROPPED = "dropped", _("Nobody to send it to")
    DEAD = "dead", _("Given up: look into it")


class QueuedMessage(models.Model):
    """One message; ``key`` makes it one, whoever asks for it again. Nothing of its text is kept."""

    key = models.CharField(_("key"), max_length=150, unique=True)
    state = models.CharField(
        _("state"), max_length=8, choices=NoticeState, default=NoticeState.QUEUED
    )
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    created_at = models.DateTimeField(_("queued"))
    claimed_at = models.DateTimeField(_("taken up"), null=True, blank=True)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    error = models.CharField(_("error"), max_length=100, blank=True)

    class Meta:
        abstract = True
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return self.key


@dataclass(frozen=True, kw_only=True)
class MessageQueue:
    """The messages of one table, and how they leave."""

    messages: Callable[[], QuerySet[Any]]
    """All of them, with what ``compose`` reads."""
    compose: Callable[[Any, datetime], EmailMessage | None]
    """The mail of a message; ``None`` where there is nobody to write to."""
    given_up: Callable[[Any, str], None]
    """Tells the staff of a message and of the kind of trouble, without addresses."""

    def send(self, *, message_id: int, now: datetime, connection: Any = None) -> NoticeState | None:
        """Send one message if its turn has come; return what became of it, else ``None``.

        Two workers at once send one. Raises nothing: whatever went wrong, the message waits, longer
        each time, and staff are told when it is given up.
        """
        message = _claim(self, message_id, now)
        if message is None:
            return None
        if message.attempts > MOST_ATTEMPTS:
            return _give_up(self, message, "worker died")
        try:
            mail = self.compose(message, now)
            if mail is None:
                return _finish(self, message, NoticeState.DROPPED, None)
            mail.connection = connection
            mail.send()
        except Exception as error:
            return _fail(self, message, error)
        return _finish(self, message, NoticeState.SENT, now)

    def send_due(self, *, clock: Callable[[], datetime]) -> int:
        """Send what is due, over one connection; return how many left.

        It finds messages that have no job or lost it, those that failed and those whose worker
        died. While the mail server cannot be reached none is taken up. ``clock`` tells the instant
        of each claim.
        """
        due = self.messages().filter(_is_due(clock())).order_by("created_at")
        ids = list(due.values_list("pk", flat=True)[:BATCH])
        connection = get_connection()
        sent = 0
        try:
            for message_id in ids:
                connection.open()
                outcome = self.send(message_id=message_id, now=clock(), connection=connection)
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


def _claim(queue: MessageQueue, message_id: int, now: datetime) -> Any:
    with transaction.atomic(durable=True):
        is_ours = (
            queue.messages()
            .filter(_is_due(now), pk=message_id)
            .update(state=NoticeState.SENDING, claimed_at=now, attempts=F("attempts") + 1)
        )
    return queue.messages().get(pk=message_id) if is_ours else None


def _finish(
    queue: MessageQueue, message: Any, state: NoticeState, sent_at: datetime | None
) -> NoticeState:
    queue.messages().filter(pk=message.pk).update(state=state, sent_at=sent_at, error="")
    return state


def _fail(queue: MessageQueue, message: Any, error: Exception) -> NoticeState:
    trouble = _trouble(error)
    if message.attempts >= MOST_ATTEMPTS:
        return _give_up(queue, message, trouble)
    where = "" if isinstance(error, OSError) else "".join(traceback.format_tb(error.__traceback__))
    logger.warning("Message %s waits: %s %s", message.pk, trouble, where)
    _held(queue, message).update(state=NoticeState.QUEUED, error=trouble)
    return NoticeState.QUEUED


def _give_up(queue: MessageQueue, message: Any, trouble: str) -> NoticeState:
    _held(queue, message).update(state=NoticeState.DEAD, error=trouble)
    queue.given_up(message, trouble)
    return NoticeState.DEAD


def _held(queue: MessageQueue, message: Any) -> QuerySet[Any]:
    """The row, unless another worker has taken it over since."""
    return queue.messages().filter(
        pk=message.pk, state=NoticeState.SENDING, attempts=message.attempts
    )


def _trouble(error: Exception) -> str:
    """The kind of trouble; an error's own text may name somebody's address."""
    code = error.smtp_code if isinstance(error, SMTPResponseException) else ""
    return f"{type(error).__name__} {code}".strip()[:100]
