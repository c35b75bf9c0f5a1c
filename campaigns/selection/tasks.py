"""Jobs of the selection. Each is safe to run twice, at once or after a crash."""

import logging
from datetime import UTC, datetime

from django.utils import timezone
from procrastinate.contrib.django import app

from campaigns.house.message_queue import MAIL_RETRIES
from campaigns.payments.notices import PRIORITY
from campaigns.selection import (
    answer_mail,
    call_acts,
    notice_sending,
    reminders,
    report_notices,
    retention,
    sealing,
    staff_digest,
    story_notices,
)

logger = logging.getLogger(__name__)

QUEUE = "selection"


@app.periodic(cron="* * * * *")
@app.task(
    queue=QUEUE,
    name="selection.every_minute",
    lock="selection.every_minute",
    queueing_lock="selection.every_minute",
)
def every_minute(timestamp: int) -> None:
    """Move calls by their dates, lift seals, remind."""
    now = timezone.now()
    call_acts.move_by_clock(now=now)
    lifted = sealing.unseal_due(now=now)
    if lifted:
        logger.info("Proposals unsealed: %s", lifted)
    reminders.remind(now=now)


@app.periodic(cron="* * * * *")
@app.task(
    queue=QUEUE,
    name="selection.send_notices",
    lock="selection.send_notices",
    queueing_lock="selection.send_notices",
    priority=PRIORITY,
)
def send_notices(timestamp: int) -> None:
    """Mail what proponents and staff are told."""
    notice_sending.NOTICES.send_due(clock=timezone.now)


@app.periodic(cron="*/10 * * * *")
@app.task(
    queue=QUEUE,
    name="selection.tell_of_stories",
    lock="selection.tell_of_stories",
    queueing_lock="selection.tell_of_stories",
)
def tell_of_stories(timestamp: int) -> None:
    """Tell of pages not published before their opening, and of corrections nobody confirmed."""
    story_notices.tell(now=timezone.now())


@app.periodic(cron="*/10 * * * *")
@app.task(
    queue=QUEUE,
    name="selection.tell_of_reports",
    lock="selection.tell_of_reports",
    queueing_lock="selection.tell_of_reports",
)
def tell_of_reports(timestamp: int) -> None:
    """Remind who has been silent, and tell of what was sent back and of grants set anew."""
    report_notices.tell(now=timezone.now())


@app.task(queue=QUEUE, name=answer_mail.TASK, retry=MAIL_RETRIES)
def send_answer(question_id: int) -> None:
    """Mail the answer to a question about a notice to who asked."""
    answer_mail.send(question_id=question_id)


@app.periodic(cron="45 4 * * *")
@app.task(
    queue=QUEUE, name="selection.forget", lock="selection.forget", queueing_lock="selection.forget"
)
def forget(timestamp: int) -> None:
    """Erase personal data of calls closed longer ago than they are kept for, each night (R16)."""
    erased = retention.erase_due(now=timezone.now())
    if erased:
        logger.info("Proposals whose personal data were erased: %s", erased)


@app.periodic(cron="0 5,6 * * *")
@app.task(
    queue=QUEUE,
    name="selection.staff_digest",
    lock="selection.staff_digest",
    queueing_lock="selection.staff_digest",
)
def queue_staff_digests(timestamp: int) -> None:
    """Tell the staff what waits for them: at seven in Rome, which is five or six in UTC."""
    staff_digest.queue_digests(now=datetime.fromtimestamp(timestamp, UTC))
