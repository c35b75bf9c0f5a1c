"""The payment confirmation that donors keep: one page of paper, in their language.

It says what was paid and what has gone back since; it is no receipt for a tax relief.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from campaigns.house.letters import contact
from campaigns.house.paper import SOFT, Paper, Row, written_day, written_instant
from campaigns.money import format_eur
from campaigns.payments.models import Donation, DonorKind, Refund, RefundState, Status
from campaigns.payments.receipt_codes import code_of


class NotConfirmed(Exception):
    """Only money that has arrived is confirmed on paper."""


def payment_confirmation(*, donation: Donation, now: datetime) -> bytes:
    """The confirmation as PDF, in the donor's language. Raises ``NotConfirmed``.

    The donation comes with its funding and organization; dates are Rome's.
    """
    if donation.status != Status.CONFIRMED:
        raise NotConfirmed(donation.pk)
    with override(donation.locale):
        return _confirmation(donation, now)


def file_name(donation: Donation) -> str:
    """What the file is called when it is saved, in the donor's language."""
    with override(donation.locale):
        kind = _("payment-confirmation")
    return f"{kind}-{donation.reference}.pdf"


def _confirmation(donation: Donation, now: datetime) -> bytes:
    title = _("Payment confirmation")
    paper = Paper(title=f"{title} {donation.reference}", language=donation.locale, now=now)
    paper.write_head(title)
    paper.write_rows(_payment_rows(donation))
    given_back = list(_given_back_rows(donation))
    if given_back:
        paper.write_heading(_("Given back since"))
        paper.write_rows(given_back)
    paper.write_heading(_("The campaign"))
    paper.write_rows(_campaign_rows(donation, now))
    _write_foot(paper, now)
    return paper.written()


def _write_foot(paper: Paper, now: datetime) -> None:
    paper.ln(10)
    paper.write_text(
        _("This is a confirmation of payment. It is not a receipt for tax relief."), bold=True
    )
    paper.ln(2)
    paper.write_text(
        _("Made on %(day)s. The link in our e-mail always shows how the gift stands.")
        % {"day": written_day(now)},
        size=9,
        colour=SOFT,
    )
    if contact():
        paper.write_text(contact(), size=9, colour=SOFT)


def _payment_rows(donation: Donation) -> list[Row]:
    assert donation.paid_at is not None
    beneficiary = donation.funding.organization
    rows = [
        (_("Amount"), format_eur(donation.amount)),
        (_("Paid on"), written_instant(donation.paid_at)),
        (_("Given by"), _donor(donation)),
        (_("VAT number"), donation.vat_number),
        (_("For the project"), f"“{donation.funding.title}”"),
        (_("Beneficiary"), beneficiary.name if beneficiary else ""),
        (_("Received by"), _receiver()),
        (_("Reference"), donation.reference),
        (_("Verification code"), code_of(donation)),
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
        return _("paid on %(day)s") % {"day": written_day(refund.paid_at)}
    if refund.state == RefundState.OWED:
        return _("to be paid by bank transfer")
    return _("on its way since %(day)s") % {"day": written_day(refund.created_at)}


def _campaign_rows(donation: Donation, now: datetime) -> list[Row]:
    funding = donation.funding
    return [
        (_("State"), str(funding.state_at(now).label)),
        (_("Last day"), written_day(funding.closes_at - timedelta(microseconds=1))),
        (_("Threshold"), format_eur(funding.threshold)),
    ]
