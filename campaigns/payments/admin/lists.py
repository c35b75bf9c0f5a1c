"""Donations and the provider's events as finance reads them, and the menu of finance."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem
from wagtail_modeladmin.options import ModelAdminGroup

from campaigns.cofinancing.admin import CommitmentList, FundList
from campaigns.cofinancing.grant_lists import GrantChangeList, PayoutList, RecoveryList
from campaigns.funding.admin import FundingList
from campaigns.ledger.admin import EntryList
from campaigns.payments.admin.of_donations import ReferenceSearch
from campaigns.payments.admin.outgoing_lists import NoticeList, ProviderCallList
from campaigns.payments.admin.reconciliation_lists import DifferenceList, ReconciliationRunList
from campaigns.payments.admin.refund_lists import DisputeList, RefundList, RefundRequestList
from campaigns.payments.models import Donation, ProviderEvent
from campaigns.staff.lists import PeriodFilter, ReadOnlyList, RelatedFilter
from campaigns.staff.permitted import PermittedMenuItem


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
        "donor_kind",
        "provider",
        ("created_at", PeriodFilter),
        ("funding__call", RelatedFilter),
    )
    list_select_related = ("funding", "reward")
    search_fields = (
        *("id", "name", "company", "email"),
        *("funding__title", "funding__slug", "payment_id"),
    )
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
        "donor_kind",
        "company",
        "vat_number",
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
        "donor_kind",
        "company",
        "vat_number",
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
    inspect_template_name = "payments/admin/inspect_donation.html"

    def reference(self, donation: Donation) -> str:
        return donation.reference

    reference.short_description = _("reference")  # type: ignore[attr-defined]

    def donor(self, donation: Donation) -> SafeString | str:
        """The name, which finance must know, and whether the public must not."""
        name = donation.company or donation.name
        if not donation.anonymous:
            return name
        return format_html('{} <span class="w-status">{}</span>', name, _("anonymous"))

    donor.short_description = _("donor")  # type: ignore[attr-defined]
    donor.admin_order_field = "name"  # type: ignore[attr-defined]


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
        RefundRequestList,
        DisputeList,
        FundingList,
        FundList,
        CommitmentList,
        PayoutList,
        GrantChangeList,
        RecoveryList,
        EntryList,
        ProviderEventList,
        ProviderCallList,
        NoticeList,
        ReconciliationRunList,
        DifferenceList,
    )

    def get_submenu_items(self) -> list[MenuItem]:
        """The queues, which wait for somebody, before the lists; what is seldom done, after."""
        refunds = PermittedMenuItem(
            _("Refunds to do"),
            reverse("finance:refunds"),
            permission="payments.view_refund",
            name="refund-queue",
            icon_name="tasks",
            order=-2,
        )
        inbox = PermittedMenuItem(
            _("To look into"),
            reverse("finance:inbox"),
            permission="payments.view_providerevent",
            name="finance-inbox",
            icon_name="warning",
            order=-1,
        )
        creation = PermittedMenuItem(
            _("Campaigns to create"),
            reverse("campaigns_to_create"),
            permission="funding.act_on_funding",
            name="campaigns-to-create",
            icon_name="plus",
            order=1000,
        )
        return [refunds, inbox, *super().get_submenu_items(), creation]
