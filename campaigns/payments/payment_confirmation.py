"""The payment confirmation that donors keep: one page of paper, in their language.

It says what was paid and what has gone back since; it is no receipt for a tax relief.
"""

import unicodedata
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override
from fpdf import FPDF

from campaigns.money import format_eur
from campaigns.payments.models import Donation, DonorKind, Refund, RefundState, Status

Row = tuple[str, str]

_MARGIN: Final = 22.0
_LABEL_WIDTH: Final = 52.0
_RED: Final = (173, 0, 40)
_INK: Final = (33, 26, 23)
_SOFT: Final = (91, 80, 73)
_LINE: Final = (226, 214, 200)
_FONT: Final = "DejaVu"


class NotConfirmed(Exception):
    """Only money that has arrived is confirmed on paper."""


def payment_confirmation(*, donation: Donation, now: datetime) -> bytes:
    """The confirmation as PDF, in the donor's language. Raises ``NotConfirmed``.

    The donation comes with its funding and organization; dates are Rome's.
    """
    if donation.status != Status.CONFIRMED:
        raise NotConfirmed(donation.pk)
    with override(donation.locale):
        return _Paper(donation, now).written()


def file_name(donation: Donation) -> str:
    """What the file is called when it is saved, in the donor's language."""
    with override(donation.locale):
        kind = _("payment-confirmation")
    return f"{kind}-{donation.reference}.pdf"


class _Paper(FPDF):
    """An A4 page, upright, with the platform's colours."""

    def __init__(self, donation: Donation, now: datetime) -> None:
        super().__init__(format="A4")
        self.donation, self.now = donation, now
        fonts = Path(settings.PAPER_FONTS)
        self.add_font(_FONT, "", fonts / "DejaVuSans.ttf")
        self.add_font(_FONT, "B", fonts / "DejaVuSans-Bold.ttf")
        self.set_margins(_MARGIN, _MARGIN, _MARGIN)
        self.set_auto_page_break(True, margin=_MARGIN)
        self.set_lang(donation.locale)
        self.set_title(_("Payment confirmation") + f" {donation.reference}")
        self.set_author(settings.SITE_BRAND["name"])
        self.set_creation_date(now)

    def written(self) -> bytes:
        self.add_page()
        self._write_head()
        self._write_rows(_payment_rows(self.donation))
        given_back = list(_given_back_rows(self.donation))
        if given_back:
            self._write_heading(_("Given back since"))
            self._write_rows(given_back)
        self._write_heading(_("The campaign"))
        self._write_rows(_campaign_rows(self.donation, self.now))
        self._write_foot()
        return bytes(self.output())

    def _write_head(self) -> None:
        brand = settings.SITE_BRAND
        self.set_fill_color(*_RED)
        self.rect(0, 0, self.w, 6, style="F")
        self._write(brand["name"], size=13, bold=True, colour=_RED)
        self._write(brand["municipality"], size=10, colour=_SOFT)
        self.ln(12)
        self._write(_("Payment confirmation"), size=22, bold=True, height=11)
        self.ln(4)

    def _write_heading(self, text: str) -> None:
        self.ln(8)
        self._write(text, size=13, bold=True, height=7)
        self.ln(2)

    def _write_rows(self, rows: list[Row]) -> None:
        self.set_draw_color(*_LINE)
        for label, value in rows:
            top = self.get_y() + 2
            self.set_xy(_MARGIN, top)
            self._write(label, size=10, colour=_SOFT, width=_LABEL_WIDTH - 4)
            below = self.get_y()
            self.set_xy(_MARGIN + _LABEL_WIDTH, top)
            self._write(value, size=10)
            self.set_y(max(below, self.get_y()) + 2)
            self.line(_MARGIN, self.get_y(), self.w - _MARGIN, self.get_y())

    def _write_foot(self) -> None:
        self.ln(10)
        self._write(
            _("This is a confirmation of payment. It is not a receipt for tax relief."),
            size=10,
            bold=True,
        )
        self.ln(2)
        self._write(
            _("Made on %(day)s. The link in our e-mail always shows how the gift stands.")
            % {"day": _day(self.now)},
            size=9,
            colour=_SOFT,
        )
        if settings.SITE_BRAND["contact_email"]:
            self._write(settings.SITE_BRAND["contact_email"], size=9, colour=_SOFT)

    def _write(
        self,
        text: str,
        *,
        size: int,
        bold: bool = False,
        colour: tuple[int, int, int] = _INK,
        width: float = 0,
        height: float = 5,
    ) -> None:
        """One paragraph from the current place on, then to the start of the next line."""
        self.set_font(_FONT, "B" if bold else "", size)
        self.set_text_color(*colour)
        composed = unicodedata.normalize("NFC", str(text))
        self.multi_cell(width, height, composed, align="L", new_x="LMARGIN", new_y="NEXT")


def _payment_rows(donation: Donation) -> list[Row]:
    assert donation.paid_at is not None
    beneficiary = donation.funding.organization
    rows = [
        (_("Amount"), format_eur(donation.amount)),
        (_("Paid on"), _instant(donation.paid_at)),
        (_("Given by"), _donor(donation)),
        (_("VAT number"), donation.vat_number),
        (_("For the project"), f"“{donation.funding.title}”"),
        (_("Beneficiary"), beneficiary.name if beneficiary else ""),
        (_("Received by"), _receiver()),
        (_("Reference"), donation.reference),
        (_("Payment id"), donation.payment_id or ""),
    ]
    return [row for row in rows if row[1]]


def _donor(donation: Donation) -> str:
    if donation.donor_kind == DonorKind.COMPANY:
        return donation.company
    return donation.name


def _receiver() -> str:
    """Who holds the money until the outcome."""
    brand = settings.SITE_BRAND
    if brand["operator"]:
        return _("%(operator)s, which runs the platform for the %(municipality)s") % brand
    return _("The operator of the platform, chosen by the %(municipality)s") % brand


def _given_back_rows(donation: Donation) -> Iterator[Row]:
    """What the donor no longer has in the campaign, and what is left there."""
    standing = donation.refunds.standing().exclude(state=RefundState.COVERED)
    for refund in standing.order_by("created_at", "pk"):
        yield _("Money back"), f"{format_eur(refund.amount)}, {_how_it_stands(refund)}"
    if donation.disputed_amount:
        yield _("Held by your bank"), format_eur(donation.disputed_amount)
    if donation.left != donation.amount:
        yield _("What is left of the gift"), format_eur(donation.left)


def _how_it_stands(refund: Refund) -> str:
    if refund.state == RefundState.PAID and refund.paid_at:
        return _("paid on %(day)s") % {"day": _day(refund.paid_at)}
    if refund.state == RefundState.OWED:
        return _("to be paid by bank transfer")
    return _("on its way since %(day)s") % {"day": _day(refund.created_at)}


def _campaign_rows(donation: Donation, now: datetime) -> list[Row]:
    funding = donation.funding
    return [
        (_("State"), str(funding.state_at(now).label)),
        (_("Last day"), _day(funding.closes_at - timedelta(microseconds=1))),
        (_("Threshold"), format_eur(funding.threshold)),
    ]


def _day(instant: datetime) -> str:
    return date_format(timezone.localtime(instant), "DATE_FORMAT")


def _instant(instant: datetime) -> str:
    return date_format(timezone.localtime(instant), "DATETIME_FORMAT")
