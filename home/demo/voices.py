"""What people say of the demo's campaigns: public words, and some that wait for the staff."""

from datetime import datetime, timedelta
from typing import Any

from campaigns.calls.models import Call
from campaigns.dialogue import donors
from campaigns.dialogue.models import Origin, Voice, VoiceKind, VoiceState
from campaigns.funding.models import Funding
from campaigns.payments.models import Donation
from home.demo import content


def write_voices(call: Call, now: datetime) -> None:
    """Words that came with gifts, comments of readers, and what the staff has not read so far."""
    for slug, entry in content.read("voices").items():
        if slug == "synthetic":
            continue
        funding = Funding.objects.get(call=call, slug=slug)
        _with_gifts(funding, entry["gifts"], now)
        for said in entry["comments"]:
            voice = _voice(funding, said, VoiceState.PUBLISHED, now)
            voice.decided_at = voice.written_at + timedelta(hours=5)
            if voice.answer:
                voice.answered_at = voice.written_at + timedelta(days=1)
            voice.save()
        for said in entry["waiting"]:
            _voice(funding, said, VoiceState.WAITING, now)


def _with_gifts(funding: Funding, words: list[str], now: datetime) -> None:
    gifts = (
        Donation.objects.counted()
        .filter(funding=funding)
        .order_by("anonymous", "-confirmed_at", "pk")
    )
    for gift, message in zip(gifts, words, strict=False):
        gift.message = message
        gift.save(update_fields=["message"])
    donors.take_in(now=now)
    of_gifts = Voice.objects.filter(origin=Origin.DONOR, campaign_key=funding.translation_key)
    of_gifts.update(state=VoiceState.PUBLISHED, decided_at=now)


def _voice(funding: Funding, said: dict[str, Any], state: VoiceState, now: datetime) -> Voice:
    written_at = now - timedelta(days=said["days_ago"], hours=2)
    return Voice.objects.create(
        campaign_key=funding.translation_key,
        kind=said.get("kind", VoiceKind.COMMENT),
        origin=Origin.GUEST,
        language=said["language"],
        name=said["name"],
        text=said["text"],
        answer=said.get("answer", ""),
        state=state,
        written_at=written_at,
        confirmed_at=written_at,
    )
