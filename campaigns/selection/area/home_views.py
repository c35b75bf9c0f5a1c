"""The way in: all proposals of one's organizations, and a new one."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from campaigns.accounts.models import Organization, User
from campaigns.calls.models import Call, Phase
from campaigns.row_numbers import row_number
from campaigns.selection.area.access import SignedInView, organizations_of, proposals_of
from campaigns.selection.area.standing import OVER, campaign_states, standing_of
from campaigns.selection.drafts import DraftRefused, admits, start
from campaigns.selection.steps import ORDER


class Home(SignedInView):
    """ "I miei progetti"."""

    def get(self, request: HttpRequest) -> HttpResponse:
        proposals = list(proposals_of(self.user).prefetch_related("integration_requests"))
        proposals.sort(key=lambda proposal: proposal.state in OVER)
        campaigns = campaign_states(proposals, self.now)
        context = {
            "organizations": list(organizations_of(self.user)),
            "standings": [
                standing_of(proposal, self.now, campaigns.get(proposal.pk))
                for proposal in proposals
            ],
            "calls": _open_calls(self.now),
            "now": self.now,
        }
        return render(request, "selection/area/home.html", context)


class Start(SignedInView):
    """A new proposal: for which organization, then on to its first step."""

    call: Call

    def open(self, **kwargs: Any) -> None:
        self.call = get_object_or_404(Call, slug=kwargs["slug"])

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        return self._show()

    def post(self, request: HttpRequest, slug: str) -> HttpResponse:
        organization = self._organization(self.user)
        if organization is None:
            return self._show(status=400)
        try:
            proposal = start(call=self.call, organization=organization, by=self.user, now=self.now)
        except DraftRefused as refusal:
            messages.error(request, str(refusal.message))
            return self._show(status=409)
        return HttpResponseRedirect(reverse("area:step", args=(proposal.pk, ORDER[0])))

    def _organization(self, user: User) -> Organization | None:
        chosen = row_number(self.request.POST.get("organization"))
        return None if chosen is None else organizations_of(user).filter(pk=chosen).first()

    def _show(self, status: int = 200) -> HttpResponse:
        organizations = list(organizations_of(self.user))
        context = {
            "call": self.call,
            "accepts": self.call.accepts_proposals_at(self.now),
            "choices": [
                (body, admits(call=self.call, organization=body)) for body in organizations
            ],
            "is_choice_missing": status == 400,
            "now": self.now,
        }
        return render(self.request, "selection/area/start.html", context, status=status)


def _open_calls(now: datetime) -> list[Call]:
    """Calls that take proposals, the next to close first."""
    calls = Call.objects.filter(
        phase__in=(Phase.DRAFT, Phase.OPEN), submissions_close_at__gt=now
    ).order_by("submissions_close_at")
    return [call for call in calls if call.accepts_proposals_at(now)]
