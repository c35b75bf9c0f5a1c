"""The staff's page of one proposal, its files, and the seal."""

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin import messages

from campaigns.accounts.acting import acting_person
from campaigns.files.private import private_file
from campaigns.selection import access, eligibility, erased_files, integrations, sealing
from campaigns.selection.admin.checklist import ChecklistForm
from campaigns.selection.admin.dossier import dossier_of, last_sending, requests_of
from campaigns.selection.admin.history_reading import entries_of, lines_of, who
from campaigns.selection.admin.permitted import (
    HISTORY,
    VIEW,
    StaffPage,
    may_read,
    sent_proposal,
)
from campaigns.selection.models import Attachment, Picture, Proposal, ProposalState, Submission

READERS = (VIEW, "selection.score_proposal", "selection.open_sealed")


class ProposalView(StaffPage):
    """The dossier as it was sent, the checklist, the acts, the history.

    Of a sealed proposal only its number, and the way to open it on record.
    """

    permissions = READERS
    http_method_names = ["get", "head", "options", "post"]

    def get(self, request: HttpRequest, proposal_id: UUID) -> HttpResponse:
        proposal, submission = self._fetched(proposal_id)
        if may_read(request, proposal, self.now):
            return self._shown(request, proposal, submission)
        if not sealing.is_sealed(proposal=proposal, now=self.now) or not request.user.has_perm(
            VIEW
        ):
            raise PermissionDenied
        return render(request, "selection/admin/sealed.html", self._frame(proposal, submission))

    def post(self, request: HttpRequest, proposal_id: UUID) -> HttpResponse:
        """Save the checklist."""
        proposal, submission = self._fetched(proposal_id)
        if not request.user.has_perm(eligibility.PERMISSION):
            raise PermissionDenied
        if not may_read(request, proposal, self.now):
            raise PermissionDenied
        form = ChecklistForm(request.POST, proposal=proposal)
        if not form.is_valid():
            return self._shown(request, proposal, submission, form=form, status=400)
        try:
            changed = eligibility.save_checks(
                proposal=proposal, checks=form.checks(), by=acting_person(request), now=self.now
            )
        except eligibility.EligibilityRefused as refusal:
            form.add_error(None, refusal.message)
            return self._shown(request, proposal, submission, form=form, status=400)
        told = _("The checklist is saved.") if changed else _("Nothing had changed.")
        messages.success(request, told)
        return redirect(reverse("selection:proposal", args=[proposal.pk]) + "#checklist")

    def _fetched(self, proposal_id: UUID) -> tuple[Proposal, Submission]:
        proposal = sent_proposal(proposal_id)
        submission = last_sending(proposal)
        if submission is None:
            raise Http404
        return proposal, submission

    def _frame(self, proposal: Proposal, submission: Submission) -> dict[str, Any]:
        return {
            "page_title": submission.protocol_number,
            "header_icon": "folder-open-inverse",
            "call": proposal.call,
            "proposal": proposal,
            "submission": submission,
            "seals_open_at": sealing.opens_at(proposal.call),
            "may_open": self.request.user.has_perm("selection.open_sealed"),
            "may_list": self.request.user.has_perm(VIEW),
        }

    def _shown(
        self,
        request: HttpRequest,
        proposal: Proposal,
        submission: Submission,
        *,
        form: ChecklistForm | None = None,
        status: int = 200,
    ) -> HttpResponse:
        may_check = request.user.has_perm(eligibility.PERMISSION)
        sealed = sealing.is_sealed(proposal=proposal, now=self.now)
        open_request = integrations.open_request(proposal)
        is_late = open_request is not None and open_request.due_at <= self.now
        context = self._frame(proposal, submission) | {
            "page_subtitle": submission.content["title"],
            "dossier": dossier_of(submission),
            "is_sealed": sealed,
            "requests": requests_of(proposal),
            "checklist": form or ChecklistForm(proposal=proposal),
            "may_check": may_check and not sealed and proposal.state in eligibility.UNDER_CHECK,
            "may_decide": may_check
            and not sealed
            and (proposal.state == ProposalState.ELIGIBILITY),
            "late_request": open_request if may_check and is_late else None,
            "history": self._history(request, proposal),
        }
        return render(request, "selection/admin/proposal.html", context, status=status)

    def _history(self, request: HttpRequest, proposal: Proposal) -> list[tuple[Any, str, Any]]:
        if not request.user.has_perm(HISTORY):
            return []
        entries = entries_of(call=proposal.call, proposal=proposal)
        return [(entry, who(entry.actor), lines_of(entry)) for entry in entries]


class FileView(StaffPage):
    """A file of a proposal, for who may read it."""

    permissions = READERS
    model: type[Model] = Attachment

    def get(self, request: HttpRequest, file_id: UUID) -> HttpResponseBase:
        files = self.model._default_manager.select_related("proposal__call")
        file: Any = files.filter(pk=file_id).exclude(proposal__state=ProposalState.DRAFT).first()
        if file is None:
            raise Http404
        if not access.may_read_files(user=request.user, proposal=file.proposal, now=self.now):
            raise PermissionDenied
        if not file.file:
            return erased_files.answer(request, file)
        try:
            content = file.file.open("rb")
        except FileNotFoundError as error:
            raise Http404 from error
        return private_file(content, name=file.name, content_type=file.content_type)


class PictureView(FileView):
    """A picture of a proposal, shown on its page."""

    model = Picture

    def get(self, request: HttpRequest, file_id: UUID) -> HttpResponseBase:
        answer = super().get(request, file_id)
        if answer.status_code == 200:
            answer["Content-Disposition"] = "inline"
        return answer
