"""The words that come with a gift: they become a voice once the gift has arrived."""

from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import Exists, OuterRef

from campaigns.dialogue.models import Origin, Voice, VoiceKind
from campaigns.dialogue.writing import first_state
from campaigns.payments.models import Donation

BATCH: Final = 500


def take_in(*, now: datetime) -> int:
    """Take in the words of gifts that have arrived; forget those of erased donors. How many came.

    Run twice, or at once, it takes each in once: a donation has one voice.
    """
    forget_erased()
    has_one = Voice.objects.filter(donation=OuterRef("pk"))
    arrived = Donation.objects.counted().exclude(message="").filter(~Exists(has_one))
    with transaction.atomic():
        new = [
            Voice(
                campaign_key=gift.funding.translation_key,
                kind=VoiceKind.COMMENT,
                origin=Origin.DONOR,
                donation=gift,
                language=gift.locale,
                state=first_state(),
                written_at=gift.paid_at or gift.created_at,
                confirmed_at=now,
            )
            for gift in arrived.select_related("funding").order_by("confirmed_at")[:BATCH]
        ]
        Voice.objects.bulk_create(new, ignore_conflicts=True)
    return len(new)


def forget_erased() -> int:
    """Delete the voices of donors who were erased: nothing is in them any more (R16)."""
    erased = Voice.objects.filter(origin=Origin.DONOR, donation__message="")
    deleted, _by_model = erased.delete()
    return deleted
