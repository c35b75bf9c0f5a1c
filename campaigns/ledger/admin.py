"""The ledger as finance reads it."""

from campaigns.ledger.models import Entry
from campaigns.staff.lists import PeriodFilter, ReadOnlyList


class EntryList(ReadOnlyList):
    """Every movement of money. Rows carry ids, and no personal data."""

    model = Entry
    menu_icon = "list-ol"
    list_display = (
        "chain",
        "seq",
        "kind",
        "amount",
        "source",
        "destination",
        "occurred_at",
    )
    list_filter = ("kind", "source", "destination", ("occurred_at", PeriodFilter))
    search_fields = ("chain", "reference", "campaign", "hash")
    ordering = ("-occurred_at", "-pk")
    inspect_view_fields = (
        "chain",
        "seq",
        "kind",
        "amount",
        "source",
        "destination",
        "campaign",
        "donation",
        "reference",
        "occurred_at",
        "recorded_at",
        "hash_version",
        "prev_hash",
        "hash",
    )
    list_export = inspect_view_fields
    export_filename = "ledger-entries"
