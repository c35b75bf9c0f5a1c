"""Words of guests: kept, then confirmed by the link that goes to their address."""

from datetime import datetime
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db import transaction

from campaigns.dialogue import letters
from campaigns.dialogue.confirming import CONFIRMED_WITHIN, may_ask_mailbox
from campaigns.dialogue.decisions import Decision, note
from campaigns.dialogue.models import (
    Origin,
    Report,
    ReportReason,
    Voice,
    VoiceKind,
    VoiceMessageKind,
    VoiceState,
)
from campaigns.funding.models import GIVES_BACK, Funding
from campaigns.plain_words import names_an_address
from campaigns.rate_limits import DAY_SECONDS, is_within_limit, mailbox_of

MOST_REPORTS: Final = 50


def takes_words(funding: Funding) -> bool:
    """True while there is a project to talk to: not once it was not funded, or was cancelled."""
    return funding.state not in GIVES_BACK


def may_write(client: str, email: str) -> bool:
    """Count one more text of a client and of an address; false when either had its share."""
    mailbox = mailbox_of(email)
    return (
        is_within_limit(f"voice:{client}", settings.VOICES_PER_CLIENT)
        and is_within_limit(f"voice-address:{mailbox}", settings.VOICES_PER_ADDRESS)
        and may_ask_mailbox(email)
    )


def may_report(client: str, voice: Voice) -> bool:
    """Count one more report of a client: one a day for each text, and so many in an hour."""
    return is_within_limit(f"report:{client}", settings.REPORTS_PER_CLIENT) and is_within_limit(
        f"report:{client}:{voice.pk}", 1, seconds=DAY_SECONDS
    )


@transaction.atomic
def write(
    *,
    campaign_key: UUID,
    kind: VoiceKind,
    text: str,
    name: str,
    email: str,
    language: str,
    now: datetime,
) -> Voice:
    """Keep a guest's words and send the link that confirms them: until then nobody reads them."""
    voice = Voice.objects.create(
        campaign_key=campaign_key,
        kind=kind,
        origin=Origin.GUEST,
        text=text,
        name=name,
        email=email,
        language=language,
        state=VoiceState.UNCONFIRMED,
        written_at=now,
    )
    letters.queue(kind=VoiceMessageKind.CONFIRM, voice=voice, now=now)
    return voice


def confirm(*, voice: Voice, now: datetime) -> None:
    """The address is its author's: the words go to the staff or, by setting, straight to readers.

    Confirmed again, or too late, nothing changes.
    """
    unconfirmed = Voice.objects.filter(
        pk=voice.pk, state=VoiceState.UNCONFIRMED, written_at__gt=now - CONFIRMED_WITHIN
    )
    unconfirmed.update(state=first_state(voice.words), confirmed_at=now)
    voice.refresh_from_db()


def is_expired(voice: Voice, now: datetime) -> bool:
    """True for words that nobody has confirmed in time: they are about to be deleted."""
    return voice.state == VoiceState.UNCONFIRMED and voice.written_at <= now - CONFIRMED_WITHIN


def all_is_read_first() -> bool:
    """True where the staff reads all words before readers do, by the setting."""
    return bool(settings.MODERATE_BEFORE)


def is_read_first(words: str) -> bool:
    """True where the staff reads these words before readers do: all, or what names an address."""
    return all_is_read_first() or names_an_address(words)


def first_state(words: str) -> VoiceState:
    """Where words begin whose author's address is known."""
    return VoiceState.WAITING if is_read_first(words) else VoiceState.PUBLISHED


def remove(*, voice: Voice) -> None:
    """Their author takes a guest's words back: nothing of them stays, the answer neither."""
    Voice.objects.filter(pk=voice.pk, origin=Origin.GUEST).delete()


@transaction.atomic
def report(*, voice: Voice, reason: ReportReason, details: str, now: datetime) -> None:
    """Ask the staff to look at public words.

    What nobody of the staff has read yet leaves the page at the ``REPORTS_THAT_HIDE``-th report;
    what somebody has read and let stand waits for the staff, and stays. Beyond ``MOST_REPORTS``
    that nobody has looked at, one more tells nothing new and is not kept.
    """
    found = Voice.objects.select_for_update(of=("self",), no_key=True).get(pk=voice.pk)
    still_open = found.reports.filter(closed_at=None).count()
    if still_open >= MOST_REPORTS:
        return
    Report.objects.create(voice=found, reason=reason, details=details, reported_at=now)
    is_unread = found.state == VoiceState.PUBLISHED and found.decided_at is None
    enough = still_open + 1 >= settings.REPORTS_THAT_HIDE
    if is_unread and found.origin != Origin.STAFF and enough:
        found.state = VoiceState.WAITING
        found.save(update_fields=["state"])
        note(Decision.HIDDEN, [found], by=None)
