"""What the lists of donations, and of what happens to one, have in common."""

import re
from typing import Any, Final

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail_modeladmin.helpers import DjangoORMSearchHandler

from campaigns.staff.lists import ReadOnlyList

_REFERENCE: Final = re.compile(r"(?P<start>[0-9a-f]{8})(?P<end>[0-9a-f]{2})", re.IGNORECASE)


class ReferenceSearch(DjangoORMSearchHandler):
    """Finds donations by the short code that donors read out, besides what is in the fields."""

    def search_queryset(
        self, queryset: QuerySet[Any], search_term: str, **kwargs: Any
    ) -> QuerySet[Any]:
        code = _REFERENCE.fullmatch(search_term.strip())
        term = f"{code['start']}-{code['end']}" if code else search_term
        return super().search_queryset(queryset, term, **kwargs)


class OfDonationList(ReadOnlyList):
    """A list of rows that each belong to a donation: ``reference`` and ``campaign`` name it."""

    search_handler_class = ReferenceSearch
    list_select_related: tuple[str, ...] = ("donation__funding",)
    export_headings = {
        "donation.reference": _("donation"),
        "donation.funding.slug": _("campaign's slug"),
        "donation.funding.title": _("campaign"),
    }

    def reference(self, row: Any) -> str:
        return str(row.donation.reference)

    reference.short_description = _("donation")  # type: ignore[attr-defined]

    def campaign(self, row: Any) -> str:
        return str(row.donation.funding.title)

    campaign.short_description = _("campaign")  # type: ignore[attr-defined]
    campaign.admin_order_field = "donation__funding__title"  # type: ignore[attr-defined]
