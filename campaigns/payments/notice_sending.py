"""How mail to donors leaves: through the message queue, one row a message."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from campaigns.house.message_queue import MessageQueue
from campaigns.payments.alerts import alert
from campaigns.payments.models import Notice
from campaigns.payments.notice_messages import compose


def _given_up(notice: Notice, trouble: str) -> None:
    alert(
        key="notices.dead",
        subject=_("A message to a donor could not be sent"),
        text=f"{notice.pk} {notice.kind}: {trouble}",
    )


NOTICES: Final = MessageQueue(
    messages=lambda: Notice.objects.select_related("donation__funding__organization"),
    compose=lambda notice, now: compose(notice=notice, now=now),
    given_up=_given_up,
)
