"""Things that live twice: the reuse workshop, its shelf, the books on the landing."""

from home.demo.pictures import nature, people, scenes_room, things
from home.demo.pictures.canvas import HEIGHT, WIDTH, Canvas
from home.demo.pictures.palette import CLOTHES, Palette

WOOD, WOOD_LIGHT, WOOD_DARK = "#b67d4f", "#d9aa78", "#8a5a36"


def reuse_workshop(c: Canvas, p: Palette) -> None:
    """Shelves of rescued things, a climbing plant, a lamp being mended."""
    scenes_room.room(c, "#f0e0bd", "#b99b80", 760)
    boards = things.shelf_unit(c, 80, 110, 560, 600, 3, WOOD)
    objects_row(c, 110, boards[0], 0)
    objects_row(c, 110, boards[1], 1)
    objects_row(c, 110, boards[2], 2)
    scenes_room.big_window(c, p, 1080, 110, 420, 360, 3)
    for index in range(15):
        x = 660 + index * 62
        nature.leaf(
            c, p.leaf if index % 2 else p.leaf_light, (x, 40), (x + 30, 110 + 34 * (index % 3)), 24
        )
    c.curve(p.leaf, 8, (640, 40), (900, 56), (1200, 34), (1600, 50))
    c.line("#4a4a55", 4, (870, 0), (870, 190))
    c.slice("#e36f4e", 870, 260, 100, 84, 180, 360)
    c.glow("#ffe9a8", 870, 280, 260, 0.8)
    people.standing(c, 830, 930, 450, 7, raised=0)
    people.standing(c, 1130, 930, 430, 6, raised=1, turn=-1)
    c.rect(WOOD, 620, 700, 900, 44, 8)
    c.rect("#ffffff28", 620, 700, 900, 12, 6)
    for leg in (670, 1440):
        c.rect(WOOD_DARK, leg, 744, 40, 220)
    _table_lamp(c, 980, 700, 170, "#4fb3a5")
    c.rect("#c8324a", 1250, 640, 130, 60, 12)
    c.disc("#4a4f58", 1290, 670, 18)
    c.disc("#fffaf0", 1340, 670, 10)
    for index, tone in enumerate(("#e9a23b", "#2f6f8f", "#c8324a")):
        c.rect(tone, 680 + index * 40, 660, 30, 40, 4)
    for x, tone in ((760, "#4d8a63"), (960, "#e9a23b"), (1160, "#2f6f8f")):
        c.rect(tone, x, 820, 150, 130, 10)
        c.rect("#00000020", x, 820, 150, 20, 8)
        c.ring("#ffffffb0", 8, x + 75, 890, 26)


def _table_lamp(c: Canvas, x: float, base: float, h: float, color: str) -> None:
    c.glow("#ffe9a8", x, base - h * 0.7, h * 0.8, 0.7)
    c.rect("#4a4f58", x - h * 0.22, base - h * 0.06, h * 0.44, h * 0.06, 4)
    c.rect("#4a4f58", x - h * 0.03, base - h * 0.6, h * 0.06, h * 0.56)
    c.poly(color, (x - h * 0.16, base - h), (x + h * 0.16, base - h),
           (x + h * 0.32, base - h * 0.55), (x - h * 0.32, base - h * 0.55))  # fmt: skip


def objects_row(c: Canvas, x: float, base: float, row: int) -> None:
    """Three or four rescued things on a shelf, from the left."""
    if row == 0:
        _table_lamp(c, x + 70, base, 150, "#e36f4e")
        things.books(c, x + 150, base, 150, 110, 9)
        c.blob("#2f6f8f", (x + 340, base), (x + 330, base - 70), (x + 362, base - 120),
               (x + 394, base - 70), (x + 384, base))  # fmt: skip
        nature.leaf(c, "#5d9a63", (x + 362, base - 110), (x + 330, base - 168), 12)
        nature.leaf(c, "#82b873", (x + 362, base - 110), (x + 400, base - 170), 12)
        c.rect("#8a5a36", x + 420, base - 90, 90, 90, 8)
        c.disc("#f6efe0", x + 465, base - 45, 32)
        c.line("#4a4f58", 4, (x + 465, base - 45), (x + 465, base - 66))
    elif row == 1:
        c.rect("#c8704d", x + 10, base - 110, 190, 110, 14)
        c.disc("#f0d9a8", x + 60, base - 54, 34)
        c.rect("#f0d9a8", x + 110, base - 88, 76, 30, 4)
        for knob in (124, 150, 176):
            c.disc("#4a3a30", x + knob, base - 34, 9)
        c.line("#4a4f58", 4, (x + 170, base - 110), (x + 196, base - 168))
        nature.pot(c, x + 270, base, 80, "#8aa6a3")
        c.disc("#82b873", x + 270, base - 106, 42)
        things.mug(c, x + 360, base, 60, "#e9a23b")
        things.mug(c, x + 440, base, 60, "#7a5aa6")
    else:
        scenes_room.chair(c, x + 30, base, 164)
        things.books(c, x + 180, base, 120, 100, 17)
        c.disc("#4fb3a5", x + 360, base - 60, 58)
        c.disc("#f0d9b0", x + 360, base - 60, 40)
        c.rect("#c8324a", x + 430, base - 80, 90, 80, 8)
        c.rect("#ffffff50", x + 440, base - 56, 70, 8)


def object_shelf(c: Canvas, p: Palette) -> None:
    """Two shelves of things that are ready: a radio, a vase, a lamp, a red chair."""
    c.rect("#cfe0d2", 0, 0, WIDTH, HEIGHT)
    for column in range(9):
        c.rect("#ffffff22", column * 200, 0, 100, HEIGHT)
    c.rect(WOOD_DARK, 60, 52, 1480, 14, 6)
    for index, x in enumerate((250, 520, 790, 1060, 1330)):
        _hanging_bag(c, x, 60, CLOTHES[(index * 3) % len(CLOTHES)])
    for board, row, left in ((430, 0, 180), (430, 1, 830), (850, 1, 180), (850, 2, 830)):
        objects_row(c, left, board, row)
    for board in (430, 850):
        c.rect("#00000016", 100, board + 34, 1400, 18)
        c.rect(WOOD, 90, board, 1420, 34, 6)
        c.rect("#ffffff30", 90, board, 1420, 8, 4)
        for x in (250, 800, 1340):
            c.poly(WOOD_DARK, (x, board + 34), (x + 26, board + 34), (x + 13, board + 96))
    nature.pot(c, 1430, 430, 90)
    for index in range(9):
        x = 1400 + 10 * (index % 5)
        nature.leaf(
            c,
            p.leaf if index % 2 else p.leaf_light,
            (x, 350),
            (1340 + index * 26, 420 + 50 * (index % 3)),
            16,
        )
    things.cat(c, 720, 850, 190)


def _hanging_bag(c: Canvas, x: float, y: float, color: str) -> None:
    c.curve(
        "#6b4a36", 7, (x - 40, y + 80), (x - 22, y + 14), (x, y), (x + 22, y + 14), (x + 40, y + 80)
    )
    c.poly(color, (x - 62, y + 76), (x + 62, y + 76), (x + 72, y + 196), (x - 72, y + 196))
    for stripe in (-34, 0, 34):
        c.line("#ffffff58", 9, (x + stripe * 0.9, y + 82), (x + stripe * 1.05, y + 190))
    c.poly("#00000014", (x + 20, y + 76), (x + 62, y + 76), (x + 72, y + 196), (x + 24, y + 196))


def bookshelf(c: Canvas, p: Palette) -> None:
    """A shelf of coloured books on the landing, with a plant, a cup and a cat."""
    c.rect("#f3d6a4", 0, 0, WIDTH, HEIGHT)
    c.glow("#fff3c8", 400, 200, 700, 0.5)
    c.rect("#e0bd88", 0, 880, WIDTH, HEIGHT)
    c.rect("#b98d5e", 0, 872, WIDTH, 14)
    boards = things.shelf_unit(c, 420, 110, 860, 770, 4)
    for row, board in enumerate(boards):
        if row == 1:
            things.books(c, 450, board, 420, 150, 31)
            things.cat(c, 1040, board - 4, 140)
        elif row == 2:
            things.books(c, 600, board, 640, 150, 45)
            nature.pot(c, 520, board, 90)
            nature.leafy_plant(c, p, 520, board - 76, 110)
        else:
            things.books(c, 450, board, 790, 150, 20 + row)
    things.mug(c, 960, boards[1] - 2, 60, "#c8324a")
    nature.pot(c, 220, 950, 190)
    nature.leafy_plant(c, p, 220, 790, 400)
    c.rect("#4a4f58", 0, 650, 330, 12)
    for x in range(8, 330, 40):
        c.rect("#4a4f58", x, 656, 7, 224)
    people.standing(c, 1430, 960, 560, 10, raised=1, turn=-1)
    things.bunting(c, (-20, 30), (820, 20), 56, 13)
    things.bunting(c, (800, 20), (1620, 30), 56, 13)
