"""Campaigns as the staff sees them: what may go wrong, and of each one all that there is to do."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import TaskState

from campaigns.cofinancing.progress import with_match
from campaigns.delivering.listing import RewardTotal, totals
from campaigns.dialogue import moderation
from campaigns.dialogue.models import Voice
from campaigns.editorial.permissions import WRITE_STORIES
from campaigns.following.models import Follow
from campaigns.funding.models import ENDED, Funding
from campaigns.models import CampaignPage, EditorialTask, StorySuggestion
from campaigns.page.detail import reward_offers, stopping_act
from campaigns.payments.act_forecasts import under_way
from campaigns.payments.admin.campaign_views import (
    act_buttons,
    acts_of,
    commitment_of,
    documents_of_grant,
    grant_buttons,
)
from campaigns.reporting import reviewing
from campaigns.reporting.models import ReportItem
from campaigns.selection.admin.permitted import VIEW, StaffPage
from campaigns.selection.models import Proposal
from campaigns.selection.risks import Watched, watched

READ_MONEY = "funding.view_funding"
ACT_ON_CALLS = "calls.act_on_call"
READERS = (ACT_ON_CALLS, READ_MONEY, WRITE_STORIES, reviewing.PERMISSION)
"""Commissioners are not among them: they judge proposals, not campaigns."""
LISTED_AT_MOST = 200
WAITING_AT_MOST = 10

EVERY: Final = "tutte"
VIEWS: Final[dict[str, tuple[Any, Callable[[Watched], bool]]]] = {
    EVERY: (gettext_lazy("All"), lambda row: True),
    "da-seguire": (gettext_lazy("To watch"), lambda row: bool(row.risks)),
    "in-raccolta": (gettext_lazy("Taking gifts"), lambda row: row.progress.open),
    "concluse": (gettext_lazy("Concluded"), lambda row: row.progress.state in ENDED),
}
"""What the list can be narrowed to, by its word in the address."""


@dataclass(frozen=True)
class Story:
    """The page of a campaign in one language."""

    page: CampaignPage
    reviews: list[TaskState]

    @property
    def edit_url(self) -> str:
        """Where it is written."""
        return reverse("wagtailadmin_pages:edit", args=[self.page.pk])


class CampaignsView(StaffPage):
    """All campaigns, those that need the staff first."""

    permissions = READERS

    def get(self, request: HttpRequest) -> HttpResponse:
        newest = with_match(Funding.objects.all()).order_by("-closes_at", "pk")[:LISTED_AT_MOST]
        rows = sorted(watched(list(newest), self.now), key=lambda row: row.rank)
        chosen = request.GET.get("mostra", EVERY)
        chosen = chosen if chosen in VIEWS else EVERY
        views = {name: [row for row in rows if fits(row)] for name, (_label, fits) in VIEWS.items()}
        context = {
            "page_title": _("Campaigns at a glance"),
            "header_icon": "list-ul",
            "views": [
                (name, label, len(views[name]), name == chosen)
                for name, (label, _fits) in VIEWS.items()
            ],
            "rows": views[chosen],
        }
        return render(request, "selection/admin/campaigns.html", context)


class CampaignView(StaffPage):
    """One of them."""

    permissions = READERS

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        funding = get_object_or_404(
            with_match(Funding.objects.select_related("organization")), slug=slug
        )
        row = watched([funding], self.now)[0]
        context = {
            "page_title": funding.title,
            "page_subtitle": row.progress.state.label,
            "header_icon": "list-ul",
            "funding": funding,
            "progress": row.progress,
            "pace": row.pace,
            "risks": row.risks,
            "stopped_by": stopping_act(funding, self.now),
            "stories": list(_stories(funding)),
            "rewards": _rewards(funding),
            "proposal": _proposal(request, funding),
            "people": _people(funding),
            "followers": Follow.objects.confirmed()
            .filter(campaign_key=funding.translation_key)
            .count(),
            "organization": funding.organization,
            **_work(request.user, funding),
            **self._money(request.user, funding),
        }
        return render(request, "selection/admin/campaign.html", context)

    def _money(self, user: Any, funding: Funding) -> dict[str, Any]:
        """Grant and acts, for who reads money or decides; buttons for who may press them."""
        here = reverse("selection:campaign", args=[funding.slug])
        reads_money = user.has_perm(READ_MONEY)
        found: dict[str, Any] = {
            "money_url": reverse("finance:campaign", args=[funding.slug]) if reads_money else "",
            "buttons": act_buttons(user, funding, self.now, here),
            "acts": None,
        }
        if reads_money or user.has_perm(ACT_ON_CALLS):
            commitment = commitment_of(funding)
            found |= {
                "acts": acts_of(funding),
                "commitment": commitment,
                "under_way": under_way(funding),
                **documents_of_grant(commitment),
                "grant_buttons": grant_buttons(user, commitment, here),
            }
        return found


def _rewards(funding: Funding) -> list[tuple[RewardTotal, int | None]]:
    """The rewards, each with how many are left; ``None`` where there is no limit."""
    offers = {offer.id: offer for offer in reward_offers(funding.translation_key)}
    return [(total, offers[total.reward.pk].remaining) for total in totals(funding)]


def _work(user: Any, funding: Funding) -> dict[str, Any]:
    """What waits for somebody of the staff; who may not do it does not see it."""
    key = funding.translation_key
    writes = user.has_perm(WRITE_STORIES)
    items, voices = ReportItem.objects.waiting(), Voice.objects.to_read()
    checks, moderates = user.has_perm(reviewing.PERMISSION), user.has_perm(moderation.PERMISSION)
    return {
        "writes": writes,
        "suggestions": _first(_suggestions(funding)) if writes else [],
        "reports": _first(items.filter(campaign_key=key)) if checks else [],
        "voices": _first(
            voices.filter(campaign_key=key).select_related("donation").order_by("written_at")
        )
        if moderates
        else [],
    }


def _first(rows: QuerySet[Any]) -> list[Any]:
    return list(rows[:WAITING_AT_MOST])


def _stories(funding: Funding) -> Iterable[Story]:
    """The pages of a campaign, the Italian one first."""
    pages = CampaignPage.objects.filter(translation_key=funding.translation_key)
    for page in pages.select_related("locale").order_by("-locale__language_code"):
        reviews = TaskState.objects.filter(
            workflow_state__object_id=str(page.pk),
            task__in=EditorialTask.objects.all(),
            status=TaskState.STATUS_IN_PROGRESS,
        )
        yield Story(page, list(reviews))


def _suggestions(funding: Funding) -> QuerySet[StorySuggestion]:
    return StorySuggestion.objects.waiting().filter(campaign_key=funding.translation_key)


def _proposal(request: HttpRequest, funding: Funding) -> Proposal | None:
    """The proposal that it comes from, for who may read proposals."""
    if not request.user.has_perm(VIEW):
        return None
    return Proposal.objects.filter(page__translation_key=funding.translation_key).first()


def _people(funding: Funding) -> Any:
    """Who acts for the proponent."""
    if funding.organization is None:
        return ()
    return funding.organization.memberships.select_related("user")
