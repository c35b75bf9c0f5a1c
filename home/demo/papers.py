"""Pages that stand for documents in the demo: of proposals, and of notices."""

from functools import cache

from django.core.files.base import ContentFile
from fpdf import FPDF


def paper(name: str) -> ContentFile[bytes]:
    """A page that stands for a document."""
    return ContentFile(_page(name), name=f"{name}.pdf")


@cache
def _page(name: str) -> bytes:
    page = FPDF(format="A4")
    page.set_title(name)
    page.add_page()
    page.set_font("Helvetica", size=20)
    page.multi_cell(0, 12, name.replace("’", "'"), new_x="LMARGIN", new_y="NEXT")
    page.set_font("Helvetica", size=12)
    page.multi_cell(0, 8, "Documento di prova, senza alcun valore.")
    return bytes(page.output())
