"""The figures and dates that a text tells, in digits or in words, Italian or English.

A word of a number is a figure only near something counted or measured: “sei” and “one” are mostly
no number at all.
"""

import re
from typing import Final


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


NEAR: Final = 2
"""How many words off a number may be from what it counts."""
_TOKENS: Final = re.compile(r"[^\W\d_]+|\d+|[€%$£]")
_SIGNS: Final = frozenset("€%$£")
_PERCENT: Final = re.compile(r"\bper cento\b|\bper cent\b", re.IGNORECASE)
_DATES: Final = _words(
    "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre "
    "january february march april may june july august september october november december "
    "lunedì martedì mercoledì giovedì venerdì sabato domenica oggi domani ieri "
    "monday tuesday wednesday thursday friday saturday sunday today tomorrow yesterday"
)
_AMOUNTS: Final = _words(
    "euro eur centesimi centesimo cents percento percent "
    "mila milione milioni miliardo miliardi thousand million billion"
)
_COUNTED: Final = _words(
    "costo costi prezzo soglia donazione donazioni ricompensa ricompense quota quote "
    "giorno giorni settimana settimane mese mesi anno anni ora ore "
    "cost costs price threshold donation donations reward rewards share shares "
    "day days week weeks month months year years hour hours"
)
"""What, near the word of a number, makes it a figure; no figure themselves."""
_ITALIAN: Final = re.compile(
    r"(?:uno?|una|due|tre|tré|quattro|cinque|sei|sette|otto|nove|dieci|undici|dodici|tredici"
    r"|quattordici|quindici|sedici|diciassette|diciotto|diciannove|venti?|trenta?|quaranta?"
    r"|cinquanta?|sessanta?|settanta?|ottanta?|novanta?|cento?|mille|mila)+"
    r"|metà|doppi[oa]|tripl[oa]|terzo|quarto|quinto|decin[ae]|centinai[oa]|migliai[oa]|dozzin[ae]"
)
_ENGLISH: Final = _words(
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety "
    "hundred hundreds thousands dozen dozens half double triple third quarter"
)


def figures(text: str) -> list[str]:
    """The figures and dates of a text, in the order in which they are read, in lower case."""
    words = _TOKENS.findall(_PERCENT.sub("percento", text).lower())
    found = {place for place, word in enumerate(words) if _is_plain(word)}
    near = found | {place for place, word in enumerate(words) if word in _COUNTED}
    numbers = {place for place, word in enumerate(words) if _is_number(word)} - found
    while reached := {place for place in numbers if near & _around(place)}:
        found |= reached
        near |= reached
        numbers -= reached
    return [words[place] for place in sorted(found)]


def _around(place: int) -> set[int]:
    return set(range(place - NEAR, place + NEAR + 1))


def _is_plain(word: str) -> bool:
    """True for what is a figure by itself: digits, signs, dates and amounts."""
    if word in _DATES or word in _AMOUNTS or word in _SIGNS:
        return True
    return any(letter.isnumeric() for letter in word)


def _is_number(word: str) -> bool:
    return word in _ENGLISH or _ITALIAN.fullmatch(word) is not None
