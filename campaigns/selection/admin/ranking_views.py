"""The RUP reads a ranking: as it stands now, as it was published, two versions side by side."""

from itertools import zip_longest
from typing import Any, Final

from django.db.models import Count
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy

from campaigns.calls.models import Call
from campaigns.calls.reading import phase_label
from campaigns.selection import ranking, ranking_comparison, round_plan, sealed_versions
from campaigns.selection.models import Ranking
from campaigns.selection.published_ranking import places_of
from campaigns.selection.ranking import NotReady, Row
from campaigns.selection.ranking_versions import PERMISSION
from campaigns.selection.selecting import PERMISSION as ACT_ON_CALL
from campaigns.staff.permitted import PermittedPage

ICON: Final = "list-ol"


class RankingsView(PermittedPage):
    """The calls to which proposals were sent."""

    permission = PERMISSION
    template_name = "selection/admin/rankings.html"
    title = gettext_lazy("Rankings")
    icon = ICON

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        calls = (
            Call.objects.annotate(
                versions=Count("rankings", distinct=True), sent=Count("submissions", distinct=True)
            )
            .filter(sent__gt=0)
            .order_by("-pk")
        )
        rows = [(call, phase_label(call, self.now)) for call in calls]
        return super().get_context_data(**kwargs) | {"rows": rows}


class OfCall(PermittedPage):
    """A page about the ranking of one call."""

    permission = PERMISSION
    icon = ICON

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        self.call = get_object_or_404(Call, slug=self.kwargs["slug"])
        return super().get_context_data(**kwargs) | {
            "call": self.call,
            "page_subtitle": self.call.title,
        }


class PreviewView(OfCall):
    """The ranking as it stands, with the arithmetic; the versions; what can be done."""

    template_name = "selection/admin/ranking.html"
    title = gettext_lazy("Ranking")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        rows: list[Row] = []
        not_ready: list[str] = []
        try:
            rows = ranking.compute(call=self.call, now=self.now)
        except NotReady as reasons:
            not_ready = reasons.sentences
        versions = list(self.call.rankings.select_related("published_by").order_by("-number"))
        return context | {
            "rows": rows,
            "not_ready": not_ready,
            "versions": list(zip_longest(versions, versions[1:])),
            "waiting": len(round_plan.waiting(self.call)),
            "may_start": self.request.user.has_perm(ACT_ON_CALL),
        }


class VersionView(OfCall):
    """One published version."""

    template_name = "selection/admin/ranking_version.html"
    title = gettext_lazy("Version of the ranking")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        version = _version(self.call, self.kwargs["number"])
        return context | {
            "version": version,
            "rows": places_of(version),
            "is_intact": sealed_versions.is_intact(version),
        }


class ComparisonView(OfCall):
    """Two versions side by side."""

    template_name = "selection/admin/ranking_comparison.html"
    title = gettext_lazy("Two versions of the ranking")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        before, after = (_version(self.call, self.kwargs[name]) for name in ("before", "after"))
        moves = ranking_comparison.compare(before, after)
        return context | {
            "before": before,
            "after": after,
            "moves": moves,
            "changed": sum(move.has_changed for move in moves),
        }


def _version(call: Call, number: int) -> Ranking:
    versions = Ranking.objects.select_related("call", "published_by")
    return get_object_or_404(versions, call=call, number=number)
