"""Jobs of the worker. Each is safe to run twice, at once or after a crash."""

import logging
import uuid
from datetime import UTC, datetime

from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from campaigns.payments import closing, inbox, mail, refunds
from campaigns.payments.gateways.configured import get_gateway

logger = logging.getLogger(__name__)

QUEUE = mail.QUEUE
MAIL_RETRIES = RetryStrategy(max_attempts=10, exponential_wait=4)


@app.task(queue=QUEUE, name="payments.apply_event")
def apply_event(event_id: int) -> None:
    """Apply one stored event; deferred in the transaction that stores it."""
    inbox.apply_event(event_id=event_id, gateway=get_gateway(), now=timezone.now())


@app.task(queue=QUEUE, name=mail.TASK, retry=MAIL_RETRIES)
def send_confirmation(donation_id: str) -> None:
    """Mail a donor; deferred in the transaction that confirms the donation."""
    mail.send_confirmation(donation_id=uuid.UUID(donation_id), now=timezone.now())


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


@app.periodic(cron="*/10 * * * *")
@app.task(queue=QUEUE, name="payments.retry_stalled", queueing_lock="payments.retry_stalled")
async def retry_stalled(timestamp: int) -> None:
    """Give jobs of workers that died back to the queue."""
    for job in await app.job_manager.get_stalled_jobs():
        await app.job_manager.retry_job(job)
