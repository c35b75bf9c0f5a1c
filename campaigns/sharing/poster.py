"""The poster of a campaign: one A4 page for a shop window, with a code that leads to its page."""

import io
from datetime import datetime
from typing import Final

import segno
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from campaigns.cofinancing.progress import Progress
from campaigns.funding.models import State
from campaigns.house.appearance import house
from campaigns.house.paper import SOFT, Paper
from campaigns.models import CampaignPage
from campaigns.money import format_eur

CODE_SIDE = 80.0
"""Millimetres: it is read from two metres away."""
_INVITES: Final = (State.SCHEDULED, State.LIVE)
"""Nobody is asked to give to a campaign that takes nothing."""


def poster(*, page: CampaignPage, progress: Progress, now: datetime) -> bytes:
    """The poster as PDF, in the language of the page."""
    with override(page.locale.language_code):
        paper = Paper(title=page.title, language=page.locale.language_code, now=now)
        paper.write_head(page.title)
        if page.organization is not None:
            by = _("A project by %(name)s") % {"name": page.organization.name}
            paper.write_text(by, size=13, colour=SOFT, height=7)
        paper.ln(4)
        paper.write_text(page.summary, size=15, height=8)
        paper.ln(6)
        if progress.state in _INVITES:
            paper.write_text(_rule(progress), size=13, height=7, bold=True)
        _write_code(paper, page)
        return paper.written()


def _rule(progress: Progress) -> str:
    """What gifts lead to; what the Comune has left is told on the page, which is of today (R18)."""
    told = _("Give by %(day)s. With %(threshold)s from all of us, the Comune may add its part.")
    return told % {
        "day": date_format(progress.last_day, "DATE_FORMAT"),
        "threshold": format_eur(progress.threshold),
    }


def _write_code(paper: Paper, page: CampaignPage) -> None:
    drawing = io.BytesIO()
    segno.make(page.full_url, error="m", micro=False).save(drawing, kind="png", scale=12, border=2)
    left = (paper.w - CODE_SIDE) / 2
    paper.ln(8)
    paper.image(drawing, x=left, w=CODE_SIDE, h=CODE_SIDE, alt_text=page.full_url)
    paper.ln(4)
    paper.write_text(_("Photograph the code, or write the address:"), size=12, colour=SOFT)
    paper.write_text(page.full_url, size=14, bold=True, colour=house().rgb, height=8)
