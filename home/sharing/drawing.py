"""Social images, drawn by Pillow: 1200 × 630 px, the site's colours and font."""

from functools import cache
from io import BytesIO
from typing import Final

from django.conf import settings
from django.core.files.storage import default_storage
from fontTools.ttLib import TTFont
from PIL import Image, ImageDraw, ImageFont, ImageOps, UnidentifiedImageError

from home.appearance import Palette, palette_of
from home.sharing.cards import DrawnBar, SocialCard

WIDTH: Final = 1200
HEIGHT: Final = 630
MARGIN: Final = 56
QUALITY: Final = 86
_SCALE: Final = 2
"""Shapes are drawn twice as large and made smaller: round corners come out smooth."""
_PICTURE: Final = (420, 340)
_PANEL_TOP: Final = 404
_BAND_TOP: Final = 506
_TITLE_SIZES: Final = (68, 62, 56, 50, 44, 38)
_TITLE_TOP: Final = 112
_TITLE_HEIGHT: Final = 212
_PAGE_TITLE_HEIGHT: Final = 340
_LEADING: Final = 1.12
_CREAM, _PAPER, _INK, _SOFT = "#fbf6f0", "#ffffff", "#211a17", "#5b5049"
_NOTE: Final = "#6b4500"
_OCHRE, _OCHRE_SOFT, _SAND = "#e5a11a", "#f3cf86", "#efe5d9"
_CHIPS: Final = {
    "reached": ("#e4f4ed", "#00694a"),
    "succeeded": ("#e4f4ed", "#00694a"),
    "near": ("#fdf1d8", "#6b4500"),
    "at_risk": ("#fdf1d8", "#6b4500"),
    "suspended": ("#fdf1d8", "#6b4500"),
    "settling": ("#fdf1d8", "#6b4500"),
}

Font = ImageFont.FreeTypeFont


def draw(card: SocialCard) -> bytes:
    """The image as JPEG. A picture that cannot be read is left out; no text leaves the image."""
    image = Image.new("RGB", (WIDTH, HEIGHT), _CREAM)
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, 0, WIDTH, 12), fill=card.colour)
    right = WIDTH - MARGIN
    if _paste_picture(image, card.picture):
        right -= _PICTURE[0] + 40
    _line(pen, (MARGIN, 44), card.brand, 30, 700, card.colour, right - MARGIN)
    room = _TITLE_HEIGHT if card.bar else _PAGE_TITLE_HEIGHT
    bottom = _title(pen, card.title, right - MARGIN, room)
    _line(pen, (MARGIN, bottom + 22), card.byline, 28, 400, _SOFT, right - MARGIN)
    if card.bar:
        _panel(image, card.bar, palette_of(card.colour))
    else:
        pen.rectangle((0, _BAND_TOP, WIDTH, HEIGHT), fill=card.colour)
        _line(pen, (MARGIN, _BAND_TOP + 34), card.motto, 38, 600, _PAPER, WIDTH - 2 * MARGIN)
    buffer = BytesIO()
    image.save(buffer, "JPEG", quality=QUALITY, optimize=True)
    return buffer.getvalue()


def _paste_picture(image: Image.Image, name: str) -> bool:
    if not name:
        return False
    try:
        with default_storage.open(name) as file:
            picture = ImageOps.fit(Image.open(file).convert("RGB"), _PICTURE)
    except (OSError, UnidentifiedImageError):
        return False
    mask = Image.new("L", (_PICTURE[0] * _SCALE, _PICTURE[1] * _SCALE), 0)
    ImageDraw.Draw(mask).rounded_rectangle(
        (0, 0, mask.width - 1, mask.height - 1), 16 * _SCALE, fill=255
    )
    image.paste(picture, (WIDTH - MARGIN - _PICTURE[0], 44), mask.resize(_PICTURE))
    return True


def _title(pen: ImageDraw.ImageDraw, text: str, width: int, height: int) -> int:
    """Write the title as large as its room allows; return where it ends."""
    for size in _TITLE_SIZES:
        font = font_for(text, size, 700)
        lines = wrap(text, font, width)
        if len(lines) * size * _LEADING <= height:
            break
    most = int(height / (size * _LEADING))
    if len(lines) > most:
        lines = [*lines[: most - 1], fit(" ".join(lines[most - 1 :]), font, width)]
    for number, line in enumerate(lines):
        pen.text((MARGIN, _TITLE_TOP + number * size * _LEADING), line, font=font, fill=_INK)
    return _TITLE_TOP + round(len(lines) * size * _LEADING)


def _panel(image: Image.Image, bar: DrawnBar, palette: Palette) -> None:
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, _PANEL_TOP, WIDTH, HEIGHT), fill=_PAPER)
    chips = _CHIPS | {"live": (palette.soft, palette.colour)}
    colour = _SOFT if bar.gave_back else palette.colour
    ground, ink = chips.get(bar.state, (_SAND, _INK))
    font = font_for(bar.phase, 26, 600)
    words = fit(bar.phase, font, 420)
    left = WIDTH - MARGIN - font.getlength(words) - 40
    pen.rounded_rectangle((left, _PANEL_TOP + 24, WIDTH - MARGIN, _PANEL_TOP + 70), 23, fill=ground)
    pen.text((left + 20, _PANEL_TOP + 47), words, font=font, fill=ink, anchor="lm")
    _line(
        pen,
        (MARGIN, _PANEL_TOP + 24),
        bar.headline,
        40,
        700,
        colour,
        int(left) - MARGIN - 24,
    )
    chart = _chart(bar, colour, WIDTH - 2 * MARGIN, 46)
    image.paste(chart, (MARGIN, _PANEL_TOP + 86))
    _line(pen, (MARGIN, _PANEL_TOP + 134), bar.line, 28, 600, _INK, WIDTH - 2 * MARGIN)
    _line(pen, (MARGIN, _PANEL_TOP + 172), bar.note, 24, 400, _NOTE, WIDTH - 2 * MARGIN)


def _chart(bar: DrawnBar, given: str, width: int, height: int) -> Image.Image:
    """Citizens in the city's colour, the Comune in ochre (pale until certain), the tick."""
    chart = Image.new("RGB", (width * _SCALE, height * _SCALE), _PAPER)
    pen = ImageDraw.Draw(chart)
    whole, top, bottom = width * _SCALE - 1, 8 * _SCALE, (height - 8) * _SCALE

    def stretch(start: float, end: float, colour: str) -> None:
        left, right = whole * start / 100, whole * min(end, 100) / 100
        if right - left >= 2:
            pen.rounded_rectangle((left, top, right, bottom), (bottom - top) / 2, fill=colour)

    stretch(0, 100, _SAND)
    if bar.match:
        colour = _OCHRE if bar.match_is_certain else _OCHRE_SOFT
        stretch(bar.match_from, bar.match_from + bar.match, colour)
    stretch(0, bar.given, given)
    tick = whole * min(bar.threshold, 100) / 100
    pen.rounded_rectangle((tick - 3 * _SCALE, 0, tick + 3 * _SCALE, height * _SCALE), 3, fill=_INK)
    return chart.resize((width, height), Image.Resampling.LANCZOS)


def _line(
    pen: ImageDraw.ImageDraw,
    place: tuple[int, int],
    text: str,
    size: int,
    weight: int,
    colour: str,
    width: int,
) -> None:
    font = font_for(text, size, weight)
    pen.text(place, fit(text, font, width), font=font, fill=colour)


def wrap(text: str, font: Font, width: int) -> list[str]:
    """Lines no wider than ``width`` px; a word that is wider stands alone, cut short."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and font.getlength(longer) <= width:
            lines[-1] = longer
        else:
            lines.append(fit(word, font, width))
    return lines or [""]


def fit(text: str, font: Font, width: int) -> str:
    """The text, cut short with an ellipsis where it is wider than ``width`` px."""
    if font.getlength(text) <= width:
        return text
    while text and font.getlength(f"{text}…") > width:
        text = text[:-1]
    return f"{text.rstrip()}…"


def font_for(text: str, size: int, weight: int) -> Font:
    """The site's font, or the one of printed papers for letters that it lacks."""
    folder = settings.PAPER_FONTS
    own = folder.parent / "fonts" / f"titillium-web-{weight}.woff2"
    if all(ord(sign) in _letters(str(own)) for sign in text if not sign.isspace()):
        return _font(str(own), size)
    paper = folder / ("DejaVuSans.ttf" if weight == 400 else "DejaVuSans-Bold.ttf")
    return _font(str(paper), round(size * 0.86))


@cache
def _letters(path: str) -> frozenset[int]:
    with TTFont(path) as font:
        return frozenset(font.getBestCmap())


@cache
def _font(path: str, size: int) -> Font:
    return ImageFont.truetype(path, size)
