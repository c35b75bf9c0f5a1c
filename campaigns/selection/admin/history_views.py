"""The history of a call and of one proposal: to read, and to take away as CSV and JSON."""

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from campaigns.calls.models import Call
from campaigns.selection import history
from campaigns.selection.admin import history_reading as reading
from campaigns.selection.admin.permitted import (
    HISTORY,
    StaffPage,
    call_by_slug,
    may_read,
    sent_proposal,
)
from campaigns.selection.models import Proposal

PER_PAGE = 100


class CallHistoryView(StaffPage):
    """Every event of a call, newest first, and whether the chain holds."""

    permissions = (HISTORY,)

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        call = call_by_slug(slug)
        entries = reading.entries_of(call=call).order_by("-seq")
        page = Paginator(entries, PER_PAGE).get_page(request.GET.get("p"))
        protocols = reading.protocols_of(call)
        context = {
            "page_title": _("History of the selection"),
            "page_subtitle": call.title,
            "header_icon": "history",
            "call": call,
            "page": page,
            "elided_page_range": page.paginator.get_elided_page_range(page.number),
            "broken_at": history.broken_at(call),
            "rows": [
                {
                    "entry": entry,
                    "who": reading.who(entry.actor),
                    "lines": reading.lines_of(entry),
                    "protocol": protocols.get(entry.proposal_id, ""),
                }
                for entry in page
            ],
        }
        return render(request, "selection/admin/call_history.html", context)


class CallHistoryExport(StaffPage):
    """All events of a call."""

    permissions = (HISTORY,)

    def get(self, request: HttpRequest, slug: str, kind: str) -> HttpResponse:
        return _export(call_by_slug(slug), None, kind)


class ProposalHistoryExport(StaffPage):
    """The events of one proposal."""

    permissions = (HISTORY,)

    def get(self, request: HttpRequest, proposal_id: UUID, kind: str) -> HttpResponse:
        proposal = sent_proposal(proposal_id)
        if not may_read(request, proposal, self.now):
            raise PermissionDenied
        return _export(proposal.call, proposal, kind)


def _export(call: Call, proposal: Proposal | None, kind: str) -> HttpResponse:
    entries = reading.entries_of(call=call, proposal=proposal)
    name = call.slug if proposal is None else f"{call.slug}-{proposal.pk.hex[:12]}"
    answer: HttpResponse
    if kind == "json":
        values: Any = reading.as_json(entries, call=call)
        answer = JsonResponse(values, json_dumps_params={"ensure_ascii": False, "indent": 1})
    elif kind == "csv":
        text = reading.as_csv(entries, reading.protocols_of(call))
        answer = HttpResponse(text, content_type="text/csv; charset=utf-8")
    else:
        raise Http404
    answer["Content-Disposition"] = f'attachment; filename="storia-{name}.{kind}"'
    answer["Cache-Control"] = "private, no-store"
    return answer
