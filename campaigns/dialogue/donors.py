"""The words that come with a gift: they become a voice once the gift has arrived."""

from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef

from campaigns.dialogue.models import Origin, Voice, VoiceKind, VoiceState
from campaigns.dialogue.writing import first_state
from campaigns.payments import donor_acts
from campaigns.payments.models import Donation

BATCH: Final = 500


def take_in(*, now: datetime) -> int:
    """Take in the words of gifts that have arrived; forget those of erased donors. How many came.

    Run twice, or at once, it takes each in once: a donation has one voice. A gift that somebody
    changes at this moment waits for the next run: its state is that of the words that stay.
    """
    forget_erased()
    has_one = Voice.objects.filter(donation=OuterRef("pk"))
    arrived = Donation.objects.counted().exclude(message="").filter(~Exists(has_one))
    with transaction.atomic():
        new = [
            _voice_of(gift, state=first_state(gift.message), now=now)
            for gift in arrived.locked(skip_locked=True)
            .select_related("funding")
            .order_by("confirmed_at")[:BATCH]
        ]
        Voice.objects.bulk_create(new, ignore_conflicts=True)
    return len(new)


@transaction.atomic
def change_words(*, donation_id: UUID, words: str, now: datetime) -> None:
    """Put other words, or none, in place of those that came with a gift; the gift stands.

    Other words are read by the staff first, whatever the setting. They are a voice of their own:
    a decision about the old ones, or an answer to them, does not count for them. Raises
    ``DonorActRefused``.
    """
    if not donor_acts.change_message(donation_id=donation_id, message=words):
        return
    spoken = Voice.objects.filter(donation=donation_id)
    if not spoken.exists():
        return  # not taken in so far
    spoken.delete()
    if words:
        gift = Donation.objects.select_related("funding").get(pk=donation_id)
        _voice_of(gift, state=VoiceState.WAITING, now=now).save()


def _voice_of(gift: Donation, *, state: VoiceState, now: datetime) -> Voice:
    return Voice(
        campaign_key=gift.funding.translation_key,
        kind=VoiceKind.COMMENT,
        origin=Origin.DONOR,
        donation=gift,
        language=gift.locale,
        state=state,
        written_at=gift.paid_at or gift.created_at,
        confirmed_at=now,
    )


def forget_erased() -> int:
    """Delete the voices of donors who were erased: nothing is in them any more (R16)."""
    erased = Voice.objects.filter(origin=Origin.DONOR, donation__message="")
    deleted, _by_model = erased.delete()
    return deleted
