"""Gardens: the tree house, tomatoes on balconies and in beds."""

from home.demo.pictures import buildings, nature, people, things
from home.demo.pictures.canvas import HEIGHT, WIDTH, Canvas
from home.demo.pictures.palette import NIGHT, Palette

WOOD, WOOD_LIGHT, WOOD_DARK = "#b97f4c", "#d6a36c", "#8a5a36"


def tree_house(c: Canvas, p: Palette) -> None:
    """A small house among the branches, with a ramp, a rope ladder and a round window."""
    night = p is NIGHT
    nature.sky(c, p, 700, (1330, 170))
    if night:
        nature.stars(c, 5)
    else:
        nature.cloud(c, 240, 160, 70)
        nature.cloud(c, 1180, 320, 50)
    buildings.skyline(c, p, 700, 0.62)
    c.hill(p.mid + "80", (-20, 690), (400, 640), (900, 690), (1620, 640))
    c.hill(p.ground, (-20, 770), (600, 740), (1100, 760), (1620, 730))
    nature.grass(c, p.leaf_light, 8, 780, 990)
    for dx, dy, r in (
        (-300, 80, 190),
        (330, 70, 200),
        (-140, -90, 210),
        (180, -100, 220),
        (20, 10, 260),
    ):
        c.disc(p.leaf, 800 + dx, 290 + dy, r)
    _trunk(c, p)
    _cabin(c, p, night)
    for dx, dy, r in (
        (-330, 0, 120),
        (-190, -150, 130),
        (60, -210, 150),
        (280, -90, 130),
        (400, 60, 90),
    ):
        c.disc(p.leaf_light, 790 + dx, 270 + dy, r)
    things.bunting(c, (530, 470), (1080, 470), 40, 12)
    _ramp(c)
    _rope_ladder(c)
    for x, foot, h, number, raised in ((330, 900, 170, 3, 1), (470, 930, 150, 10, 2),
                                       (980, 930, 240, 6, 0), (250, 890, 250, 12, 0)):  # fmt: skip
        people.standing(c, x, foot, h, number, raised=raised)
    people.in_wheelchair(c, 1330, 812, 170, 4, turn=-1)
    for x in (90, 1530):
        nature.bush(c, p, x, 900, 110)


def _trunk(c: Canvas, p: Palette) -> None:
    c.blob(p.trunk, (700, 880), (752, 720), (742, 420), (700, 300), (760, 330), (800, 240),
           (850, 340), (930, 290), (880, 430), (876, 720), (930, 880), (810, 860))  # fmt: skip
    c.curve("#00000030", 8, (790, 820), (800, 640), (780, 480))
    c.curve("#00000030", 6, (840, 800), (836, 660), (846, 560))


def _cabin(c: Canvas, p: Palette, night: bool) -> None:
    for x in (560, 1030):
        c.rect(WOOD_DARK, x, 640, 24, 240)
    c.rect(WOOD_DARK, 510, 630, 600, 28, 6)
    c.rect(WOOD, 570, 410, 480, 222)
    for y in range(430, 630, 34):
        c.rect("#00000020", 570, y, 480, 4)
    c.poly("#b5523f" if not night else "#5a3550", (530, 424), (810, 262), (1092, 424))
    for row in range(4):
        c.line("#ffffff28", 4, (570 + row * 56, 410 - row * 38), (1050 - row * 56, 410 - row * 38))
    if night:
        c.glow("#ffd67a", 710, 510, 190, 0.9)
    c.disc(WOOD_LIGHT, 710, 510, 66)
    c.disc("#ffdf8c" if night else "#8fcbe0", 710, 510, 54)
    c.line(WOOD_LIGHT, 8, (656, 510), (764, 510))
    c.line(WOOD_LIGHT, 8, (710, 456), (710, 564))
    c.rect(WOOD_LIGHT, 862, 462, 120, 170, 10)
    c.rect("#ffdf8c" if night else "#6d4a3f", 876, 478, 92, 154, 8)
    people.standing(c, 922, 632, 120, 7, raised=1)
    for x in range(516, 1110, 34):
        if not 850 < x < 990:
            c.rect(WOOD_LIGHT, x, 574, 8, 60)
    c.rect(WOOD_LIGHT, 510, 568, 340, 10, 4)
    c.rect(WOOD_LIGHT, 992, 568, 118, 10, 4)


def _ramp(c: Canvas) -> None:
    c.poly(WOOD_DARK, (1096, 640), (1560, 850), (1560, 872), (1096, 662))
    c.poly(WOOD_LIGHT, (1096, 630), (1560, 840), (1560, 854), (1096, 646))
    for step in range(9):
        x = 1110 + step * 54
        y = 640 + step * 24.4
        c.rect(WOOD_DARK, x, y - 84, 8, 90)
        c.rect(WOOD_DARK, x, y + 14, 10, max(0, 880 - y - step * 3))
    c.line(WOOD, 12, (1112, 556), (1546, 752))


def _rope_ladder(c: Canvas) -> None:
    for x in (600, 668):
        c.curve("#e8d5a8", 6, (x, 650), (x - 8, 740), (x + 4, 860))
    for step in range(5):
        c.line(WOOD_LIGHT, 10, (594, 690 + step * 38), (672, 690 + step * 38))


def balcony_tomatoes(c: Canvas, p: Palette) -> None:
    """Tomatoes in pots on a balcony over the roofs."""
    nature.sky(c, p, 640, (1240, 210))
    nature.cloud(c, 330, 170, 70, "#ffffff" if p.sky_low[1] == "d" else "#f0b79a")
    buildings.skyline(c, p, 640, 1)
    for index, x in enumerate(range(-40, WIDTH, 210)):
        buildings.house(c, p, x, 900, 200, 250 + 46 * (index % 3), index, floors=4, shutters=False)
    c.rect("#d6b48c", 0, 850, WIDTH, HEIGHT)
    c.rect("#ffffff38", 0, 850, WIDTH, 14)
    for column in range(9):
        c.rect("#00000010", column * 190 - 30, 880, 180, 120, 4)
    c.rect("#3f464f", 0, 596, WIDTH, 14, 6)
    for x in range(10, WIDTH, 48):
        c.rect("#3f464f", x, 600, 7, 254)
    for index, (x, size, tall) in enumerate(
        ((170, 190, 520), (520, 210, 600), (900, 180, 470), (1290, 210, 570))
    ):
        nature.tomato_plant(c, p, x, 960 - size + 16, tall, index + 3)
        nature.pot(c, x, 975, size, ("#c8704d", "#b85c44", "#d98a5e", "#c8704d")[index])
    for x in (350, 1090):
        nature.pot(c, x, 985, 96, "#8aa6a3")
        for dx, dy in ((-30, -10), (0, -34), (30, -8), (-14, -50), (18, -46)):
            c.disc(p.leaf_light if dx else p.leaf, x + dx, 890 + dy, 26)
    _watering_can(c, 1500, 980)


def _watering_can(c: Canvas, x: float, base: float) -> None:
    c.line("#2f6f8f", 14, (x - 50, base - 60), (x - 130, base - 130))
    c.poly("#2f6f8f", (x - 150, base - 128), (x - 116, base - 160), (x - 108, base - 124))
    c.ring("#2f6f8f", 12, x + 62, base - 74, 44)
    c.rect("#3f86a8", x - 60, base - 124, 120, 124, 14)
    c.rect("#ffffff38", x - 48, base - 114, 20, 96, 8)


def raised_beds(c: Canvas, p: Palette) -> None:
    """Wooden beds with lettuce and tomatoes between the houses."""
    nature.sky(c, p, 460, (300, 140))
    for index, (x, w, h) in enumerate(((-30, 330, 330), (310, 300, 400),
                                      (620, 360, 310), (990, 290, 380),
                                      (1290, 340, 340))):  # fmt: skip
        buildings.house(c, p, x, 520, w, h, index + 1, floors=4, columns=4)
    c.rect(p.ground, 0, 510, WIDTH, HEIGHT)
    c.poly(p.path, (720, 510), (860, 510), (1130, HEIGHT), (460, HEIGHT))
    nature.tree(c, p, 80, 600, 300)
    nature.tree(c, p, 1510, 600, 320)
    for row, (y, size) in enumerate(((600, 0.62), (740, 0.85), (940, 1.15))):
        for left, right in (
            (430 - 330 * size, 700 - 130 * size),
            (880 + 150 * size, 1170 + 330 * size),
        ):
            _bed(c, p, left, right, y, size, row)
    people.standing(c, 790, 760, 220, 8, turn=-1)
    people.standing(c, 700, 900, 190, 10, raised=1)
    _watering_can(c, 960, 940)
    people.standing(c, 620, 590, 150, 5)


def _bed(c: Canvas, p: Palette, left: float, right: float, y: float, size: float, row: int) -> None:
    w, depth = right - left, 62 * size
    if row % 2 == 0:
        for spot in range(3):
            nature.tomato_plant(
                c, p, left + w * (0.2 + 0.3 * spot), y - depth, 190 * size, row * 5 + spot
            )
    c.rect("#6b4a36", left, y - depth - 12 * size, w, depth)
    if row % 2:
        for spot in range(6):
            x = left + w * (0.1 + 0.16 * spot)
            for dx, r in ((-16, 20), (16, 20), (0, 26)):
                tone = "#a9d16a" if dx else "#8abf57"
                c.disc(tone, x + dx * size, y - depth - 14 * size, r * size)
    c.rect(WOOD_LIGHT, left - 8, y - depth, w + 16, depth, 4)
    c.rect("#00000018", left - 8, y - depth * 0.5, w + 16, 5)
    for post in (left - 8, right - 10):
        c.rect(WOOD_DARK, post, y - depth - 8 * size, 18 * size, depth + 12 * size, 3)
