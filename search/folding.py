"""Text without what people type differently: accents, capitals, apostrophes, signs."""

import re
import unicodedata
from typing import Final

LONGEST_QUERY: Final = 200
"""Characters: nobody types more, and a program that sends more is answered all the same."""
_NO_WORD: Final = re.compile(r"[^\w]+|_+")


def fold(text: str) -> str:
    """``"L’Ambrogìno d'Oro"`` → ``"l ambrogino d oro"``: what index and queries both hold.

    The server has no ``unaccent``: whatever is compared is folded here first.
    """
    plain = unicodedata.normalize("NFKD", text.replace("\x00", " "))
    letters = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return _NO_WORD.sub(" ", letters.casefold()).strip()


def clean_query(text: str) -> str:
    """A query as it is shown again and searched: one line, no NUL, no more than people type."""
    return " ".join(text.replace("\x00", " ").split())[:LONGEST_QUERY].strip()


def words_of(text: str) -> list[str]:
    """The folded words of a text, each once, in their order."""
    return list(dict.fromkeys(fold(text).split()))
