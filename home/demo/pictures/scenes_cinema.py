"""Cinemas: the wall that becomes a screen, the projector, the hall inside a hospital."""

from home.demo.pictures import buildings, nature, people, things
from home.demo.pictures.canvas import HEIGHT, WIDTH, Canvas
from home.demo.pictures.palette import Palette


def wall_cinema(c: Canvas, p: Palette) -> None:
    """A film on the blank wall of a building, and the square full of people."""
    nature.sky(c, p, 620, (1440, 130))
    nature.stars(c, 31, 330)
    buildings.skyline(c, p, 640, 0.8)
    for x, w, h, wall in (
        (-30, 250, 440, 1),
        (210, 170, 360, 3),
        (1260, 200, 420, 2),
        (1450, 200, 340, 0),
    ):
        buildings.house(c, p, x, 740, w, h, wall, floors=5, shutters=False, lit=True)
    c.rect("#6b5f8a", 400, 90, 840, 660)
    c.poly("#453f70", (1240, 90), (1310, 130), (1310, 750), (1240, 750))
    c.rect("#2b2f58", 386, 74, 868, 24, 4)
    c.glow("#ffe3b0", 820, 370, 700, 0.55)
    film(c, 460, 150, 720, 440)
    c.hill("#26305a", (-20, 730), (800, 716), (1620, 730))
    c.poly("#ffe3b020", (460, 590), (1180, 590), (1620, 1000), (0, 1000))
    things.string_lights(c, (-20, 420), (400, 330), 70, 10)
    things.string_lights(c, (1250, 330), (1620, 420), 70, 10)
    for row, (y, size, count) in enumerate(((790, 74, 17), (870, 96, 14), (968, 126, 11))):
        step = 1640 / count
        for index in range(count):
            seat_x = -20 + step * (index + 0.5) + (24 if row % 2 else -14)
            people.from_behind(c, seat_x, y, size, index * 7 + row * 3)
            c.rect(
                "#10152e",
                seat_x - size * 0.62,
                y - size * 0.1,
                size * 1.24,
                size * 0.5,
                size * 0.12,
            )
    for x in (90, 1500):
        nature.tree(c, p, x, 800, 320)


def film(c: Canvas, x: float, y: float, w: float, h: float) -> None:
    """What is on: two people on a bicycle at sunset, above the roofs."""
    c.rect("#fff6e2", x - 10, y - 10, w + 20, h + 20)
    c.rect("#f7b267", x, y, w, h)
    c.rect("#f4845f", x, y, w, h * 0.3)
    c.rect("#f79d65", x, y + h * 0.3, w, h * 0.2)
    c.disc("#fff0c4", x + w * 0.68, y + h * 0.52, h * 0.24)
    c.rect("#7a3b5e", x, y + h * 0.78, w, h * 0.22)
    for index in range(12):
        tall = h * (0.08 + 0.05 * ((index * 7) % 4))
        c.rect("#a8506a", x + index * w / 12, y + h * 0.78 - tall, w / 12 + 1, tall)
    buildings.duomo(c, "#8d4566", x + w * 0.2, y + h * 0.79, h * 0.36)
    ground = y + h * 0.9
    things.bicycle(c, x + w * 0.66, ground, h * 0.28, "#2b2140")
    seat = ground - h * 0.3
    for dx, number, size in ((-0.06, 6, 0.44), (0.045, 9, 0.38)):
        people.sitting(c, x + w * (0.66 + dx), seat, h * size, number)


def projector_roof(c: Canvas, p: Palette) -> None:
    """The booth on the roof, and the beam that crosses the night."""
    nature.sky(c, p, 760, (260, 170))
    nature.stars(c, 44, 500, 110)
    buildings.skyline(c, p, 760, 1.1)
    for index, x in enumerate(range(-30, WIDTH, 220)):
        buildings.house(
            c, p, x, 1000, 210, 170 + 50 * (index % 3), index, floors=3, shutters=False, lit=True
        )
    for spread, strength in ((190, "#fff4d61c"), (130, "#fff4d62c"), (70, "#fff4d63c")):
        c.poly(strength, (620, 556), (1640, 330 - spread), (1640, 330 + spread))
    c.rect("#5b4f80", -20, 730, 760, 300)
    c.rect("#43406f", 640, 730, 100, 300)
    buildings.windows(c, "#2b3564", -20, 770, 660, 240, 7, 2, lit="#ffd67a", seed=3)
    c.rect("#2b2f58", -30, 708, 800, 28, 4)
    c.rect("#8a93b8", 120, 430, 420, 280, 12)
    c.rect("#6d769e", 440, 430, 100, 280, 12)
    c.rect("#4a5280", 100, 410, 460, 30, 8)
    c.glow("#ffd67a", 280, 570, 220, 0.7)
    c.rect("#ffd67a", 200, 500, 170, 130, 8)
    people.standing(c, 290, 634, 170, 4, raised=1)
    c.rect("#8a93b8", 280, 500, 8, 130)
    c.rect("#20264c", 470, 506, 110, 96, 12)
    c.rect("#2f376a", 560, 524, 50, 60, 8)
    c.glow("#fffbe8", 616, 555, 160, 1)
    c.disc("#fffbe8", 612, 555, 24)
    for x in (60, 600, 690):
        nature.pot(c, x, 712, 58)
        nature.leafy_plant(c, p, x, 660, 90)
    for x in (-10, 30, 70):
        c.rect("#2b2f58", x, 650, 8, 60)
    things.string_lights(c, (-20, 420), (110, 410), 20, 4)


def hospital_cinema(c: Canvas, p: Palette) -> None:
    """A cinema hall with seats, a bed and wheelchairs in the front row."""
    c.fade("#3b2347", "#5a2f4e")
    for x in range(0, WIDTH, 130):
        c.rect("#ffffff08", x, 0, 66, 720)
    for side in (0, 1470):
        c.rect("#8d2b45", side, 0, 130, 720)
        for fold in range(4):
            c.rect("#00000020", side + 10 + fold * 32, 0, 14, 720)
    c.glow("#ffe3b0", 800, 300, 760, 0.5)
    c.rect("#1d1226", 250, 60, 1100, 520, 10)
    film(c, 276, 86, 1048, 468)
    c.poly("#5a3a58", (0, 700), (WIDTH, 700), (WIDTH, HEIGHT), (0, HEIGHT))
    c.poly("#ffe3b01c", (276, 560), (1324, 560), (1560, HEIGHT), (40, HEIGHT))
    for x in (60, 1540):
        for y in (250, 480):
            c.glow("#ffcf7a", x, y, 130, 0.8)
            c.slice("#ffe6b0", x, y, 28, 34, 0, 180)
    _bed(c, 330, 770)
    people.in_wheelchair(c, 780, 800, 280, 9, turn=-1)
    people.in_wheelchair(c, 1020, 800, 270, 6, turn=-1)
    people.standing(c, 1270, 800, 300, 16, turn=-1)
    c.rect("#fffaf0", 1239, 566, 62, 110, 14)
    c.rect("#c8324a", 1262, 590, 16, 44)
    c.rect("#c8324a", 1248, 604, 44, 16)
    _rows_of_seats(c)


def _rows_of_seats(c: Canvas) -> None:
    for y, size, count, shift in ((890, 128, 9, 0), (1000, 152, 8, 60)):
        for index in range(count):
            seat_x = 90 + shift + index * (1500 / count)
            if (index + count) % 4:
                people.from_behind(c, seat_x, y - 20, size * 0.8, index * 5 + count)
            c.rect(
                "#b3293f",
                seat_x - size * 0.56,
                y - size * 0.3,
                size * 1.12,
                size * 1.1,
                size * 0.24,
            )
            c.rect(
                "#ffffff1c",
                seat_x - size * 0.46,
                y - size * 0.24,
                size * 0.92,
                size * 0.14,
                size * 0.07,
            )


def _bed(c: Canvas, x: float, y: float) -> None:
    for wheel in (-150, 150):
        c.line("#9aa3ab", 10, (x + wheel, y - 60), (x + wheel, y + 10))
        c.disc("#37434c", x + wheel, y + 18, 18)
    c.rect("#c9d3da", x - 190, y - 74, 380, 26, 8)
    c.rect("#fffaf0", x - 180, y - 116, 360, 46, 18)
    c.poly("#e6edf0", (x + 60, y - 110), (x + 190, y - 210), (x + 214, y - 180), (x + 180, y - 84))
    people.sitting(c, x + 96, y - 110, 250, 10, turn=-1)
    c.blob("#7fb0d0", (x - 180, y - 120), (x - 60, y - 152), (x + 100, y - 158),
           (x + 130, y - 96), (x + 100, y - 70), (x - 180, y - 70))  # fmt: skip
    c.rect("#9aa3ab", x - 204, y - 170, 16, 110, 6)
    c.rect("#9aa3ab", x + 196, y - 240, 10, 180, 4)
    c.rect("#d7eef5", x + 180, y - 262, 42, 60, 10)


def projection_booth(c: Canvas, p: Palette) -> None:
    """The projection booth with its reels and its beam."""
    c.fade("#2f2440", "#4a3350")
    c.rect("#3b2c4a", 0, 800, WIDTH, HEIGHT)
    for x, tone in ((120, "#e36f4e"), (380, "#4fb3a5")):
        c.rect("#fff6e2", x, 130, 200, 270, 6)
        c.rect(tone, x + 14, 144, 172, 190)
        c.disc("#fff0c4", x + 100, 230, 46)
        c.rect("#2b2140", x + 40, 352, 120, 12, 4)
        c.rect("#2b2140", x + 60, 374, 80, 8, 4)
    c.rect("#1d1226", 1190, 240, 410, 300, 10)
    c.glow("#ffe3b0", 1400, 390, 380, 0.7)
    film(c, 1226, 276, 500, 228)
    for spread, strength in ((150, "#fff4d622"), (90, "#fff4d634"), (44, "#fff4d650")):
        c.poly(strength, (1010, 480), (1640, 400 - spread), (1640, 400 + spread))
    _projector(c, 760, 480)
    people.standing(c, 360, 940, 500, 7, raised=1)
    c.rect("#6b4a36", 40, 800, 240, 24, 6)
    for row in range(3):
        c.rect("#8f9aa3", 60 + row * 8, 776 - row * 26, 200 - row * 16, 22, 10)


def _projector(c: Canvas, x: float, y: float) -> None:
    for reel_x, reel_y, r in ((x - 130, y - 210, 130), (x + 130, y - 240, 110)):
        c.disc("#20182c", reel_x, reel_y, r)
        c.disc("#8f9aa3", reel_x, reel_y, r * 0.9)
        for dx, dy in ((0, -0.5), (0.48, -0.16), (0.3, 0.42), (-0.3, 0.42), (-0.48, -0.16)):
            c.disc("#3b2c4a", reel_x + dx * r, reel_y + dy * r, r * 0.22)
        c.disc("#20182c", reel_x, reel_y, r * 0.14)
    c.rect("#37434c", x - 200, y - 110, 400, 220, 26)
    c.rect("#4d5b66", x - 180, y - 92, 360, 80, 14)
    for index, tone in enumerate(("#e9a23b", "#4fb3a5", "#c8324a")):
        c.disc(tone, x - 130 + index * 56, y + 50, 16)
    c.rect("#20262c", x + 190, y - 60, 60, 110, 12)
    c.glow("#fffbe8", x + 256, y, 150, 1)
    c.disc("#fffbe8", x + 250, y, 36)
    for lean in (-130, 0, 130):
        c.line("#20262c", 22, (x + lean * 0.3, y + 110), (x + lean * 1.3, 930))
