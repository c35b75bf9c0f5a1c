"""Two texts compared word by word: what stays, what goes, what is new."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import groupby
from typing import Final

_WORDS: Final = re.compile(r"\s+|\w+(?:[’'.,]\w+)*|.", re.DOTALL)
_MOST_PAIRS: Final = 1_500_000
"""Words of one text times words of the other: beyond it one takes the other's place as a whole."""


class Fate(StrEnum):
    """What becomes of some words."""

    STAYS = "stays"
    GOES = "goes"
    IS_NEW = "is_new"


@dataclass(frozen=True)
class Piece:
    """Words of one fate that stand side by side."""

    fate: Fate
    text: str


def compare(before: str, after: str) -> list[Piece]:
    """The pieces of both texts, in the order in which they are read."""
    old, new = _WORDS.findall(_lines(before)), _WORDS.findall(_lines(after))
    told = groupby(_fates(old, new), lambda piece: piece.fate)
    return [Piece(fate, "".join(piece.text for piece in pieces)) for fate, pieces in told]


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").strip()


def _fates(old: Sequence[str], new: Sequence[str]) -> Iterator[Piece]:
    start, end = _common(old, new)
    middle_old, middle_new = old[start : len(old) - end], new[start : len(new) - end]
    yield from _pieces(Fate.STAYS, old[:start])
    if len(middle_old) * len(middle_new) > _MOST_PAIRS:
        yield from _changed(middle_old, middle_new)
    else:
        yield from _matched(middle_old, middle_new)
    yield from _pieces(Fate.STAYS, old[len(old) - end :])


def _matched(old: Sequence[str], new: Sequence[str]) -> Iterator[Piece]:
    """Words side by side change together: a space between two changes is part of them."""
    goes: list[str] = []
    comes: list[str] = []
    matcher = SequenceMatcher(a=old, b=new, autojunk=False)
    for tag, a, b, c, d in matcher.get_opcodes():
        stays = tag == "equal" and not ("".join(old[a:b]).isspace() and (goes or comes))
        if not stays:
            goes += old[a:b]
            comes += new[c:d]
            continue
        yield from _changed(goes, comes)
        goes, comes = [], []
        yield from _pieces(Fate.STAYS, old[a:b])
    yield from _changed(goes, comes)


def _changed(goes: Sequence[str], comes: Sequence[str]) -> Iterator[Piece]:
    yield from _pieces(Fate.GOES, goes)
    yield from _pieces(Fate.IS_NEW, comes)


def _common(old: Sequence[str], new: Sequence[str]) -> tuple[int, int]:
    """How many words both begin with, and how many of the rest both end with."""
    most = min(len(old), len(new))
    start = next((place for place in range(most) if old[place] != new[place]), most)
    left = most - start
    end = next((place for place in range(left) if old[-1 - place] != new[-1 - place]), left)
    return start, end


def _pieces(fate: Fate, words: Sequence[str]) -> Iterator[Piece]:
    if words:
        yield Piece(fate, "".join(words))
