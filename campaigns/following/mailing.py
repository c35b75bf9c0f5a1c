"""News to who follows: queued once for each address, then sent through the message queue."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy
from procrastinate.contrib.django import app

from campaigns.following.letters import compose
from campaigns.following.models import CampaignNews, Follow, FollowMessage, NewsKind
from campaigns.house.message_queue import TO_SEND, MessageQueue
from campaigns.payments.alerts import alert

QUEUE: Final = "following"
SEND_TASK: Final = "following.send_message"


def queue_confirmation(*, follow: Follow, now: datetime) -> None:
    """Queue the link that confirms, in the caller's transaction."""
    message = FollowMessage.objects.create(
        key=f"follow:{NewsKind.CONFIRM}:{follow.pk}",
        kind=NewsKind.CONFIRM,
        follow=follow,
        created_at=now,
    )
    app.configure_task(SEND_TASK, queue=QUEUE).defer(message_id=message.pk)


@transaction.atomic
def queue_news(
    *,
    campaign_key: UUID,
    kind: NewsKind,
    follows: QuerySet[Follow],
    now: datetime,
    about: str = "",
    since: datetime | None = None,
) -> int:
    """Queue one piece of news to these follows, once however often it is asked; how many."""
    _news, is_new = CampaignNews.objects.get_or_create(
        campaign_key=campaign_key, kind=kind, about=about, defaults={"at": now}
    )
    if not is_new:
        return 0
    queued = FollowMessage.objects.bulk_create(
        [
            FollowMessage(
                key=":".join(filter(None, ["follow", kind, str(pk), about])),
                kind=kind,
                follow_id=pk,
                since=since,
                created_at=now,
            )
            for pk in follows.filter(campaign_key=campaign_key).values_list("pk", flat=True)
        ],
        batch_size=500,
    )
    return len(queued)


def outcomes_sent() -> QuerySet[Any]:
    """Keys of the campaigns whose outcome was queued, with no message of it on its way."""
    waiting = FollowMessage.objects.filter(TO_SEND)
    told = CampaignNews.objects.filter(kind=NewsKind.OUTCOME)
    return told.exclude(campaign_key__in=waiting.values("follow__campaign_key")).values(
        "campaign_key"
    )


def _given_up(message: FollowMessage, trouble: str) -> None:
    alert(
        key="following.messages.dead",
        subject=gettext_lazy("News to a follower could not be sent"),
        text=f"{message.pk} {message.kind}: {trouble}",
    )


MESSAGES: Final = MessageQueue(
    messages=lambda: FollowMessage.objects.select_related("follow"),
    compose=compose,
    given_up=_given_up,
)
