"""Jobs of the worker. Each is safe to run twice, at once or after a crash."""

import logging
from datetime import UTC, datetime

from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.exceptions import ProcrastinateException
from procrastinate.jobs import Status

from campaigns.payments import closing, inbox, notices, reconciliation, refunds
from campaigns.payments.gateways.configured import get_gateway

logger = logging.getLogger(__name__)

QUEUE = notices.QUEUE


@app.task(queue=QUEUE, name="payments.apply_event")
def apply_event(event_id: int) -> None:
    """Apply one stored event; deferred in the transaction that stores it."""
    inbox.apply_event(event_id=event_id, gateway=get_gateway(), now=timezone.now())


@app.periodic(cron="* * * * *")
@app.task(
    queue=QUEUE,
    name="payments.every_minute",
    lock="payments.every_minute",
    queueing_lock="payments.every_minute",
)
def every_minute(timestamp: int) -> None:
    """Apply events left behind, move campaigns by the clock, send refunds."""
    now = max(datetime.fromtimestamp(timestamp, UTC), timezone.now())
    gateway = get_gateway()
    for event_id in inbox.pending_events(now):
        inbox.apply_event(event_id=event_id, gateway=gateway, now=now)
    moved = closing.advance(now=now, gateway=gateway)
    if moved.opened or moved.closed or moved.settled:
        logger.warning("Campaigns moved: %s", moved)
    refunds.run_refunds(gateway=gateway, now=now)


@app.periodic(cron="*/15 * * * *")
@app.task(
    queue=QUEUE,
    name="payments.reconcile",
    lock="payments.reconcile",
    queueing_lock="payments.reconcile",
)
def reconcile(timestamp: int) -> None:
    """Ask the provider about unfinished donations: its events may have been lost (R11)."""
    found = reconciliation.reconcile(gateway=get_gateway(), now=timezone.now())
    if found.changed:
        logger.warning("Events were missing: %s", found)


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
