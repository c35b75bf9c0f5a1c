"""Messages about money that goes back."""

from datetime import datetime

from django.conf import settings
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from campaigns.house.letters import Letter, Link, contact
from campaigns.money import format_eur
from campaigns.payments.links import step_url
from campaigns.payments.models import (
    Notice,
    Refund,
    RefundReason,
    RefundRequest,
    RefundState,
    RequestOrigin,
)
from campaigns.payments.notice_messages.letters import (
    gift_facts,
    nothing_to_do,
    on_its_way,
    page_link,
)

_NOT_SO = (RefundState.WITHDRAWN, RefundState.COVERED, RefundState.OWED)
"""Refunds of which there is other news, or none."""


def refunded(notice: Notice, now: datetime) -> Letter | None:
    """Part or all of a gift goes back."""
    refund = _refund(notice)
    if refund is None or refund.state in _NOT_SO:
        return None
    donation = notice.donation
    said = _said(refund) | {"given": format_eur(donation.amount)}
    if refund.amount == donation.amount:
        what = _("we are giving back your donation of %(amount)s to “%(campaign)s”, in full.")
    else:
        what = _("we are giving back %(amount)s of the %(given)s that you gave to “%(campaign)s”.")
    rest = donation.left
    stays = _("The other %(rest)s stays with the campaign.") % {"rest": format_eur(rest)}
    return Letter(
        subject=_("We are giving you back %(amount)s for “%(campaign)s”") % said,
        happened=[what % said, _why(refund)],
        reason=_answer(refund),
        next=[on_its_way(), *([stays] if rest else []), nothing_to_do()],
        facts=_facts(refund),
        link=page_link(donation),
    )


def owed(notice: Notice, now: datetime) -> Letter | None:
    """A refund failed: the donor is asked for an account."""
    refund = _refund(notice)
    if refund is None or refund.state != RefundState.OWED:
        return None
    donation, said = notice.donation, _said(refund)
    return Letter(
        subject=_("We have %(amount)s of yours: where shall we send it?") % said,
        happened=[
            _(
                "we tried to give you back %(amount)s for “%(campaign)s”, but the card or account "
                "you paid with did not take it."
            )
            % said,
            _("The money is yours and we keep it for you."),
        ],
        next=[
            _("Give us the IBAN of an account of yours: we will pay by bank transfer."),
            _("We ask for nothing else: no card number, no password."),
        ],
        facts=_facts(refund),
        link=Link(
            label=_("Give your IBAN"), url=settings.SITE_URL + step_url(donation, "transfer")
        ),
    )


def transferred(notice: Notice, now: datetime) -> Letter | None:
    """An owed refund was paid by bank transfer."""
    refund = _refund(notice)
    if refund is None or refund.state != RefundState.PAID:
        return None
    said, facts = _said(refund), _facts(refund)
    details = getattr(refund, "transfer_details", None)
    if details is not None:
        facts.append((_("Account"), f"… {details.last_digits}"))
    if refund.paid_at:
        facts.append((_("Paid on"), date_format(localtime(refund.paid_at), "DATE_FORMAT")))
    if refund.transfer_reference:
        facts.append((_("Bank transfer"), refund.transfer_reference))
    return Letter(
        subject=_("We have sent you %(amount)s by bank transfer") % said,
        happened=[
            _(
                "we have sent you %(amount)s by bank transfer: the refund of your donation to "
                "“%(campaign)s”."
            )
            % said
        ],
        next=[
            _("It arrives within a few working days."),
            _("We have erased your IBAN, all but its last digits."),
        ],
        facts=facts,
        link=page_link(notice.donation),
    )


def refused(notice: Notice, now: datetime) -> Letter | None:
    """Finance said no to a donor's request."""
    request = RefundRequest.objects.filter(pk=notice.object_id, donation=notice.donation_id).first()
    if request is None:
        return None
    said = {
        "amount": format_eur(request.amount),
        "campaign": notice.donation.funding.title,
        "email": contact(),
    }
    return Letter(
        subject=_("The refund you asked for: “%(campaign)s”") % said,
        happened=[
            _(
                "you asked us for %(amount)s back from “%(campaign)s”. We looked into it, and we "
                "cannot do it."
            )
            % said
        ],
        reason=request.answer,
        next=[
            _("Your donation stays with the campaign."),
            _("If something is not clear, write to %(email)s.") % said,
        ],
        facts=gift_facts(notice.donation),
        link=page_link(notice.donation),
    )


def _refund(notice: Notice) -> Refund | None:
    refund = (
        Refund.objects.filter(pk=notice.object_id, donation=notice.donation_id)
        .select_related("transfer_details", "request")
        .first()
    )
    if refund is not None:
        refund.donation = notice.donation
    return refund


def _said(refund: Refund) -> dict[str, str]:
    return {"amount": format_eur(refund.amount), "campaign": refund.donation.funding.title}


def _facts(refund: Refund) -> list[tuple[str, str]]:
    donation = refund.donation
    return [
        (_("Campaign"), donation.funding.title),
        (_("Amount"), format_eur(refund.amount)),
        (_("Reference"), donation.reference),
    ]


def _request(refund: Refund) -> RefundRequest | None:
    return getattr(refund, "request", None)


def _answer(refund: Refund) -> str:
    request = _request(refund)
    return request.answer if request else ""


def _why(refund: Refund) -> str:
    request = _request(refund)
    if request is not None and request.origin == RequestOrigin.DONOR:
        return _("You asked us for it.")
    reasons = {
        RefundReason.CAMPAIGN_FAILED: _("The campaign was not funded."),
        RefundReason.CAMPAIGN_CANCELLED: _("The campaign was cancelled."),
        RefundReason.LATE: _("It arrived when the campaign was not taking donations."),
        RefundReason.DUPLICATE: _("It had been paid twice."),
        RefundReason.FINANCE: _("Our finance office decided it."),
        RefundReason.PROVIDER: _("It was made at our payment provider."),
    }
    return reasons[RefundReason(refund.reason)]
