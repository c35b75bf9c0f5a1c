"""What an act raises where a rule says no, told so that people can go on from there."""

from collections.abc import Iterable
from typing import Any


class Refused(Exception):
    """The act is not done. ``message`` says why and what to do, in the reader's language."""

    def __init__(self, message: Any) -> None:
        super().__init__(message)
        self.message = message


class RefusedForReasons(Refused):
    """Refused for one reason or more: ``sentences`` are all of them, ``message`` joins them."""

    def __init__(self, sentences: Iterable[Any]) -> None:
        self.sentences = [str(sentence) for sentence in sentences]
        super().__init__(" ".join(self.sentences))
