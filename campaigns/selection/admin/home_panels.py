"""What each role sees first in the admin: what waits, deadlines, campaigns and their fund."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar, Final

from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.admin.ui.components import Component

from campaigns.accounts.models import User
from campaigns.calls import services
from campaigns.calls.models import Call, Phase
from campaigns.calls.reading import phase_label
from campaigns.cofinancing.models import Fund
from campaigns.cofinancing.progress import NEAR_SHARE
from campaigns.editorial.permissions import WRITE_STORIES
from campaigns.funding.models import Funding, State
from campaigns.selection.admin.permitted import VIEW
from campaigns.selection.admin.queue import A_MINUTE
from campaigns.selection.models import IntegrationRequest
from campaigns.selection.waiting import waiting_for

AHEAD: Final = timedelta(days=14)
SHOWN_AT_MOST: Final = 10


@dataclass(frozen=True)
class Deadline:
    """Something with a date."""

    at: datetime
    text: str
    url: str = ""


class WaitingPanel(Component):
    """What waits for the person who looks."""

    name = "waiting"
    template_name = "selection/admin/home_waiting.html"
    order = 20

    class Media:
        css: ClassVar = {"all": ["campaigns/admin/selection.css"]}

    def __init__(self, user: User) -> None:
        self.user = user

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        now = timezone.now()
        return {
            "sections": waiting_for(self.user, now=now),
            "deadlines": _deadlines(self.user, now),
            "notices": _notices(self.user, now),
        }


class CampaignsPanel(Component):
    """Campaigns near their threshold, and what the funds still have."""

    name = "campaigns"
    template_name = "selection/admin/home_campaigns.html"
    order = 60

    class Media:
        css: ClassVar = {"all": ["campaigns/admin/selection.css"]}

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        return {
            "near": list(near_threshold()[:SHOWN_AT_MOST]),
            "funds": list(
                Fund.objects.filter(call__fundings__state__in=_COLLECTING)
                .distinct()
                .select_related("call")[:SHOWN_AT_MOST]
            ),
        }


_COLLECTING: Final = (State.SCHEDULED, State.LIVE, State.SUSPENDED, State.SETTLING)


def near_threshold() -> Any:
    """Live campaigns from four fifths of the threshold up to it, the nearest closing first."""
    net = F("confirmed") - F("refunded") - F("disputed")
    return (
        Funding.objects.filter(state=State.LIVE)
        .annotate(given=net)
        .filter(given__gte=F("threshold") * NEAR_SHARE, given__lt=F("threshold"))
        .order_by("closes_at", "pk")
    )


def _deadlines(user: User, now: datetime) -> list[Deadline]:
    """What ends or opens within two weeks, of what the person works on."""
    found: list[Deadline] = []
    if _selects(user):
        found += _endings(now)
    if user.has_perm(VIEW):
        found += _integrations_due(now)
    if user.has_perm(WRITE_STORIES):
        found += _openings(now)
    return sorted(found, key=lambda deadline: deadline.at)[:SHOWN_AT_MOST]


def _endings(now: datetime) -> list[Deadline]:
    calls = Call.objects.filter(
        submissions_close_at__gt=now, submissions_close_at__lte=now + AHEAD
    ).exclude(published_at__isnull=True)
    return [
        Deadline(
            call.submissions_close_at,
            _("%(call)s: proposals end") % {"call": call},
            reverse("selection:call", args=[call.slug]),
        )
        for call in calls[:SHOWN_AT_MOST]
        if call.submissions_close_at
    ]


def _integrations_due(now: datetime) -> list[Deadline]:
    asked = IntegrationRequest.objects.filter(
        due_at__gt=now, due_at__lte=now + AHEAD, answered_at__isnull=True, closed_at__isnull=True
    )
    return [
        Deadline(
            request.due_at - A_MINUTE,
            _("A request for integrations is due"),
            reverse("selection:proposal", args=[request.proposal_id]),
        )
        for request in asked.order_by("due_at")[:SHOWN_AT_MOST]
    ]


def _notices(user: User, now: datetime) -> list[tuple[Call, str]]:
    """Notices that are not over, with their phase, for who acts on them."""
    if not user.has_perm(services.PERMISSION):
        return []
    calls = Call.objects.exclude(phase=Phase.CLOSED)[:SHOWN_AT_MOST]
    return [(call, phase_label(call, now)) for call in calls]


def _selects(user: User) -> bool:
    return user.has_perm(VIEW) or user.has_perm("calls.change_call")


def _openings(now: datetime) -> list[Deadline]:
    opening = Funding.objects.filter(
        state=State.SCHEDULED, opens_at__gt=now, opens_at__lte=now + AHEAD
    ).order_by("opens_at")
    return [
        Deadline(funding.opens_at, _("“%(campaign)s” opens") % {"campaign": funding.title})
        for funding in opening[:SHOWN_AT_MOST]
    ]
