"""Statistics: totals over all campaigns, and told apart by area, Municipio, round and day."""

from decimal import Decimal
from typing import Any

from django.db.models import Count, F, OuterRef, Subquery, Sum
from django.db.models.functions import TruncDate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework.request import Request
from rest_framework.response import Response

from campaigns.api import schemas
from campaigns.api.documentation import STATS, reads
from campaigns.api.parameters import PageQuery
from campaigns.api.views import ReadingView
from campaigns.calls.models import Area, Round
from campaigns.cofinancing.models import Commitment
from campaigns.funding.models import Funding
from campaigns.models import CampaignPage
from campaigns.money import ZERO, wire_format
from campaigns.municipi import MUNICIPI_ON_MAP
from campaigns.payments.models import Donation

NET = F("confirmed") - F("refunded") - F("disputed")


class StatsView(ReadingView):
    """Totals over all campaigns."""

    @reads(
        STATS,
        "stats",
        schemas.Stats,
        summary=gettext_lazy("Totals"),
        description=gettext_lazy("Totals over all campaigns of all public notices."),
    )
    def get(self, request: Request) -> Response:
        totals = Funding.objects.aggregate(
            campaigns=Count("pk"), donations=Sum("donations"), collected=Sum(NET)
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
        return self.told(request, data)


class AreaStatsView(ReadingView):
    """Totals by area of intervention."""

    @reads(
        STATS,
        "stats_areas",
        schemas.AreaStatsList,
        summary=gettext_lazy("By area of intervention"),
        description=gettext_lazy("Totals of each area; campaigns without one come last."),
    )
    def get(self, request: Request) -> Response:
        totals = totals_by("area__slug")
        names: dict[Any, str] = {area.slug: area.name for area in Area.objects.all()}
        keys = [*names, *([None] if None in totals else [])]
        return self.whole_list(
            request,
            [{"area": key, "name": names.get(key, ""), **_totals(totals.get(key))} for key in keys],
        )


class MunicipioStatsView(ReadingView):
    """Totals by Municipio."""

    @reads(
        STATS,
        "stats_municipi",
        schemas.MunicipioStatsList,
        summary=gettext_lazy("By Municipio"),
        description=gettext_lazy("Totals of each Municipio; what is for the whole city has none."),
    )
    def get(self, request: Request) -> Response:
        totals = totals_by("municipio")
        places: list[tuple[int | None, str]] = [
            (each.number, each.name) for each in MUNICIPI_ON_MAP
        ]
        places.append((None, _("The whole city")))
        return self.whole_list(
            request,
            [
                {"municipio": number, "name": name, **_totals(totals.get(number))}
                for number, name in places
            ],
        )


class RoundStatsView(ReadingView):
    """Totals by round."""

    @reads(
        STATS,
        "stats_rounds",
        schemas.RoundStatsList,
        summary=gettext_lazy("By round"),
        description=gettext_lazy("Totals of each window in which campaigns collected."),
    )
    def get(self, request: Request) -> Response:
        totals = totals_by("round_id")
        rounds = Round.objects.select_related("call").filter(pk__in=[key for key in totals if key])
        return self.whole_list(
            request,
            [
                {"call": row.call.slug, "round": row.number, **_totals(totals[row.pk])}
                for row in rounds
            ],
        )


class DayStatsView(ReadingView):
    """Gifts of each day."""

    query_form = PageQuery

    @reads(
        STATS,
        "stats_days",
        schemas.DayStatsList,
        query=query_form,
        summary=gettext_lazy("By day"),
        description=gettext_lazy(
            "Gifts of each day of Rome on which there were some, as they were given: what was "
            "refunded later is still in its day."
        ),
    )
    def get(self, request: Request) -> Response:
        days = (
            Donation.objects.counted()
            .annotate(day=TruncDate("paid_at"))
            .values("day")
            .annotate(number=Count("pk"), given=Sum("amount"))
        )
        return self.paginated(
            request,
            days,
            lambda rows: [
                {
                    "day": row["day"].isoformat(),
                    "donations": row["number"],
                    "given": wire_format(row["given"]),
                    "currency": "EUR",
                }
                for row in rows
            ],
            "day",
        )


def totals_by(column: str) -> dict[Any, dict[str, Any]]:
    """Totals of the campaigns by a column of their pages, in one query; each counts once."""
    pages = CampaignPage.objects.filter(translation_key=OuterRef("translation_key"))
    first = pages.order_by("locale_id", "pk").values(column)[:1]
    rows: Any = (
        Funding.objects.order_by()
        .annotate(told_apart=Subquery(first))
        .values("told_apart")
        .annotate(
            number=Count("pk"),
            donations_made=Sum("donations"),
            collected=Sum(NET),
            held=Sum("commitment__reserved"),
            given=Sum("commitment__granted"),
        )
    )
    return {row["told_apart"]: row for row in rows}


def _totals(row: dict[str, Any] | None) -> dict[str, Any]:
    def amount(name: str) -> str:
        value: Decimal | None = row[name] if row else None
        return wire_format(value or ZERO)

    return {
        "campaigns": row["number"] if row else 0,
        "donations": row["donations_made"] if row else 0,
        "collected": amount("collected"),
        "reserved": amount("held"),
        "granted": amount("given"),
        "currency": "EUR",
    }
