"""The Ortica: a mural along the railway, and the tracks at sunset."""

from home.demo.pictures import buildings, nature, people, things
from home.demo.pictures.canvas import HEIGHT, WIDTH, Canvas
from home.demo.pictures.palette import Palette


def mural(c: Canvas, p: Palette) -> None:
    """A long wall with a mural in the making, scaffolding, and a train behind."""
    nature.sky(c, p, 420, (220, 130))
    nature.cloud(c, 1300, 120, 66)
    for index, x in enumerate(range(-30, WIDTH, 250)):
        buildings.house(c, p, x, 360, 240, 130 + 40 * (index % 3), index, floors=2)
    _bell_tower(c, p, 1180, 360)
    c.rect("#8f939c", 0, 330, WIDTH, 60)
    _train(c, -60, 344, 1150)
    c.rect("#d9cdbb", 0, 340, WIDTH, 480)
    c.rect("#b9ab96", 0, 330, WIDTH, 22, 4)
    _painting(c)
    _scaffolding(c, 1040, 820)
    c.rect(p.path, 0, 815, WIDTH, HEIGHT)
    c.rect("#00000016", 0, 815, WIDTH, 14)
    people.standing(c, 1150, 560, 200, 7, raised=1)
    people.standing(c, 1350, 690, 200, 13, raised=1, turn=-1)
    for x, number, h in ((220, 4, 230), (330, 10, 150), (640, 9, 236), (900, 5, 232)):
        people.standing(
            c, x, 950, h, number, raised=1 if number == 10 else 0, turn=-1 if x > 500 else 1
        )
    for index, color in enumerate(("#c8324a", "#e9a23b", "#2f6f8f", "#4d8a63")):
        x = 1080 + index * 92
        c.rect("#e6ecef", x, 890, 70, 76, 6)
        c.rect(color, x, 906, 70, 44)
        c.disc(color, x + 35, 890, 35, 10)


def _painting(c: Canvas) -> None:
    c.rect("#2b4a6f", 60, 380, 960, 420)
    c.disc("#f2b04c", 250, 520, 170)
    c.disc("#f7cf7c", 250, 520, 110)
    c.blob(
        "#e36f4e",
        (60, 800),
        (60, 660),
        (240, 620),
        (430, 700),
        (620, 640),
        (1020, 720),
        (1020, 800),
    )
    c.blob(
        "#4fb3a5",
        (60, 800),
        (60, 740),
        (300, 700),
        (560, 760),
        (800, 710),
        (1020, 760),
        (1020, 800),
    )
    for x, y, skin, hair, scarf in (
        (480, 560, "#e5b08a", "#3a2a24", "#c8324a"),
        (790, 570, "#c98d63", "#8d8583", "#e9a23b"),
    ):
        c.disc(hair, x, y - 20, 124, 130)
        c.disc(skin, x + 10, y + 10, 96, 110)
        c.rect(scarf, x - 90, y + 104, 190, 70, 30)
        c.slice(hair, x + 4, y - 40, 106, 80, 180, 360)
        for eye in (-30, 46):
            c.disc("#2b2140", x + eye, y + 6, 9)
        c.curve("#8d4545", 7, (x - 24, y + 56), (x + 8, y + 72), (x + 42, y + 54))
    for x, y in ((630, 470), (650, 520), (920, 470), (120, 430), (390, 430)):
        for dx, dy in ((0, -18), (17, 6), (-17, 6)):
            c.disc("#f6efe0", x + dx, y + dy, 15)
        c.disc("#e9a23b", x, y, 10)
    c.blob(
        "#ffffff30", (1020, 380), (1140, 430), (1090, 560), (1180, 660), (1080, 800), (1020, 800)
    )
    c.blob("#4fb3a5", (1010, 500), (1120, 520), (1180, 600), (1090, 640), (1010, 620))
    c.blob("#f2b04c", (1010, 660), (1230, 640), (1330, 720), (1180, 790), (1010, 780))


def _scaffolding(c: Canvas, x: float, ground: float) -> None:
    for post in (0, 210, 420):
        c.rect("#c98a2a", x + post, 300, 12, ground - 300)
    for level in (560, 690):
        c.rect("#b67d4f", x - 20, level, 470, 18, 4)
        c.rect("#c98a2a", x - 10, level - 100, 450, 8, 4)
    c.line("#c98a2a", 8, (x + 6, ground), (x + 216, 690))
    c.line("#c98a2a", 8, (x + 216, 690), (x + 426, 560))


def _bell_tower(c: Canvas, p: Palette, x: float, base: float) -> None:
    c.rect("#c9765a", x, base - 280, 80, 280)
    c.rect("#e0a07c", x - 8, base - 286, 96, 14)
    c.slice("#6d4a3f", x + 40, base - 210, 22, 30, 180, 360)
    c.rect("#6d4a3f", x + 18, base - 212, 44, 40)
    c.poly(p.roof, (x - 12, base - 284), (x + 40, base - 352), (x + 92, base - 284))


def _train(c: Canvas, x: float, rail: float, w: float) -> None:
    for car in range(3):
        left = x + car * w / 3
        c.rect("#eef2f3", left, rail - 104, w / 3 - 10, 100, 18)
        c.rect("#c8324a", left, rail - 40, w / 3 - 10, 16)
        for pane in range(6):
            c.rect(
                "#37556b",
                left + 24 + pane * (w / 3 - 50) / 6,
                rail - 88,
                (w / 3 - 50) / 6 - 12,
                38,
                6,
            )
    c.poly(
        "#eef2f3",
        (x + w - 20, rail - 100),
        (x + w + 70, rail - 44),
        (x + w + 76, rail - 6),
        (x + w - 20, rail - 6),
    )
    c.poly("#37556b", (x + w - 6, rail - 88), (x + w + 44, rail - 50), (x + w - 6, rail - 50))


def railway(c: Canvas, p: Palette) -> None:
    """The tracks at sunset, with the bell tower, a bridge and a train."""
    nature.sky(c, p, 620, (800, 430))
    for x, y in ((260, 150), (1330, 210)):
        nature.cloud(c, x, y, 70, "#e8a88f")
    buildings.skyline(c, p, 620, 0.8)
    for index, (x, w) in enumerate(
        ((-40, 240), (190, 200), (380, 170), (1080, 190), (1260, 200), (1450, 200))
    ):
        buildings.house(c, p, x, 660, w, 150 + 40 * (index % 3), index, floors=3, lit=True)
    _bell_tower(c, p, 590, 650)
    c.rect("#4a3a58", 0, 640, WIDTH, HEIGHT)
    c.hill("#5f5568", (-20, 690), (800, 640), (1620, 690))
    _tracks(c)
    c.rect("#3a2c4a", 0, 510, WIDTH, 34)
    for x in range(0, WIDTH, 60):
        c.line("#3a2c4a", 8, (x, 510), (x + 30, 440))
        c.line("#3a2c4a", 8, (x + 30, 440), (x + 60, 510))
    c.rect("#3a2c4a", 0, 434, WIDTH, 14)
    for x in (300, 1250):
        c.rect("#3a2c4a", x, 540, 60, 190)
    _train(c, 380, 506, 820)
    for x in (90, 1510):
        things.lamp_post(c, x, 900, 420, lit=True)


def _tracks(c: Canvas) -> None:
    tracks = ((120, 700), (520, 770), (1080, 830), (1480, 900))
    for near, far in tracks:
        for rail in (-34, 34):
            c.line("#e8c9a8", 9, (near + rail * 2, HEIGHT), (far + rail * 0.16, 646))
    for sleeper in range(13):
        y = 664 + sleeper * sleeper * 2.3
        nearness = (y - 646) / (HEIGHT - 646)
        for near, far in tracks:
            x = far + (near - far) * nearness
            c.rect("#7a5a55", x - 20 - 84 * nearness, y, 40 + 168 * nearness, 3 + 12 * nearness)
