"""A drawing surface in a fixed space of 1600 by 1000 units, whatever the size of the picture.

Shapes are drawn twice as large and reduced at the end, which makes their edges smooth. Colours are
`#rrggbb`, or `#rrggbbaa` for a translucent shape.
"""

import math

from PIL import Image, ImageColor, ImageDraw

Point = tuple[float, float]

WIDTH, HEIGHT = 1600, 1000
OVERSAMPLING = 2
STEPS_OF_A_CURVE = 10


class Canvas:
    """Draws flat shapes; later ones cover earlier ones."""

    def __init__(self, size: tuple[int, int]) -> None:
        width, height = size[0] * OVERSAMPLING, size[1] * OVERSAMPLING
        self._unit = max(width / WIDTH, height / HEIGHT)
        self._left = (width - WIDTH * self._unit) / 2
        self._top = (height - HEIGHT * self._unit) / 2
        self._image = Image.new("RGB", (width, height))
        self._draw = ImageDraw.Draw(self._image, "RGBA")

    def picture(self) -> Image.Image:
        """The finished picture, at the size asked for."""
        return self._image.reduce(OVERSAMPLING)

    def fade(self, top: str, bottom: str, y0: float = 0, y1: float = HEIGHT) -> None:
        """Fill the whole width between two heights, from one colour to another."""
        first, last = round(self._y(y0)), round(self._y(y1))
        column = Image.linear_gradient("L").resize((1, max(1, last - first)))
        mask = column.resize((self._image.width, column.height))
        box = (0, first, self._image.width, first + mask.height)
        self._image.paste(ImageColor.getrgb(top), box)
        self._image.paste(ImageColor.getrgb(bottom), box, mask)

    def glow(self, color: str, cx: float, cy: float, radius: float, strength: float = 1) -> None:
        """A light that fades away from its centre."""
        side = max(2, round(2 * radius * self._unit))
        falloff = Image.radial_gradient("L").resize((side, side))
        mask = falloff.point([max(0, int((180 - level) * 1.42 * strength)) for level in range(256)])
        corner = (round(self._x(cx) - side / 2), round(self._y(cy) - side / 2))
        self._image.paste(ImageColor.getrgb(color), corner, mask)

    def poly(self, color: str, *points: Point) -> None:
        self._draw.polygon([self._at(point) for point in points], fill=color)

    def blob(self, color: str, *points: Point) -> None:
        """A closed shape whose outline runs smoothly through the points."""
        self.poly(color, *smooth((points[-1], *points, points[0], points[1])))

    def hill(self, color: str, *crest: Point) -> None:
        """Everything below a smooth crest drawn from left to right."""
        outline = smooth((crest[0], *crest, crest[-1]))
        self.poly(color, *outline, (crest[-1][0], HEIGHT), (crest[0][0], HEIGHT))

    def rect(self, color: str, x: float, y: float, w: float, h: float, r: float = 0) -> None:
        box = [*self._at((x, y)), *self._at((x + w, y + h))]
        if r:
            self._draw.rounded_rectangle(box, radius=r * self._unit, fill=color)
        else:
            self._draw.rectangle(box, fill=color)

    def disc(self, color: str, cx: float, cy: float, rx: float, ry: float | None = None) -> None:
        tall = rx if ry is None else ry
        self._draw.ellipse(
            [*self._at((cx - rx, cy - tall)), *self._at((cx + rx, cy + tall))], fill=color
        )

    def slice(
        self, color: str, cx: float, cy: float, rx: float, ry: float, start: float, end: float
    ) -> None:
        """A sector of an ellipse; degrees run clockwise from three o'clock."""
        box = [*self._at((cx - rx, cy - ry)), *self._at((cx + rx, cy + ry))]
        self._draw.pieslice(box, start, end, fill=color)

    def ring(self, color: str, width: float, cx: float, cy: float, r: float) -> None:
        box = [*self._at((cx - r, cy - r)), *self._at((cx + r, cy + r))]
        self._draw.ellipse(box, outline=color, width=max(1, round(width * self._unit)))

    def line(self, color: str, width: float, *points: Point) -> None:
        """A line with round ends and joints."""
        thick = max(1, round(width * self._unit))
        self._draw.line([self._at(point) for point in points], color, thick, joint="curve")
        if len(color) == len("#rrggbb"):
            for x, y in (points[0], points[-1]):
                self.disc(color, x, y, width / 2)

    def curve(self, color: str, width: float, *points: Point) -> None:
        """A smooth line through the points."""
        self.line(color, width, *smooth((points[0], *points, points[-1])))

    def _at(self, point: Point) -> Point:
        return self._x(point[0]), self._y(point[1])

    def _x(self, x: float) -> float:
        return self._left + x * self._unit

    def _y(self, y: float) -> float:
        return self._top + y * self._unit


def smooth(points: tuple[Point, ...]) -> list[Point]:
    """A Catmull-Rom curve through all points but the first and the last, which lend direction."""
    path: list[Point] = []
    for index in range(1, len(points) - 2):
        a, b, c, d = points[index - 1 : index + 3]
        for step in range(STEPS_OF_A_CURVE):
            t = step / STEPS_OF_A_CURVE
            path.append((_between(a[0], b[0], c[0], d[0], t), _between(a[1], b[1], c[1], d[1], t)))
    return [*path, points[-2]]


def _between(a: float, b: float, c: float, d: float, t: float) -> float:
    return 0.5 * (
        2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - 3 * c + d - a) * t**3
    )


def sag(start: Point, end: Point, depth: float, count: int) -> list[Point]:
    """Points along a rope that hangs between two places, `depth` lower in the middle."""
    return [
        (
            start[0] + (end[0] - start[0]) * step / (count - 1),
            start[1]
            + (end[1] - start[1]) * step / (count - 1)
            + depth * math.sin(math.pi * step / (count - 1)),
        )
        for step in range(count)
    ]
