"""Objects that several scenes share: lights, bunting, bicycles, benches, trams, books, tables."""

import math
from random import Random

from home.demo.pictures.canvas import Canvas, Point, sag
from home.demo.pictures.palette import CLOTHES


def string_lights(c: Canvas, start: Point, end: Point, depth: float, count: int = 13) -> None:
    rope = sag(start, end, depth, count)
    c.curve("#3a3340", 3, *rope)
    for x, y in rope[1:-1]:
        c.glow("#ffd978", x, y + 12, 46, 0.5)
        c.disc("#fff0b8", x, y + 12, 8, 10)


def bunting(c: Canvas, start: Point, end: Point, depth: float, count: int = 15) -> None:
    rope = sag(start, end, depth, count)
    c.curve("#ffffff", 3, *rope)
    for index in range(count - 1):
        (x0, y0), (x1, y1) = rope[index], rope[index + 1]
        color = CLOTHES[index % len(CLOTHES)]
        c.poly(color, (x0 + 4, y0), (x1 - 4, y1), ((x0 + x1) / 2, (y0 + y1) / 2 + (x1 - x0) * 0.75))


def bicycle(c: Canvas, x: float, ground: float, size: float, color: str, turn: int = 1) -> None:
    """A city bicycle with a basket; `size` is the diameter of its wheels."""
    r = size / 2
    y = ground - r
    back, front = x - turn * size * 0.62, x + turn * size * 0.62
    c.disc("#00000018", x, ground, size * 1.15, size * 0.05)
    for wheel in (back, front):
        for spoke in range(8):
            angle = math.pi * spoke / 8 + 0.2
            dx, dy = r * 0.9 * math.cos(angle), r * 0.9 * math.sin(angle)
            c.line("#9aa3ab", size * 0.008, (wheel - dx, y - dy), (wheel + dx, y + dy))
        c.ring("#2d323b", size * 0.05, wheel, y, r)
        c.disc("#2d323b", wheel, y, size * 0.04)
    crank = (x - turn * size * 0.08, y + size * 0.04)
    seat = (x - turn * size * 0.26, y - size * 0.56)
    head = (front - turn * size * 0.2, y - size * 0.58)
    tube = size * 0.05
    c.line(color, tube, (back, y), crank, (head[0] + turn * size * 0.03, head[1] + size * 0.16))
    c.line(color, tube, (back, y), (seat[0] + turn * size * 0.04, seat[1] + size * 0.14), crank)
    c.line(color, tube, seat, crank)
    c.line(color, tube, (head[0], head[1] - size * 0.1), (front, y))
    c.line(
        "#2d323b",
        tube,
        (head[0], head[1] - size * 0.1),
        (head[0] - turn * size * 0.2, head[1] - size * 0.14),
    )
    c.rect(
        "#5a3b2a",
        seat[0] - size * 0.13,
        seat[1] - size * 0.06,
        size * 0.26,
        size * 0.07,
        size * 0.03,
    )
    c.disc("#2d323b", *crank, size * 0.08)
    _basket(c, head[0] + turn * size * 0.06, head[1] - size * 0.06, size * 0.3, turn)


def _basket(c: Canvas, x: float, y: float, w: float, turn: int) -> None:
    left = x if turn > 0 else x - w
    c.poly(
        "#c79a5e",
        (left, y),
        (left + w, y),
        (left + w * 0.86, y + w * 0.66),
        (left + w * 0.14, y + w * 0.66),
    )
    for step in (0.2, 0.42):
        c.line("#a57a43", 3, (left + w * 0.08, y + w * step), (left + w * 0.92, y + w * step))


def bench(c: Canvas, x: float, ground: float, w: float, color: str = "#a8714a") -> None:
    for side in (0.1, 0.9):
        c.rect("#3c4048", x + w * side - 5, ground - w * 0.24, 10, w * 0.24)
    c.rect(color, x, ground - w * 0.26, w, w * 0.06, 4)
    c.rect(color, x, ground - w * 0.46, w, w * 0.06, 4)
    c.rect(color, x, ground - w * 0.37, w, w * 0.06, 4)


def lamp_post(c: Canvas, x: float, ground: float, h: float, lit: bool = False) -> None:
    c.rect("#37434c", x - h * 0.012, ground - h, h * 0.024, h)
    c.rect("#37434c", x - h * 0.03, ground - h * 0.05, h * 0.06, h * 0.05, 4)
    if lit:
        c.glow("#ffd978", x, ground - h, h * 0.55, 0.8)
    c.disc("#fff2c8" if lit else "#e8eef0", x, ground - h, h * 0.045, h * 0.055)
    c.rect("#37434c", x - h * 0.05, ground - h * 1.06, h * 0.1, h * 0.018, 3)


def tram(c: Canvas, x: float, ground: float, w: float, color: str = "#d9822b") -> None:
    """An old Milanese tram seen from the side, `w` long."""
    h = w * 0.36
    top = ground - h
    c.disc("#00000022", x + w / 2, ground + 4, w * 0.5, 9)
    for wheel in (0.2, 0.33, 0.67, 0.8):
        c.disc("#2b2f36", x + w * wheel, ground - h * 0.06, h * 0.1)
    c.rect("#f5e2b8", x, top + h * 0.06, w, h * 0.5, h * 0.12)
    c.rect(color, x, top + h * 0.46, w, h * 0.44, h * 0.1)
    c.rect("#6d4a34", x + w * 0.05, top, w * 0.9, h * 0.1, h * 0.05)
    for pane in range(7):
        c.rect(
            "#5b7c8c", x + w * (0.05 + 0.131 * pane), top + h * 0.15, w * 0.105, h * 0.27, h * 0.03
        )
        c.rect("#ffffff30", x + w * (0.06 + 0.131 * pane), top + h * 0.16, w * 0.035, h * 0.25)
    c.rect("#fff1cf", x + w * 0.02, top + h * 0.52, w * 0.96, h * 0.03)
    c.line(
        "#3c4048",
        4,
        (x + w * 0.5, top),
        (x + w * 0.56, top - h * 0.3),
        (x + w * 0.5, top - h * 0.46),
    )


def books(c: Canvas, x: float, shelf: float, w: float, h: float, seed: int) -> None:
    """A row of books standing on a shelf."""
    rng = Random(seed)
    spot = x
    while spot < x + w - 12:
        thick = min(rng.uniform(0.1, 0.2) * h, x + w - spot)
        tall = h * rng.uniform(0.68, 0.97)
        color = rng.choice((*CLOTHES, "#f0d9a8", "#f6efe0"))
        c.rect(color, spot, shelf - tall, thick - 2, tall, 2)
        c.rect("#ffffff50", spot + thick * 0.18, shelf - tall * 0.82, thick * 0.5, tall * 0.06)
        c.rect("#00000020", spot + thick * 0.7, shelf - tall, thick * 0.18, tall)
        spot += thick


def shelf_unit(
    c: Canvas, x: float, y: float, w: float, h: float, rows: int, wood: str = "#b67d4f"
) -> list[float]:
    """An open shelf; the answer is the height of each board, from the top."""
    c.rect("#00000018", x + 12, y + 12, w, h)
    c.rect(wood, x, y, w, h, 6)
    inner = (h - 16) / rows
    boards = []
    for row in range(rows):
        c.rect("#00000038", x + 14, y + 14 + row * inner, w - 28, inner - 14)
        boards.append(y + row * inner + inner)
    return boards


def table(c: Canvas, x: float, top: float, w: float, ground: float, color: str) -> None:
    """A long table seen from the front."""
    for leg in (0.06, 0.94):
        c.rect("#6b4a36", x + w * leg - 8, top, 16, ground - top)
    c.rect(color, x, top - 10, w, 26, 8)
    c.rect("#ffffff30", x, top - 10, w, 8, 4)


def mug(c: Canvas, x: float, base: float, size: float, color: str) -> None:
    c.ring(color, size * 0.14, x + size * 0.48, base - size * 0.46, size * 0.26)
    c.rect(color, x - size * 0.4, base - size * 0.9, size * 0.8, size * 0.9, size * 0.12)
    c.rect("#ffffff40", x - size * 0.28, base - size * 0.8, size * 0.12, size * 0.6, size * 0.05)


def cat(c: Canvas, x: float, base: float, size: float, color: str = "#e0893f") -> None:
    """A cat sitting with its tail around its feet."""
    c.curve(color, size * 0.13, (x + size * 0.25, base - size * 0.08),
            (x + size * 0.52, base - size * 0.06),
            (x + size * 0.56, base - size * 0.3))  # fmt: skip
    c.disc(color, x, base - size * 0.3, size * 0.3, size * 0.32)
    c.disc(color, x - size * 0.06, base - size * 0.72, size * 0.24, size * 0.21)
    for side in (-1, 1):
        ear = x - size * 0.06 + side * size * 0.14
        c.poly(color, (ear - size * 0.09, base - size * 0.82),
               (ear + side * size * 0.04, base - size * 1.04),
               (ear + size * 0.09, base - size * 0.82))  # fmt: skip
        c.disc("#2c2a2a", x - size * 0.06 + side * size * 0.09, base - size * 0.73, size * 0.025)
    c.disc("#ffffff60", x - size * 0.05, base - size * 0.24, size * 0.14, size * 0.2)


def map_pin(c: Canvas, x: float, tip: float, size: float, color: str) -> None:
    c.disc("#00000025", x, tip, size * 0.2, size * 0.06)
    c.poly(
        color, (x - size * 0.32, tip - size * 0.56), (x, tip), (x + size * 0.32, tip - size * 0.56)
    )
    c.disc(color, x, tip - size * 0.68, size * 0.36)
    c.disc("#ffffff", x, tip - size * 0.68, size * 0.15)
