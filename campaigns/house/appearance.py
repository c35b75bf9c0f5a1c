"""The city's colour, stemma and contact where there is no page: mails, papers, drawings.

A higher room keeps them as settings: ``settings.HOUSE`` names the function that reads them.
"""

from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.utils.module_loading import import_string

DEFAULT_COLOUR: Final = "#ad0028"


@dataclass(frozen=True, kw_only=True)
class House:
    """The colour as CSS writes it, the stemma's file in the storage (ours if empty), an e-mail."""

    colour: str = DEFAULT_COLOUR
    stemma: str = ""
    contact_email: str

    @property
    def rgb(self) -> tuple[int, int, int]:
        """The colour in red, green and blue, each of 255."""
        red, green, blue = bytes.fromhex(self.colour[1:])
        return red, green, blue


def house() -> House:
    """As staff set it, else by default."""
    found: House = import_string(settings.HOUSE)()
    return found
