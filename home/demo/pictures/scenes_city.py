"""Views of the city: skyline, canal, towers, a hospital, houses joined by light."""

import math
from itertools import pairwise

from home.demo.pictures import buildings, nature, people, things
from home.demo.pictures.canvas import HEIGHT, WIDTH, Canvas
from home.demo.pictures.palette import Palette


def skyline(c: Canvas, p: Palette) -> None:
    """Milan across a park, with a tram running along it."""
    night = p.window == "#ffd67a"
    nature.sky(c, p, 640, (1180, 190))
    if night:
        nature.stars(c, 7)
    else:
        for x, y, size in ((260, 170, 80), (640, 110, 56), (1440, 250, 70)):
            nature.cloud(c, x, y, size)
    buildings.skyline(c, p, 690, 1.05)
    for index, x in enumerate(range(-40, WIDTH, 190)):
        buildings.house(c, p, x, 780, 176, 130 + 34 * math.sin(index * 2.3), index, floors=3,
                        shutters=False, lit=night)  # fmt: skip
    c.hill(p.ground, (-20, 790), (400, 770), (900, 784), (1620, 764))
    c.rect(p.path, 0, 850, WIDTH, 62)
    c.rect("#00000018", 0, 872, WIDTH, 4)
    c.rect("#00000018", 0, 896, WIDTH, 4)
    things.tram(c, 560, 894, 400)
    for x, h in ((90, 250), (330, 190), (1120, 220), (1330, 270), (1540, 210)):
        nature.tree(c, p, x, 838, h)
    c.hill(p.leaf, (-20, 930), (380, 912), (800, 934), (1200, 908), (1620, 930))
    for index, x in enumerate((180, 250, 470, 1090, 1180, 1420)):
        people.standing(c, x, 972, 128 if index % 3 else 92, index + 3, turn=1 if index % 2 else -1)
    things.bicycle(c, 790, 976, 96, "#c8324a")


def canal(c: Canvas, p: Palette) -> None:
    """The Naviglio with its coloured houses, an iron bridge and their reflections."""
    nature.sky(c, p, 520, (800, 300))
    for index in range(5):
        for left, sign in ((-30, 1), (1630, -1)):
            w, h = 190 - index * 22, 470 - index * 62
            x = left + sign * sum(190 - 22 * k for k in range(index)) - (w if sign < 0 else 0)
            buildings.house(c, p, x, 640, w - 6, h, index + (2 if sign < 0 else 0), floors=4,
                            lit=True)  # fmt: skip
    c.poly(p.path, (0, 640), (700, 610), (640, 625), (0, 720))
    c.poly(p.path, (WIDTH, 640), (900, 610), (960, 625), (WIDTH, 720))
    c.poly("#4a5c86", (0, 716), (690, 618), (910, 618), (WIDTH, 716), (WIDTH, HEIGHT), (0, HEIGHT))
    _reflections(c)
    _bridge(c)
    people.standing(c, 760, 612, 92, 4)
    people.standing(c, 822, 612, 88, 9, turn=-1)
    for x in (90, 330, 1270, 1510):
        things.lamp_post(c, x, 720 - abs(800 - x) * 0.02, 190, lit=True)
    things.bicycle(c, 210, 760, 100, "#e9a23b")
    things.string_lights(c, (90, 560), (330, 560), 40, 9)
    things.string_lights(c, (1270, 560), (1510, 560), 40, 9)


def _bridge(c: Canvas) -> None:
    c.curve("#3a2c4a", 22, (540, 690), (680, 628), (800, 610), (920, 628), (1060, 690))
    c.curve("#3a2c4a", 7, (540, 630), (680, 566), (800, 548), (920, 566), (1060, 630))
    for step in range(15):
        x = 552 + step * 35.4
        lift = 76 * math.sin(math.pi * (x - 540) / 520)
        c.line("#3a2c4a", 5, (x, 688 - lift), (x, 630 - lift))


def _reflections(c: Canvas) -> None:
    for index in range(26):
        y = 640 + index * 14
        spread = 90 + index * 28
        c.rect("#ffd79a40", 800 - spread * 0.3 + 20 * math.sin(index), y, spread * 0.6, 5, 2)
        c.rect(
            "#f0a96f38", 800 - spread - 100 + 30 * math.cos(index * 2), y + 6, 120 + index * 6, 4, 2
        )
        c.rect("#d97b6238", 800 + spread - 20 * math.cos(index), y + 3, 110 + index * 6, 4, 2)


def towers(c: Canvas, p: Palette) -> None:
    """The towers of a green district with a footbridge."""
    nature.sky(c, p, 700, (300, 190))
    nature.cloud(c, 820, 150, 80)
    nature.cloud(c, 1280, 240, 56)
    c.hill(p.far, (-20, 560), (400, 520), (900, 560), (1620, 500))
    for x, w, h, wall in ((70, 190, 520, "#f1d3a8"), (330, 210, 640, "#e7a987"),
                          (1010, 220, 690, "#f0c79a"), (1300, 200, 560, "#dba58c")):  # fmt: skip
        buildings.tower_block(c, p, x, 780, w, h, wall, 11)
    c.rect("#fff5e3", 560, 560, 430, 220)
    for column in range(6):
        c.rect(p.window, 586 + column * 68, 590, 44, 64)
        c.rect(p.window, 586 + column * 68, 690, 44, 90)
    c.rect("#d9775c", 240, 636, 1100, 34)
    for x in range(250, 1340, 22):
        c.rect("#ffffff70", x, 606, 4, 32)
    c.rect("#ffffffa0", 240, 600, 1100, 8)
    for x in (420, 760, 1180):
        c.rect("#c56a51", x, 668, 26, 120)
    c.hill(p.ground, (-20, 800), (500, 776), (1000, 792), (1620, 770))
    c.blob(
        p.path,
        (-60, 960),
        (400, 900),
        (820, 880),
        (1660, 830),
        (1660, 890),
        (900, 940),
        (300, 1040),
    )
    for x, h in ((40, 230), (280, 280), (690, 210), (930, 250), (1260, 220), (1540, 300)):
        nature.tree(c, p, x, 850 + (h % 40), h)
    for x, number, size in ((540, 3, 120), (600, 6, 84), (1110, 8, 122)):
        people.standing(c, x, 920, size, number)


def hospital(c: Canvas, p: Palette) -> None:
    """A hospital pavilion at dusk, with one window that shines like a screen."""
    nature.sky(c, p, 640, (1330, 420))
    for x, y in ((200, 120), (460, 210), (900, 90)):
        nature.cloud(c, x, y, 62, "#e8a88f")
    buildings.skyline(c, p, 640, 0.7, p.far)
    _pavilion(c)
    c.hill(p.ground, (-20, 820), (600, 804), (1620, 816))
    c.poly(p.path, (690, 812), (870, 812), (1120, HEIGHT), (440, HEIGHT))
    for x, h in ((80, 300), (330, 200), (1220, 210), (1460, 330)):
        nature.tree(c, p, x, 860, h)
    people.standing(c, 660, 920, 128, 3)
    people.in_wheelchair(c, 770, 924, 128, 7)
    people.standing(c, 880, 930, 132, 5, turn=-1)


def _pavilion(c: Canvas) -> None:
    c.rect("#e9c2a2", 170, 330, 1180, 480)
    c.rect("#d9a98c", 1060, 330, 290, 480)
    c.rect("#fff0da", 150, 312, 1220, 26)
    c.rect("#c98a78", 640, 240, 280, 90)
    c.rect("#fff6ea", 752, 252, 56, 64, 6)
    c.rect("#c8324a", 772, 260, 16, 48)
    c.rect("#c8324a", 756, 276, 48, 16)
    for row in range(3):
        for column in range(12):
            x, y = 208 + column * 95, 372 + row * 138
            if row == 1 and 4 <= column <= 7:
                continue
            shines = (row * 5 + column * 3) % 4 == 0
            c.rect("#fff0da", x - 4, y - 4, 58, 88)
            c.rect("#ffdf98" if shines else "#6b5a78", x, y, 50, 80)
    c.glow("#fff3c8", 780, 548, 360, 0.75)
    c.rect("#3a2c4a", 580, 496, 400, 124, 8)
    c.rect("#fff8e0", 592, 506, 376, 104, 4)
    c.poly("#f4c793", (592, 610), (592, 586), (680, 562), (790, 584), (968, 556), (968, 610))
    c.disc("#f0a96f", 880, 540, 16)
    for column in range(12):
        x = 208 + column * 95
        c.rect("#fff0da", x - 4, 644, 58, 88)
        c.rect("#ffdf98" if column % 3 == 1 else "#6b5a78", x, 648, 50, 80)
    c.rect("#d9a98c", 170, 730, 1180, 90)
    c.rect("#ffdf98", 706, 700, 148, 120, 8)


def network(c: Canvas, p: Palette) -> None:
    """Houses at night, joined by threads of light."""
    nature.sky(c, p, 700, (240, 170))
    nature.stars(c, 11)
    buildings.skyline(c, p, 620, 0.75)
    roofs = []
    for index, (x, w, h) in enumerate(((-20, 230, 300), (230, 210, 380),
                                      (460, 260, 290), (740, 220, 420), (980, 250, 320),
                                      (1250, 200, 400), (1470, 200, 300))):  # fmt: skip
        buildings.house(c, p, x, 860, w, h, index, floors=4, shutters=False, lit=True)
        roofs.append((x + w / 2, 860 - h * 1.1))
    for (x0, y0), (x1, y1) in pairwise(roofs):
        c.curve("#8fe3d8", 5, (x0, y0 - 30), ((x0 + x1) / 2, min(y0, y1) - 110), (x1, y1 - 30))
        c.glow("#8fe3d8", (x0 + x1) / 2, min(y0, y1) - 108, 40, 0.6)
        c.disc("#e7fffb", (x0 + x1) / 2, min(y0, y1) - 106, 8)
    for antenna in roofs:
        _antenna(c, *antenna)
    c.hill("#1b2448", (-20, 864), (600, 850), (1620, 862))
    for x, h in ((120, 150), (470, 180), (980, 160), (1250, 190), (1560, 150)):
        nature.tree(c, p, x, 900, h)
    things.bench(c, 660, 940, 210, "#6a5a78")
    for offset, number in ((50, 2), (150, 9)):
        people.sitting(c, 660 + offset, 886, 200, number, 1 if number == 2 else -1)
        c.glow("#bdf5ee", 660 + offset + (30 if number == 2 else -30), 860, 70, 0.7)
    for x in (360, 1120):
        things.lamp_post(c, x, 930, 220, lit=True)


def _antenna(c: Canvas, x: float, roof: float) -> None:
    c.rect("#10152e", x - 3, roof - 34, 6, 50)
    c.glow("#8fe3d8", x, roof - 34, 90, 0.8)
    c.disc("#e7fffb", x, roof - 34, 11)
