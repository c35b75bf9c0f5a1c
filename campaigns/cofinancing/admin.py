"""The Comune's fund and commitments as finance reads them."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail_modeladmin.menus import ModelAdminMenuItem

from campaigns.cofinancing.models import Commitment, Fund
from campaigns.staff.lists import NOTHING, EuroColumn, PeriodFilter, ReadOnlyList, RelatedFilter


class FundMenuItem(ModelAdminMenuItem):
    """Leads to the page of the fund, from which the list can be reached."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.url = reverse("fund:index")


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

    def get_menu_item(self, order: int | None = None) -> ModelAdminMenuItem:
        return FundMenuItem(self, order or self.get_menu_order())


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
        "paid",
        EuroColumn("shortfall", _("shortfall")),
        "recorded_act",
        "crossed_at",
    )
    list_filter = ("state", ("fund__call", RelatedFilter), ("crossed_at", PeriodFilter))
    list_select_related = ("funding", "fund__call", "act")
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
        "paid",
        "receivable",
        "recorded_act",
    )
    list_export = (
        "funding.slug",
        "funding.title",
        "fund.call.title",
        *inspect_view_fields[2:-1],
        "shortfall",
        "to_pay_out",
        "recorded_act.number",
        "recorded_act.date",
        "recorded_act.budget_chapter",
        "recorded_act.budget_year",
        "recorded_act.cup",
    )
    export_headings = {
        "funding.slug": _("slug"),
        "funding.title": _("campaign"),
        "fund.call.title": _("call"),
        "shortfall": _("shortfall"),
        "to_pay_out": _("granted and not paid yet"),
        "recorded_act.number": _("number of the determina"),
        "recorded_act.date": _("date of the determina"),
        "recorded_act.budget_chapter": _("budget chapter"),
        "recorded_act.budget_year": _("budget year"),
        "recorded_act.cup": _("CUP"),
    }
    export_filename = "commitments"

    def recorded_act(self, commitment: Commitment) -> str:
        """The act's number and date: without them the commitment is a reservation (R19)."""
        return str(commitment.recorded_act or NOTHING)

    recorded_act.short_description = _("act")  # type: ignore[attr-defined]
