"""The RUP's page of a notice: where it stands, what was decided, the acts that are possible."""

from dataclasses import dataclass
from typing import Any, Final

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.calls import amendment_words, services
from campaigns.calls.completeness import missing, most_points
from campaigns.calls.models import Call, CallActKind, Phase
from campaigns.calls.reading import phase_label
from campaigns.selection.admin.call_forms import PARTS
from campaigns.staff.permitted import PermittedPage

VIEW: Final = "calls.view_call"
_ACTS: Final = {
    CallActKind.PUBLICATION: ("publish_call", gettext_lazy("Publish the notice")),
    CallActKind.CAMPAIGNS: ("start_campaigns", gettext_lazy("Start the campaigns")),
    CallActKind.CLOSING: ("close_call", gettext_lazy("Close the notice")),
}


@dataclass(frozen=True)
class Button:
    """An act that is possible now."""

    label: Any
    url: str
    is_grave: bool = False


class CallsView(PermittedPage):
    """All notices, the newest first."""

    permission = VIEW
    template_name = "selection/admin/notices.html"
    title = gettext_lazy("Notices")
    icon = "clipboard-list"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        calls = [(call, phase_label(call, self.now)) for call in Call.objects.all()]
        return super().get_context_data(**kwargs) | {"calls": calls}


class CallView(PermittedPage):
    """One notice."""

    permission = VIEW
    template_name = "selection/admin/call.html"
    title = gettext_lazy("Notice")
    icon = "clipboard-list"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        call = get_object_or_404(Call, slug=self.kwargs["slug"])
        amendments = list(call.amendments.select_related("recorded_by"))
        words = amendment_words.changes_in_words(amendments)
        return super().get_context_data(**kwargs) | {
            "page_subtitle": call.title,
            "call": call,
            "phase": phase_label(call, self.now),
            "lacking": [] if call.is_published else missing(call, self.now),
            "most_points": most_points(call),
            "rounds": list(call.rounds.all()),
            "acts": call.acts.select_related("recorded_by"),
            "amendments": [(row, words[row.pk]) for row in amendments],
            "buttons": self._buttons(call),
            "parts": self._parts(call),
        }

    def _buttons(self, call: Call) -> list[Button]:
        if not self.request.user.has_perm(services.PERMISSION):
            return []
        buttons = [
            Button(_ACTS[kind][1], _url(_ACTS[kind][0], call), kind == CallActKind.CLOSING)
            for kind in services.possible_acts(call, self.now)
        ]
        if call.is_published and call.phase_at(self.now) in _EXTENDABLE:
            buttons.append(Button(_("Extend the deadline"), _url("extend_call", call)))
        return buttons

    def _parts(self, call: Call) -> list[Button]:
        if not call.is_published or not self.request.user.has_perm(services.PERMISSION):
            return []
        return [
            Button(label, reverse("selection:amend_call", args=[call.slug, part]))
            for part, (label, _names) in PARTS.items()
        ]


_EXTENDABLE: Final = (Phase.DRAFT, Phase.OPEN, Phase.EVALUATION)


def _url(name: str, call: Call) -> str:
    return reverse(f"selection:{name}", args=[call.slug])
