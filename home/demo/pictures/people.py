"""Simple figures: standing, sitting, seen from behind."""

from dataclasses import dataclass

from home.demo.pictures.canvas import Canvas
from home.demo.pictures.palette import CLOTHES, HAIRS, SKINS


@dataclass(frozen=True)
class Look:
    skin: str
    hair: str
    top: str
    legs: str


def look(number: int) -> Look:
    """One of many looks, always the same for a number."""
    return Look(
        skin=SKINS[number % len(SKINS)],
        hair=HAIRS[(number * 3 + 1) % len(HAIRS)],
        top=CLOTHES[(number * 5 + 2) % len(CLOTHES)],
        legs=("#34475e", "#5b4a5f", "#3d5a4e", "#6b4b3a")[number % 4],
    )


def standing(
    c: Canvas, x: float, foot: float, h: float, number: int, *, raised: int = 0, turn: int = 1
) -> None:
    """A person of height `h`; `raised` arms (0, 1 or 2) go up, `turn` is the way they face."""
    who = look(number)
    hip, neck = foot - h * 0.46, foot - h * 0.8
    c.disc("#00000020", x, foot, h * 0.16, h * 0.025)
    for side in (-1, 1):
        c.line(
            who.legs, h * 0.085, (x + side * h * 0.04, hip), (x + side * h * 0.065, foot - h * 0.03)
        )
        c.rect("#2b2b33", x + side * h * 0.065 - h * 0.05 + turn * h * 0.02, foot - h * 0.035,
               h * 0.1, h * 0.035, h * 0.015)  # fmt: skip
    _arms(c, x, neck, h, who, raised, turn)
    c.rect(who.top, x - h * 0.105, neck, h * 0.21, h * 0.37, h * 0.07)
    _head(c, x, foot - h * 0.89, h, who, number, turn)


def _arms(c: Canvas, x: float, neck: float, h: float, who: Look, raised: int, turn: int) -> None:
    for index, side in enumerate((turn, -turn)):
        shoulder = (x + side * h * 0.09, neck + h * 0.05)
        if index < raised:
            hand = (x + side * h * 0.22, neck - h * 0.16)
            elbow = (x + side * h * 0.19, neck + h * 0.04)
        else:
            hand = (x + side * h * 0.13, neck + h * 0.34)
            elbow = (x + side * h * 0.14, neck + h * 0.19)
        c.line(who.top, h * 0.07, shoulder, elbow)
        c.line(who.skin, h * 0.055, elbow, hand)


def _head(c: Canvas, x: float, y: float, h: float, who: Look, number: int, turn: int) -> None:
    r = h * 0.085
    if number % 3 == 0:
        c.disc(who.hair, x - turn * r * 0.35, y + r * 0.55, r * 0.95, r * 1.25)
    c.rect(who.skin, x - r * 0.3, y + r * 0.5, r * 0.6, r * 0.8)
    c.disc(who.hair, x - turn * r * 0.1, y - r * 0.14, r * 1.08)
    c.disc(who.skin, x + turn * r * 0.14, y + r * 0.14, r * 0.88)
    if number % 3 == 1:
        c.disc(who.hair, x - turn * r * 0.2, y - r * 1.05, r * 0.42)


def from_behind(c: Canvas, x: float, y: float, size: float, number: int, dark: str = "") -> None:
    """Head and shoulders of someone in the audience; `y` is where the shoulders are cut."""
    who = look(number)
    coat, hair = (dark, dark) if dark else (who.top, who.hair)
    c.rect(coat, x - size * 0.55, y - size * 0.62, size * 1.1, size * 0.8, size * 0.34)
    c.disc(hair, x, y - size * 0.95, size * 0.34, size * 0.38)
    if number % 3 == 0:
        c.disc(hair, x, y - size * 0.7, size * 0.38, size * 0.42)
    if number % 3 == 1:
        c.disc(hair, x, y - size * 1.36, size * 0.15)


def sitting(c: Canvas, x: float, seat: float, h: float, number: int, turn: int = 1) -> None:
    """A person sitting sideways; `seat` is the height of the seat, `h` their standing height."""
    who = look(number)
    neck = seat - h * 0.36
    knee = (x + turn * h * 0.24, seat - h * 0.03)
    c.line(
        who.legs, h * 0.09, (x, seat - h * 0.05), knee, (knee[0] + turn * h * 0.02, seat + h * 0.22)
    )
    c.rect("#2b2b33", knee[0] - h * 0.03, seat + h * 0.21, h * 0.12, h * 0.04, h * 0.015)
    c.rect(who.top, x - h * 0.1, neck, h * 0.2, h * 0.38, h * 0.07)
    c.line(who.top, h * 0.065, (x, neck + h * 0.07), (x + turn * h * 0.1, neck + h * 0.2))
    c.line(
        who.skin,
        h * 0.05,
        (x + turn * h * 0.1, neck + h * 0.2),
        (x + turn * h * 0.22, neck + h * 0.17),
    )
    _head(c, x + turn * h * 0.02, neck - h * 0.09, h, who, number, turn)


def in_wheelchair(c: Canvas, x: float, foot: float, h: float, number: int, turn: int = 1) -> None:
    """A person in a wheelchair, of standing height `h`."""
    seat = foot - h * 0.27
    sitting(c, x, seat, h, number, turn)
    c.line("#3a3f4a", h * 0.025, (x - turn * h * 0.12, seat - h * 0.3), (x - turn * h * 0.12, seat),
           (x + turn * h * 0.2, seat), (x + turn * h * 0.27, foot - h * 0.05))  # fmt: skip
    c.ring("#3a3f4a", h * 0.028, x - turn * h * 0.02, foot - h * 0.19, h * 0.19)
    c.disc("#3a3f4a", x - turn * h * 0.02, foot - h * 0.19, h * 0.03)
    c.ring("#3a3f4a", h * 0.025, x + turn * h * 0.22, foot - h * 0.06, h * 0.06)
