"""Numbers of rows in addresses and forms, where anybody writes anything."""

from typing import Final

_MOST_DIGITS: Final = 9
"""Any such number fits a column of PostgreSQL."""


def row_number(text: object) -> int | None:
    """The number that ``text`` names; ``None`` for any other text, which no query ever sees."""
    written = str(text or "")
    if not written.isascii() or not written.isdecimal() or len(written) > _MOST_DIGITS:
        return None
    return int(written)
