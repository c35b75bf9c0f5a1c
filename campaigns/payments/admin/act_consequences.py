"""What an act on a campaign will do, in sentences."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal

from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaigns.funding.models import Funding
from campaigns.funding.terms import Changes
from campaigns.money import format_eur
from campaigns.payments.act_forecasts import (
    PaymentsUnderWay,
    committed_to,
    forecast_cancellation,
    under_way,
)


def of_suspending(funding: Funding) -> list[str]:
    """No new money, pages closed, the commitment held, the closing unmoved."""
    begun = under_way(funding)
    return [
        _("The campaign takes no money until it is resumed; what is paid meanwhile goes back."),
        *_of_pages(begun),
        *_of_processing(
            begun,
            ngettext(
                "%(number)s slow payment begun before (%(amount)s) still counts if it arrives.",
                "%(number)s slow payments begun before (%(amount)s) still count if they arrive.",
                begun.processing,
            ),
        ),
        *_of_the_held_commitment(funding),
        _("The closing does not move: on %(instant)s it is settled with what it has.")
        % {"instant": _instant(funding.closes_at)},
        _("Its page says why and since when, and its donors get an e-mail."),
    ]


def of_resuming(funding: Funding) -> list[str]:
    """Money is taken again, to the closing that has not moved."""
    return [
        _("The campaign takes money again at once, until %(instant)s.")
        % {"instant": _instant(funding.closes_at)},
        *_of_the_held_commitment(funding),
        _("Its donors get an e-mail."),
    ]


def of_cancelling(funding: Funding) -> list[str]:
    """What goes back to donors, what to the fund and to whom of the waiting list, what it costs."""
    forecast = forecast_cancellation(funding)
    return [
        _of_donations(forecast.donations, forecast.amount),
        *_of_released(forecast.released),
        *(
            _("“%(title)s”, of the waiting list, gets %(amount)s of it.")
            % {"title": top_up.commitment.funding.title, "amount": format_eur(top_up.amount)}
            for top_up in forecast.top_ups
        ),
        *_of_pages(forecast.under_way),
        *_of_processing(
            forecast.under_way,
            ngettext(
                "%(number)s payment is being processed (%(amount)s): if it arrives, it goes back.",
                "%(number)s payments are being processed (%(amount)s): what arrives goes back.",
                forecast.under_way.processing,
            ),
        ),
        *_of_fees(forecast.fees),
        _("Its page says why, and its donors get an e-mail. A cancelled campaign stays cancelled."),
    ]


def of_creating(draft: Funding) -> list[str]:
    """The terms that will be frozen."""
    facts = [
        (_("Title"), draft.title),
        (_("Permanent address"), draft.slug),
        (_("Call"), str(draft.call)),
        (_("Beneficiary"), str(draft.organization or "—")),
        (_("Cost"), format_eur(draft.cost)),
        (_("Threshold"), format_eur(draft.threshold)),
        (_("Due from the Comune at the threshold"), format_eur(draft.due)),
        (_("Opens"), _instant(draft.opens_at)),
        (_("Closes"), _instant(draft.closes_at)),
    ]
    return [
        *(f"{name}: {value}" for name, value in facts),
        _("These terms are frozen; until the opening an act can correct them."),
        _("The page is not published by this: the editors publish it."),
    ]


def of_correcting(before: Funding, after: Funding) -> list[str]:
    """Each term that changes, with what follows from it."""
    pairs = [
        (_("Title"), f"“{before.title}”", f"“{after.title}”"),
        (_("Cost"), format_eur(before.cost), format_eur(after.cost)),
        (_("Threshold"), format_eur(before.threshold), format_eur(after.threshold)),
        (_("Due from the Comune at the threshold"), format_eur(before.due), format_eur(after.due)),
        (_("Opens"), _instant(before.opens_at), _instant(after.opens_at)),
        (_("Closes"), _instant(before.closes_at), _instant(after.closes_at)),
    ]
    return [
        *(f"{name}: {old} → {new}" for name, old, new in pairs if old != new),
        _("The page's own title, cost and budget do not change: correct them there."),
    ]


def of_changes(changes: Changes) -> list[str]:
    """What a correction changed, as the act keeps it."""
    written: dict[str, tuple[str, Callable[[str], str]]] = {
        "title": (_("Title"), "“{}”".format),
        "cost": (_("Cost"), lambda text: format_eur(Decimal(text))),
        "threshold": (_("Threshold"), lambda text: format_eur(Decimal(text))),
        "opens_at": (_("Opens"), lambda text: _instant(datetime.fromisoformat(text))),
        "closes_at": (_("Closes"), lambda text: _instant(datetime.fromisoformat(text))),
    }
    return [
        f"{label}: {write(changes[name]['before'])} → {write(changes[name]['after'])}"
        for name, (label, write) in written.items()
        if name in changes
    ]


def _of_donations(number: int, amount: Decimal) -> str:
    if not number:
        return _("No donation has to go back.")
    return ngettext(
        "%(number)s donation goes back to its donor: %(amount)s.",
        "%(number)s donations go back to their donors: %(amount)s in all.",
        number,
    ) % {"number": number, "amount": format_eur(amount)}


def _of_released(amount: Decimal) -> list[str]:
    if not amount:
        return [_("The Comune holds nothing for it.")]
    return [
        _("What the Comune holds for it, %(amount)s, goes back to the fund.")
        % {"amount": format_eur(amount)}
    ]


def _of_fees(amount: Decimal) -> list[str]:
    if not amount:
        return []
    return [
        _("The provider keeps its fees: %(amount)s are at the operator's charge.")
        % {"amount": format_eur(amount)}
    ]


def _of_the_held_commitment(funding: Funding) -> list[str]:
    held = committed_to(funding)
    if not held:
        return []
    return [_("What the Comune holds for it stays: %(amount)s.") % {"amount": format_eur(held)}]


def _of_pages(begun: PaymentsUnderWay) -> list[str]:
    if not begun.pages:
        return []
    return [
        ngettext(
            "%(number)s open payment page is closed within minutes.",
            "%(number)s open payment pages are closed within minutes.",
            begun.pages,
        )
        % {"number": begun.pages}
    ]


def _of_processing(begun: PaymentsUnderWay, sentence: str) -> list[str]:
    if not begun.processing:
        return []
    amount = format_eur(begun.processing_amount)
    return [sentence % {"number": begun.processing, "amount": amount}]


def _instant(instant: datetime) -> str:
    return formats.date_format(timezone.localtime(instant), "SHORT_DATETIME_FORMAT")
