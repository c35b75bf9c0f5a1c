"""Money that goes back to donors, who asked for it, and what their banks took, as finance reads."""

from django.utils.translation import gettext_lazy as _

from campaigns.payments.admin.of_donations import OfDonationList
from campaigns.payments.models import Dispute, Refund, RefundRequest
from campaigns.staff.lists import PeriodFilter, RelatedFilter

_OF_DONATION = ("donation.reference", "donation.funding.slug", "donation.funding.title")


class RefundList(OfDonationList):
    """Money that goes back to donors."""

    model = Refund
    menu_icon = "rotate"
    list_display = (
        "reference",
        "campaign",
        "amount",
        "reason",
        "state",
        "created_at",
        "paid_at",
    )
    list_filter = (
        "state",
        "reason",
        ("created_at", PeriodFilter),
        ("donation__funding__call", RelatedFilter),
    )
    search_fields = (
        "donation__id",
        "donation__name",
        "donation__email",
        "donation__funding__title",
        "provider_id",
    )
    ordering = ("-created_at", "pk")
    inspect_view_fields = (
        "reference",
        "campaign",
        "amount",
        "reason",
        "state",
        "failure",
        "provider_id",
        "created_at",
        "owed_at",
        "paid_at",
        "transfer_reference",
    )
    list_export = ("id", *_OF_DONATION, *inspect_view_fields[2:])
    export_filename = "refunds"


class RefundRequestList(OfDonationList):
    """Who asked for a refund, why, and who decided."""

    model = RefundRequest
    menu_icon = "comment"
    list_display = (
        "reference",
        "campaign",
        "amount",
        "origin",
        "state",
        "requested_at",
        "decided_at",
    )
    list_filter = (
        "state",
        "origin",
        ("requested_at", PeriodFilter),
        ("donation__funding__call", RelatedFilter),
    )
    search_fields = ("donation__id", "donation__name", "donation__email", "reason")
    ordering = ("-requested_at", "-pk")
    inspect_view_fields = (
        "reference",
        "campaign",
        "amount",
        "reason",
        "origin",
        "state",
        "requested_by",
        "requested_at",
        "decided_by",
        "decided_at",
        "answer",
    )
    list_export = (
        *_OF_DONATION,
        "amount",
        "reason",
        "origin",
        "state",
        "requested_by.username",
        "requested_at",
        "decided_by.username",
        "decided_at",
        "answer",
    )
    list_select_related = ("donation__funding", "requested_by", "decided_by")
    export_headings = OfDonationList.export_headings | {
        "requested_by.username": _("asked by"),
        "decided_by.username": _("decided by"),
    }
    export_filename = "refund-requests"


class DisputeList(OfDonationList):
    """Payments that a donor's bank took back, or tried to."""

    model = Dispute
    menu_icon = "warning"
    list_display = (
        "reference",
        "campaign",
        "amount",
        "state",
        "counted",
        "excess",
        "fee",
        "opened_at",
    )
    list_filter = (
        "state",
        ("opened_at", PeriodFilter),
        ("donation__funding__call", RelatedFilter),
    )
    search_fields = (
        "provider_id",
        "donation__id",
        "donation__name",
        "donation__email",
        "donation__funding__title",
    )
    ordering = ("-opened_at", "-pk")
    inspect_view_fields = (
        "reference",
        "campaign",
        "amount",
        "state",
        "counted",
        "excess",
        "fee",
        "reason",
        "provider_id",
        "opened_at",
        "closed_at",
    )
    list_export = (*_OF_DONATION, *inspect_view_fields[2:])
    export_filename = "disputes"
