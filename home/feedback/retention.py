"""What people wrote, kept for as long as ``FEEDBACK_RETENTION_DAYS`` says, then erased (R16).

Stars, references, topics and dates stay: they are figures.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from home.feedback.models import Rating, SupportRequest


@transaction.atomic
def erase_due(*, now: datetime) -> int:
    """Blank the words and addresses written before the retention time; return how many rows."""
    limit = now - timedelta(days=settings.FEEDBACK_RETENTION_DAYS)
    requests = SupportRequest.objects.filter(written_at__lte=limit, erased_at=None)
    ratings = Rating.objects.filter(rated_at__lte=limit).exclude(details="")
    return requests.update(text="", email="", address="", erased_at=now) + ratings.update(
        details=""
    )
