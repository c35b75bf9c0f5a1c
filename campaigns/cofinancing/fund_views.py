"""The fund in the admin: one page that shows what it has, who waits, and each movement."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views import View
from django.views.generic import TemplateView

from campaigns.cofinancing.fund_reading import movements_page, read_fund
from campaigns.cofinancing.models import Fund

VIEW = "cofinancing.view_fund"
CHANGE = "cofinancing.act_on_fund"
RECORD = "cofinancing.record_act"


def fund_by_slug(slug: str) -> Fund:
    """The fund of a call, fetched with it. Raises ``Http404``."""
    fund = Fund.objects.select_related("call").filter(call__slug=slug).first()
    if fund is None:
        raise Http404
    return fund


class ReadersOnly(View):
    """Refuses whoever may not view funds."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.has_perm(VIEW):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class FundsView(ReadersOnly):
    """All funds; where there is one, its page at once."""

    http_method_names = ["get", "head", "options"]

    def get(self, request: HttpRequest) -> HttpResponse:
        funds = list(Fund.objects.select_related("call").order_by("-call__pk"))
        if len(funds) == 1:
            return redirect("fund:fund", slug=funds[0].call.slug)
        context = {
            "page_title": _("Co-financing funds"),
            "header_icon": "site",
            "funds": funds,
        }
        return render(request, "cofinancing/admin/funds.html", context)


class FundView(ReadersOnly, TemplateView):
    """One fund."""

    http_method_names = ["get", "head", "options"]
    template_name = "cofinancing/admin/fund.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        fund = fund_by_slug(self.kwargs["slug"])
        movements = movements_page(fund, self.request.GET.get("p", 1))
        user = self.request.user
        return super().get_context_data(**kwargs) | {
            "page_title": _("Co-financing fund"),
            "header_icon": "site",
            "fund": fund,
            "reading": read_fund(fund, timezone.now()),
            "movements": movements,
            "elided_page_range": movements.paginator.get_elided_page_range(movements.number),
            "may_change": user.has_perm(CHANGE),
            "may_record": user.has_perm(RECORD),
        }
