"""What is to be delivered, as a table for labels and lists. Each export is on record."""

from typing import Any

from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.log_actions import LogFormatter

from campaigns.delivering.listing import Parcel, parcels
from campaigns.funding.models import Funding
from campaigns.payments.deliveries import Stage
from campaigns.payments.models import DeliveryAddress
from campaigns.staff.exports import csv_for_spreadsheets

EXPORTED = "campaigns.rewards.exported"
"""In the history of the campaign's page: that its rewards were exported, and by whom."""


class RewardsExported(LogFormatter):
    """How the page's history tells it."""

    label = gettext_lazy("Rewards to deliver exported")

    def format_message(self, log_entry: Any) -> str:
        """How many, never whose."""
        rows = log_entry.data.get("rows", 0)
        told = ngettext("%(rows)s reward exported", "%(rows)s rewards exported", rows)
        return told % {"rows": rows}


def to_deliver(funding: Funding) -> tuple[str, int]:
    """What may be delivered now as CSV, and how many rows it has: nothing without an address."""
    rows = [_row(Parcel(donation)) for donation in parcels(funding, Stage.READY)]
    return csv_for_spreadsheets([_columns(), *rows], delimiter=";"), len(rows)


def _columns() -> list[str]:
    return [
        *(_("Reward"), _("How it is delivered"), _("Reference"), _("Gift of"), _("Name")),
        *(_("Street and number"), _("Staircase, floor, care of"), _("Postcode"), _("Town")),
        *(_("Province"), _("Country")),
    ]


def _row(parcel: Parcel) -> list[str]:
    given, address = parcel.donation.confirmed_at, parcel.address
    return [
        parcel.reward.title,
        parcel.reward.get_handover_display(),
        parcel.reference,
        localdate(given).isoformat() if given else "",
        parcel.name,
        *(getattr(address, part) if address else "" for part in DeliveryAddress.PERSONAL[1:]),
    ]
