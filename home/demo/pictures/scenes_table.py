"""Food: a lunch table seen from above and a home kitchen."""

import math

from home.demo.pictures import nature, people, things
from home.demo.pictures.canvas import HEIGHT, WIDTH, Canvas
from home.demo.pictures.palette import Palette

GREENS = ("#6fae5a", "#8cc46b", "#4d8a4a")


def lunch_from_above(c: Canvas, p: Palette) -> None:
    """Plates, bread, glasses, and hands that reach from every side."""
    c.rect("#b9855a", 0, 0, WIDTH, HEIGHT)
    for board in range(8):
        c.rect("#00000010" if board % 2 else "#ffffff14", 0, board * 125, WIDTH, 125)
        c.rect("#0000001c", 0, board * 125, WIDTH, 4)
    c.rect("#fff6e6", 0, 370, WIDTH, 260)
    for stripe in (388, 406, 586, 604):
        c.rect("#d8505f", 0, stripe, WIDTH, 9)
    for index, (x, y, filling) in enumerate(((230, 190, 0), (660, 170, 1),
                                            (1110, 180, 2), (330, 810, 2),
                                            (800, 830, 0), (1270, 810, 1))):  # fmt: skip
        _cutlery(c, x, y)
        _plate(c, x, y, 132, filling)
        _glass(c, x + 200, y + (90 if y < 500 else -90), index)
    _salad_bowl(c, 800, 500)
    _bread(c, 330, 500)
    _water_jug(c, 1180, 500)
    nature.pot(c, 1480, 560, 90)
    for angle in range(0, 360, 45):
        tip = (1480 + 90 * math.cos(math.radians(angle)), 490 + 90 * math.sin(math.radians(angle)))
        nature.leaf(c, p.leaf if angle % 90 else p.leaf_light, (1480, 490), tip, 22)
    for x, y, reach_x, reach_y, number in ((440, -40, 700, 400, 2),
                                           (1420, -40, 930, 420, 8),
                                           (1010, 1060, 880, 600, 4),
                                           (90, 1060, 260, 570, 7)):  # fmt: skip
        _arm(c, x, y, reach_x, reach_y, number)


def _plate(c: Canvas, x: float, y: float, r: float, filling: int) -> None:
    c.disc("#00000028", x + 8, y + 12, r)
    c.disc(("#fffaf0", "#cfe3ec", "#f6d7b8")[filling], x, y, r)
    c.disc("#ffffff", x, y, r * 0.74)
    if filling == 0:
        for index in range(13):
            angle = index * 2.4
            cx, cy = x + r * 0.05 * index * math.cos(angle), y + r * 0.05 * index * math.sin(angle)
            c.ring("#eebf57", 10, cx, cy, r * 0.2)
        for dx, dy in ((-20, -14), (22, 10), (0, 30)):
            nature.tomato(c, x + dx, y + dy, 20)
        nature.leaf(c, GREENS[0], (x - 8, y - 20), (x + 24, y - 50), 14)
    elif filling == 1:
        c.disc("#f1c453", x, y, r * 0.6)
        for index in range(26):
            angle, far = index * 2.4, r * 0.11 * math.sqrt(index)
            c.disc("#f9dc86", x + far * math.cos(angle), y + far * math.sin(angle), 8)
        c.disc("#b5523f", x - 10, y + 6, 30, 22)
    else:
        for index in range(9):
            angle = index * 0.7
            nature.leaf(
                c,
                GREENS[index % 3],
                (x, y),
                (x + r * 0.66 * math.cos(angle), y + r * 0.66 * math.sin(angle)),
                22,
            )
        for dx, dy in ((-30, 20), (34, -12), (6, -36)):
            c.disc("#fffaf0", x + dx, y + dy, 22)
            c.disc("#f2b04c", x + dx, y + dy, 11)


def _cutlery(c: Canvas, x: float, y: float) -> None:
    c.rect("#dfe3e6", x - 172, y - 80, 10, 170, 5)
    for tine in (-12, -4, 4, 12):
        c.rect("#dfe3e6", x - 169 + tine, y - 96, 4, 44, 2)
    c.rect("#dfe3e6", x + 156, y - 90, 14, 100, 7)
    c.rect("#c9ced3", x + 158, y, 10, 92, 5)


def _glass(c: Canvas, x: float, y: float, index: int) -> None:
    c.disc("#00000022", x + 6, y + 8, 40)
    c.disc("#dff1f5", x, y, 40)
    c.disc(("#b7dfea", "#a8324a", "#b7dfea")[index % 3], x, y, 32)
    c.disc("#ffffff80", x - 10, y - 12, 9)


def _salad_bowl(c: Canvas, x: float, y: float) -> None:
    c.disc("#00000030", x + 10, y + 16, 168)
    c.disc("#c98a5a", x, y, 168)
    c.disc("#8a5a36", x, y, 146)
    for index in range(30):
        angle, far = index * 2.4, 22 * math.sqrt(index)
        stem = (x + far * math.cos(angle), y + far * math.sin(angle))
        tip = (stem[0] + 54 * math.cos(angle + 1), stem[1] + 54 * math.sin(angle + 1))
        if math.dist(tip, (x, y)) < 150:
            nature.leaf(c, GREENS[index % 3], stem, tip, 24)
    for index in range(8):
        angle = index * 0.8 + 0.3
        nature.tomato(c, x + 84 * math.cos(angle), y + 84 * math.sin(angle), 20, index % 3)
    c.rect("#e2bd88", x + 60, y - 176, 18, 180, 9)
    c.disc("#e2bd88", x + 69, y - 176, 24, 34)


def _bread(c: Canvas, x: float, y: float) -> None:
    c.rect("#00000024", x - 142, y - 66, 300, 150, 16)
    c.rect("#9a6a40", x - 150, y - 76, 300, 150, 16)
    c.blob(
        "#d9964f",
        (x - 110, y),
        (x - 70, y - 48),
        (x + 30, y - 52),
        (x + 70, y),
        (x + 30, y + 48),
        (x - 70, y + 46),
    )
    for cut in (-60, -15, 30):
        c.line("#f3cf94", 12, (x + cut - 16, y - 24), (x + cut + 16, y + 24))
    for slice_x in (92, 118):
        c.disc("#d9964f", x + slice_x, y + 10, 20, 46)
        c.disc("#f6e2b8", x + slice_x, y + 10, 14, 38)


def _water_jug(c: Canvas, x: float, y: float) -> None:
    c.disc("#00000026", x + 8, y + 12, 86)
    c.ring("#cfe6ee", 16, x + 92, y, 36)
    c.disc("#cfe6ee", x, y, 86)
    c.disc("#9fd0e0", x, y, 72)
    for dx, dy in ((-20, -16), (26, 14)):
        c.disc("#f3d34a", x + dx, y + dy, 26)
        c.disc("#f9ec9a", x + dx, y + dy, 19)


def _arm(c: Canvas, x: float, y: float, to_x: float, to_y: float, number: int) -> None:
    who = people.look(number)
    bend = (x + (to_x - x) * 0.55, y + (to_y - y) * 0.55)
    c.line("#00000022", 66, (x + 14, y + 18), (to_x + 14, to_y + 18))
    c.line(who.skin, 50, (x, y), (to_x, to_y))
    c.line(who.top, 76, (x, y), bend)
    c.disc(who.skin, to_x, to_y, 36)
    for spread in (-0.7, -0.25, 0.2, 0.65):
        angle = math.atan2(to_y - y, to_x - x) + spread
        c.line(
            who.skin, 17, (to_x, to_y), (to_x + 58 * math.cos(angle), to_y + 58 * math.sin(angle))
        )


def kitchen(c: Canvas, p: Palette) -> None:
    """A home kitchen: pots on the fire, vegetables on the board, someone cooking."""
    c.rect("#fbeacb", 0, 0, WIDTH, HEIGHT)
    for row in range(4):
        for column in range(17):
            tone = "#cfe3dc" if (row + column) % 2 else "#e6f0ea"
            c.rect(tone, column * 96 - 10, 380 + row * 72, 92, 68, 4)
    c.rect("#b67d4f", 60, 240, 560, 24, 6)
    for index, tone in enumerate(("#c8324a", "#e9a23b", "#4d8a63", "#2f6f8f", "#e36f4e")):
        c.rect(tone, 90 + index * 104, 150, 70, 90, 12)
        c.rect("#fffaf0", 100 + index * 104, 186, 50, 26, 4)
        c.rect("#8a5a36", 96 + index * 104, 136, 58, 18, 6)
    _kitchen_window(c, p)
    for x in (740, 800, 860, 920):
        c.line("#4a4f58", 6, (x, 210), (x, 270))
        c.disc("#8f9aa3", x, 300, 30 - (x - 740) * 0.06)
    c.line("#4a4f58", 8, (710, 210), (950, 210))
    people.standing(c, 820, 1010, 720, 15, raised=1)
    c.rect("#fffaf0", 742, 500, 156, 270, 30)
    c.rect("#8fb3a8", 0, 700, WIDTH, 300)
    c.rect("#e8d2ae", 0, 660, WIDTH, 46)
    for x in range(40, WIDTH, 270):
        c.rect("#ffffff22", x, 740, 240, 240, 8)
        c.rect("#4a4f58", x + 90, 760, 60, 10, 5)
    _pot_on_fire(c, 240, 660, 230, "#c8324a")
    _pot_on_fire(c, 520, 660, 170, "#2f6f8f")
    _chopping_board(c, p, 1190, 660)


def _kitchen_window(c: Canvas, p: Palette) -> None:
    c.rect("#fffaf0", 1010, 70, 480, 290, 8)
    c.rect(p.sky_top, 1030, 90, 440, 250)
    c.disc(p.sun, 1380, 160, 44)
    for index in range(6):
        c.rect(
            p.mid if index % 2 else p.far,
            1030 + index * 74,
            250 - 30 * (index % 3),
            74,
            90 + 30 * (index % 3),
        )
    c.rect("#fffaf0", 1244, 90, 12, 250)
    for x in (1100, 1390):
        nature.pot(c, x, 362, 70)
        c.disc(p.leaf_light, x, 274, 36)
        c.disc(p.leaf, x + 22, 284, 24)


def _pot_on_fire(c: Canvas, x: float, base: float, w: float, color: str) -> None:
    for index in range(3):
        left = x - w * 0.24 + index * w * 0.24
        c.curve("#ffffff", 9, (left, base - w * 0.86), (left + 18, base - w),
                (left - 12, base - w * 1.14), (left + 10, base - w * 1.3))  # fmt: skip
    c.rect(color, x - w / 2, base - w * 0.6, w, w * 0.6, w * 0.1)
    c.rect("#ffffff30", x - w * 0.42, base - w * 0.54, w * 0.1, w * 0.44, 8)
    c.rect("#37434c", x - w * 0.54, base - w * 0.66, w * 1.08, w * 0.1, 8)
    c.disc("#37434c", x, base - w * 0.7, w * 0.07)
    for side in (-1, 1):
        c.rect("#37434c", x + side * w * 0.56 - w * 0.07, base - w * 0.44, w * 0.14, w * 0.08, 8)


def _chopping_board(c: Canvas, p: Palette, x: float, base: float) -> None:
    c.rect("#9a6a40", x - 220, base - 22, 440, 24, 10)
    for index in range(3):
        nature.tomato(c, x - 150 + index * 66, base - 54, 34)
    for index in range(4):
        c.line(
            "#e98a3c",
            30,
            (x + 60 + index * 16, base - 40 - index * 4),
            (x + 160 + index * 12, base - 50 - index * 6),
        )
    for lean in (-30, 0, 30):
        nature.leaf(c, p.leaf, (x + 180, base - 60), (x + 230 + lean, base - 150 + abs(lean)), 18)
    things.mug(c, x + 290, base, 76, "#e9a23b")
