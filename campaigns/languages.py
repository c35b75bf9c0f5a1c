"""The reader's language: Italian, or English to who asks for it."""

from typing import Final

from django.utils.translation import get_language

ITALIAN: Final = "it"
ENGLISH: Final = "en"
READ_IN: Final = "lingua"
"""Sent with a form to its page in the other language: to be read there with what was typed."""


def readers_language() -> str:
    """The language of the moment, as it is kept with what somebody does: ``it`` or ``en``."""
    return ENGLISH if get_language() == ENGLISH else ITALIAN


def for_reader(*, italian: str, english: str) -> str:
    """The text in the reader's language; the Italian one where there is no English."""
    return (english if readers_language() == ENGLISH else "") or italian
