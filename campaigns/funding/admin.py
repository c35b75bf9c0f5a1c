"""Totals of the campaigns as finance reads them."""

from django.utils.translation import gettext_lazy as _

from campaigns.funding.models import Funding
from campaigns.staff.lists import EuroColumn, PeriodFilter, ReadOnlyList, RelatedFilter


class FundingList(ReadOnlyList):
    """The frozen terms, the totals and the state of each campaign."""

    model = Funding
    menu_label = _("Campaign totals")
    menu_icon = "table"
    list_display = (
        "title",
        "state",
        "cost",
        "threshold",
        EuroColumn("net", _("net collected")),
        "donations",
        "closes_at",
    )
    list_filter = ("state", ("call", RelatedFilter), ("closes_at", PeriodFilter))
    list_select_related = ("call", "organization")
    search_fields = ("title", "slug", "organization__name")
    ordering = ("-opens_at", "slug")
    inspect_template_name = "payments/admin/inspect_funding.html"
    inspect_view_fields = (
        "title",
        "slug",
        "call",
        "organization",
        "state",
        "cost",
        "threshold_percent",
        "threshold",
        "match_percent",
        "cap",
        "overfunding",
        "opens_at",
        "closes_at",
        "confirmed",
        "refunded",
        "disputed",
        "late",
        "late_refunded",
        "donations",
        "threshold_reached_at",
        "settled_at",
        "settled_net",
    )
    list_export = (
        "slug",
        "title",
        "call.title",
        "organization.name",
        *inspect_view_fields[4:],
        "net",
    )
    export_headings = {
        "call.title": _("call"),
        "organization.name": _("beneficiary"),
        "net": _("net collected"),
    }
    export_filename = "campaign-totals"
