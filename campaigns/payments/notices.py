"""Mail to donors, in their language: queued with the act that causes it, sent once."""

from datetime import datetime
from typing import Final

from procrastinate.contrib.django import app

from campaigns.funding.models import Funding
from campaigns.payments.models import Donation, Notice, NoticeKind

QUEUE: Final = "payments"
SEND_TASK: Final = "payments.send_notice"
FAN_OUT_TASK: Final = "payments.notify_campaign"


def queue(*, kind: NoticeKind, donation: Donation, now: datetime, about: str = "") -> Notice:
    """Queue one message in the caller's transaction: it is sent if that commits, and once.

    ``about`` is the id of the refund, act or request told of; the same kind about the same thing
    is one message, however often it is asked for.
    """
    notice, is_new = Notice.objects.get_or_create(
        key=":".join(part for part in (kind.value, str(donation.pk), about) if part),
        defaults={"kind": kind, "donation": donation, "object_id": about, "created_at": now},
    )
    if is_new:
        app.configure_task(SEND_TASK, queue=QUEUE).defer(notice_id=notice.pk)
    return notice


def queue_for_campaign(*, kind: NoticeKind, funding: Funding, about: str = "") -> None:
    """Queue one message to every donor of a campaign, in the caller's transaction."""
    app.configure_task(FAN_OUT_TASK, queue=QUEUE).defer(
        funding_id=funding.pk, kind=kind.value, about=about
    )
