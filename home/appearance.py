"""The city's colour: readable on white, and the shades that the pages derive from it.

Contrast is WCAG 2.2's ratio of relative luminances.
"""

import hashlib
import re
from dataclasses import dataclass
from typing import Final

from django.core.exceptions import ValidationError
from django.utils.formats import number_format
from django.utils.translation import gettext as _

LEAST_CONTRAST: Final = 4.5
_HEX: Final = re.compile(r"#[0-9a-fA-F]{6}")
_WHITE: Final = (255, 255, 255)
_BLACK: Final = (0, 0, 0)
_SOFTEST: Final = 0.07
"""How much of the colour is in the lightest shade, at most."""
_DARKER: Final = 0.27

Colour = tuple[int, int, int]


@dataclass(frozen=True)
class Palette:
    """The colour and its shades, as CSS writes them."""

    colour: str
    dark: str
    soft: str

    @property
    def stylesheet(self) -> str:
        """What the pages' own variables are overridden with."""
        return f":root{{--red:{self.colour};--red-dark:{self.dark};--red-soft:{self.soft}}}"

    @property
    def digest(self) -> str:
        """Changes with the colour: it stands in the stylesheet's address."""
        return hashlib.sha256(self.stylesheet.encode()).hexdigest()[:12]


def palette_of(colour: str) -> Palette:
    """The palette of ``#rrggbb``; on its softest shade the colour is still readable."""
    rgb = _parsed(colour)
    share = _SOFTEST
    while share > 0 and contrast(rgb, _mixed(_WHITE, rgb, share)) < LEAST_CONTRAST:
        share -= 0.01
    soft = _mixed(_WHITE, rgb, max(share, 0))
    return Palette(_written(rgb), _written(_mixed(rgb, _BLACK, _DARKER)), _written(soft))


def contrast(one: Colour, other: Colour) -> float:
    """From 1 (the same) to 21 (black on white)."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def check_colour(value: str) -> None:
    """Raise ``ValidationError`` for what is no colour, or is too light on white to be read."""
    if not _HEX.fullmatch(value):
        raise ValidationError(_("Write the colour as # and six digits, such as #ad0028."))
    ratio = contrast(_parsed(value), _WHITE)
    if ratio < LEAST_CONTRAST:
        # Rounded down: a colour that falls short by a hair is not told that it has enough.
        told = number_format(int(ratio * 100) / 100, 2)
        raise ValidationError(
            _("Too light to be read on white: contrast %(ratio)s, at least 4.5 is needed.")
            % {"ratio": told}
        )


def _parsed(colour: str) -> Colour:
    red, green, blue = bytes.fromhex(colour[1:])
    return red, green, blue


def _written(colour: Colour) -> str:
    return f"#{bytes(colour).hex()}"


def _mixed(base: Colour, other: Colour, share: float) -> Colour:
    red, green, blue = (
        round(one + (two - one) * share) for one, two in zip(base, other, strict=True)
    )
    return red, green, blue


def _luminance(colour: Colour) -> float:
    red, green, blue = (_linear(part / 255) for part in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
