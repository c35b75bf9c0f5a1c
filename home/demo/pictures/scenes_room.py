"""Rooms: a living room, workshops, the digital hub, shelves."""

from home.demo.pictures import nature, people, things
from home.demo.pictures.canvas import HEIGHT, WIDTH, Canvas
from home.demo.pictures.palette import CLOTHES, Palette

WOOD, WOOD_LIGHT, WOOD_DARK = "#b67d4f", "#d9aa78", "#8a5a36"


def room(c: Canvas, wall: str, floor: str, edge: float = 740) -> None:
    c.rect(wall, 0, 0, WIDTH, edge)
    c.rect(floor, 0, edge, WIDTH, HEIGHT)
    c.rect("#ffffff60", 0, edge - 18, WIDTH, 18)
    for column in range(-4, 24):
        c.line("#00000012", 3, (column * 90 + 200, edge), (column * 170 - 500, HEIGHT))


def big_window(c: Canvas, p: Palette, x: float, y: float, w: float, h: float, panes: int) -> None:
    """A window with the city behind it."""
    c.rect("#fffaf0", x - 14, y - 14, w + 28, h + 28, 6)
    c.rect(p.sky_top, x, y, w, h)
    c.rect(p.sky_low, x, y + h * 0.45, w, h * 0.55)
    c.rect("#ffffff50", x, y + h * 0.36, w, h * 0.12)
    for index in range(9):
        tall = h * (0.22 + 0.09 * ((index * 5) % 4))
        c.rect(p.far if index % 2 else p.mid, x + index * w / 9, y + h - tall, w / 9, tall)
    for index in range(5):
        c.disc(
            p.leaf if index % 2 else p.leaf_light,
            x + w * (0.1 + 0.2 * index),
            y + h * 0.96,
            h * 0.08,
        )
    c.rect("#fffaf0", x - 14, y + h, w + 28, 40)
    for pane in range(panes + 1):
        c.rect("#fffaf0", x + pane * w / panes - 6, y, 12, h)
    c.rect("#fffaf0", x, y + h * 0.3, w, 9)


def living_room(c: Canvas, p: Palette) -> None:
    """An armchair, a lamp, a cat, and a small sensor on the wall."""
    room(c, "#e6ead8", "#d0a67c")
    big_window(c, p, 130, 130, 420, 400, 2)
    c.blob("#e9a23b", (90, 90), (190, 96), (170, 300), (120, 590), (80, 590))
    c.blob("#e9a23b", (500, 96), (600, 90), (612, 590), (560, 590), (520, 300))
    c.disc("#e36f4e38", 820, 880, 560, 86)
    c.disc("#fff3dc70", 820, 880, 440, 62)
    _pictures_on_wall(c)
    c.glow("#ffe9a8", 1330, 380, 360, 0.8)
    c.rect("#4a4a55", 1324, 400, 12, 440)
    c.rect("#4a4a55", 1270, 836, 120, 16, 8)
    c.poly("#ffe3a0", (1270, 280), (1390, 280), (1430, 420), (1230, 420))
    _armchair(c, 900, 860)
    people.sitting(c, 884, 706, 470, 4)
    c.poly("#fffaf0", (960, 560), (1006, 548), (1050, 560), (1050, 606), (1006, 594), (960, 606))
    things.cat(c, 1160, 890, 130)
    c.rect(WOOD, 560, 690, 190, 18, 6)
    for leg in (580, 714):
        c.rect(WOOD_DARK, leg, 706, 16, 160)
    things.mug(c, 600, 690, 46, "#c8324a")
    c.rect("#2f4858", 660, 636, 50, 54, 6)
    c.rect("#bfe6e0", 666, 642, 38, 36, 3)
    nature.pot(c, 1510, 900, 130)
    nature.leafy_plant(c, p, 1510, 790, 330)
    for radius in (34, 58, 82):
        c.ring("#4fb3a580", 4, 1130, 180, radius)
    c.rect("#fffaf0", 1098, 150, 64, 60, 16)
    c.disc("#4fb3a5", 1130, 180, 12)


def _pictures_on_wall(c: Canvas) -> None:
    for x, y, w, h, tone in (
        (680, 150, 130, 160, "#9fd3e6"),
        (840, 190, 170, 120, "#f6c9a0"),
        (690, 340, 110, 90, "#c9dfb8"),
    ):
        c.rect(WOOD_DARK, x - 8, y - 8, w + 16, h + 16, 4)
        c.rect(tone, x, y, w, h)
        c.disc("#fff3c4", x + w * 0.7, y + h * 0.3, h * 0.12)
        c.poly("#5d9a63", (x, y + h), (x + w * 0.4, y + h * 0.5),
               (x + w * 0.7, y + h * 0.8), (x + w, y + h * 0.6), (x + w, y + h))  # fmt: skip


def _armchair(c: Canvas, x: float, ground: float) -> None:
    green, shade = "#4d8a63", "#3d7351"
    c.disc("#00000022", x, ground + 6, 220, 22)
    for leg in (-140, 120):
        c.rect(WOOD_DARK, x + leg, ground - 40, 20, 46)
    c.rect(shade, x - 170, ground - 420, 250, 360, 60)
    c.rect(green, x - 150, ground - 400, 210, 300, 50)
    c.rect(shade, x - 180, ground - 190, 360, 150, 30)
    c.rect(green, x - 140, ground - 196, 320, 70, 26)
    c.rect("#e9a23b", x - 130, ground - 300, 100, 110, 18)


def workshop(c: Canvas, p: Palette) -> None:
    """Workbench, tools in order on the wall, a bicycle hung up, two people at work."""
    room(c, "#f4e2c0", "#bfa58a", 760)
    big_window(c, p, 90, 110, 380, 420, 3)
    c.rect("#8fb3a8", 560, 90, 620, 380, 10)
    _tools(c, 560, 90)
    things.bicycle(c, 1390, 400, 190, "#c8324a")
    for x in (1270, 1500):
        c.line("#4a4a55", 6, (x, 20), (x, 216))
    people.standing(c, 560, 900, 430, 7, raised=0)
    people.standing(c, 900, 890, 400, 5, raised=1, turn=-1)
    c.rect(WOOD, 330, 690, 980, 44, 8)
    c.rect("#ffffff28", 330, 690, 980, 12, 6)
    for leg in (370, 1230):
        c.rect(WOOD_DARK, leg, 734, 40, 220)
    c.rect(WOOD_DARK, 370, 860, 900, 20)
    c.rect("#c8324a", 430, 640, 120, 50, 8)
    c.rect("#8d2036", 470, 620, 40, 22, 6)
    chair(c, 1040, 690, 230)
    c.rect("#4a4a55", 700, 650, 150, 40, 6)
    c.rect("#6d7480", 740, 610, 70, 42, 6)
    _printer(c, 1420, 900)
    for x, tone in ((420, "#2f6f8f"), (560, "#e9a23b"), (700, "#4d8a63")):
        c.rect(tone, x, 786, 110, 74, 8)
        c.rect("#ffffff50", x + 30, 810, 50, 14, 4)
    nature.pot(c, 150, 930, 130)
    nature.leafy_plant(c, p, 150, 820, 240)


def _tools(c: Canvas, x: float, y: float) -> None:
    for dot in range(60):
        c.disc("#00000016", x + 30 + (dot % 12) * 50, y + 30 + (dot // 12) * 80, 5)
    for index in range(4):
        left = x + 60 + index * 62
        c.rect(("#c8324a", "#2f6f8f", "#e9a23b", "#4d8a63")[index], left, y + 46, 22, 70, 8)
        c.rect("#d8dde2", left + 7, y + 112, 8, 70)
    c.rect("#8a5a36", x + 340, y + 60, 22, 150, 6)
    c.rect("#4a4f58", x + 306, y + 44, 92, 40, 6)
    c.poly("#d8dde2", (x + 430, y + 66), (x + 580, y + 50), (x + 580, y + 92))
    c.rect("#b67d4f", x + 566, y + 44, 44, 60, 12)
    for index, size in enumerate((28, 24, 20, 17)):
        left = x + 80 + index * 72
        c.line("#d8dde2", 14, (left, y + 236), (left, y + 330))
        c.ring("#d8dde2", 10, left, y + 226, size)
        c.ring("#d8dde2", 9, left, y + 338, size * 0.7)
    c.ring("#e9a23b", 22, x + 430, y + 282, 54)
    c.rect("#f6efe0", x + 520, y + 220, 60, 130, 6)
    for mark in range(6):
        c.rect("#4a4f58", x + 520, y + 236 + mark * 18, 22, 4)


def chair(c: Canvas, x: float, base: float, h: float) -> None:
    for leg in (0.02, 0.42):
        c.line(
            "#e36f4e", h * 0.05, (x + leg * h, base), (x + (leg * 0.9 + 0.02) * h, base - h * 0.42)
        )
    c.rect("#f59a7c", x - h * 0.05, base - h * 0.48, h * 0.54, h * 0.08, 6)
    c.line("#e36f4e", h * 0.05, (x + h * 0.02, base - h * 0.45), (x - h * 0.04, base - h))
    c.line("#e36f4e", h * 0.05, (x + h * 0.4, base - h * 0.45), (x + h * 0.36, base - h))
    for bar in (0.62, 0.77, 0.92):
        c.line("#f59a7c", h * 0.05, (x - h * 0.02, base - h * bar), (x + h * 0.38, base - h * bar))


def _printer(c: Canvas, x: float, ground: float) -> None:
    c.rect(WOOD_LIGHT, x - 120, ground - 160, 240, 160, 8)
    c.rect("#37434c", x - 90, ground - 400, 180, 240, 12)
    c.rect("#e7f3f5", x - 70, ground - 380, 140, 180, 6)
    c.rect("#37434c", x - 70, ground - 330, 140, 10)
    c.rect("#c8324a", x - 18, ground - 344, 36, 40, 4)
    c.poly(
        "#4fb3a5",
        (x - 40, ground - 204),
        (x - 26, ground - 264),
        (x + 26, ground - 264),
        (x + 40, ground - 204),
    )


def digital_hub(c: Canvas, p: Palette) -> None:
    """Screens, plants, large windows; people of different ages learning together."""
    room(c, "#dcebe8", "#c9ae92", 720)
    big_window(c, p, 110, 90, 620, 420, 4)
    big_window(c, p, 860, 90, 620, 420, 4)
    for x, tone in ((300, "#e9a23b"), (800, "#e36f4e"), (1300, "#4fb3a5")):
        c.line("#4a4a55", 4, (x, 0), (x, 130))
        c.slice(tone, x, 190, 74, 66, 180, 360)
        c.glow("#fff2c0", x, 200, 110, 0.6)
    for index, x in enumerate((260, 700, 1160)):
        _desk(c, x, 790, index)
    people.standing(c, 530, 900, 400, 13, raised=0, turn=-1)
    people.standing(c, 1010, 896, 380, 4, turn=-1)
    people.standing(c, 1440, 900, 390, 9, raised=1, turn=-1)
    nature.pot(c, 80, 930, 130, "#e9a23b")
    nature.leafy_plant(c, p, 80, 820, 330)
    nature.pot(c, 1545, 950, 110, "#4fb3a5")
    nature.leafy_plant(c, p, 1545, 850, 220)


def _desk(c: Canvas, x: float, y: float, index: int) -> None:
    people.sitting(c, x - 30, y + 20, 400, (2, 8, 15)[index])
    c.rect("#4a5a66", x - 100, y + 10, 130, 24, 10)
    c.rect("#37434c", x - 42, y + 30, 14, 110)
    c.rect("#fffaf0", x + 20, y - 60, 230, 20, 6)
    for leg in (34, 222):
        c.rect("#9aa3ab", x + leg, y - 42, 12, 200)
    c.glow("#bdf5ee", x + 150, y - 150, 150, 0.5)
    c.rect("#37434c", x + 140, y - 90, 16, 34)
    c.rect("#37434c", x + 70, y - 230, 170, 146, 10)
    c.rect(("#4fb3a5", "#e9a23b", "#7fb0d0")[index], x + 80, y - 220, 150, 124, 4)
    c.rect("#ffffffd0", x + 94, y - 204, 70, 12, 4)
    c.rect("#ffffff90", x + 94, y - 182, 110, 8, 4)
    c.rect("#ffffff90", x + 94, y - 166, 90, 8, 4)
    c.disc("#ffffffd0", x + 196, y - 128, 20)
    things.mug(c, x + 52, y - 60, 34, CLOTHES[index])
