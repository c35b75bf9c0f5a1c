"""Mail to donors, in their language: queued with the act that causes it, sent once.

What each says is in ``notice_messages``, whom a campaign writes to in ``notice_recipients``, how
mail leaves in ``notice_sending``.
"""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from procrastinate.contrib.django import app

from campaigns.funding.models import Funding
from campaigns.payments.models import Donation, Notice, NoticeKind, NoticeState, Status

QUEUE: Final = "payments"
SEND_TASK: Final = "payments.send_notice"
FAN_OUT_TASK: Final = "payments.notify_campaign"
PRIORITY: Final = -10
"""Jobs that move money go first."""


def queue(*, kind: NoticeKind, donation: Donation, now: datetime, about: str = "") -> Notice:
    """Queue one message in the caller's transaction: it is sent if that commits, and once.

    ``about`` is the id of the refund, act or request told of; the same kind about the same thing
    is one message, however often it is asked for.
    """
    notice, is_new = Notice.objects.get_or_create(
        key=key_of(kind, donation.pk, about),
        defaults={"kind": kind, "donation": donation, "object_id": about, "created_at": now},
    )
    if is_new:
        _defer(notice.pk)
    return notice


def queue_confirmation(*, donation_id: uuid.UUID, now: datetime) -> None:
    """Queue what a confirmed donation is told, if it was not; nothing for any other."""
    donation = Donation.objects.filter(pk=donation_id, status=Status.CONFIRMED).first()
    if donation is not None:
        kind = NoticeKind.LATE if donation.late else NoticeKind.CONFIRMED
        queue(kind=kind, donation=donation, now=now)


def queue_first(*, kind: NoticeKind, donations: Sequence[Donation], now: datetime) -> None:
    """Queue one message to each of many donors who were told nothing of the kind yet.

    Raises ``IntegrityError`` where one was.
    """
    told = Notice.objects.bulk_create(
        Notice(key=key_of(kind, donation.pk, ""), kind=kind, donation=donation, created_at=now)
        for donation in donations
    )
    jobs: list[dict[str, Any]] = [{"notice_id": notice.pk} for notice in told]
    app.configure_task(SEND_TASK, queue=QUEUE, priority=PRIORITY).batch_defer(*jobs)


def queue_for_campaign(*, kind: NoticeKind, funding: Funding, about: str = "") -> None:
    """Queue one message to every donor of a campaign, in the caller's transaction."""
    app.configure_task(FAN_OUT_TASK, queue=QUEUE, priority=PRIORITY).defer(
        funding_id=funding.pk, kind=kind.value, about=about
    )


def queue_again(*, notice: Notice) -> bool:
    """Start over with a message that was given up; return false if it was not."""
    is_revived = bool(
        Notice.objects.filter(pk=notice.pk, state=NoticeState.DEAD).update(
            state=NoticeState.QUEUED, attempts=0, error=""
        )
    )
    if is_revived:
        _defer(notice.pk)
    return is_revived


def key_of(kind: NoticeKind, donation_id: uuid.UUID, about: str) -> str:
    """What makes a message one, whoever asks for it again."""
    return ":".join(part for part in (kind.value, str(donation_id), about) if part)


def _defer(notice_id: int) -> None:
    app.configure_task(SEND_TASK, queue=QUEUE, priority=PRIORITY).defer(notice_id=notice_id)
