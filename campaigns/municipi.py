"""The nine Municipi of Milan: what they are called, and a stylised map of our own.

One is the centre; two to nine lie around it, clockwise from the north-east, an eighth of the ring
each. The outline is uneven, as the city's is; it is a diagram, not a survey.
"""

from dataclasses import dataclass
from math import cos, pi, sin
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SIDE: Final = 320
"""The map is a square of as many units."""
MUNICIPIO_NAME: Final = _("Municipio %d")
_MIDDLE: Final = SIDE / 2
_CENTRE_RADIUS: Final = 46
_OUTLINE: Final = (132, 140, 148, 136, 126, 120, 130, 142, 150, 146, 152, 158, 150, 156, 146, 138)
"""Distance of the outline from the centre, every 22.5 degrees clockwise from the north."""


@dataclass(frozen=True)
class Municipio:
    """A Municipio: its number, its places, its shape on the map and where its number stands."""

    number: int
    places: str | Promise
    path: str
    x: int
    y: int

    @property
    def name(self) -> str:
        """What it is called, in the reader's language."""
        return str(MUNICIPIO_NAME % self.number)


def _at(radius: float, eighths: float) -> tuple[float, float]:
    angle = eighths * pi / 4
    return _MIDDLE + radius * sin(angle), _MIDDLE - radius * cos(angle)


def _point(radius: float, eighths: float) -> str:
    x, y = _at(radius, eighths)
    return f"{x:.0f} {y:.0f}"


def _bend(start: tuple[float, float], middle: tuple[float, float], end: tuple[float, float]) -> str:
    """The control point that makes a curve from start to end pass through the middle."""
    x, y = (2 * middle[axis] - (start[axis] + end[axis]) / 2 for axis in (0, 1))
    return f"{x:.0f} {y:.0f}"


def _sector(eighth: int) -> str:
    """An eighth of the ring; its outer side passes through three points of the outline."""
    start, middle, end = (
        _at(_OUTLINE[(2 * eighth + step) % 16], eighth + step / 2) for step in range(3)
    )
    radius = _CENTRE_RADIUS
    return (
        f"M{_point(radius, eighth)}L{start[0]:.0f} {start[1]:.0f}"
        f"Q{_bend(start, middle, end)} {end[0]:.0f} {end[1]:.0f}L{_point(radius, eighth + 1)}"
        f"A{radius} {radius} 0 0 0 {_point(radius, eighth)}Z"
    )


def _circle() -> str:
    top, bottom = _MIDDLE - _CENTRE_RADIUS, _MIDDLE + _CENTRE_RADIUS
    arc = f"A{_CENTRE_RADIUS} {_CENTRE_RADIUS} 0 0 1"
    return f"M{_MIDDLE:.0f} {top:.0f}{arc} {_MIDDLE:.0f} {bottom:.0f}{arc} {_MIDDLE:.0f} {top:.0f}Z"


def _municipio(number: int, places: str | Promise) -> Municipio:
    if number == 1:
        return Municipio(1, places, _circle(), SIDE // 2, SIDE // 2)
    eighth = number - 2
    x, y = _point((_CENTRE_RADIUS + _OUTLINE[2 * eighth + 1]) / 2 + 4, eighth + 0.5).split()
    return Municipio(number, places, _sector(eighth), int(x), int(y))


MUNICIPI_ON_MAP: Final = (
    _municipio(1, _("Historic centre")),
    _municipio(2, "Stazione Centrale, Greco, Crescenzago"),
    _municipio(3, "Città Studi, Lambrate, Porta Venezia"),
    _municipio(4, "Porta Vittoria, Forlanini, Rogoredo"),
    _municipio(5, "Vigentino, Chiaravalle, Gratosoglio"),
    _municipio(6, "Barona, Giambellino, Lorenteggio"),
    _municipio(7, "Baggio, De Angeli, San Siro"),
    _municipio(8, "Fiera, Gallaratese, Quarto Oggiaro"),
    _municipio(9, "Isola, Bovisa, Niguarda"),
)
