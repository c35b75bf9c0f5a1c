"""Jobs of reports."""

from django.utils import timezone
from procrastinate.contrib.django import app

from campaigns.reporting import retention


@app.periodic(cron="55 4 * * *")
@app.task(name="reporting.forget", lock="reporting.forget", queueing_lock="reporting.forget")
def forget_documents(timestamp: int) -> None:
    """Erase documents of reports that are no longer needed, each night (R16)."""
    retention.erase_due(now=timezone.now())
