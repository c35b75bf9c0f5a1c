"""The villa and its garden: the gate open in the morning, the party at sunset."""

from home.demo.pictures import buildings, nature, people, things
from home.demo.pictures.canvas import HEIGHT, Canvas
from home.demo.pictures.palette import Palette

WOOD, WOOD_LIGHT, WOOD_DARK = "#b97f4c", "#d6a36c", "#8a5a36"


def villa_morning(c: Canvas, p: Palette) -> None:
    """The villa with its shutters and its gate open, at sunrise."""
    nature.sky(c, p, 640, (800, 300))
    for x, y in ((240, 180), (1330, 150)):
        nature.cloud(c, x, y, 64)
    c.hill(p.far, (-20, 620), (400, 560), (1100, 600), (1620, 540))
    _villa(c, p, 800, 720, 760)
    c.hill(p.ground, (-20, 740), (500, 716), (1100, 716), (1620, 740))
    c.poly(p.path, (745, 718), (855, 718), (1060, HEIGHT), (540, HEIGHT))
    for x, h in ((190, 380), (330, 300), (1280, 320), (1430, 400)):
        nature.poplar(c, p, x, 770, h)
    for x in (470, 620, 980, 1130):
        nature.bush(c, p, x, 790, 56)
    _gate(c)
    people.standing(c, 700, 900, 170, 3, raised=1)
    people.standing(c, 880, 880, 160, 8, turn=-1)
    people.standing(c, 930, 884, 110, 10, turn=-1)


def _villa(c: Canvas, p: Palette, x: float, base: float, w: float, lit: bool = False) -> None:
    h = w * 0.52
    left = x - w / 2
    c.poly(p.roof, (left - 30, base - h), (left + 90, base - h - 90),
           (left + w - 90, base - h - 90), (left + w + 30, base - h))  # fmt: skip
    c.rect(p.roof, x - 70, base - h - 170, 140, 100)
    c.poly(p.roof, (x - 90, base - h - 170), (x, base - h - 220), (x + 90, base - h - 170))
    c.rect(p.walls[2], x - 60, base - h - 160, 120, 90)
    c.disc("#ffdf8c" if lit else p.window, x, base - h - 118, 26)
    c.rect(p.walls[0], left, base - h, w, h)
    c.rect("#ffffff60", left - 14, base - h - 4, w + 28, 16)
    c.rect("#ffffff40", left, base - h * 0.5, w, 10)
    for row, top in enumerate((base - h * 0.88, base - h * 0.4)):
        for column in range(5):
            if row and column == 2:
                continue
            buildings.window(
                c, p, left + w * (0.075 + 0.18 * column), top, w * 0.075, h * 0.27, True, lit
            )
    c.slice("#7a4a35", x, base - h * 0.3, w * 0.065, w * 0.065, 180, 360)
    c.rect("#7a4a35", x - w * 0.065, base - h * 0.3, w * 0.13, h * 0.3)
    c.rect("#ffdf8c", x - w * 0.03, base - h * 0.28, w * 0.06, h * 0.28)


def _gate(c: Canvas) -> None:
    for x in (400, 1150):
        c.rect("#e3cda6", x, 690, 54, 250)
        c.rect("#cbb287", x + 36, 690, 18, 250)
        c.rect("#e3cda6", x - 10, 672, 74, 24, 4)
        c.disc("#cbb287", x + 27, 652, 24)
    c.rect("#e3cda6", -10, 790, 410, 150)
    c.rect("#e3cda6", 1204, 790, 420, 150)
    c.rect("#cbb287", -10, 782, 410, 14)
    c.rect("#cbb287", 1204, 782, 420, 14)
    for hinge, reach in ((454, 110), (1150, -110)):
        for bar in range(7):
            bar_x = hinge + reach * bar / 6
            drop = 26 * bar / 6
            c.rect("#37434c", bar_x - 4, 720 + drop, 8, 214 + drop * 0.6)
            c.disc("#f1c453", bar_x, 716 + drop, 8)
        c.line("#37434c", 9, (hinge, 752), (hinge + reach, 780))
        c.line("#37434c", 9, (hinge, 900), (hinge + reach, 932))


def villa_party(c: Canvas, p: Palette) -> None:
    """A party under the trees: bunting, lanterns, a long table and dancing."""
    nature.sky(c, p, 640, (1340, 170))
    c.hill(p.far, (-20, 600), (500, 560), (1620, 590))
    _villa(c, p, 560, 700, 640, lit=True)
    c.hill(p.ground, (-20, 716), (600, 696), (1620, 720))
    nature.grass(c, p.leaf_light, 14, 730, 990)
    nature.tree(c, p, 90, 800, 560)
    nature.tree(c, p, 1180, 790, 500)
    nature.tree(c, p, 1510, 830, 640)
    things.bunting(c, (100, 380), (700, 300), 90, 17)
    things.bunting(c, (700, 300), (1200, 370), 80, 15)
    things.string_lights(c, (90, 470), (1190, 450), 90, 19)
    things.string_lights(c, (1190, 450), (1620, 420), 60, 9)
    for x, h, number, raised in ((300, 210, 3, 2), (420, 216, 8, 1), (560, 206, 5, 2),
                                 (700, 214, 10, 2), (830, 150, 12, 2),
                                 (930, 212, 7, 1)):  # fmt: skip
        people.standing(c, x, 850, h, number, raised=raised, turn=1 if number % 2 else -1)
    for index in range(6):
        people.sitting(c, 190 + index * 240, 930, 230, index * 4 + 2, 1 if index % 2 else -1)
    things.table(c, 80, 896, 1440, 985, "#fff3dc")
    for index in range(14):
        x = 130 + index * 103
        if index % 3 == 0:
            c.disc("#d8352f", x, 880, 28, 14)
            c.rect("#fff8ec", x - 34, 884, 68, 6, 3)
        elif index % 3 == 1:
            c.rect("#e9a23b", x - 12, 846, 24, 42, 5)
        else:
            c.disc("#fff8ec", x, 886, 38, 9)
            c.slice("#8fbf5a", x, 886, 30, 22, 180, 360)
