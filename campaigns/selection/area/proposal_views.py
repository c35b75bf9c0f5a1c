"""A proposal as a whole: the summary before sending, its page afterwards, its deletion."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from campaigns.delivering.listing import offers_rewards
from campaigns.models import CampaignPage
from campaigns.selection.area.access import ProposalView
from campaigns.selection.area.frame import frame_of
from campaigns.selection.area.result import exclusion_of, result_of
from campaigns.selection.area.standing import campaign_states, open_request, standing_of
from campaigns.selection.area.summary import sections_of
from campaigns.selection.drafts import DraftRefused, delete_draft
from campaigns.selection.models import ProposalState
from campaigns.selection.steps import ORDER, Step
from campaigns.selection.withdrawal import WithdrawalRefused, check_may_withdraw


class Review(ProposalView):
    """Everything that was written, what is missing, and the button that sends it."""

    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        if self.proposal.state != ProposalState.DRAFT:
            return HttpResponseRedirect(reverse("area:proposal", args=(pk,)))
        context = frame_of(proposal=self.proposal, step=Step.REVIEW, now=self.now)
        context["sections"] = sections_of(self.proposal)
        return render(request, "selection/area/review.html", context)


class ProposalPage(ProposalView):
    """A proposal that was sent; a draft leads to where it is written."""

    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        if self.proposal.state == ProposalState.DRAFT:
            return HttpResponseRedirect(reverse("area:step", args=(pk, ORDER[0])))
        submissions = list(self.proposal.submissions.select_related("call"))
        campaign = self._campaign()
        states = campaign_states([self.proposal], self.now)
        context = {
            "proposal": self.proposal,
            "call": self.proposal.call,
            "standing": standing_of(self.proposal, self.now, states.get(self.proposal.pk)),
            "may_withdraw": self._may_withdraw(),
            "integration": open_request(self.proposal),
            "answered": self.proposal.integration_requests.exclude(answered_at=None),
            "campaign": campaign,
            "rewards": campaign is not None and offers_rewards(campaign.translation_key),
            "exclusion": exclusion_of(self.proposal),
            "result": result_of(self.proposal),
            "is_ranked": self.proposal.ranking_rows.exists(),
            "submission": next((row for row in submissions if row.withdrawn_at is None), None),
            "accepts": self.proposal.call.accepts_proposals_at(self.now),
            "sections": sections_of(self.proposal),
            "now": self.now,
        }
        return render(request, "selection/area/proposal.html", context)

    def _may_withdraw(self) -> bool:
        try:
            check_may_withdraw(proposal=self.proposal, by=self.user, now=self.now)
        except WithdrawalRefused:
            return False
        return True

    def _campaign(self) -> CampaignPage | None:
        """Its page, once everybody can read it."""
        is_selected = self.proposal.state == ProposalState.SELECTED
        page = self.proposal.page if is_selected else None
        return page if page is not None and page.live else None


class Delete(ProposalView):
    """Asks once more, then throws the draft away."""

    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        if self.proposal.state != ProposalState.DRAFT:
            return HttpResponseRedirect(reverse("area:proposal", args=(pk,)))
        return render(request, "selection/area/delete.html", {"proposal": self.proposal})

    def post(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        try:
            delete_draft(proposal=self.proposal, by=self.user)
        except DraftRefused as refusal:
            messages.error(request, str(refusal.message))
        else:
            messages.success(request, _("The draft is deleted."))
        return HttpResponseRedirect(reverse("area:home"))
