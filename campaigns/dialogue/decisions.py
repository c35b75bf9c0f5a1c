"""What was decided about the public's words, in Wagtail's log: who, when, why.

The log outlives the words (R16): it holds neither them nor their author, and of a reason only
which one was picked.
"""

from collections.abc import Iterable
from typing import Any, Final

from django.db import models
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.log_actions import LogActionRegistry, LogFormatter, log
from wagtail.models import ModelLogEntry

from campaigns.accounts.models import User
from campaigns.dialogue.models import RefusalReason, Voice


class Decision(models.TextChoices):
    """What became of words."""

    PUBLISHED = "dialogue.publish", gettext_lazy("Published")
    KEPT = "dialogue.keep", gettext_lazy("Read, and left public")
    REFUSED = "dialogue.refuse", gettext_lazy("Not published")
    HIDDEN = "dialogue.hide", gettext_lazy("Hidden by reports until somebody reads it")
    ANSWERED = "dialogue.answer", gettext_lazy("Answered")
    ANSWER_REMOVED = "dialogue.answer_remove", gettext_lazy("Answer taken away")


class Refused(LogFormatter):
    """A refusal, told with its reason."""

    label = Decision.REFUSED.label

    def format_message(self, log_entry: Any) -> str:
        """In the language of who reads the log."""
        picked = log_entry.data.get("reason", "")
        known = picked in RefusalReason.values
        return f"{self.label}: {RefusalReason(picked).label}" if known else str(self.label)


_TOLD_IN_FULL: Final = {Decision.REFUSED: Refused}


def register(actions: LogActionRegistry) -> None:
    """Let Wagtail's log know the decisions."""
    for decision in Decision:
        if decision in _TOLD_IN_FULL:
            actions.register_action(decision.value)(_TOLD_IN_FULL[decision])
        else:
            actions.register_action(decision.value, decision.label, decision.label)


def note(decision: Decision, voices: Iterable[Voice], *, by: User | None, reason: str = "") -> None:
    """Write a decision into the log, in the caller's transaction. ``by`` nobody: by a rule."""
    for voice in voices:
        log(
            instance=voice,
            action=decision.value,
            user=by,
            title=_("Question or comment %(number)s") % {"number": voice.pk},
            data={"reason": reason} if reason else {},
        )


def decisions_on(voice: Voice) -> QuerySet[ModelLogEntry]:
    """What was decided about a voice, newest first."""
    entries: QuerySet[ModelLogEntry] = ModelLogEntry.objects.for_instance(voice)
    return entries.filter(action__in=Decision.values).select_related("user")
