"""What the staff decides about the public's words, and the answers."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from campaigns.accounts.models import User
from campaigns.dialogue import letters
from campaigns.dialogue.decisions import Decision, note
from campaigns.dialogue.models import (
    UNTOLD,
    AnsweredAs,
    Origin,
    RefusalReason,
    Report,
    Voice,
    VoiceMessageKind,
    VoiceState,
)
from campaigns.page.people import is_of_campaign
from campaigns.refusals import Refused

PERMISSION: Final = "campaigns.moderate_voices"


class ModerationRefused(Refused):
    """Words of the public cannot be decided on, or answered."""


@transaction.atomic
def publish(*, voice_ids: Sequence[int], by: User, now: datetime) -> int:
    """Let readers see the words; return how many voices that were. Reports of them are closed.

    What its author has not confirmed, or has taken back, is passed by. Raises
    ``PermissionDenied``.
    """
    _check_permission(by)
    confirmed = Voice.objects.exclude(state=VoiceState.UNCONFIRMED)
    chosen = list(confirmed.select_for_update(of=("self",), no_key=True).filter(pk__in=voice_ids))
    chosen_ids = [voice.pk for voice in chosen]
    Voice.objects.filter(pk__in=chosen_ids).update(
        state=VoiceState.PUBLISHED, reason="", reason_words="", decided_at=now, decided_by=by
    )
    _close_reports(chosen_ids, now)
    stood = [voice for voice in chosen if voice.state == VoiceState.PUBLISHED]
    note(Decision.KEPT, stood, by=by)
    note(Decision.PUBLISHED, [voice for voice in chosen if voice not in stood], by=by)
    return len(chosen)


@transaction.atomic
def refuse(*, voice_id: int, reason: RefusalReason, words: str, by: User, now: datetime) -> Voice:
    """Keep words from readers, and tell who wrote them why, unless that is better left unsaid.

    Raises ``PermissionDenied`` and ``ModerationRefused``.
    """
    _check_permission(by)
    voice = _locked(voice_id)
    if reason == RefusalReason.OTHER and not words.strip():
        raise ModerationRefused(_("Write the reason: whoever wrote the words reads it."))
    voice.state, voice.reason, voice.reason_words = VoiceState.REFUSED, reason, words
    voice.decided_at, voice.decided_by = now, by
    voice.save(update_fields=["state", "reason", "reason_words", "decided_at", "decided_by"])
    _close_reports([voice.pk], now)
    note(Decision.REFUSED, [voice], by=by, reason=reason)
    if reason not in UNTOLD and voice.origin != Origin.STAFF:
        letters.queue(kind=VoiceMessageKind.REFUSED, voice=voice, now=now)
    return voice


@transaction.atomic
def answer(*, voice_id: int, text: str, by: User, now: datetime) -> Voice:
    """Answer public words, for the project or for the staff; again to correct it, empty to undo.

    A guest is written to the first time. Raises ``PermissionDenied`` for anyone who is neither
    of the project nor of the staff, and ``ModerationRefused``.
    """
    voice = _locked(voice_id)
    is_of_project = is_of_campaign(by, voice.campaign_key)
    if not is_of_project:
        _check_permission(by)
    if voice.state != VoiceState.PUBLISHED:
        raise ModerationRefused(_("Only what is public can be answered."))
    voice.answer, voice.answered_by = text, by
    voice.answered_as = AnsweredAs.PROJECT if is_of_project else AnsweredAs.STAFF
    voice.answered_at = now if text else None
    voice.save(update_fields=["answer", "answered_by", "answered_as", "answered_at"])
    note(Decision.ANSWERED if text else Decision.ANSWER_REMOVED, [voice], by=by)
    if text and voice.origin == Origin.GUEST:
        letters.queue(kind=VoiceMessageKind.ANSWERED, voice=voice, now=now)
    return voice


def _locked(voice_id: int) -> Voice:
    voice = Voice.objects.select_for_update(of=("self",), no_key=True).filter(pk=voice_id).first()
    if voice is None or voice.state == VoiceState.UNCONFIRMED:
        raise ModerationRefused(_("Whoever wrote this has taken it back."))
    return voice


def _check_permission(user: User) -> None:
    if not user.has_perm(PERMISSION):
        raise PermissionDenied


def _close_reports(voice_ids: Sequence[int], now: datetime) -> None:
    Report.objects.filter(voice__in=voice_ids, closed_at=None).update(closed_at=now)
