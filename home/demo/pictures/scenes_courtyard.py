"""Courtyards: play islands, balcony houses, neighbours on the landing."""

from home.demo.pictures import buildings, nature, people, things
from home.demo.pictures.canvas import HEIGHT, WIDTH, Canvas
from home.demo.pictures.palette import CLOTHES, Palette


def play_islands(c: Canvas, p: Palette) -> None:
    """Three coloured islands with a slide, a swing and a tent, among the houses."""
    nature.sky(c, p, 420)
    for index, (x, w, h) in enumerate(
        ((-20, 360, 400), (360, 400, 330), (790, 380, 380), (1200, 430, 420))
    ):
        buildings.house(c, p, x, 500, w, h, index, floors=4, columns=4)
    c.rect(p.ground, 0, 490, WIDTH, HEIGHT)
    c.hill("#ffffff22", (-20, 620), (500, 560), (1100, 640), (1620, 580))
    nature.tree(c, p, 130, 600, 330)
    nature.tree(c, p, 1490, 610, 360)
    nature.grass(c, p.leaf_light, 3, 520, 980)
    c.blob("#f4dfb8", (280, 720), (520, 660), (700, 820), (900, 760), (1120, 650),
           (1330, 700), (1150, 760), (900, 860), (640, 900), (480, 760))  # fmt: skip
    _island(c, 360, 700, 300, "#4fb3a5", "#3a958a")
    _island(c, 800, 850, 360, "#f2b04c", "#d9923a")
    _island(c, 1250, 690, 300, "#e9806a", "#cf6652")
    _slide(c, 330, 690)
    _swing(c, 800, 850)
    _tent(c, 1270, 690)
    for x, foot, h, number, raised in (
        (200, 720, 150, 4, 1), (480, 712, 140, 7, 0), (600, 880, 150, 3, 2), (1020, 880, 160, 9, 1),
        (1120, 706, 140, 5, 0), (1400, 716, 150, 12, 2), (570, 660, 210, 8, 0),
    ):  # fmt: skip
        people.standing(c, x, foot, h, number, raised=raised, turn=1 if number % 2 else -1)


def _island(c: Canvas, x: float, y: float, w: float, color: str, edge: str) -> None:
    c.disc(edge, x, y + 18, w * 0.72, w * 0.24)
    c.disc(color, x, y, w * 0.72, w * 0.24)
    c.disc("#ffffff38", x - w * 0.2, y - w * 0.04, w * 0.36, w * 0.1)


def _slide(c: Canvas, x: float, y: float) -> None:
    for leg in (-90, -20):
        c.line("#7a5aa6", 12, (x + leg, y), (x + leg, y - 190))
    for step in range(5):
        c.line("#7a5aa6", 8, (x - 90, y - 20 - step * 32), (x - 20, y - 20 - step * 32))
    c.curve("#e36f4e", 40, (x - 24, y - 168), (x + 50, y - 110), (x + 96, y - 20), (x + 160, y - 6))
    c.curve("#f59a7c", 20, (x - 20, y - 168), (x + 52, y - 112), (x + 98, y - 22), (x + 160, y - 8))
    c.poly("#c8324a", (x - 116, y - 230), (x - 56, y - 292), (x + 4, y - 230))
    c.rect("#e9a23b", x - 100, y - 232, 90, 40)


def _swing(c: Canvas, x: float, y: float) -> None:
    for side in (-1, 1):
        c.line("#2f6f8f", 14, (x + side * 210, y + 6), (x + side * 140, y - 250))
        c.line("#2f6f8f", 14, (x + side * 70, y - 6), (x + side * 140, y - 250))
    c.line("#2f6f8f", 14, (x - 150, y - 250), (x + 150, y - 250))
    for seat in (-62, 62):
        c.line("#4a4a55", 4, (x + seat - 24, y - 250), (x + seat - 34, y - 92))
        c.line("#4a4a55", 4, (x + seat + 24, y - 250), (x + seat + 14, y - 92))
        c.rect("#c8324a", x + seat - 42, y - 94, 66, 12, 5)
    people.sitting(c, x - 74, y - 92, 150, 1)


def _tent(c: Canvas, x: float, y: float) -> None:
    c.poly("#2b4a6f", (x - 130, y + 6), (x, y - 220), (x + 130, y + 6))
    c.poly("#3b6390", (x - 130, y + 6), (x, y - 220), (x + 20, y + 16))
    c.poly("#fbe2a8", (x - 60, y + 12), (x - 4, y - 120), (x + 34, y + 14))
    things.bunting(c, (x - 190, y - 120), (x, y - 224), 24, 7)
    things.books(c, x + 150, y + 10, 90, 46, 5)


def hopscotch(c: Canvas, p: Palette) -> None:
    """A courtyard from above the windows: hopscotch, a bench under a tree."""
    c.fade("#f1dfc0", "#e4cda6")
    for row in range(12):
        for column in range(17):
            x = column * 104 - (52 if row % 2 else 0)
            c.rect("#ffffff2c" if (row + column) % 3 else "#0000000a", x, row * 88, 98, 82, 8)
    c.blob(p.leaf_light, (-60, -60), (420, -40), (470, 180), (300, 330), (120, 420), (-60, 400))
    c.blob(p.ground, (-60, -60), (360, -40), (400, 160), (240, 290), (80, 360), (-60, 340))
    _hopscotch_squares(c)
    for x, y, r in ((1330, 250, 240), (1500, 420, 150), (1190, 130, 130)):
        c.disc("#00000020", x + 40, y + 50, r)
        c.disc(p.leaf, x, y, r)
        c.disc(p.leaf_light, x - r * 0.2, y - r * 0.2, r * 0.68)
        c.disc("#ffffff26", x - r * 0.34, y - r * 0.34, r * 0.3)
    c.rect("#00000020", 986, 446, 320, 80, 10)
    c.rect("#a8714a", 970, 430, 320, 80, 10)
    for y in (452, 476):
        c.rect("#00000024", 970, y, 320, 4)
    for x, y, number in (
        (698, 650, 2),
        (480, 480, 7),
        (1060, 470, 4),
        (1180, 470, 9),
        (230, 700, 11),
    ):
        _seen_from_above(c, x, y, number)
    c.blob("#3f95b8", (1200, 760), (1420, 700), (1640, 760), (1640, 1040), (1240, 1040))
    c.blob("#6ab8d3", (1260, 800), (1430, 750), (1640, 800), (1640, 1040), (1290, 1040))
    for x, y in ((1380, 860), (1500, 930)):
        c.disc("#e9a23b", x, y, 34)
        c.slice("#fff6ea", x, y, 34, 34, 20, 160)
    for x, y, r in ((90, 930, 110), (90, 930, 84)):
        c.disc("#c8704d" if r > 100 else "#8a4a35", x, y, r)
    for dx, dy in ((-34, -20), (30, -26), (0, 30), (36, 26), (-30, 30), (0, 0)):
        c.disc(p.leaf if dx % 4 else p.leaf_light, 90 + dx, 930 + dy, 34)


def _hopscotch_squares(c: Canvas) -> None:
    side = 104
    colors = (
        "#e36f4e",
        "#e9a23b",
        "#4fb3a5",
        "#2f6f8f",
        "#7a5aa6",
        "#c8324a",
        "#4d8a63",
        "#e9a23b",
    )
    spots = ((0, 0), (1, 0), (2, -0.5), (2, 0.5), (3, 0), (4, -0.5), (4, 0.5), (5, 0))
    for color, (column, row) in zip(colors, spots, strict=True):
        x, y = 330 + column * side, 640 + row * side
        c.rect("#ffffffd8", x, y, side, side, 6)
        c.rect(color, x + 8, y + 8, side - 16, side - 16, 4)
    c.slice("#ffffffd8", 330 + 6 * side, 692, 96, 96, -90, 90)
    c.slice("#e36f4e", 334 + 6 * side, 692, 82, 82, -90, 90)
    c.disc("#6a7078", 486, 700, 18, 14)


def _seen_from_above(c: Canvas, x: float, y: float, number: int) -> None:
    who = people.look(number)
    c.disc("#00000022", x + 26, y + 30, 62, 44)
    c.disc(who.top, x, y, 62, 42)
    for side in (-1, 1):
        c.line(who.top, 24, (x + side * 48, y), (x + side * 66, y - 34))
        c.disc(who.skin, x + side * 68, y - 40, 13)
    c.disc(who.hair, x, y - 6, 34)
    c.disc("#ffffff20", x - 10, y - 16, 14)


def balcony_house(c: Canvas, p: Palette) -> None:
    """A casa di ringhiera: three balconies with laundry, plants, shelves and readers."""
    c.rect("#f3d6a4", 0, 0, WIDTH, HEIGHT)
    c.rect("#00000010", 0, 0, WIDTH, 60)
    for floor, base in enumerate((300, 560, 820)):
        for column in range(6):
            x = 70 + column * 260
            if (column + floor) % 2:
                c.rect("#fff3dc", x - 10, base - 212, 120, 212, 6)
                c.rect("#6f8f6a" if floor != 1 else "#8a5a48", x, base - 202, 100, 202, 4)
                c.rect("#ffffff38", x + 14, base - 186, 72, 60, 4)
                c.disc("#f1c453", x + 84, base - 96, 6)
            else:
                buildings.window(c, p, x, base - 180, 92, 116, True, column == 2)
        _balcony(c, floor, base)
    things.bunting(c, (-20, 40), (820, 30), 60, 17)
    things.bunting(c, (780, 30), (1620, 40), 60, 17)
    c.rect("#c9b08a", 0, 900, WIDTH, HEIGHT)
    for column in range(14):
        c.rect("#ffffff22", column * 120 - 20, 912, 110, 38, 6)
        c.rect("#ffffff22", column * 120 - 70, 956, 110, 38, 6)
    things.bench(c, 640, 960, 260)
    people.sitting(c, 720, 892, 220, 3)
    people.sitting(c, 830, 892, 220, 7, turn=-1)
    c.poly("#c8324a", (752, 838), (778, 828), (804, 838), (804, 866), (778, 858), (752, 866))
    things.bicycle(c, 1180, 970, 130, "#2f6f8f")
    nature.pot(c, 130, 980, 110)
    nature.leafy_plant(c, p, 130, 890, 190)
    nature.pot(c, 1490, 980, 120)
    nature.bush(c, p, 1490, 880, 100)


def _balcony(c: Canvas, floor: int, base: float) -> None:
    if floor == 0:
        _laundry(c, 330, base - 150)
        people.standing(c, 1210, base, 196, 6)
    if floor == 1:
        _balcony_shelf(c, 440, base, 7)
        people.standing(c, 720, base, 200, 9, raised=0, turn=-1)
        people.standing(c, 960, base, 196, 5)
        _laundry(c, 1100, base - 150)
    if floor == 2:
        people.standing(c, 190, base, 190, 10)
        _balcony_shelf(c, 940, base, 12)
        people.standing(c, 1380, base, 150, 4, raised=1)
    for x in (30, 560, 870, 1320, 1560):
        nature.pot(c, x + floor * 14, base - 4, 50)
        c.disc("#5d9a63", x + floor * 14, base - 72, 36)
        for dx, dy in ((-16, -84), (10, -96), (20, -66)):
            c.disc(CLOTHES[(floor + x) % 8], x + floor * 14 + dx, base + dy, 9)
    c.rect("#b98d5e", 0, base, WIDTH, 22)
    c.rect("#00000020", 0, base + 22, WIDTH, 14)
    c.rect("#4a4f58", 0, base - 92, WIDTH, 8)
    for x in range(8, WIDTH, 26):
        c.rect("#4a4f58", x, base - 90, 4, 92)


def _balcony_shelf(c: Canvas, x: float, base: float, seed: int) -> None:
    boards = things.shelf_unit(c, x, base - 200, 190, 204, 3)
    for row, board in enumerate(boards):
        things.books(c, x + 18, board, 154, 50, seed + row)


def _laundry(c: Canvas, x: float, y: float) -> None:
    c.curve("#8a8f98", 3, (x - 60, y), (x + 120, y + 16), (x + 330, y))
    for index, (dx, w, h) in enumerate(((0, 56, 70), (74, 40, 90), (134, 66, 60), (220, 50, 80))):
        color = ("#fffaf0", "#7fb0d0", "#e9a23b", "#e9806a")[index]
        c.rect(color, x + dx, y + 8, w, h, 4)
        c.rect("#00000012", x + dx + w * 0.6, y + 8, w * 0.4, h, 4)


def landing(c: Canvas, p: Palette) -> None:
    """Two neighbours talking from one balcony to the other, among geraniums."""
    nature.sky(c, p, 900, (1250, 190))
    buildings.skyline(c, p, 720, 0.9)
    for index, x in enumerate(range(-30, WIDTH, 230)):
        buildings.house(c, p, x, 900, 220, 200 + 40 * (index % 3), index, floors=3)
    c.rect(p.path, 0, 890, WIDTH, HEIGHT)
    nature.bush(c, p, 760, 960, 70)
    nature.bush(c, p, 850, 970, 54)
    c.rect("#e8b088", 0, 0, 420, HEIGHT)
    c.rect("#d99a72", 380, 0, 40, HEIGHT)
    buildings.window(c, p, 80, 180, 190, 300, True, True)
    c.rect("#f3d6a4", 1200, 0, 400, HEIGHT)
    c.rect("#e0bd88", 1200, 0, 40, HEIGHT)
    buildings.window(c, p, 1330, 160, 190, 300, True, False)
    people.standing(c, 560, 850, 560, 15, raised=1)
    people.standing(c, 1040, 850, 540, 4, raised=1, turn=-1)
    for left, right in ((300, 720), (900, 1320)):
        c.rect("#b98d5e", left, 830, right - left, 40)
        c.rect("#00000022", left, 870, right - left, 16)
        c.rect("#3f464f", left, 600, right - left, 14, 6)
        for x in range(left + 10, right, 36):
            c.rect("#3f464f", x, 606, 7, 228)
        for x in range(left + 50, right - 20, 110):
            c.rect("#c8704d", x - 44, 640, 96, 56, 8)
            _geranium(c, p, x, 640)
    nature.pot(c, 180, 980, 170)
    nature.leafy_plant(c, p, 180, 830, 300)


def _geranium(c: Canvas, p: Palette, x: float, base: float) -> None:
    for dx, dy in ((-36, -10), (0, -20), (36, -8), (-18, -34), (20, -36)):
        c.disc(p.leaf if dx else p.leaf_light, x + dx, base + dy, 24)
    for dx, dy, color in (
        (-30, -46, "#d8352f"),
        (4, -66, "#e36f8a"),
        (36, -44, "#d8352f"),
        (-8, -26, "#e36f8a"),
    ):
        for spot in ((-8, 0), (8, 0), (0, -8), (0, 7)):
            c.disc(color, x + dx + spot[0], base + dy + spot[1], 9)
