"""Skies, trees and plants."""

import math
from random import Random

from home.demo.pictures.canvas import HEIGHT, WIDTH, Canvas, Point
from home.demo.pictures.palette import Palette


def sky(c: Canvas, p: Palette, horizon: float = 700, sun: Point | None = None) -> None:
    """The sky down to a little below the horizon, with the sun or the moon where asked."""
    c.fade(p.sky_top, p.sky_low, 0, horizon)
    c.fade(p.sky_low, p.sky_low, horizon, HEIGHT)
    if sun:
        c.glow(p.sun, *sun, 330, 0.55)
        c.disc(p.sun, *sun, 62)


def stars(c: Canvas, seed: int, below: float = 420, count: int = 70) -> None:
    rng = Random(seed)
    for _ in range(count):
        c.disc("#fff4d6c0", rng.uniform(0, WIDTH), rng.uniform(0, below), rng.choice((1.5, 2, 3)))


def cloud(c: Canvas, x: float, y: float, size: float, color: str = "#ffffff") -> None:
    for dx, dy, r in ((-0.9, 0.1, 0.34), (-0.4, -0.12, 0.5), (0.2, -0.02, 0.42), (0.75, 0.14, 0.3)):
        c.disc(color, x + dx * size, y + dy * size, r * size)
    c.rect(color, x - 1.2 * size, y + 0.1 * size, 2.25 * size, 0.34 * size, 0.17 * size)


def tree(c: Canvas, p: Palette, x: float, base: float, height: float) -> None:
    """A round tree with light from the upper left."""
    r = height * 0.32
    top = base - height + r
    c.disc("#00000018", x + r * 0.1, base + 2, r * 0.95, r * 0.14)
    c.poly(p.trunk, (x - r * 0.11, base), (x - r * 0.06, top), (x + r * 0.06, top),
           (x + r * 0.13, base))  # fmt: skip
    c.line(p.trunk, r * 0.08, (x, base - height * 0.32), (x + r * 0.4, base - height * 0.5))
    for dx, dy, size in ((0.42, 0.42, 0.68), (-0.46, 0.4, 0.66), (0, 0, 1)):
        c.disc(p.leaf, x + dx * r, top + dy * r, size * r)
    for dx, dy, size in ((-0.22, -0.24, 0.66), (-0.55, 0.3, 0.38), (0.3, 0.32, 0.3)):
        c.disc(p.leaf_light, x + dx * r, top + dy * r, size * r)


def poplar(c: Canvas, p: Palette, x: float, base: float, height: float) -> None:
    """A slim tree, as along the canals."""
    w = height * 0.13
    c.rect(p.trunk, x - w * 0.14, base - height * 0.25, w * 0.28, height * 0.25)
    c.disc(p.leaf, x, base - height * 0.56, w, height * 0.44)
    c.disc(p.leaf_light, x - w * 0.28, base - height * 0.6, w * 0.55, height * 0.34)


def bush(c: Canvas, p: Palette, x: float, base: float, size: float) -> None:
    for dx, r in ((-0.7, 0.48), (0.72, 0.44), (0, 0.66)):
        c.disc(p.leaf, x + dx * size, base - r * size * 0.7, r * size)
    c.disc(p.leaf_light, x - 0.2 * size, base - 0.62 * size, 0.4 * size)
    c.disc(p.leaf_light, x + 0.62 * size, base - 0.42 * size, 0.22 * size)


def grass(c: Canvas, color: str, seed: int, top: float, bottom: float, count: int = 90) -> None:
    """Small tufts scattered over a lawn."""
    rng = Random(seed)
    for _ in range(count):
        x, y = rng.uniform(0, WIDTH), rng.uniform(top, bottom)
        size = 6 + 12 * (y - top) / (bottom - top)
        for lean in (-0.5, 0, 0.5):
            c.line(color, 2.5, (x, y), (x + lean * size, y - size))


def pot(c: Canvas, x: float, base: float, size: float, color: str = "#c8704d") -> None:
    """A terracotta pot, `size` wide at the rim."""
    half = size / 2
    c.poly(color, (x - half * 0.86, base - size * 0.8),
           (x + half * 0.86, base - size * 0.8), (x + half * 0.62, base),
           (x - half * 0.62, base))  # fmt: skip
    c.poly("#00000018", (x + half * 0.2, base - size * 0.8),
           (x + half * 0.86, base - size * 0.8), (x + half * 0.62, base),
           (x + half * 0.2, base))  # fmt: skip
    c.rect(color, x - half, base - size, size, size * 0.24, size * 0.05)
    c.rect("#ffffff30", x - half, base - size, size, size * 0.08, size * 0.04)


def leafy_plant(c: Canvas, p: Palette, x: float, base: float, height: float) -> None:
    """A house plant with broad leaves, without its pot."""
    for angle in (-62, -34, -10, 14, 38, 64):
        lean = math.radians(angle)
        reach = height * (0.72 + 0.28 * math.cos(lean))
        tip = (x + reach * math.sin(lean) * 0.8, base - reach * math.cos(lean))
        leaf(c, p.leaf if angle % 4 else p.leaf_light, (x, base), tip, height * 0.13)


def leaf(c: Canvas, color: str, stem: Point, tip: Point, width: float) -> None:
    """One pointed leaf from its stem to its tip."""
    dx, dy = tip[0] - stem[0], tip[1] - stem[1]
    long = math.hypot(dx, dy) or 1
    nx, ny = -dy / long * width, dx / long * width
    middle = (stem[0] + dx * 0.55, stem[1] + dy * 0.55)
    c.blob(color, stem, (middle[0] + nx, middle[1] + ny), tip, (middle[0] - nx, middle[1] - ny))


def tomato_plant(c: Canvas, p: Palette, x: float, base: float, height: float, seed: int) -> None:
    """A staked plant with leaves on both sides and fruits at different stages."""
    rng = Random(seed)
    c.line("#b98b5a", height * 0.018, (x + 6, base), (x + 6, base - height * 1.06))
    c.curve(p.leaf, height * 0.022, (x, base), (x - 8, base - height * 0.35),
            (x + 8, base - height * 0.7), (x, base - height))  # fmt: skip
    for step in range(11):
        y = base - height * (0.16 + 0.08 * step)
        side = 1 if step % 2 else -1
        reach = height * (0.27 - 0.012 * step)
        tip = (x + side * reach, y - height * rng.uniform(-0.02, 0.08))
        color = p.leaf_light if step % 3 == 0 else p.leaf
        leaf(c, color, (x, y), tip, height * 0.055)
        leaf(
            c, color, (x + side * reach * 0.4, y), (tip[0] - side * 12, tip[1] - 42), height * 0.04
        )
    for step in range(7):
        side = -1 if step % 2 else 1
        fruit_x = x + side * height * rng.uniform(0.07, 0.17)
        fruit_y = base - height * (0.2 + 0.1 * step)
        tomato(c, fruit_x, fruit_y, height * rng.uniform(0.045, 0.06), step)


def tomato(c: Canvas, x: float, y: float, r: float, ripeness: int = 0) -> None:
    color = ("#d8352f", "#e2503a", "#ee8a3c", "#c92c35", "#d8352f", "#e2503a", "#9dbb53")[
        ripeness % 7
    ]
    c.disc(color, x, y, r, r * 0.92)
    c.disc("#ffffff50", x - r * 0.34, y - r * 0.36, r * 0.26)
    for lean in (-0.6, 0, 0.6):
        c.line("#3f7a45", r * 0.16, (x, y - r * 0.82), (x + lean * r, y - r * 1.08))
