"""Sending a proposal, its confirmation and receipt; taking it back; withdrawing it."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from campaigns.languages import readers_language
from campaigns.selection import sealing, submitting, withdrawal
from campaigns.selection.area.access import ProposalView
from campaigns.selection.area.withdrawal_form import WithdrawalForm
from campaigns.selection.models import ProposalState, Submission
from campaigns.selection.receipt import (
    canonical_content,
    file_name,
    instant_with_offset,
    receipt,
)


class Submit(ProposalView):
    """The small last request: the instant of its receipt is the one that counts."""

    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        return HttpResponseRedirect(reverse("area:review", args=(pk,)))

    def post(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        try:
            submitting.submit(proposal=self.proposal, by=self.user, now=self.now)
        except submitting.NotADraft:
            pass
        except submitting.TooLate as refusal:
            return self._too_late(str(refusal))
        except submitting.SendingRefused as refusal:
            messages.error(request, str(refusal))
            return self.get(request, pk)
        return HttpResponseRedirect(reverse("area:sent", args=(pk,)))

    def _too_late(self, refusal: str) -> HttpResponse:
        context = {
            "proposal": self.proposal,
            "call": self.proposal.call,
            "refusal": refusal,
            "received_at": instant_with_offset(self.now),
        }
        return render(self.request, "selection/area/too_late.html", context, status=409)


class SentView(ProposalView):
    """A page of what was sent and not taken back."""

    @property
    def submission(self) -> Submission:
        """Raises ``Http404`` where nothing stands as sent."""
        sent = Submission.objects.filter(proposal=self.proposal, withdrawn_at=None)
        submission = sent.select_related("call", "proposal").first()
        if submission is None:
            raise Http404("not sent")
        return submission


class Sent(SentView):
    """The confirmation: protocol number, instant, digest, what comes next."""

    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        if self.proposal.state == ProposalState.DRAFT:
            return HttpResponseRedirect(reverse("area:proposal", args=(pk,)))
        submission = self.submission
        context = {
            "proposal": self.proposal,
            "call": self.proposal.call,
            "submission": submission,
            "received_at": instant_with_offset(submission.received_at),
            "file_count": len(submission.content["attachments"] + submission.content["pictures"]),
            "seals_open_at": sealing.opens_at(self.proposal.call),
            "may_take_back": self.proposal.state == ProposalState.SUBMITTED
            and self.proposal.call.accepts_proposals_at(self.now),
        }
        return render(request, "selection/area/sent.html", context)


class Receipt(SentView):
    """The receipt as PDF."""

    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        submission = self.submission
        paper = receipt(submission=submission, language=readers_language(), now=self.now)
        response = HttpResponse(paper, content_type="application/pdf")
        response["Content-Disposition"] = f'inline; filename="{file_name(submission)}"'
        return response


class SentContent(SentView):
    """What is judged, byte by byte: whoever holds the receipt can check its digest."""

    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        submission = self.submission
        response = HttpResponse(canonical_content(submission), content_type="application/json")
        name = f"{submission.call.slug}-{submission.number:04d}.json"
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        return response


class TakeBack(ProposalView):
    """Asked first, then done: the draft can be written again."""

    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        in_time = self.proposal.call.accepts_proposals_at(self.now)
        if self.proposal.state != ProposalState.SUBMITTED or not in_time:
            return self._back()
        context = {"proposal": self.proposal, "call": self.proposal.call}
        return render(request, "selection/area/take_back.html", context)

    def post(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        try:
            submitting.take_back(proposal=self.proposal, by=self.user, now=self.now)
        except submitting.SendingRefused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("It is a draft again: correct it and send it in time."))
        return self._back()

    def _back(self) -> HttpResponse:
        return HttpResponseRedirect(reverse("area:proposal", args=(self.proposal.pk,)))


class Withdraw(ProposalView):
    """Out of the selection for good, with a reason if they like."""

    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        try:
            withdrawal.check_may_withdraw(proposal=self.proposal, by=self.user, now=self.now)
        except withdrawal.WithdrawalRefused as refusal:
            return self._refused(refusal)
        return self._show(WithdrawalForm())

    def post(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        form = WithdrawalForm(request.POST)
        if not form.is_valid():
            return self._show(form, status=400)
        try:
            withdrawal.withdraw(
                proposal=self.proposal,
                by=self.user,
                reason=form.cleaned_data["reason"],
                now=self.now,
            )
        except withdrawal.WithdrawalRefused as refusal:
            return self._refused(refusal)
        messages.success(request, _("You withdrew the project. Thank you for having tried."))
        return HttpResponseRedirect(reverse("area:proposal", args=(pk,)))

    def _refused(self, refusal: withdrawal.WithdrawalRefused) -> HttpResponse:
        messages.error(self.request, str(refusal))
        return HttpResponseRedirect(reverse("area:proposal", args=(self.proposal.pk,)))

    def _show(self, form: WithdrawalForm, status: int = 200) -> HttpResponse:
        context = {"proposal": self.proposal, "call": self.proposal.call, "form": form}
        return render(self.request, "selection/area/withdraw.html", context, status=status)
