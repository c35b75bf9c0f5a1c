"""Choosing and ordering pages, beside what Wagtail's own filters do."""

from typing import Any, Final

from django.db.models import F, OuterRef, QuerySet, Subquery
from django.utils import timezone
from rest_framework.filters import BaseFilterBackend
from rest_framework.request import Request
from wagtail.api.v2.filters import OrderingFilter, SearchFilter
from wagtail.api.v2.utils import BadRequestError
from wagtail.search.backends import get_search_backend

from campaigns.api.campaign_filters import CampaignFilters, chosen
from campaigns.api.parameters import InstantParameter
from campaigns.funding.models import Funding
from campaigns.models import CampaignPage
from search.folding import clean_query

FILTERS: Final = frozenset(CampaignFilters().fields)
MONEY_ORDERS: Final = ("closes_at", "collected")
AFTER: Final = "modified_after"
_OPERATORS: Final = ("and", "or", None)
_MOST_FOUND: Final = 1000


class ChangedFilter(BaseFilterBackend):
    """``modified_after`` of pages that are no campaigns: published since."""

    def filter_queryset(self, request: Request, queryset: QuerySet[Any], view: Any) -> Any:
        after = request.query_params.get(AFTER)
        if after is None or queryset.model is CampaignPage:
            return queryset
        return queryset.filter(last_published_at__gt=InstantParameter().run_validation(after))


class MoneyFilter(BaseFilterBackend):
    """``area``, ``municipio``, ``state``, ``round``, ``call``: of campaigns only."""

    def filter_queryset(self, request: Request, queryset: QuerySet[Any], view: Any) -> Any:
        asked = {name: value for name, value in request.query_params.items() if name in FILTERS}
        if not asked:
            return queryset
        if queryset.model is not CampaignPage:
            asked.pop(AFTER, None)
            if not asked:
                return queryset
            names = ", ".join(sorted(asked))
            raise BadRequestError(f"{names}: only with type=campaigns.CampaignPage")
        query = CampaignFilters(data=asked)
        query.is_valid(raise_exception=True)
        keys = chosen(query.validated_data, timezone.now()).values("translation_key")
        # Only a filter by key may stand beside a search.
        pages = CampaignPage.objects.filter(translation_key__in=keys)
        return queryset.filter(pk__in=pages.values("pk"))


class MoneyOrdering(OrderingFilter):
    """Wagtail's order, and by ``closes_at`` and ``collected`` of campaigns."""

    def filter_queryset(self, request: Request, queryset: QuerySet[Any], view: Any) -> Any:
        order = request.query_params.get("order", "")
        name = order.removeprefix("-")
        if name not in MONEY_ORDERS:
            return super().filter_queryset(request, queryset, view)
        if queryset.model is not CampaignPage:
            raise BadRequestError(f"order={order}: only with type=campaigns.CampaignPage")
        funding = Funding.objects.filter(translation_key=OuterRef("translation_key"))
        if name == "collected":
            funding = funding.annotate(net_=F("confirmed") - F("refunded") - F("disputed"))
        value = F("money_order")
        ordered = queryset.annotate(
            money_order=Subquery(funding.values("net_" if name == "collected" else name)[:1])
        )
        way = value.desc if order.startswith("-") else value.asc
        return ordered.order_by(way(nulls_last=True), "pk")


class WordsFilter(SearchFilter):
    """Wagtail's search; what it finds may be ordered by money too."""

    def filter_queryset(self, request: Request, queryset: QuerySet[Any], view: Any) -> Any:
        if request.query_params.get("search_operator") not in _OPERATORS:
            raise BadRequestError("search_operator is and, or or")
        name = request.query_params.get("order", "").removeprefix("-")
        if "search" not in request.query_params or name not in MONEY_ORDERS:
            return super().filter_queryset(request, queryset, view)
        words = clean_query(request.query_params["search"])
        pages = queryset.model.objects.filter(pk__in=queryset.order_by().values("pk"))
        found = get_search_backend().search(
            words, pages, operator=request.query_params.get("search_operator")
        )
        return queryset.filter(pk__in=[page.pk for page in found[:_MOST_FOUND]])
