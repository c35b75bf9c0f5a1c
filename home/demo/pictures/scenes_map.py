"""Maps: the centre with its pins, the balloon above the city, the folded trail."""

import math

from home.demo.pictures import buildings, nature, people, things
from home.demo.pictures.canvas import HEIGHT, WIDTH, Canvas, sag
from home.demo.pictures.palette import CLOTHES, Palette


def plan_of_milan(c: Canvas, p: Palette) -> None:
    """Milan's rings, canals and parks."""
    c.rect("#f4ead4", 0, 0, WIDTH, HEIGHT)
    for index in range(150):
        angle, far = index * 2.399, 66 * math.sqrt(index + 3)
        x, y = 800 + far * math.cos(angle), 500 + far * math.sin(angle)
        c.rect(("#ecdcbc", "#e8d3b0", "#f0e2c8")[index % 3], x - 34, y - 28, 68, 56, 8)
    for radius, width in ((190, 22), (340, 20), (520, 22)):
        c.ring("#ffffff", width, 800, 500, radius)
    for spoke in range(12):
        angle = math.radians(spoke * 30 + 8)
        c.line("#ffffff", 15, (800 + 90 * math.cos(angle), 500 + 90 * math.sin(angle)),
               (800 + 1100 * math.cos(angle), 500 + 1100 * math.sin(angle)))  # fmt: skip
    c.curve("#8fcbe0", 22, (690, 1020), (640, 820), (560, 700), (360, 650), (-20, 640))
    c.curve("#8fcbe0", 18, (620, 780), (700, 900), (760, 1020))
    for x, y, rx, ry in (
        (560, 340, 110, 86),
        (990, 300, 90, 66),
        (250, 250, 120, 90),
        (1300, 680, 110, 80),
        (1120, 860, 90, 60),
    ):
        c.disc(p.leaf_light, x, y, rx, ry)
        for dx, dy in ((-0.4, 0), (0.3, -0.3), (0.1, 0.4), (0.5, 0.3)):
            c.disc(p.leaf, x + dx * rx, y + dy * ry, 17)
    buildings.duomo(c, "#d98a6f", 800, 560, 130)
    buildings.castle(c, "#c9765a", 560, 380, 120)


def pinned_map(c: Canvas, p: Palette) -> None:
    """The plan of the centre with the pins of the reports."""
    plan_of_milan(c, p)
    pins = ((330, 400, 0), (690, 250, 1), (1010, 480, 2), (1240, 330, 3), (450, 560, 4),
            (900, 760, 5), (1180, 600, 0), (640, 640, 2), (1400, 520, 1), (200, 780, 3),
            (1330, 880, 4), (980, 200, 5), (130, 180, 2))  # fmt: skip
    for index, (x, y, tone) in enumerate(pins):
        things.map_pin(c, x, y, 120 if index % 3 else 156, CLOTHES[tone])
    c.curve("#c8324a", 9, (450, 560), (640, 640), (760, 700), (900, 760), (1020, 690), (1180, 600))
    c.rect("#00000020", 1240, 40, 330, 250, 18)
    c.rect("#fffaf0", 1226, 28, 330, 250, 18)
    for row, color in enumerate(("#c8324a", "#2f6f8f", "#e9a23b")):
        c.disc(color, 1276, 90 + row * 64, 20)
        c.rect("#d9cdbb", 1316, 80 + row * 64, 190 - 40 * (row % 2), 20, 8)


def balloon(c: Canvas, p: Palette) -> None:
    """A balloon with two children above the city and its dotted trail."""
    nature.sky(c, p, 700, (1340, 170))
    for x, y, size in ((200, 170, 76), (1180, 330, 56), (420, 420, 50), (1480, 480, 60)):
        nature.cloud(c, x, y, size)
    buildings.skyline(c, p, 740, 0.9)
    for index, x in enumerate(range(-40, WIDTH, 170)):
        buildings.house(c, p, x, 840, 160, 110 + 34 * (index % 3), index, floors=2, shutters=False)
    c.hill(p.ground, (-20, 830), (400, 800), (1000, 838), (1620, 800))
    c.blob("#8fcbe0", (-40, 960), (300, 900), (640, 950), (1000, 900), (1640, 930),
           (1640, 980), (1000, 950), (640, 1000), (300, 950), (-40, 1010))  # fmt: skip
    for x, h in ((90, 170), (330, 140), (1090, 150), (1300, 190), (1520, 160)):
        nature.tree(c, p, x, 880, h)
    trail = [
        *sag((140, 850), (640, 900), -60, 12),
        *sag((640, 900), (1080, 870), 40, 10),
        *sag((1080, 870), (1480, 830), -30, 9),
    ]
    for spot in trail:
        c.disc("#c8324a", *spot, 9)
    for x, y, tone in ((140, 850, "#2f6f8f"), (640, 900, "#e9a23b"), (1480, 830, "#c8324a")):
        things.map_pin(c, x, y, 90, tone)
    _envelope(c, 760, 290)
    for dx in (-70, -24, 24, 70):
        c.line("#8a5a36", 4, (760 + dx * 1.3, 470), (760 + dx, 600))
    people.standing(c, 728, 700, 200, 3, raised=1, turn=-1)
    people.standing(c, 796, 704, 190, 10, raised=1)
    c.rect("#b67d4f", 680, 600, 164, 104, 16)
    for row in range(4):
        c.rect("#00000018", 680, 616 + row * 22, 164, 6)
    c.rect("#8a5a36", 670, 592, 184, 20, 8)


def _envelope(c: Canvas, x: float, y: float) -> None:
    colors = ("#c8324a", "#f2b04c", "#fff3dc", "#2f6f8f", "#fff3dc", "#f2b04c", "#c8324a")
    c.poly("#c8324a", (x - 150, y + 120), (x + 150, y + 120), (x + 60, y + 196), (x - 60, y + 196))
    for index, reach in enumerate((216, 176, 116, 50)):
        color = colors[index]
        c.disc(color, x, y, reach, 216)
        c.poly(
            color,
            (x - reach * 0.96, y + 56),
            (x + reach * 0.96, y + 56),
            (x + reach * 0.3, y + 196),
            (x - reach * 0.3, y + 196),
        )
    c.disc("#ffffff28", x - 90, y - 70, 60, 96)
    c.rect("#8a5a36", x - 70, y + 188, 140, 16, 6)


def folded_map(c: Canvas, p: Palette) -> None:
    """A folded sheet with a dotted trail, a dragon, a fountain and a compass."""
    c.rect("#4fb3a5", 0, 0, WIDTH, HEIGHT)
    for index in range(80):
        c.disc("#ffffff12", (index * 211) % WIDTH, (index * 137) % HEIGHT, 10)
    _folded_sheet(c)
    c.curve("#8fcbe0", 34, (112, 700), (400, 640), (640, 760), (900, 840), (1240, 780), (1488, 830))
    for x, y, rx in ((320, 300, 120), (1330, 640, 110), (760, 330, 90)):
        c.disc(p.leaf_light, x, y, rx, rx * 0.7)
        for dx in (-0.5, 0, 0.5):
            nature.tree(c, p, x + dx * rx, y + 30, 110)
    trail = [
        *sag((230, 780), (560, 560), -70, 12),
        *sag((560, 560), (980, 520), 90, 14),
        *sag((980, 520), (1290, 300), -40, 11),
    ]
    for spot in trail:
        c.disc("#c8324a", *spot, 11)
    _dragon(c, 600, 470)
    _fountain(c, 1060, 620)
    _compass(c, 1340, 790)
    buildings.castle(c, "#c9765a", 1140, 330, 170)
    buildings.duomo(c, "#d98a6f", 520, 300, 150)
    things.map_pin(c, 230, 780, 120, "#2f6f8f")
    things.map_pin(c, 1290, 300, 130, "#c8324a")
    c.line("#e9a23b", 34, (1180, 930), (1420, 985))
    c.poly("#f6d7b8", (1180, 912), (1140, 921), (1172, 946))
    c.poly("#2b2140", (1152, 918), (1138, 921), (1150, 928))


def _folded_sheet(c: Canvas) -> None:
    folds = 5
    c.poly("#00000028", (130, 150), (1520, 130), (1530, 910), (140, 930))
    for fold in range(folds):
        x0, x1 = 110 + fold * 276, 110 + (fold + 1) * 276
        y0, y1 = (110, 140) if fold % 2 == 0 else (140, 110)
        c.poly(
            "#f9efd9" if fold % 2 == 0 else "#efe0c0",
            (x0, y0),
            (x1, y1),
            (x1, y1 + 760),
            (x0, y0 + 760),
        )


def _dragon(c: Canvas, x: float, y: float) -> None:
    c.curve(
        "#3f8a5b",
        30,
        (x - 90, y + 50),
        (x - 40, y + 10),
        (x + 10, y + 46),
        (x + 60, y + 6),
        (x + 80, y - 40),
    )
    for dx, dy in ((-60, 8), (-20, 14), (24, 18), (58, -14)):
        c.poly(
            "#e9a23b", (x + dx - 12, y + dy + 6), (x + dx, y + dy - 26), (x + dx + 14, y + dy + 6)
        )
    c.disc("#3f8a5b", x + 88, y - 56, 34, 28)
    c.poly("#3f8a5b", (x + 104, y - 70), (x + 150, y - 52), (x + 104, y - 38))
    c.disc("#fffaf0", x + 92, y - 64, 9)
    c.disc("#2b2140", x + 94, y - 64, 4)
    c.poly("#e36f4e", (x + 150, y - 54), (x + 186, y - 70), (x + 176, y - 50), (x + 190, y - 36))


def _fountain(c: Canvas, x: float, y: float) -> None:
    c.rect("#4d6b5a", x - 26, y - 120, 52, 120, 10)
    c.disc("#4d6b5a", x, y - 120, 30, 20)
    c.disc("#f1c453", x, y - 146, 12)
    c.rect("#f1c453", x + 22, y - 80, 34, 10, 5)
    c.curve("#8fcbe0", 8, (x + 54, y - 74), (x + 66, y - 40), (x + 66, y))
    c.disc("#8fcbe0", x + 66, y, 34, 10)


def _compass(c: Canvas, x: float, y: float) -> None:
    c.disc("#b67d4f", x, y, 86)
    c.disc("#fffaf0", x, y, 70)
    for quarter in range(4):
        angle = math.radians(quarter * 90)
        c.line("#8a5a36", 6, (x + 52 * math.cos(angle), y + 52 * math.sin(angle)),
               (x + 66 * math.cos(angle), y + 66 * math.sin(angle)))  # fmt: skip
    c.poly("#c8324a", (x + 38, y - 46), (x - 12, y - 10), (x + 12, y + 10))
    c.poly("#2f4858", (x - 38, y + 46), (x - 12, y - 10), (x + 12, y + 10))
    c.disc("#f1c453", x, y, 10)
