"""Houses and the landmarks of Milan."""

import math

from home.demo.pictures.canvas import Canvas, smooth
from home.demo.pictures.palette import Palette


def windows(
    c: Canvas, color: str, x: float, y: float, w: float, h: float, columns: int, rows: int,
    *, lit: str = "", seed: int = 0, share: float = 0.55,
) -> None:  # fmt: skip
    """A grid of panes inside a wall; with `lit`, some of them shine."""
    step_x, step_y = w / columns, h / rows
    for row in range(rows):
        for column in range(columns):
            shines = lit and math.sin((row + 1) * 12.9 + (column + 1) * 78.2 + seed) > 1 - 2 * share
            c.rect(lit if shines else color, x + (column + 0.27) * step_x,
                   y + (row + 0.22) * step_y, step_x * 0.46, step_y * 0.56)  # fmt: skip


def house(
    c: Canvas, p: Palette, x: float, base: float, w: float, h: float, wall: int,
    *, floors: int = 4, columns: int = 3, shutters: bool = True, lit: bool = False,
) -> None:  # fmt: skip
    """A Milanese house front with a cornice, a roof and shuttered windows."""
    color = p.walls[wall % len(p.walls)]
    top = base - h
    c.poly(p.roof, (x - w * 0.03, top), (x + w * 0.08, top - h * 0.08),
           (x + w * 0.92, top - h * 0.08), (x + w * 1.03, top))  # fmt: skip
    c.rect(p.roof, x + w * 0.2, top - h * 0.14, w * 0.07, h * 0.1)
    c.rect(color, x, top, w, h)
    c.rect("#0000000f", x + w * 0.72, top, w * 0.28, h)
    c.rect("#ffffff50", x - w * 0.02, top, w * 1.04, h * 0.02)
    step_x, step_y = w / columns, h * 0.96 / floors
    for floor in range(floors):
        for column in range(columns):
            px, py = x + (column + 0.32) * step_x, top + h * 0.03 + (floor + 0.2) * step_y
            shines = lit and (floor * 5 + column * 3 + wall) % 4 < 2
            window(c, p, px, py, step_x * 0.36, step_y * 0.56, shutters, shines)


def window(
    c: Canvas, p: Palette, x: float, y: float, w: float, h: float, shutters: bool, lit: bool
) -> None:
    c.rect("#ffffff70", x - w * 0.08, y - h * 0.05, w * 1.16, h * 1.1)
    c.rect("#ffdf8c" if lit else p.window, x, y, w, h)
    c.rect("#ffffff40", x + w * 0.46, y, w * 0.08, h)
    if shutters:
        for side in (-0.42, 1.06):
            c.rect("#4f7d66", x + side * w, y, w * 0.36, h)
            c.rect("#00000018", x + side * w, y + h * 0.48, w * 0.36, h * 0.04)


def tower_block(
    c: Canvas, p: Palette, x: float, base: float, w: float, h: float, wall: str, floors: int,
    *, lit: bool = False,
) -> None:  # fmt: skip
    """A tall block with a balcony at each floor."""
    c.rect(wall, x, base - h, w, h)
    c.rect("#00000014", x + w * 0.7, base - h, w * 0.3, h)
    step = h / floors
    for floor in range(floors):
        y = base - h + floor * step
        for column in range(4):
            shines = lit and (floor * 7 + column * 5) % 3 == 0
            c.rect("#ffdf8c" if shines else p.window, x + w * (0.08 + 0.23 * column),
                   y + step * 0.2, w * 0.15, step * 0.5)  # fmt: skip
        c.rect("#ffffff60", x + w * 0.02, y + step * 0.62, w * 0.96, step * 0.16)


def duomo(c: Canvas, color: str, x: float, base: float, size: float) -> None:
    """The cathedral's front with its spires, `size` wide."""
    half = size / 2
    c.poly(color, (x - half, base), (x - half, base - size * 0.34), (x, base - size * 0.74),
           (x + half, base - size * 0.34), (x + half, base))  # fmt: skip
    for step in range(-4, 5):
        px = x + step * half * 0.245
        top = base - size * (0.98 - abs(step) * 0.105)
        c.poly(color, (px - size * 0.022, base), (px - size * 0.016, top + size * 0.12),
               (px, top), (px + size * 0.016, top + size * 0.12),
               (px + size * 0.022, base))  # fmt: skip
    c.poly(color, (x - size * 0.05, base - size * 0.7), (x, base - size * 1.3),
           (x + size * 0.05, base - size * 0.7))  # fmt: skip
    c.disc("#f1c453", x, base - size * 1.31, size * 0.016)
    for step, tall in ((-2, 0.15), (-1, 0.19), (0, 0.25), (1, 0.19), (2, 0.15)):
        px = x + step * half * 0.37
        c.rect("#ffffff38", px - size * 0.035, base - size * tall, size * 0.07, size * tall)
        c.slice("#ffffff38", px, base - size * tall, size * 0.035, size * 0.06, 180, 360)


def unicredit(c: Canvas, color: str, x: float, base: float, h: float) -> None:
    """The curved glass tower with its spiral spire."""
    w = h * 0.2
    glass = smooth(((x - w * 0.7, base), (x - w * 0.5, base - h * 0.3), (x - w * 0.48,
                   base - h * 0.62), (x - w * 0.16, base - h * 0.74), (x + w * 0.4,
                   base - h * 0.66), (x + w * 0.5, base - h * 0.3), (x + w * 0.7,
                   base)))  # fmt: skip
    c.poly(color, *glass, (x + w * 0.5, base), (x - w * 0.5, base))
    c.poly(
        color,
        (x - w * 0.2, base - h * 0.7),
        (x - w * 0.04, base - h),
        (x + w * 0.08, base - h * 0.7),
    )
    for row in range(11):
        y = base - h * (0.06 + 0.055 * row)
        c.line("#ffffff30", 3, (x - w * 0.42, y), (x + w * 0.4, y + w * 0.04))


def pirelli(c: Canvas, color: str, x: float, base: float, h: float) -> None:
    """The slim tower with tapered sides."""
    w = h * 0.2
    c.poly(color, (x - w * 0.5, base), (x - w * 0.38, base - h * 0.97),
           (x + w * 0.38, base - h * 0.97), (x + w * 0.5, base))  # fmt: skip
    c.rect(color, x - w * 0.46, base - h, w * 0.92, h * 0.02)
    for row in range(16):
        y = base - h * (0.06 + 0.055 * row)
        c.line("#ffffff28", 3, (x - w * 0.32, y), (x + w * 0.32, y))
    c.rect("#ffffff28", x - w * 0.05, base - h * 0.95, w * 0.1, h * 0.95)


def velasca(c: Canvas, color: str, x: float, base: float, h: float) -> None:
    """The tower that widens at the top."""
    w = h * 0.26
    c.rect(color, x - w * 0.5, base - h * 0.68, w, h * 0.68)
    c.poly(color, (x - w * 0.5, base - h * 0.6), (x - w * 0.72, base - h * 0.68),
           (x + w * 0.72, base - h * 0.68), (x + w * 0.5, base - h * 0.6))  # fmt: skip
    c.rect(color, x - w * 0.72, base - h * 0.94, w * 1.44, h * 0.27)
    c.poly(color, (x - w * 0.6, base - h * 0.94), (x - w * 0.36, base - h),
           (x + w * 0.36, base - h), (x + w * 0.6, base - h * 0.94))  # fmt: skip
    windows(c, "#ffffff38", x - w * 0.45, base - h * 0.58, w * 0.9, h * 0.52, 5, 9)
    windows(c, "#ffffff38", x - w * 0.66, base - h * 0.9, w * 1.32, h * 0.2, 7, 3)


def vertical_forest(c: Canvas, p: Palette, color: str, x: float, base: float, h: float) -> None:
    """A tower with trees on its balconies."""
    w = h * 0.3
    c.rect(color, x - w / 2, base - h, w, h)
    rows = 10
    for row in range(rows):
        y = base - h + (row + 0.6) * h / rows
        c.rect("#ffffff48", x - w * 0.56, y + h * 0.022, w * 1.12, h * 0.012)
        for spot in range(4):
            offset = (spot - 1.5) * w * 0.32 + (w * 0.1 if row % 2 else -w * 0.06)
            tone = p.leaf_light if (row + spot) % 3 == 0 else p.leaf
            c.disc(tone, x + offset, y + h * 0.005, w * (0.1 + 0.03 * ((row * 3 + spot) % 3)))


def twisted_tower(c: Canvas, color: str, x: float, base: float, h: float) -> None:
    """The tower of CityLife that turns as it rises."""
    w = h * 0.22
    c.poly(color, (x - w * 0.5, base), (x - w * 0.62, base - h * 0.5),
           (x - w * 0.28, base - h), (x + w * 0.5, base - h * 0.94),
           (x + w * 0.42, base - h * 0.5), (x + w * 0.58, base))  # fmt: skip
    for row in range(1, 15):
        t = row / 15
        lean = w * 0.12 * math.sin(t * math.pi)
        c.line("#ffffff2c", 3, (x - w * 0.46 - lean + t * w * 0.16, base - h * t),
               (x + w * 0.46 - lean, base - h * t * 0.96))  # fmt: skip


def castle(c: Canvas, color: str, x: float, base: float, h: float) -> None:
    """The Filarete tower of the Castello Sforzesco with a length of wall."""
    w = h * 0.36
    c.rect(color, x - w * 2, base - h * 0.3, w * 4, h * 0.3)
    for step in range(20):
        c.rect(color, x - w * 2 + step * w * 0.205, base - h * 0.335, w * 0.11, h * 0.05)
    for width, low, high in ((1, 0, 0.56), (0.66, 0.56, 0.74), (0.4, 0.74, 0.88)):
        c.rect(color, x - w * width / 2, base - h * high, w * width, h * (high - low))
        c.rect(color, x - w * (width / 2 + 0.06), base - h * high, w * (width + 0.12), h * 0.03)
    c.poly(color, (x - w * 0.2, base - h * 0.88), (x, base - h), (x + w * 0.2, base - h * 0.88))
    c.rect("#ffffff38", x - w * 0.14, base - h * 0.18, w * 0.28, h * 0.18)
    c.slice("#ffffff38", x, base - h * 0.18, w * 0.14, h * 0.07, 180, 360)


def skyline(c: Canvas, p: Palette, base: float, scale: float = 1, color: str = "") -> None:
    """The city in the distance."""
    far, mid = color or p.far, color or p.mid
    for x, w, h in ((20, 120, 130), (150, 90, 180), (250, 110, 120), (420, 130, 150),
                    (560, 90, 120), (880, 120, 140), (1010, 90, 190), (1210, 130, 130),
                    (1480, 120, 170)):  # fmt: skip
        c.rect(far, x, base - h * scale, w, h * scale)
    twisted_tower(c, far, 210, base, 330 * scale)
    pirelli(c, far, 1120, base, 300 * scale)
    velasca(c, mid, 500, base, 260 * scale)
    duomo(c, mid, 760, base, 250 * scale)
    unicredit(c, mid, 1330, base, 400 * scale)
    vertical_forest(c, p, mid, 1490, base, 240 * scale)
    castle(c, mid, 60, base, 200 * scale)
