"""Jobs of transparency."""

import logging
from datetime import UTC, datetime

from django.utils import timezone
from procrastinate.contrib.django import app

from campaigns.transparency import digests

logger = logging.getLogger(__name__)


@app.periodic(cron="5 * * * *")
@app.task(
    name="transparency.digest_ledger",
    lock="transparency.digest_ledger",
    queueing_lock="transparency.digest_ledger",
)
def digest_ledger(timestamp: int) -> None:
    """Make the digest of the day, at the first hour at which a worker is there."""
    now = max(datetime.fromtimestamp(timestamp, UTC), timezone.now())
    digest = digests.make_digest(now=now)
    # The log is kept apart from the database: a copy that its administrators do not hold.
    logger.warning("Digest of the ledger, %s: %s", digest.day, digest.hash)
