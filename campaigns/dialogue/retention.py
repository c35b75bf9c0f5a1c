"""What is kept of the public's words, and for how long (R16)."""

from datetime import datetime, timedelta

from django.conf import settings

from campaigns.dialogue.confirming import CONFIRMED_WITHIN
from campaigns.dialogue.models import Origin, Voice, VoiceState


def forget_due(*, now: datetime) -> int:
    """Delete what was never confirmed and what was refused long ago, blank old addresses.

    Returns how many rows that were. Public words and the names under them stay.
    """
    guests = Voice.objects.filter(origin=Origin.GUEST)
    never = guests.filter(state=VoiceState.UNCONFIRMED, written_at__lte=now - CONFIRMED_WITHIN)
    old = guests.filter(written_at__lte=now - timedelta(days=settings.VOICES_RETENTION_DAYS))
    deleted = never.count() + old.filter(state=VoiceState.REFUSED).count()
    never.delete()
    old.filter(state=VoiceState.REFUSED).delete()
    return deleted + old.exclude(email="").update(email="")
