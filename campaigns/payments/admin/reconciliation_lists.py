"""When the provider was asked about everything, and what did not agree, as finance reads it."""

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from campaigns.payments.models import Difference, ReconciliationRun
from campaigns.staff.lists import InstantColumn, PeriodFilter, ReadOnlyList


class ReconciliationRunList(ReadOnlyList):
    """Each reconciliation: how far it looked, and whether the provider answered everything."""

    model = ReconciliationRun
    menu_icon = "rotate"
    list_display = ("started_at", "depth", "complete", "examined", "repaired", "finished_at")
    list_filter = ("depth", "complete", ("started_at", PeriodFilter))
    ordering = ("-started_at", "-pk")
    inspect_view_fields = (
        "depth",
        "started_at",
        "finished_at",
        "since",
        "until",
        "complete",
        "examined",
        "repaired",
        "error",
    )
    list_export = inspect_view_fields
    export_filename = "reconciliations"


class DifferenceList(ReadOnlyList):
    """A line for each thing that the provider and we told differently."""

    model = Difference
    menu_icon = "warning"
    list_display = (
        "at",
        "kind",
        "what",
        "reference",
        "ours",
        "theirs",
        "explained",
        "repaired",
    )
    list_filter = (
        "repaired",
        "kind",
        "run__depth",
        ("run__started_at", PeriodFilter),
    )
    list_select_related = ("run", "donation")
    search_fields = ("object_id", "donation__id", "detail")
    ordering = ("-run__started_at", "-run_id", "pk")
    inspect_view_fields = (
        "run",
        "kind",
        "what",
        "reference",
        "ours",
        "theirs",
        "explained",
        "repaired",
    )
    list_export = (
        "run.started_at",
        "run.depth",
        "kind",
        "object_name",
        "object_id",
        "donation.id",
        "donation.reference",
        "ours",
        "theirs",
        "explanation",
        "repaired",
    )
    export_headings = {
        "run.started_at": _("found"),
        "run.depth": _("reconciliation"),
        "object_name": _("object"),
        "object_id": _("provider's object"),
        "donation.id": _("donation"),
        "donation.reference": _("reference"),
        "explanation": _("detail"),
    }
    export_filename = "differences"

    def at(self, difference: Difference) -> str:
        return InstantColumn("started_at", "").written(difference.run.started_at)

    at.short_description = _("found")  # type: ignore[attr-defined]
    at.admin_order_field = "run__started_at"  # type: ignore[attr-defined]

    def what(self, difference: Difference) -> SafeString:
        return format_html("{} <code>{}</code>", difference.object_name, difference.object_id)

    what.short_description = _("object")  # type: ignore[attr-defined]

    def reference(self, difference: Difference) -> str | None:
        return difference.donation.reference if difference.donation is not None else None

    reference.short_description = _("donation")  # type: ignore[attr-defined]

    def explained(self, difference: Difference) -> str:
        return difference.explanation

    explained.short_description = _("detail")  # type: ignore[attr-defined]
