"""How mail about a selection leaves: through the message queue, one row a message."""

from typing import Final

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from campaigns.house.message_queue import MessageQueue
from campaigns.payments.alerts import alert
from campaigns.selection.models import SelectionNotice
from campaigns.selection.notice_messages import compose


def _messages() -> QuerySet[SelectionNotice]:
    return SelectionNotice.objects.select_related(
        "recipient", "call", "proposal__call", "proposal__organization", "proposal__page"
    )


def _given_up(notice: SelectionNotice, trouble: str) -> None:
    alert(
        key="selection.notices.dead",
        subject=_("A message about a selection could not be sent"),
        text=f"{notice.pk} {notice.kind}: {trouble}",
    )


NOTICES: Final = MessageQueue(
    messages=_messages,
    compose=lambda notice, now: compose(notice=notice, now=now),
    given_up=_given_up,
)
