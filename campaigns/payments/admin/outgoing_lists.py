"""What we asked of the payment provider and wrote to donors, as finance reads it."""

from typing import Any

from django.db.models import QuerySet

from campaigns.payments.admin.of_donations import OfDonationList
from campaigns.payments.models import Notice, ProviderCall
from campaigns.staff.lists import PeriodFilter


class ProviderCallList(OfDonationList):
    """What was asked of the provider. Parameters may name a donor: they are shown nowhere."""

    model = ProviderCall
    menu_icon = "upload"
    list_display = ("reference", "kind", "state", "attempts", "created_at", "finished_at")
    list_filter = ("state", "kind", ("created_at", PeriodFilter))
    search_fields = ("key", "result_id", "donation__id")
    ordering = ("-created_at", "-pk")
    inspect_view_fields = (
        "reference",
        "campaign",
        "kind",
        "key",
        "state",
        "result_id",
        "attempts",
        "next_attempt_at",
        "error",
        "created_at",
        "finished_at",
    )
    list_export = ("donation.reference", *inspect_view_fields[2:])
    export_filename = "provider-requests"

    def get_queryset(self, request: Any) -> QuerySet[ProviderCall]:
        """Without the parameters: nobody reads them here."""
        return super().get_queryset(request).defer("params")


class NoticeList(OfDonationList):
    """What donors were written, and whether it left. Neither texts nor addresses are here."""

    model = Notice
    menu_icon = "mail"
    list_display = ("reference", "kind", "state", "attempts", "created_at", "sent_at")
    list_filter = ("state", "kind", ("created_at", PeriodFilter))
    search_fields = ("donation__id",)
    ordering = ("-created_at", "-pk")
    inspect_view_fields = (
        "reference",
        "campaign",
        "kind",
        "state",
        "attempts",
        "error",
        "created_at",
        "sent_at",
    )
    list_export = ("donation.reference", "donation.funding.slug", *inspect_view_fields[2:])
    export_filename = "notices"
