"""The poster of a campaign: one A4 page for a shop window, with a code that leads to its page."""

import io
from datetime import datetime
from typing import Final

import segno
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override
from PIL import Image, ImageOps

from campaigns.cofinancing.progress import Progress
from campaigns.funding.models import State
from campaigns.house.appearance import house
from campaigns.house.paper import SOFT, Paper
from campaigns.models import CampaignPage
from campaigns.money import format_eur
from campaigns.pictures.crops import prepared
from campaigns.pictures.library import LibraryImage

CODE_SIDE = 80.0
"""Millimetres: it is read from two metres away."""
_HIGHEST_PICTURE, _LOWEST_PICTURE, _GAP, _CREDIT, _FOOT = 82.0, 36.0, 7.0, 4.0, 16.0
"""Millimetres."""
_INVITES: Final = (State.SCHEDULED, State.LIVE)
"""Nobody is asked to give to a campaign that takes nothing."""


def poster(*, page: CampaignPage, progress: Progress, now: datetime) -> bytes:
    """The poster as PDF, in the language of the page."""
    with override(page.locale.language_code):
        paper = Paper(title=page.title, language=page.locale.language_code, now=now)
        paper.set_auto_page_break(True, margin=_FOOT)
        paper.write_head(page.title)
        if page.organization is not None:
            by = _("A project by %(name)s") % {"name": page.organization.name}
            paper.write_text(by, size=13, colour=SOFT, height=7)
        paper.ln(4)
        paper.write_text(page.summary, size=15, height=8)
        paper.ln(6)
        if progress.state in _INVITES:
            paper.write_text(_rule(progress), size=13, height=7, bold=True)
        _write_picture(paper, page)
        _write_code(paper, page)
        return paper.written()


def _rule(progress: Progress) -> str:
    """What gifts lead to; what the Comune has left is told on the page, which is of today (R18)."""
    told = _("Give by %(day)s. With %(threshold)s from all of us, the Comune may add its part.")
    return told % {
        "day": date_format(progress.last_day, "DATE_FORMAT"),
        "threshold": format_eur(progress.threshold),
    }


def _write_picture(paper: Paper, page: CampaignPage) -> None:
    """The campaign's picture, as high as the words above and the code below leave room for."""
    width = paper.epw
    room = paper.h - paper.b_margin - paper.get_y()
    height = min(_HIGHEST_PICTURE, room - CODE_SIDE - 2 * _GAP - _CREDIT)
    image = page.main_image
    whole = _picture(image) if image and height >= _LOWEST_PICTURE else None
    if image is None or whole is None:
        return
    part = ImageOps.fit(whole, (whole.width, round(whole.width * height / width)))
    paper.ln(_GAP)
    paper.image(part, w=width, h=height, alt_text=page.main_image_alt)
    if image.credit:
        credit = _("Picture: %(credit)s") % {"credit": image.credit}
        paper.write_text(credit, size=7, colour=SOFT, height=_CREDIT)


def _picture(image: LibraryImage) -> Image.Image | None:
    """The largest card of a picture; ``None`` while it is not drawn, or if its file is gone."""
    shown = prepared(image, "card")
    if shown is None:
        return None
    try:
        with shown.fallback.renditions[-1].file.open() as file:
            return Image.open(file).convert("RGB")
    except OSError:
        return None


def _write_code(paper: Paper, page: CampaignPage) -> None:
    """The code, and beside it the address for who has no camera at hand."""
    drawing = io.BytesIO()
    segno.make(page.full_url, error="m", micro=False).save(drawing, kind="png", scale=12, border=0)
    paper.set_y(max(paper.get_y() + _GAP, paper.h - paper.b_margin - CODE_SIDE))
    top = paper.get_y()
    paper.image(drawing, w=CODE_SIDE, h=CODE_SIDE, alt_text=page.full_url)
    paper.set_left_margin(paper.l_margin + CODE_SIDE + _GAP)
    paper.set_y(top)
    paper.write_text(
        _("Photograph the code, or write the address:"), size=12, colour=SOFT, height=6
    )
    paper.ln(2)
    paper.write_text(page.full_url, size=14, bold=True, colour=house().rgb, height=7)
