"""Jobs of the feedback. Each is safe to run twice, at once or after a crash."""

import logging

from django.utils import timezone
from procrastinate.contrib.django import app

from home.feedback import messages, retention
from home.feedback.support import QUEUE, SEND_TASK

logger = logging.getLogger(__name__)


@app.task(queue=QUEUE, name=SEND_TASK)
def send_message(message_id: int) -> None:
    """Send one message at once; what fails is tried again with what is due."""
    messages.MESSAGES.send(message_id=message_id, now=timezone.now())


@app.periodic(cron="*/2 * * * *")
@app.task(
    queue=QUEUE,
    name="feedback.send_due",
    lock="feedback.send_due",
    queueing_lock="feedback.send_due",
)
def send_due(timestamp: int) -> None:
    """Send the messages whose turn has come."""
    messages.MESSAGES.send_due(clock=timezone.now)


@app.periodic(cron="15 4 * * *")
@app.task(
    queue=QUEUE, name="feedback.forget", lock="feedback.forget", queueing_lock="feedback.forget"
)
def forget(timestamp: int) -> None:
    """Erase what people wrote longer ago than it is kept for, each night (R16)."""
    erased = retention.erase_due(now=timezone.now())
    if erased:
        logger.info("Ratings and requests whose words were erased: %s", erased)
