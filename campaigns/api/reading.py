"""Reading: campaigns, progress, calls, funds, statistics."""

from typing import Any

from django.db.models import Count, F, Sum
from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import NotFound
from rest_framework.pagination import Cursor, CursorPagination
from rest_framework.request import Request
from rest_framework.response import Response

from campaigns.api import schemas
from campaigns.api.representations import call_data, campaign_data, fund_data, progress_data
from campaigns.api.views import NegotiatedView, with_etag
from campaigns.calls.services import public_calls
from campaigns.cofinancing.models import Commitment, Fund
from campaigns.cofinancing.progress import progress_of, with_match
from campaigns.freshness.services import SITE, depends_on
from campaigns.funding.models import Funding
from campaigns.money import ZERO, wire_format


class ListPagination(CursorPagination):
    """``{"next", "previous", "results"}``; ``page_size`` up to 100."""

    page_size = 20
    max_page_size = 100
    page_size_query_param = "page_size"
    ordering = "pk"

    def decode_cursor(self, request: Request) -> Cursor | None:
        """Read the cursor. Raises ``NotFound`` for one that was not made here."""
        cursor = super().decode_cursor(request)
        if cursor and cursor.position is not None and not str(cursor.position).isdecimal():
            raise NotFound(self.invalid_cursor_message)
        return cursor


class ListView(NegotiatedView):
    """A paginated list of representations."""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        depends_on(request._request, SITE)

    def paginated(self, request: Request, rows: Any, represent: Any) -> Response:
        pagination = ListPagination()
        page: list[Any] | None = pagination.paginate_queryset(rows, request, view=self)
        return pagination.get_paginated_response([represent(row) for row in page or []])


class CampaignsView(ListView):
    """Campaigns that have been selected, with their progress."""

    @extend_schema(responses=schemas.CampaignListSchema, operation_id="campaigns_list")
    def get(self, request: Request) -> Response:
        now = timezone.now()
        return self.paginated(
            request,
            with_match(Funding.objects.all()),
            lambda funding: campaign_data(progress_of(funding, now)),
        )


class ProgressView(NegotiatedView):
    """The bar of one campaign, with an ETag."""

    @extend_schema(responses=schemas.ProgressSchema, operation_id="campaign_progress")
    def get(self, request: Request, slug: str) -> Response:
        key = Funding.objects.filter(slug=slug).values_list("translation_key", flat=True).first()
        if key is None:
            raise Http404
        depends_on(request._request, str(key))
        funding = with_match(Funding.objects.all()).get(translation_key=key)
        return with_etag(request, progress_data(progress_of(funding, timezone.now())))


class CallsView(ListView):
    """Published calls with their phase and rules."""

    @extend_schema(responses=schemas.CallListSchema, operation_id="calls_list")
    def get(self, request: Request) -> Response:
        return self.paginated(request, public_calls(timezone.now()), call_data)


class FundsView(ListView):
    """The fund of each published call."""

    @extend_schema(responses=schemas.FundListSchema, operation_id="fund_list")
    def get(self, request: Request) -> Response:
        shown = public_calls(timezone.now())
        funds = Fund.objects.select_related("call").filter(call__in=shown)
        return self.paginated(request, funds, fund_data)


class StatsView(NegotiatedView):
    """Totals over all campaigns."""

    @extend_schema(responses=schemas.StatsSchema, operation_id="stats")
    def get(self, request: Request) -> Response:
        depends_on(request._request, SITE)
        totals = Funding.objects.aggregate(
            campaigns=Count("pk"),
            donations=Sum("donations"),
            collected=Sum(F("confirmed") - F("refunded") - F("disputed")),
        )
        states = Funding.objects.values("state").annotate(count=Count("pk")).order_by("state")
        parts = Commitment.objects.aggregate(reserved=Sum("reserved"), granted=Sum("granted"))
        data = {
            "campaigns": totals["campaigns"],
            "by_state": {row["state"]: row["count"] for row in states},
            "donations": totals["donations"] or 0,
            "collected": wire_format(totals["collected"] or ZERO),
            "reserved": wire_format(parts["reserved"] or ZERO),
            "granted": wire_format(parts["granted"] or ZERO),
            "currency": "EUR",
        }
        return with_etag(request, data)
