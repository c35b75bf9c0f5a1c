"""Streets: shops, a concierge's desk, a crossing, bicycles by the canal."""

import math

from home.demo.pictures import buildings, nature, people, things
from home.demo.pictures.canvas import HEIGHT, WIDTH, Canvas
from home.demo.pictures.palette import CLOTHES, Palette


def street(c: Canvas, p: Palette) -> None:
    """A neighbourhood street with shops that open in the morning."""
    nature.sky(c, p, 600, (1250, 170))
    nature.cloud(c, 360, 150, 70)
    nature.cloud(c, 980, 100, 50)
    for index, (x, w, h) in enumerate(((-30, 300, 560), (280, 280, 500),
                                      (570, 330, 590), (910, 290, 520),
                                      (1210, 420, 600))):  # fmt: skip
        buildings.house(c, p, x, 780, w, h, index, floors=4)
        _shop(c, x + w * 0.08, 780, w * 0.84, index)
    c.rect(p.path, 0, 780, WIDTH, 110)
    c.rect("#00000012", 0, 780, WIDTH, 10)
    c.rect("#b9b4b0", 0, 886, WIDTH, HEIGHT)
    c.rect("#ffffff70", 0, 880, WIDTH, 10)
    for x in range(60, WIDTH, 260):
        c.rect("#ffffff90", x, 940, 130, 10)
    nature.tree(c, p, 560, 850, 330)
    nature.tree(c, p, 1190, 850, 300)
    things.bicycle(c, 340, 866, 120, "#2f6f8f")
    things.bench(c, 840, 862, 190)
    people.sitting(c, 905, 812, 190, 2)
    for x, number, size in (
        (150, 5, 190),
        (710, 7, 186),
        (1060, 9, 140),
        (1120, 3, 192),
        (1440, 8, 188),
    ):
        people.standing(c, x, 866, size, number, turn=-1 if x > 800 else 1)


def _shop(c: Canvas, x: float, base: float, w: float, index: int) -> None:
    color = CLOTHES[(index * 3) % len(CLOTHES)]
    c.rect("#fff6e4", x, base - 150, w, 150)
    c.rect("#5d7f92", x + w * 0.06, base - 118, w * 0.55, 92, 4)
    c.rect("#ffffff38", x + w * 0.1, base - 112, w * 0.12, 80)
    c.rect("#6f4b3a", x + w * 0.7, base - 120, w * 0.22, 120, 4)
    stripes = 9
    for stripe in range(stripes):
        tone = color if stripe % 2 == 0 else "#fff8ec"
        left = x + stripe * w / stripes
        c.rect(tone, left, base - 168, w / stripes + 1, 42)
        c.slice(tone, left + w / stripes / 2, base - 127, w / stripes / 2, 15, 0, 180)


def concierge(c: Canvas, p: Palette) -> None:
    """A corner shop whose counter opens onto the street."""
    nature.sky(c, p, 500)
    buildings.house(c, p, -60, 800, 420, 760, 3, floors=5)
    buildings.house(c, p, 1260, 800, 420, 720, 1, floors=5)
    c.rect("#f6dfb4", 330, 90, 950, 720)
    c.rect("#ffffff50", 330, 90, 950, 16)
    for x in (400, 640, 880, 1110):
        buildings.window(c, p, x, 150, 96, 140, True, False)
    c.rect("#7d4a3f", 390, 330, 830, 480, 10)
    c.rect("#fbe8c6", 412, 420, 786, 250)
    c.glow("#fff2c0", 800, 470, 330, 0.6)
    _lockers(c)
    people.standing(c, 720, 800, 360, 6, raised=1)
    c.rect("#a9633f", 390, 668, 830, 142)
    c.rect("#c98a5a", 370, 652, 870, 28, 8)
    for x in range(420, 1200, 90):
        c.rect("#00000016", x, 690, 60, 104, 6)
    for stripe in range(13):
        tone = "#c8324a" if stripe % 2 == 0 else "#fff6ea"
        c.poly(tone, (380 + stripe * 66, 330), (446 + stripe * 66, 330),
               (440 + stripe * 68, 424), (372 + stripe * 68, 424))  # fmt: skip
        c.slice(tone, 406 + stripe * 68, 424, 34, 24, 0, 180)
    c.rect("#b98a4c", 1010, 590, 110, 64, 4)
    c.rect("#e8c98f", 1056, 590, 16, 64)
    nature.pot(c, 480, 652, 60)
    nature.leafy_plant(c, p, 480, 600, 130)
    c.rect(p.path, 0, 808, WIDTH, HEIGHT)
    c.rect("#00000014", 0, 808, WIDTH, 14)
    people.standing(c, 950, 944, 380, 3, raised=1, turn=-1)
    people.standing(c, 1090, 950, 230, 10, turn=-1)
    things.bicycle(c, 190, 930, 170, "#2f6f8f")
    nature.pot(c, 1390, 930, 110)
    nature.bush(c, p, 1390, 840, 90)


def _lockers(c: Canvas) -> None:
    for row in range(3):
        for column in range(4):
            x, y = 880 + column * 76, 436 + row * 72
            c.rect(("#7fb0a8", "#e9b96a", "#d98b7a")[(row + column) % 3], x, y, 68, 64, 6)
            c.disc("#ffffffb0", x + 54, y + 34, 5)


def crossing(c: Canvas, p: Palette) -> None:
    """A zebra crossing with a ramp, a person in a wheelchair, and map pins."""
    nature.sky(c, p, 560, (210, 150))
    nature.cloud(c, 620, 120, 60)
    for index, (x, w, h) in enumerate(
        ((-40, 340, 470), (290, 300, 400), (980, 300, 440), (1270, 370, 520))
    ):
        buildings.house(c, p, x, 660, w, h, index + 1, floors=4)
    buildings.velasca(c, p.mid, 790, 660, 430)
    buildings.house(c, p, 590, 660, 400, 250, 4, floors=2, columns=4)
    c.rect(p.path, 0, 650, WIDTH, 90)
    c.rect("#00000014", 0, 650, WIDTH, 12)
    c.rect("#8f939c", 0, 740, WIDTH, 190)
    c.rect("#ffffff90", 0, 734, WIDTH, 10)
    for stripe in range(7):
        x = 470 + stripe * 104
        c.poly("#fffaf0", (x, 746), (x + 58, 746), (x + 40, 924), (x - 30, 924))
    c.rect(p.path, 0, 926, WIDTH, HEIGHT)
    c.rect("#ffffff90", 0, 922, WIDTH, 10)
    for y in (728, 926):
        c.poly("#e9a23b", (450, y + 12), (1170, y + 12), (1130, y - 4), (490, y - 4))
        for dot in range(26):
            c.disc("#c98a2a", 500 + dot * 24, y + 4, 4)
    nature.tree(c, p, 110, 720, 360)
    nature.tree(c, p, 1500, 720, 340)
    _traffic_light(c, 400, 740)
    people.in_wheelchair(c, 700, 880, 250, 7)
    people.standing(c, 860, 880, 262, 4, turn=-1)
    people.standing(c, 1020, 870, 150, 10)
    people.standing(c, 1290, 732, 210, 15, turn=-1)
    for x, tip, size, color in ((330, 330, 150, "#c8324a"), (1150, 250, 170, "#2f6f8f"),
                                (780, 250, 120, "#e9a23b"),
                                (1430, 190, 110, "#4d8a63")):  # fmt: skip
        things.map_pin(c, x, tip, size, color)


def _traffic_light(c: Canvas, x: float, ground: float) -> None:
    c.rect("#37434c", x - 7, ground - 260, 14, 260)
    c.rect("#27313a", x - 30, ground - 330, 60, 130, 14)
    c.disc("#6b3038", x, ground - 296, 19)
    c.glow("#6fe08a", x, ground - 236, 70, 0.8)
    c.disc("#6fe08a", x, ground - 236, 19)


def bicycles(c: Canvas, p: Palette) -> None:
    """Three bicycles under a tree by the canal, with houses on the far bank."""
    nature.sky(c, p, 520, (1300, 150))
    nature.cloud(c, 360, 140, 70)
    for index, x in enumerate(range(-30, WIDTH, 236)):
        buildings.house(c, p, x, 560, 228, 220 + 50 * (index % 3), index, floors=3)
    c.rect("#b98d6e", 0, 556, WIDTH, 50)
    c.rect("#ffffff40", 0, 556, WIDTH, 8)
    c.rect("#5fa6ba", 0, 604, WIDTH, 160)
    for index in range(40):
        x, y = (index * 397) % WIDTH, 616 + (index * 53) % 136
        c.rect("#ffffff3a", x, y, 60 + (index % 4) * 26, 5, 2)
    for index, x in enumerate(range(60, WIDTH, 236)):
        c.rect(p.walls[index % 5] + "50", x, 610, 120, 90)
    c.rect("#c9b49a", 0, 760, WIDTH, 28)
    c.rect(p.path, 0, 786, WIDTH, HEIGHT)
    for column in range(14):
        c.rect("#00000008", column * 124, 800, 116, 60, 6)
        c.rect("#00000008", column * 124 - 60, 870, 116, 60, 6)
    nature.tree(c, p, 820, 870, 690)
    for x, color, turn in ((330, "#c8324a", 1), (800, "#2f6f8f", -1), (1270, "#e9a23b", 1)):
        things.bicycle(c, x, 940, 215, color, turn)
    people.standing(c, 560, 930, 320, 6, raised=1)
    people.standing(c, 1060, 930, 300, 9, turn=-1)
    things.lamp_post(c, 90, 900, 420)
    things.lamp_post(c, 1530, 900, 420)


def wheel_workshop(c: Canvas, p: Palette) -> None:
    """A wheel on its stand, with keys and a pump on the bench."""
    c.rect("#2f6f8f", 0, 0, WIDTH, HEIGHT)
    for row in range(9):
        for column in range(16):
            c.disc("#ffffff14", 60 + column * 100, 50 + row * 90, 6)
    c.glow("#9fd3e6", 760, 400, 640, 0.5)
    _wheel(c, 760, 430, 340)
    c.line("#e36f4e", 30, (760, 430), (700, 860))
    c.line("#e36f4e", 30, (760, 430), (830, 860))
    c.disc("#37434c", 760, 430, 34)
    for index, size in enumerate((44, 36, 30)):
        x = 140 + index * 110
        c.line("#d8dde2", 24, (x, 190), (x, 420))
        c.ring("#d8dde2", 18, x, 170, size)
        c.ring("#d8dde2", 16, x, 440, size * 0.7)
    c.ring("#1f2b36", 34, 1340, 300, 140)
    c.ring("#1f2b36", 34, 1400, 350, 140)
    c.rect("#b67d4f", 0, 850, WIDTH, HEIGHT)
    c.rect("#d9aa78", 0, 840, WIDTH, 40)
    c.rect("#00000020", 0, 880, WIDTH, 10)
    c.rect("#e9a23b", 1150, 520, 56, 320, 14)
    c.rect("#37434c", 1170, 430, 16, 100)
    c.rect("#37434c", 1100, 412, 156, 28, 12)
    c.curve("#1f2b36", 14, (1178, 820), (1100, 780), (1040, 830), (960, 836))
    c.rect("#c8324a", 150, 740, 250, 100, 12)
    c.rect("#8d2036", 210, 706, 130, 40, 12)
    c.rect("#ffffff40", 170, 770, 210, 12, 4)
    things.mug(c, 480, 842, 70, "#fffaf0")
    c.disc("#e9a23b", 1440, 810, 30)
    c.disc("#c98a2a", 1440, 810, 12)


def _wheel(c: Canvas, x: float, y: float, r: float) -> None:
    for spoke in range(28):
        angle = 2 * math.pi * spoke / 28
        offset = 0.2 if spoke % 2 else -0.2
        c.line("#dfe6ea", 4, (x + 26 * math.cos(angle + offset), y + 26 * math.sin(angle + offset)),
               (x + r * 0.9 * math.cos(angle), y + r * 0.9 * math.sin(angle)))  # fmt: skip
    c.ring("#1f2b36", r * 0.1, x, y, r)
    c.ring("#dfe6ea", r * 0.05, x, y, r * 0.9)
    c.disc("#8f9aa3", x, y, 44)
