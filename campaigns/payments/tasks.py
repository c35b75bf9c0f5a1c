"""Jobs of the worker. Each is safe to run twice, at once or after a crash."""

import logging
import uuid
from datetime import UTC, datetime

from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django import app
from procrastinate.exceptions import ProcrastinateException
from procrastinate.jobs import Status

from campaigns.house.message_queue import MAIL_RETRIES
from campaigns.payments import (
    address_links,
    alerts,
    closing,
    deliveries,
    draining,
    erasure,
    notice_recipients,
    notice_sending,
    notices,
    reconciliation,
    refund_sending,
    taking_up,
)
from campaigns.payments.gateways.configured import get_gateway
from campaigns.payments.models import Depth, NoticeKind

logger = logging.getLogger(__name__)

QUEUE = notices.QUEUE


@app.task(queue=QUEUE, name="payments.apply_event")
def apply_event(event_id: int) -> None:
    """Apply a stored event, and others that wait; deferred in the transaction that stores it."""
    draining.drain(first=event_id, gateway=get_gateway(), now=timezone.now())


@app.periodic(cron="* * * * *")
@app.task(
    queue=QUEUE,
    name="payments.every_minute",
    lock="payments.every_minute",
    queueing_lock="payments.every_minute",
)
def every_minute(timestamp: int) -> None:
    """Apply events left behind, take up requests, move campaigns by the clock, send refunds."""
    now = max(datetime.fromtimestamp(timestamp, UTC), timezone.now())
    gateway = get_gateway()
    while draining.drain(gateway=gateway, now=now):
        pass
    taking_up.take_up_pages(gateway=gateway, now=now)
    moved = closing.advance(now=now, gateway=gateway)
    if moved.opened or moved.closed or moved.settled:
        logger.warning("Campaigns moved: %s", moved)
    for slug in moved.undone:
        alerts.alert(
            key=f"campaign:{slug}",
            subject=_("A campaign could not be moved by the clock"),
            text=gettext("Campaign %(slug)s is tried again every minute; the log says why.")
            % {"slug": slug},
        )
    refund_sending.run_refunds(gateway=gateway, now=now)


@app.periodic(cron="*/15 * * * *")
@app.task(
    queue=QUEUE,
    name="payments.reconcile",
    lock="payments.reconcile",
    queueing_lock="payments.reconcile",
)
def reconcile(timestamp: int) -> None:
    """Take the events that never came, and ask about payment pages under way (R11)."""
    run = reconciliation.reconcile(gateway=get_gateway(), now=timezone.now())
    if run.repaired:
        logger.warning("Reconciliation %s repaired %s differences", run.pk, run.repaired)


@app.periodic(cron="30 3 * * *")
@app.task(
    queue=QUEUE,
    name="payments.reconcile_fully",
    lock="payments.reconcile",
    queueing_lock="payments.reconcile_fully",
)
def reconcile_fully(timestamp: int) -> None:
    """Compare every payment, refund, dispute and fee with the provider's, each night (R11)."""
    run = reconciliation.reconcile(gateway=get_gateway(), now=timezone.now(), depth=Depth.FULL)
    logger.info("Reconciliation %s examined %s objects", run.pk, run.examined)


@app.task(queue=QUEUE, name=notices.SEND_TASK)
def send_notice(notice_id: int) -> None:
    """Mail a donor; deferred with the act that is told of. The sweep takes up what fails."""
    notice_sending.NOTICES.send(message_id=notice_id, now=timezone.now())


@app.task(queue=QUEUE, name=notices.FAN_OUT_TASK, retry=MAIL_RETRIES)
def notify_campaign(funding_id: int, kind: str, about: str) -> None:
    """Queue a message to every donor of a campaign; the sweep sends them."""
    notice_recipients.notify_campaign(
        funding_id=funding_id, kind=NoticeKind(kind), about=about, now=timezone.now()
    )


@app.periodic(cron="* * * * *")
@app.task(
    queue=QUEUE,
    name="payments.send_notices",
    lock="payments.send_notices",
    queueing_lock="payments.send_notices",
    priority=notices.PRIORITY,
)
def send_notices(timestamp: int) -> None:
    """Mail what a campaign tells its donors, what failed and what was left behind."""
    notice_sending.NOTICES.send_due(clock=timezone.now)


@app.task(queue=QUEUE, name=alerts.TASK, retry=MAIL_RETRIES)
def send_alert(key: str, subject: str, text: str) -> None:
    """Mail the staff about something to look into."""
    alerts.send_alert(key=key, subject=subject, text=text)


@app.task(queue=QUEUE, name="payments.send_confirmation")
def send_confirmation(donation_id: str) -> None:
    """A job that the release before notices may have left: its donor is told by a notice."""
    notices.queue_confirmation(donation_id=uuid.UUID(donation_id), now=timezone.now())


@app.task(queue=QUEUE, name=address_links.TASK, retry=MAIL_RETRIES)
def send_address_link(donation_id: str | None, language: str) -> None:
    """Mail the link to all gifts of an address; there is none where nobody gave with it."""
    address_links.send_link(
        donation_id=uuid.UUID(donation_id) if donation_id else None,
        language=language,
        now=timezone.now(),
    )


@app.periodic(cron="15 4 * * *")
@app.task(
    queue=QUEUE, name="payments.forget", lock="payments.forget", queueing_lock="payments.forget"
)
def forget(timestamp: int) -> None:
    """Erase donors who asked, addresses of no use, bodies of old events: each night (R12, R16)."""
    now = timezone.now()
    erased, blanked = erasure.run_erasures(now=now), erasure.blank_old_events(now=now)
    addresses = deliveries.erase_useless(now=now)
    if erased or blanked or addresses:
        logger.info(
            "Donors erased: %s; addresses: %s; bodies of events blanked: %s",
            *(erased, addresses, blanked),
        )


@app.periodic(cron="*/5 * * * *")
@app.task(
    queue=QUEUE,
    name="payments.ask_addresses",
    lock="payments.ask_addresses",
    queueing_lock="payments.ask_addresses",
    priority=notices.PRIORITY,
)
def ask_addresses(timestamp: int) -> None:
    """Ask donors of campaigns that succeeded where to send their rewards."""
    deliveries.ask_addresses(now=timezone.now())


@app.periodic(cron="* * * * *")
@app.task(queue=QUEUE, name="payments.rescue_stalled")
async def rescue_stalled(timestamp: int) -> None:
    """Take up what workers left when they died, one job's trouble apart from another's.

    A job of the schedule is given up, for it holds the lock that its next turn needs; any other
    goes back to the queue.
    """
    for job in await app.job_manager.get_stalled_jobs():
        try:
            if job.queueing_lock:
                await app.job_manager.finish_job(job, Status.FAILED, delete_job=False)
            else:
                await app.job_manager.retry_job(job)
        except ProcrastinateException:
            logger.exception("Job %s cannot be rescued", job.id)
