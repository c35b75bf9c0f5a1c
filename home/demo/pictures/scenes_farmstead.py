"""A farmstead in the city: the building site by day, the party by night; a banquet in the yard."""

from home.demo.pictures import nature, people, things
from home.demo.pictures.canvas import HEIGHT, WIDTH, Canvas
from home.demo.pictures.palette import Palette

BRICK = "#c9765a"
WOOD, WOOD_LIGHT, WOOD_DARK = "#c8925a", "#e0b27a", "#9a6a40"


def building_site(c: Canvas, p: Palette) -> None:
    """A wooden stage taking shape in the courtyard."""
    nature.sky(c, p, 560, (1330, 150))
    nature.cloud(c, 420, 130, 66)
    _farmstead(c, p, lit=False)
    c.hill(p.path, (-20, 690), (600, 676), (1620, 690))
    _stage(c, 420, 760, 760)
    _ladder(c, 1230, 800, 330)
    _pile_of_beams(c, 90, 930)
    _workbench(c, 1180, 930)
    for x, foot, h, number, raised in (
        (520, 748, 220, 4, 2), (760, 748, 216, 7, 1), (1010, 748, 214, 9, 2), (330, 900, 236, 5, 0),
        (800, 930, 240, 13, 1), (930, 930, 232, 8, 0), (1510, 940, 244, 12, 0),
    ):  # fmt: skip
        people.standing(c, x, foot, h, number, raised=raised, turn=1 if number % 2 else -1)
    c.line(WOOD_LIGHT, 26, (690, 800), (1040, 830))
    things.string_lights(c, (-20, 250), (700, 200), 90, 15)
    things.string_lights(c, (700, 200), (1620, 250), 100, 17)


def _farmstead(c: Canvas, p: Palette, lit: bool) -> None:
    c.poly(p.roof, (-20, 330), (60, 270), (1560, 270), (1620, 330), (1620, 360), (-20, 360))
    c.rect(BRICK, 0, 350, WIDTH, 360)
    for row in range(9):
        for column in range(27):
            c.rect("#ffffff12", column * 62 - (31 if row % 2 else 0), 362 + row * 38, 54, 28, 3)
    for column in range(7):
        x = 70 + column * 224
        c.slice("#f0d9b0", x + 70, 520, 88, 96, 180, 360)
        c.rect("#f0d9b0", x - 18, 520, 176, 190)
        c.slice("#ffd98a" if lit else "#6d4a3f", x + 70, 522, 70, 78, 180, 360)
        c.rect("#ffd98a" if lit else "#6d4a3f", x, 522, 140, 188)
        if lit:
            c.rect("#c98a4c", x + 66, 460, 8, 250)
    c.rect(BRICK, 1180, 130, 200, 230)
    c.poly(p.roof, (1160, 130), (1280, 50), (1400, 130))
    c.slice("#6d4a3f", 1280, 230, 44, 54, 180, 360)
    c.rect("#6d4a3f", 1236, 228, 88, 70)


def _stage(c: Canvas, x: float, y: float, w: float) -> None:
    for post in (0, 0.33, 0.66, 1):
        c.rect(WOOD_DARK, x + post * (w - 24), y - 430, 24, 430)
    c.line(
        WOOD, 22, (x, y - 400), (x + w * 0.34, y - 480), (x + w * 0.68, y - 430), (x + w, y - 500)
    )
    for step in (0.16, 0.5, 0.84):
        c.line(WOOD_LIGHT, 14, (x + w * step - 120, y - 300), (x + w * step, y - 440))
    c.poly(
        "#f3e6c8",
        (x + 20, y - 398),
        (x + w * 0.34, y - 474),
        (x + w * 0.5, y - 450),
        (x + w * 0.36, y - 330),
    )
    for board in range(14):
        tone = WOOD_LIGHT if board % 3 else WOOD
        c.rect(tone, x - 40 + board * (w + 80) / 14, y - 14, (w + 80) / 14 - 4, 60)
    c.rect(WOOD_DARK, x - 40, y + 46, w + 80, 18)


def _ladder(c: Canvas, x: float, foot: float, h: float) -> None:
    c.line("#e9a23b", 14, (x, foot), (x - 70, foot - h))
    c.line("#e9a23b", 14, (x + 80, foot), (x - 10, foot - h))
    for step in range(1, 8):
        t = step / 8
        c.line("#d08a2a", 9, (x - 70 * t, foot - h * t), (x + 80 - 90 * t, foot - h * t))


def _pile_of_beams(c: Canvas, x: float, ground: float) -> None:
    for row, count in enumerate((5, 4, 3)):
        for column in range(count):
            left, top = x + row * 24 + column * 48, ground - 44 - row * 44
            c.rect(WOOD_LIGHT, left, top, 44, 42, 4)
            c.ring(WOOD_DARK, 3, left + 22, top + 21, 13)
            c.ring(WOOD_DARK, 3, left + 22, top + 21, 6)


def _workbench(c: Canvas, x: float, ground: float) -> None:
    for leg in (20, 250):
        c.rect(WOOD_DARK, x + leg, ground - 120, 20, 120)
    c.rect(WOOD, x, ground - 140, 290, 26, 6)
    c.rect("#c8324a", x + 40, ground - 178, 90, 38, 10)
    c.rect("#3c4048", x + 124, ground - 170, 40, 12, 4)
    c.rect("#2f6f8f", x + 200, ground - 170, 60, 30, 6)


def party(c: Canvas, p: Palette) -> None:
    """Long tables and lights in the farmstead's yard at night."""
    nature.sky(c, p, 560, (260, 130))
    nature.stars(c, 21, 300)
    _farmstead(c, p, lit=True)
    c.rect("#0a103060", 0, 0, WIDTH, 710)
    c.glow("#ffcf7a", 800, 620, 620, 0.55)
    c.hill("#54507a", (-20, 690), (600, 676), (1620, 690))
    for start, end in (
        ((-20, 240), (560, 190)),
        ((560, 190), (1120, 180)),
        ((1120, 180), (1620, 230)),
    ):
        things.string_lights(c, start, end, 110, 13)
    for row, (y, size, count) in enumerate(((740, 190, 8), (880, 240, 7))):
        step = 1400 / count
        for index in range(count):
            people.sitting(c, 150 + step * index, y, size, index * 3 + row, 1 if index % 2 else -1)
        things.table(c, 60, y - 20, 1480, y + 70, "#e2bd88")
        _tableware(c, 60, y - 28, 1480, row, candles=True)
    for x, number in ((120, 4), (1490, 8)):
        people.standing(c, x, 972, 260, number, raised=1, turn=1 if x < 800 else -1)


def _tableware(c: Canvas, x: float, y: float, w: float, seed: int, *, candles: bool) -> None:
    for index in range(13):
        spot = x + 60 + index * (w - 120) / 12
        kind = (index + seed) % 4
        if kind == 0:
            c.rect("#4d8a63", spot - 9, y - 52, 18, 52, 6)
            c.rect("#4d8a63", spot - 4, y - 70, 8, 24)
        elif kind == 1 and candles:
            c.glow("#ffd978", spot, y - 20, 60, 0.7)
            c.rect("#fff3cf", spot - 8, y - 28, 16, 28, 4)
        elif kind == 2:
            c.disc("#fffaf0", spot, y, 34, 9)
            c.disc("#e36f4e", spot, y - 8, 20, 10)
        else:
            c.disc("#e9a23b", spot, y - 8, 30, 16)
            c.disc("#c8324a", spot - 8, y - 18, 12)


def banquet(c: Canvas, p: Palette) -> None:
    """Lunch in a courtyard under a pergola, with a checked cloth and odd chairs."""
    nature.sky(c, p, 700)
    c.rect("#f3d3a0", 0, 80, WIDTH, 640)
    for index in range(5):
        x = 90 + index * 320
        c.rect("#fff3dc", x - 10, 170, 150, 250, 8)
        c.rect(p.window, x, 182, 130, 226, 4)
        c.rect("#4f7d66", x - 62, 182, 56, 226)
        c.rect("#4f7d66", x + 136, 182, 56, 226)
    for x in (40, 540, 1050, 1540):
        c.rect("#a8714a", x, 60, 22, 720)
    c.rect("#a8714a", 0, 60, WIDTH, 24)
    for index in range(34):
        x = index * 50 - 20
        nature.leaf(
            c, p.leaf if index % 2 else p.leaf_light, (x, 60), (x + 26, 150 + 30 * (index % 3)), 26
        )
        if index % 4 == 1:
            for dx, dy in ((0, 0), (14, 6), (-13, 8), (2, 20)):
                c.disc("#7a4d8c", x + dx + 20, 150 + dy, 10)
    c.hill(p.path, (-20, 730), (800, 716), (1620, 730))
    for index in range(7):
        people.sitting(c, 170 + index * 210, 770, 330, index * 2 + 1, 1 if index % 2 else -1)
    for column in range(48):
        for row in range(3):
            tone = "#fffaf0" if (column + row) % 2 else "#d8505f"
            c.rect(tone, 80 + column * 30, 736 + row * 30, 31, 31)
    c.rect("#00000014", 80, 796, 1440, 30)
    _tableware(c, 80, 738, 1440, 1, candles=False)
    for index, color in enumerate(("#2f6f8f", "#e9a23b", "#4d8a63", "#c8324a", "#7a5aa6")):
        x = 170 + index * 300
        c.rect(color, x, 790, 120, 22, 8)
        c.rect(color, x + 6, 700 + 10 * (index % 2), 108, 22, 8)
        for leg in (8, 98):
            c.rect(color, x + leg, 700, 14, 250)
    c.rect(p.path, 0, HEIGHT - 46, WIDTH, 46)
