"""Published rankings, as everybody reads them."""

from typing import Any

from django.http import Http404
from django.utils.translation import gettext as _
from django.views.generic import TemplateView
from wagtail.models import Locale

from campaigns.calls.models import CallPage
from campaigns.selection.models import Ranking
from campaigns.selection.published_ranking import public_ranking


class RankingView(TemplateView):
    """One version of a call's ranking; without a number, the one in force."""

    template_name = "selection/public/ranking.html"
    http_method_names = ["get", "head", "options"]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        versions = list(
            Ranking.objects.filter(call__slug=self.kwargs["slug"])
            .select_related("call")
            .order_by("-number")
        )
        version = self._wanted(versions)
        title = _("Ranking of %(call)s") % {"call": version.call.title}
        pages = CallPage.objects.filter(call=version.call, locale=Locale.get_active())
        return super().get_context_data(**kwargs) | {
            "page": {"title": title},
            "title": title,
            "call": version.call,
            "call_page": pages.live().first(),
            "ranking": public_ranking(version),
            "versions": versions,
            "is_in_force": version == versions[0],
        }

    def _wanted(self, versions: list[Ranking]) -> Ranking:
        number = self.kwargs.get("number")
        for version in versions:
            if number is None or version.number == number:
                return version
        raise Http404
