"""Jobs of the editorial side."""

from django.core.management import call_command
from procrastinate.contrib.django import app


@app.periodic(cron="*/5 * * * *")
@app.task(
    name="campaigns.publish_scheduled",
    lock="campaigns.publish_scheduled",
    queueing_lock="campaigns.publish_scheduled",
)
def publish_scheduled(timestamp: int) -> None:
    """Publish and expire the pages whose time has come."""
    call_command("publish_scheduled")
