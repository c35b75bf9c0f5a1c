"""What is looked at before a page is published: one list for every way of publishing.

An error refuses, a warning advises, a note informs. What readers see already, in any language,
refuses nothing: a better text, or its translation, never waits for a picture that was missing
before it. The budget always must add up.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Final, Protocol

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

BUDGET: Final = "budget"


class Level(StrEnum):
    """How much a check weighs."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"
    DONE = "done"


@dataclass(frozen=True, kw_only=True)
class Check:
    """One thing that was looked at."""

    code: str
    label: str
    level: Level = Level.DONE
    text: str = ""
    """What is missing, and how to mend it; empty where all is well."""
    field: str = ""
    """The field of the page where it is mended."""
    block: str = ""
    """The block of that field, by its id."""
    about: str = ""
    """What tells it from another of the same code: a picture, the target of a link."""

    def __str__(self) -> str:
        return f"{self.label}: {self.text}"


class Checked(Protocol):
    """A page, or a draft of it, that knows what to look at."""

    translation_key: Any

    def checks(self) -> list[Check]:
        """What was looked at, in the order of the page."""
        ...


class NotReady(ValidationError):
    """The page is not published: its messages say what is missing, each with how to mend it."""

    def __init__(self, refused: Iterable[Check]) -> None:
        self.refused = list(refused)
        super().__init__([str(check) for check in self.refused])


def checklist(draft: Checked) -> list[Check]:
    """The checks of a draft; an error that readers see already is a warning."""
    checks = draft.checks()
    if not any(check.level is Level.ERROR for check in checks):
        return checks
    seen = _errors_before_readers(draft)
    return [_eased(check) if (check.code, check.about) in seen else check for check in checks]


def obstacles(draft: Checked) -> list[Check]:
    """What keeps a draft from being published."""
    return [check for check in checklist(draft) if check.level is Level.ERROR]


def check_ready(draft: Checked) -> None:
    """Raise ``NotReady`` if something keeps the draft from being published."""
    refused = obstacles(draft)
    if refused:
        raise NotReady(refused)


def _errors_before_readers(draft: Checked) -> set[tuple[str, str]]:
    pages: Any = type(draft)
    return {
        (check.code, check.about)
        for page in pages.objects.filter(translation_key=draft.translation_key, live=True)
        for check in page.checks()
        if check.level is Level.ERROR and check.code != BUDGET
    }


def _eased(check: Check) -> Check:
    if check.level is not Level.ERROR:
        return check
    told = _("%(text)s The public page has it so already.") % {"text": check.text}
    return replace(check, level=Level.WARNING, text=told)
