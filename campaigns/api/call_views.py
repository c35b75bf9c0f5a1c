"""Reading public notices: phases, rules, rankings, funds."""

from typing import Any

from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework.request import Request
from rest_framework.response import Response

from campaigns.api import schemas
from campaigns.api.call_representation import (
    call_details,
    calls_data,
    ranking_data,
    rankings_data,
)
from campaigns.api.documentation import CALL_SLUG, CALLS, VERSION, reads
from campaigns.api.parameters import PageQuery, Query, with_fields
from campaigns.api.representations import fund_data
from campaigns.api.views import ReadingView
from campaigns.calls.models import Call
from campaigns.calls.services import public_calls
from campaigns.cofinancing.models import Fund
from campaigns.selection.models import Ranking
from campaigns.selection.published_ranking import public_ranking


class OfCall(ReadingView):
    """Reads something of one public notice."""

    def call_of(self, slug: str) -> Call:
        """The published call. Raises ``Http404``."""
        call = public_calls(timezone.now()).filter(slug=slug).first()
        if call is None:
            raise Http404
        return call

    def versions(self, call: Call) -> list[Ranking]:
        """The published versions of its ranking, the one in force first."""
        return list(call.rankings.select_related("call").order_by("-number"))


class CallsView(ReadingView):
    """The list of public notices."""

    query_form = with_fields(PageQuery, schemas.Call)

    @reads(
        CALLS,
        "calls_list",
        schemas.CallList,
        query=query_form,
        summary=_("Public notices"),
        description=_("Every published notice with its phase and its rules."),
    )
    def get(self, request: Request) -> Response:
        now = timezone.now()
        return self.paginated(request, public_calls(now), lambda calls: calls_data(calls, now))


class CallView(OfCall):
    """One public notice."""

    query_form = with_fields(Query, schemas.CallDetails)

    @reads(
        CALLS,
        "call",
        schemas.CallDetails,
        query=query_form,
        about=[CALL_SLUG],
        summary=_("One public notice"),
        description=_("Rounds, criteria, documents, amendments, answered questions, rankings."),
    )
    def get(self, request: Request, slug: str) -> Response:
        call = self.call_of(slug)
        return self.told(request, call_details(call, self.versions(call), timezone.now()))


class RankingsView(OfCall):
    """The published versions of a ranking."""

    @reads(
        CALLS,
        "rankings_list",
        schemas.RankingList,
        about=[CALL_SLUG],
        summary=_("Rankings of a public notice"),
        description=_("Every published version, the one in force first."),
    )
    def get(self, request: Request, slug: str) -> Response:
        return self.whole_list(request, rankings_data(self.versions(self.call_of(slug))))


class RankingView(OfCall):
    """One version of a ranking."""

    @reads(
        CALLS,
        "ranking",
        schemas.RankingDetails,
        about=[CALL_SLUG, VERSION],
        summary=_("One version of a ranking"),
        description=_(
            "Its places. Projects that reached the minimum are named; the others are told by their "
            "protocol number alone."
        ),
    )
    def get(self, request: Request, slug: str, number: int) -> Response:
        versions = self.versions(self.call_of(slug))
        for version in versions:
            if version.number == number:
                ranking = public_ranking(version)
                return self.told(request, ranking_data(ranking, in_force=version == versions[0]))
        raise Http404


class FundsView(ReadingView):
    """The funds."""

    query_form = with_fields(PageQuery, schemas.Fund)

    @reads(
        CALLS,
        "fund_list",
        schemas.FundList,
        query=query_form,
        summary=_("Funds"),
        description=_("The fund of each published notice: available + reserved + granted = total."),
    )
    def get(self, request: Request) -> Response:
        shown = public_calls(timezone.now())
        funds = Fund.objects.select_related("call").filter(call__in=shown)
        return self.paginated(request, funds, lambda rows: [fund_data(row) for row in rows])


class FundView(ReadingView):
    """The fund of one public notice."""

    query_form = with_fields(Query, schemas.Fund)

    @reads(
        CALLS,
        "fund",
        schemas.Fund,
        query=query_form,
        about=[CALL_SLUG],
        summary=_("The fund of a public notice"),
        description=_("By the slug of the notice."),
    )
    def get(self, request: Request, slug: str) -> Response:
        shown: Any = public_calls(timezone.now())
        fund = Fund.objects.select_related("call").filter(call__in=shown, call__slug=slug).first()
        if fund is None:
            raise Http404
        return self.told(request, fund_data(fund))
