"""A few words of a page around what was searched, with those words marked."""

import re
from dataclasses import dataclass
from typing import Final

from search.folding import fold

LENGTH: Final = 180
"""Characters of an excerpt, about two lines."""
_BEFORE: Final = 60
_WORD: Final = re.compile(r"\w+")


@dataclass(frozen=True)
class Piece:
    """A stretch of an excerpt; ``marked`` is what was searched."""

    text: str
    marked: bool


def excerpt(text: str, words: list[str]) -> list[Piece]:
    """The stretch of ``text`` where one of the folded ``words`` first stands, else its start."""
    text = " ".join(text.split())
    first = next((found.start() for found in _matches(text, words)), 0)
    start = _word_start(text, max(0, first - _BEFORE))
    end = start + LENGTH
    cut = text[start:end]
    if end < len(text):
        cut = cut[: cut.rfind(" ")] if " " in cut else cut
    pieces = [Piece("… ", False)] if start else []
    at = 0
    for found in _matches(cut, words):
        pieces += [Piece(cut[at : found.start()], False), Piece(found[0], True)]
        at = found.end()
    pieces.append(Piece(cut[at:] + (" …" if start + len(cut) < len(text) else ""), False))
    return [piece for piece in pieces if piece.text]


def has_match(text: str, words: list[str]) -> bool:
    """True if one of the folded words stands in the text, in this or another form."""
    return any(True for _found in _matches(text, words))


def _matches(text: str, words: list[str]) -> list[re.Match[str]]:
    stems = [_stem(word) for word in words if len(word) > 2]
    return [
        found
        for found in _WORD.finditer(text)
        if any(fold(found[0]).startswith(stem) for stem in stems)
    ]


def _stem(word: str) -> str:
    """Without its ending, roughly as PostgreSQL's stemmers see it."""
    return word[:-1] if len(word) > 4 else word


def _word_start(text: str, position: int) -> int:
    return text.rfind(" ", 0, position) + 1 if position else 0
