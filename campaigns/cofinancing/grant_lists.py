"""Instalments paid, grants set anew and amounts paid back, as finance reads them."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from campaigns.cofinancing.models import GrantChange, Payout, Recovery
from campaigns.staff.lists import PeriodFilter, PresentFilter, ReadOnlyList

_OF_GRANT = (
    *("commitment.fund.call.title", "commitment.funding.slug", "commitment.funding.title"),
    *("number", "date"),
)


class OfGrantList(ReadOnlyList):
    """Documents about grants: the latest first, by fund, campaign and date."""

    list_filter: tuple[Any, ...] = (
        ("date", PeriodFilter),
        ("commitment__fund__call", PresentFilter),
        ("commitment__funding", PresentFilter),
    )
    list_select_related = ("commitment__funding", "commitment__fund__call", "commitment__act")
    search_fields = ("number", "commitment__funding__title", "commitment__funding__slug")
    ordering = ("-date", "-pk")
    export_headings = {
        "commitment.fund.call.title": _("call"),
        "commitment.funding.slug": _("slug"),
        "commitment.funding.title": _("campaign"),
        "commitment.recorded_act.number": _("number of the determina"),
        "commitment.recorded_act.date": _("date of the determina"),
        "commitment.recorded_act.budget_chapter": _("budget chapter"),
        "commitment.recorded_act.budget_year": _("budget year"),
        "commitment.recorded_act.cup": _("CUP"),
    }

    def campaign(self, document: Payout | GrantChange | Recovery) -> str:
        return str(document.commitment.funding)

    campaign.short_description = _("campaign")  # type: ignore[attr-defined]
    campaign.admin_order_field = "commitment__funding__title"  # type: ignore[attr-defined]

    def fund(self, document: Payout | GrantChange | Recovery) -> str:
        return str(document.commitment.fund)

    fund.short_description = _("fund")  # type: ignore[attr-defined]


class PayoutList(OfGrantList):
    """What was paid of grants, and under which act of the commitment (R19)."""

    model = Payout
    menu_icon = "arrow-right"
    list_display = ("number", "date", "campaign", "fund", "amount")
    inspect_view_fields = ("number", "date", "campaign", "fund", "amount", "at")
    list_export = (
        *_OF_GRANT,
        "amount",
        "at",
        "commitment.recorded_act.number",
        "commitment.recorded_act.date",
        "commitment.recorded_act.budget_chapter",
        "commitment.recorded_act.budget_year",
        "commitment.recorded_act.cup",
    )
    export_filename = "payouts"


class GrantChangeList(OfGrantList):
    """Grants that became lower, and what had been paid too much."""

    model = GrantChange
    menu_icon = "edit"
    list_filter = ("kind", *OfGrantList.list_filter)
    list_display = ("number", "date", "campaign", "kind", "due_before", "due_after", "owed")
    inspect_view_fields = (
        *("number", "date", "campaign", "fund", "kind", "reason"),
        *("public_reason_it", "public_reason_en", "due_before", "due_after"),
        *("granted_before", "granted_after", "released", "owed", "at"),
    )
    list_export = (*_OF_GRANT, *inspect_view_fields[4:])
    export_filename = "grant-changes"


class RecoveryList(OfGrantList):
    """What projects have paid back."""

    model = Recovery
    menu_icon = "undo"
    list_display = ("number", "date", "campaign", "fund", "amount")
    inspect_view_fields = ("number", "date", "campaign", "fund", "amount", "at")
    list_export = (*_OF_GRANT, "amount", "at")
    export_filename = "recoveries"
