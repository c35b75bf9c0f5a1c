"""The proposals of a call, with filters and counts."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from campaigns.calls.reading import phase_label
from campaigns.selection import sealing
from campaigns.selection.admin import queue
from campaigns.selection.admin.permitted import HISTORY, StaffPage, call_by_slug

PER_PAGE = 50


class CallsView(StaffPage):
    """Calls with proposals; where there is one, its queue at once."""

    def get(self, request: HttpRequest) -> HttpResponse:
        calls = list(queue.calls_with_proposals())
        if len(calls) == 1:
            return redirect("selection:proposals", slug=calls[0].slug)
        context = {
            "page_title": _("Proposals"),
            "header_icon": "folder-open-inverse",
            "calls": [(call, phase_label(call, self.now)) for call in calls],
        }
        return render(request, "selection/admin/calls.html", context)


class QueueView(StaffPage):
    """The proposals of one call."""

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        call = call_by_slug(slug)
        form = queue.QueueFilter(request.GET, call=call)
        wanted = form.cleaned_data if form.is_valid() else {}
        page = Paginator(queue.filtered(call, wanted, self.now), PER_PAGE).get_page(
            request.GET.get("p")
        )
        counts = queue.counts_by_state(call)
        context = {
            "page_title": _("Proposals"),
            "page_subtitle": call.title,
            "header_icon": "folder-open-inverse",
            "call": call,
            "phase": phase_label(call, self.now),
            "seals_open_at": sealing.opens_at(call),
            "form": form,
            "page": page,
            "rows": queue.rows_of(list(page), self.now),
            "elided_page_range": page.paginator.get_elided_page_range(page.number),
            "counts": [(s.value, s.label, counts[s]) for s in queue.SENT_STATES if s in counts],
            "total": sum(number for number in counts.values()),
            "overdue": queue.overdue(self.now).filter(proposal__call=call).count(),
            "may_read_history": request.user.has_perm(HISTORY),
        }
        return render(request, "selection/admin/queue.html", context)
