"""The Comune's fund and commitments as finance reads them."""

from django.utils.translation import gettext_lazy as _

from campaigns.admin_lists import EuroColumn, PeriodFilter, ReadOnlyList, RelatedFilter
from campaigns.cofinancing.models import Commitment, Fund


class FundList(ReadOnlyList):
    """What each call's fund has, holds and gave."""

    model = Fund
    menu_icon = "site"
    list_display = (
        "call",
        "total",
        "reserved",
        "granted",
        EuroColumn("available", _("available")),
    )
    list_select_related = ("call",)
    search_fields = ("call__title", "call__slug")
    ordering = ("-pk",)
    inspect_view_fields = ("call", "total", "reserved", "granted")
    list_export = ("call.slug", "call.title", "total", "reserved", "granted", "available")
    export_headings = {
        "call.slug": _("slug"),
        "call.title": _("call"),
        "available": _("available"),
    }
    export_filename = "funds"


class CommitmentList(ReadOnlyList):
    """What the Comune holds or gave for each campaign, in the order of the waiting list."""

    model = Commitment
    menu_icon = "tick-inverse"
    list_display = (
        "funding",
        "serial",
        "state",
        "due",
        "reserved",
        "granted",
        EuroColumn("shortfall", _("shortfall")),
        "crossed_at",
    )
    list_filter = ("state", ("fund__call", RelatedFilter), ("crossed_at", PeriodFilter))
    list_select_related = ("funding", "fund__call")
    search_fields = ("funding__title", "funding__slug")
    ordering = ("crossed_at", "serial")
    inspect_view_fields = (
        "funding",
        "fund",
        "serial",
        "state",
        "crossed_at",
        "cap",
        "due",
        "reserved",
        "granted",
    )
    list_export = (
        "funding.slug",
        "funding.title",
        "fund.call.title",
        *inspect_view_fields[2:],
        "shortfall",
    )
    export_headings = {
        "funding.slug": _("slug"),
        "funding.title": _("campaign"),
        "fund.call.title": _("call"),
        "shortfall": _("shortfall"),
    }
    export_filename = "commitments"
