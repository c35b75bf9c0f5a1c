"""How mail to donors leaves: through the message queue, one row a message."""

from collections.abc import Callable
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from campaigns.house import message_queue
from campaigns.house.message_queue import MessageQueue, NoticeState
from campaigns.payments.alerts import alert
from campaigns.payments.models import Notice
from campaigns.payments.notice_messages import compose


def send(*, notice_id: int, now: datetime) -> NoticeState | None:
    """Send one message if its turn has come; return what became of it, else ``None``."""
    return message_queue.send(queue=_QUEUE, message_id=notice_id, now=now)


def send_due(*, clock: Callable[[], datetime]) -> int:
    """Send what is due; return how many left. ``clock`` tells the instant of each claim."""
    return message_queue.send_due(queue=_QUEUE, clock=clock)


def _given_up(notice: Notice, trouble: str) -> None:
    alert(
        key="notices.dead",
        subject=_("A message to a donor could not be sent"),
        text=f"{notice.pk} {notice.kind}: {trouble}",
    )


_QUEUE = MessageQueue(
    messages=lambda: Notice.objects.select_related("donation__funding__organization"),
    compose=lambda notice, now: compose(notice=notice, now=now),
    given_up=_given_up,
)
