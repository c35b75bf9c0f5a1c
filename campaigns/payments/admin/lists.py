"""Donations, refunds and the provider's events as finance reads them."""

import re
from typing import Any, Final

from django.db.models import QuerySet
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail_modeladmin.helpers import DjangoORMSearchHandler
from wagtail_modeladmin.options import ModelAdminGroup

from campaigns.admin_lists import PeriodFilter, ReadOnlyList, RelatedFilter
from campaigns.cofinancing.admin import CommitmentList, FundList
from campaigns.funding.admin import FundingList
from campaigns.ledger.admin import EntryList
from campaigns.payments.models import Donation, ProviderEvent, Refund

_REFERENCE: Final = re.compile(r"(?P<start>[0-9a-f]{8})(?P<end>[0-9a-f]{2})", re.IGNORECASE)


class ReferenceSearch(DjangoORMSearchHandler):
    """Finds donations by the short code that donors read out, besides what is in the fields."""

    def search_queryset(
        self, queryset: QuerySet[Any], search_term: str, **kwargs: Any
    ) -> QuerySet[Any]:
        code = _REFERENCE.fullmatch(search_term.strip())
        term = f"{code['start']}-{code['end']}" if code else search_term
        return super().search_queryset(queryset, term, **kwargs)


class DonationList(ReadOnlyList):
    """Who gave what, to which campaign, and where the payment stands."""

    model = Donation
    menu_icon = "user"
    search_handler_class = ReferenceSearch
    list_display = (
        "reference",
        "donor",
        "funding",
        "amount",
        "status",
        "refunded_amount",
        "created_at",
    )
    list_filter = (
        "status",
        "late",
        "anonymous",
        "provider",
        ("created_at", PeriodFilter),
        ("funding__call", RelatedFilter),
    )
    list_select_related = ("funding", "reward")
    search_fields = ("id", "name", "email", "funding__title", "funding__slug", "payment_id")
    ordering = ("-created_at", "pk")
    inspect_view_fields = (
        "reference",
        "id",
        "funding",
        "amount",
        "status",
        "late",
        "refunded_amount",
        "disputed_amount",
        "name",
        "anonymous",
        "email",
        "message",
        "reward",
        "locale",
        "provider",
        "session_id",
        "payment_id",
        "created_at",
        "paid_at",
        "confirmed_at",
    )
    list_export = (
        "id",
        "reference",
        "funding.slug",
        "funding.title",
        "name",
        "anonymous",
        "email",
        "amount",
        "status",
        "late",
        "refunded_amount",
        "disputed_amount",
        "message",
        "provider",
        "payment_id",
        "created_at",
        "paid_at",
        "confirmed_at",
    )
    export_headings = {
        "reference": _("reference"),
        "funding.slug": _("campaign's slug"),
        "funding.title": _("campaign"),
    }
    export_filename = "donations"

    def reference(self, donation: Donation) -> str:
        return donation.reference

    reference.short_description = _("reference")  # type: ignore[attr-defined]

    def donor(self, donation: Donation) -> SafeString | str:
        """The name, which finance must know, and whether the public must not."""
        if not donation.anonymous:
            return donation.name
        return format_html('{} <span class="w-status">{}</span>', donation.name, _("anonymous"))

    donor.short_description = _("donor")  # type: ignore[attr-defined]
    donor.admin_order_field = "name"  # type: ignore[attr-defined]


class RefundList(ReadOnlyList):
    """Money that goes back to donors."""

    model = Refund
    menu_icon = "undo"
    search_handler_class = ReferenceSearch
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
    list_select_related = ("donation__funding",)
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
        "provider_id",
        "created_at",
        "paid_at",
    )
    list_export = (
        "id",
        "donation.reference",
        "donation.funding.slug",
        "donation.funding.title",
        *inspect_view_fields[2:],
    )
    export_headings = {
        "donation.reference": _("donation"),
        "donation.funding.slug": _("campaign's slug"),
        "donation.funding.title": _("campaign"),
    }
    export_filename = "refunds"

    def reference(self, refund: Refund) -> str:
        return refund.donation.reference

    reference.short_description = _("donation")  # type: ignore[attr-defined]

    def campaign(self, refund: Refund) -> str:
        return refund.donation.funding.title

    campaign.short_description = _("campaign")  # type: ignore[attr-defined]
    campaign.admin_order_field = "donation__funding__title"  # type: ignore[attr-defined]


class ProviderEventList(ReadOnlyList):
    """What the provider told us. Bodies hold personal data: they are shown nowhere."""

    model = ProviderEvent
    menu_icon = "download"
    list_display = ("event_id", "type", "state", "attempts", "received_at", "applied_at")
    list_filter = ("state", "type", "livemode", ("received_at", PeriodFilter))
    search_fields = ("event_id", "type", "object_id")
    ordering = ("-received_at", "-pk")
    inspect_view_fields = (
        "provider",
        "account",
        "event_id",
        "type",
        "object_id",
        "livemode",
        "state",
        "attempts",
        "next_attempt_at",
        "error",
        "received_at",
        "applied_at",
        "digest",
    )
    list_export = inspect_view_fields
    export_filename = "provider-events"

    def get_queryset(self, request: Any) -> QuerySet[ProviderEvent]:
        """Without the bodies: they are long, and nobody reads them here."""
        return super().get_queryset(request).defer("body")


class FinanceGroup(ModelAdminGroup):
    """The menu of Ragioneria."""

    menu_label = _("Finance")
    menu_icon = "table"
    menu_order = 250
    items = (
        DonationList,
        RefundList,
        FundingList,
        FundList,
        CommitmentList,
        EntryList,
        ProviderEventList,
    )
