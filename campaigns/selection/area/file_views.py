"""Files of a proposal: uploaded, removed, read. Each is behind its permission."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from campaigns.calls.models import RequiredDocument
from campaigns.files.checked import UploadRefused
from campaigns.files.private import private_file
from campaigns.selection import access, erased_files
from campaigns.selection.area.access import ProposalView, SignedInView
from campaigns.selection.area.file_forms import DocumentForm, PictureForm
from campaigns.selection.area.frame import frame_of
from campaigns.selection.drafts import DraftRefused
from campaigns.selection.models import Attachment, Picture, Proposal, ProposalState
from campaigns.selection.steps import Step
from campaigns.selection.uploads import add_picture, attach, remove


class Documents(ProposalView):
    """The documents of a draft: one form for each that the notice asks for, one for others."""

    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        if self.proposal.state != ProposalState.DRAFT:
            return HttpResponseRedirect(reverse("area:proposal", args=(pk,)))
        return self._show()

    def post(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        document = self._document(request.POST.get("document", ""))
        prefix = f"document-{document.pk}" if document else "other"
        form = DocumentForm(request.POST, request.FILES, auto_id=f"id_{prefix}-%s")
        if form.is_valid():
            try:
                attach(
                    proposal=self.proposal,
                    file=form.cleaned_data["file"],
                    required_document=document,
                    by=self.user,
                    now=self.now,
                )
            except UploadRefused as refusal:
                form.add_error("file", str(refusal.message))
            except DraftRefused as refusal:
                messages.error(request, str(refusal.message))
                return HttpResponseRedirect(reverse("area:proposal", args=(pk,)))
            else:
                messages.success(request, _("The document is uploaded."))
                return HttpResponseRedirect(request.path)
        return self._show(form, document, status=400)

    def _document(self, value: str) -> RequiredDocument | None:
        """The document of the notice that the form names; none: another one."""
        if not value:
            return None
        documents = {str(row.pk): row for row in self.proposal.call.required_documents.all()}
        if value not in documents:
            raise Http404
        found: RequiredDocument = documents[value]
        return found

    def _show(
        self,
        refused: DocumentForm | None = None,
        document: RequiredDocument | None = None,
        status: int = 200,
    ) -> HttpResponse:
        files = list(self.proposal.attachments.filter(removed_at=None, integration=None))
        slots = []
        for row in [*self.proposal.call.required_documents.all(), None]:
            key = f"document-{row.pk}" if row else "other"
            is_refused = refused is not None and row == document
            slots.append(
                {
                    "document": row,
                    "key": key,
                    "files": [f for f in files if f.required_document_id == (row and row.pk)],
                    "form": refused if is_refused else DocumentForm(auto_id=f"id_{key}-%s"),
                }
            )
        context = frame_of(proposal=self.proposal, step=Step.DOCUMENTS, now=self.now)
        context |= {"slots": slots, "form": refused}
        return render(self.request, "selection/area/documents.html", context, status=status)


class UploadPicture(ProposalView):
    """Takes a picture in, and goes back to the pictures."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        form = PictureForm(request.POST, request.FILES)
        back = reverse("area:step", args=(pk, Step.PICTURES))
        if not form.is_valid():
            for errors in form.errors.values():
                messages.error(request, str(errors[0]))
            return HttpResponseRedirect(back)
        try:
            add_picture(
                proposal=self.proposal,
                file=form.cleaned_data["file"],
                alt=form.cleaned_data["alt"],
                by=self.user,
                now=self.now,
            )
        except (UploadRefused, DraftRefused) as refusal:
            messages.error(request, str(refusal.message))
        else:
            messages.success(request, _("The picture is uploaded."))
        return HttpResponseRedirect(back)


class RemoveFile(ProposalView):
    """Takes a file out of a draft."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: uuid.UUID, file: uuid.UUID) -> HttpResponse:
        found = file_of(self.proposal, file)
        if found.removed_at is not None:
            raise Http404
        try:
            remove(file=found, by=self.user, now=self.now)
        except DraftRefused as refusal:
            messages.error(request, str(refusal.message))
        else:
            messages.success(request, _("The file is removed."))
        step = Step.PICTURES if isinstance(found, Picture) else Step.DOCUMENTS
        return HttpResponseRedirect(reverse("area:step", args=(pk, step)))


class ServeFile(SignedInView):
    """A file, for whoever may read its proposal; for others there is none."""

    proposal: Proposal

    def open(self, **kwargs: Any) -> None:
        self.proposal = get_object_or_404(Proposal, pk=kwargs["pk"])
        if not access.may_read_files(user=self.user, proposal=self.proposal, now=self.now):
            raise Http404

    def get(self, request: HttpRequest, pk: uuid.UUID, file: uuid.UUID) -> HttpResponseBase:
        found = file_of(self.proposal, file)
        return serve(found) if found.file else erased_files.answer(request, found)


def file_of(proposal: Proposal, pk: uuid.UUID) -> Attachment | Picture:
    """The attachment or picture of that id. Raises ``Http404``."""
    attachment = proposal.attachments.filter(pk=pk).first()
    return attachment or get_object_or_404(Picture, proposal=proposal, pk=pk)


def serve(file: Attachment | Picture) -> HttpResponseBase:
    """The file as a download; pictures inline."""
    return private_file(
        file.file.open("rb"),
        name=file.name,
        content_type=file.content_type,
        is_inline=isinstance(file, Picture),
    )
