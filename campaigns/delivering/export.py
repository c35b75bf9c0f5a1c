"""What is to be delivered, as a table for labels and lists. Each export is on record."""

from typing import Any

from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.log_actions import LogFormatter, log

from campaigns.accounts.models import User
from campaigns.delivering.listing import Parcel, parcels
from campaigns.funding.models import Funding
from campaigns.models import CampaignPage
from campaigns.page.people import check_of_campaign
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


def to_deliver(*, funding: Funding, page: CampaignPage, by: User) -> str:
    """What may be delivered now, as CSV; the export goes on record in the history of ``page``.

    What has no address is left out. Raises ``PermissionDenied`` for anyone but the campaign's
    people.
    """
    check_of_campaign(by, funding.translation_key)
    rows = [_row(Parcel(donation)) for donation in parcels(funding, Stage.READY)]
    log(instance=page, action=EXPORTED, user=by, data={"rows": len(rows)})
    return csv_for_spreadsheets([_columns(), *rows], delimiter=";")


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
