"""Paper that the platform gives out: A4 pages, upright, in its colours. It knows no room."""

import logging
import unicodedata
from datetime import datetime
from pathlib import Path
from typing import Final

from django.conf import settings
from django.core.files.storage import default_storage
from django.utils import timezone
from django.utils.formats import date_format
from fpdf import FPDF
from PIL import Image, UnidentifiedImageError

from campaigns.house.appearance import house

logger = logging.getLogger(__name__)

Row = tuple[str, str]
Colour = tuple[int, int, int]

INK: Final = (33, 26, 23)
SOFT: Final = (91, 80, 73)
_LINE: Final = (226, 214, 200)
_MARGIN: Final = 22.0
_LABEL_WIDTH: Final = 52.0
_STEMMA_HEIGHT: Final = 16.0
_SHAPE_OF_OURS: Final = 40 / 48
_FONT: Final = "DejaVu"


class Paper(FPDF):
    """One document, in one language; ``written`` gives it as PDF."""

    def __init__(self, *, title: str, language: str, now: datetime) -> None:
        super().__init__(format="A4")
        fonts = Path(settings.PAPER_FONTS)
        self.add_font(_FONT, "", fonts / "DejaVuSans.ttf")
        self.add_font(_FONT, "B", fonts / "DejaVuSans-Bold.ttf")
        self.set_margins(_MARGIN, _MARGIN, _MARGIN)
        self.set_auto_page_break(True, margin=_MARGIN)
        self.set_lang(language)
        self.set_title(title)
        self.set_author(settings.SITE_BRAND["name"])
        self.set_creation_date(now)
        self.add_page()

    def written(self) -> bytes:
        """The document as PDF."""
        return bytes(self.output())

    def write_head(self, title: str) -> None:
        """The stemma and the brand in the city's colour, then the document's title."""
        brand, city = settings.SITE_BRAND, house()
        self.set_fill_color(*city.rgb)
        self.rect(0, 0, self.w, 6, style="F")
        self._place_stemma(city.stemma)
        self.write_text(brand["name"], size=13, bold=True, colour=city.rgb)
        self.write_text(brand["municipality"], size=10, colour=SOFT)
        self.ln(12)
        self.write_text(title, size=22, bold=True, height=11)
        self.ln(4)

    def write_heading(self, text: str) -> None:
        """The heading of a part."""
        self.ln(8)
        self.write_text(text, size=13, bold=True, height=7)
        self.ln(2)

    def write_rows(self, rows: list[Row]) -> None:
        """Labels and values, a line below each; a row is not torn over two pages."""
        self.set_draw_color(*_LINE)
        for label, value in rows:
            self._begin_row(value)
            top = self.get_y() + 2
            self.set_xy(_MARGIN, top)
            self.write_text(label, size=10, colour=SOFT, width=_LABEL_WIDTH - 4)
            below = self.get_y()
            self.set_xy(_MARGIN + _LABEL_WIDTH, top)
            self.write_text(value, size=10)
            self.set_y(max(below, self.get_y()) + 2)
            self.line(_MARGIN, self.get_y(), self.w - _MARGIN, self.get_y())

    def write_text(
        self,
        text: str,
        *,
        size: int = 10,
        bold: bool = False,
        colour: Colour = INK,
        width: float = 0,
        height: float = 5,
    ) -> None:
        """One paragraph from the current place on, then to the start of the next line."""
        self.set_font(_FONT, "B" if bold else "", size)
        self.set_text_color(*colour)
        composed = unicodedata.normalize("NFC", str(text))
        self.multi_cell(width, height, composed, align="L", new_x="LMARGIN", new_y="NEXT")

    def _place_stemma(self, name: str) -> None:
        """At the right of the head: the city's, or ours where there is none that can be read."""
        picture: Image.Image | Path = Path(settings.PAPER_STEMMA)
        shape = _SHAPE_OF_OURS
        if name:
            try:
                with default_storage.open(name) as file:
                    picture = Image.open(file).convert("RGBA")
                    shape = picture.width / picture.height
            except (OSError, UnidentifiedImageError):
                logger.exception("The stemma %s cannot be printed", name)
        width = min(_STEMMA_HEIGHT * shape, _LABEL_WIDTH)
        self.image(picture, x=self.w - _MARGIN - width, y=_MARGIN - 4, w=width, h=width / shape)

    def _begin_row(self, value: str) -> None:
        """Turn the page where a row of usual length would not fit."""
        lines = 1 + len(value) // 45
        if self.will_page_break(min(5.0 * lines + 6, 60)):
            self.add_page()


def written_day(instant: datetime) -> str:
    """The day in Rome, in the language of the moment."""
    return date_format(timezone.localtime(instant), "DATE_FORMAT")


def written_instant(instant: datetime) -> str:
    """Day, hours and minutes in Rome, in the language of the moment."""
    return date_format(timezone.localtime(instant), "DATETIME_FORMAT")
