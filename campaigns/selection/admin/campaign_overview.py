"""One campaign as the staff sees it: story, money, pace, risks, people, and every act."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.models import TaskState

from campaigns import suggestions
from campaigns.cofinancing.progress import progress_of, with_match
from campaigns.delivering.listing import totals
from campaigns.funding.models import Funding
from campaigns.models import CampaignPage, EditorialTask, StorySuggestion
from campaigns.pace import pace_of
from campaigns.payments.admin.campaign_views import act_buttons, acts_of
from campaigns.selection.admin.permitted import VIEW, StaffPage
from campaigns.selection.models import Proposal
from campaigns.selection.risks import risks_of

READ_MONEY = "funding.view_funding"
WRITE_STORIES = "campaigns.change_update"
ACT_ON_CALLS = "calls.act_on_call"
READERS = (ACT_ON_CALLS, READ_MONEY, WRITE_STORIES)
"""Commissioners are not among them: they judge proposals, not campaigns."""
LISTED_AT_MOST = 200


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
    """All campaigns, those that close next first, with what may go wrong."""

    permissions = READERS

    def get(self, request: HttpRequest) -> HttpResponse:
        fundings = with_match(Funding.objects.all()).order_by("-closes_at", "pk")
        rows = [progress_of(funding, self.now) for funding in fundings[:LISTED_AT_MOST]]
        context = {
            "page_title": _("Campaigns at a glance"),
            "header_icon": "list-ul",
            "going_on": [row for row in reversed(rows) if row.days_left is not None],
            "others": [row for row in rows if row.days_left is None],
        }
        return render(request, "selection/admin/campaigns.html", context)


class CampaignView(StaffPage):
    """One of them."""

    permissions = READERS

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        funding = get_object_or_404(
            with_match(Funding.objects.select_related("organization")), slug=slug
        )
        progress = progress_of(funding, self.now)
        pace = pace_of(funding, progress)
        stories = list(_stories(funding))
        page = stories[0].page if stories else None
        reads_money = request.user.has_perm(READ_MONEY)
        acts_on_calls = request.user.has_perm(ACT_ON_CALLS)
        writes = request.user.has_perm(WRITE_STORIES)
        context = {
            "page_title": funding.title,
            "page_subtitle": funding.state_at(self.now).label,
            "header_icon": "list-ul",
            "progress": progress,
            "pace": pace,
            "risks": risks_of(funding, progress, pace, page),
            "rewards": totals(funding),
            "stories": stories,
            "suggestions": _suggestions(funding) if writes else (),
            "writes": writes,
            "money_url": reverse("finance:campaign", args=[slug]) if reads_money else "",
            "acts": acts_of(funding) if reads_money or acts_on_calls else None,
            "buttons": act_buttons(request.user, funding, self.now),
            "proposal": _proposal(request, funding),
            "people": _people(funding),
            "organization": funding.organization,
        }
        return render(request, "selection/admin/campaign.html", context)


def _stories(funding: Funding) -> Any:
    """The pages of a campaign, the Italian one first."""
    pages = CampaignPage.objects.filter(translation_key=funding.translation_key)
    for page in pages.select_related("locale", "main_image").order_by("-locale__language_code"):
        reviews = TaskState.objects.filter(
            workflow_state__object_id=str(page.pk),
            task__in=EditorialTask.objects.all(),
            status=TaskState.STATUS_IN_PROGRESS,
        )
        yield Story(page, list(reviews))


def _suggestions(funding: Funding) -> QuerySet[StorySuggestion]:
    return suggestions.waiting().filter(campaign_key=funding.translation_key)


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
