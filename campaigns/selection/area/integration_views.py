"""The proponent answers a request of integrations: words, files, and nothing else."""

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.accounts import kept
from campaigns.files.checked import UploadRefused
from campaigns.selection import integrations
from campaigns.selection.area.access import ProposalView
from campaigns.selection.area.forms.fields import LongText
from campaigns.selection.drafts import DraftRefused
from campaigns.selection.eligibility import EligibilityRefused
from campaigns.selection.models import Attachment, IntegrationRequest
from campaigns.selection.uploads import attach, remove

ADD, REMOVE = "add", "remove"


class AnswerForm(forms.Form):
    """The answer and, one at a time, its files."""

    text = LongText(
        label=gettext_lazy("Your answer"), max_length=integrations.LONGEST_ANSWER, rows=8
    )
    file = forms.FileField(
        label=gettext_lazy("Add a file"),
        required=False,
        help_text=gettext_lazy("PDF, JPEG or PNG, at most 10 MB each."),
        widget=forms.FileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png"}),
    )


class Integration(kept.KeepsTyping, ProposalView):
    """What is asked for now. What is typed is kept whichever button is pressed."""

    asked: IntegrationRequest

    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        if not self._find():
            return self._back()
        typed = kept.take(request)
        text = self.asked.answer if typed is None else typed.get("text", "")
        if self.now >= self.asked.due_at:
            return self._late(text)
        return self._show(AnswerForm(initial={"text": text}), is_kept=typed is not None)

    def post(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        if not self._find():
            messages.error(request, _("This request is no longer open: nothing was changed."))
            return self._back()
        form = AnswerForm(request.POST, request.FILES)
        if not form.is_valid():
            return self._show(form, status=400)
        try:
            return self._act(form)
        except integrations.TooLate:
            return self._late(form.cleaned_data["text"])
        except UploadRefused as refusal:
            form.add_error("file", str(refusal.message))
        except EligibilityRefused as refusal:
            form.add_error("text", str(refusal.message))
        except DraftRefused as refusal:
            form.add_error(None, str(refusal.message))
        return self._show(form, status=400)

    def _act(self, form: AnswerForm) -> HttpResponse:
        """Keep the words and the file; then send, unless another button was pressed."""
        text, file = form.cleaned_data["text"], form.cleaned_data["file"]
        who: dict[str, Any] = {"by": self.user, "now": self.now}
        integrations.keep_answer(request=self.asked, text=text, **who)
        if file:
            attach(
                proposal=self.proposal,
                file=file,
                required_document=None,
                integration=self.asked,
                **who,
            )
        if REMOVE in self.request.POST:
            remove(file=self._file(self.request.POST[REMOVE]), **who)
            messages.success(self.request, _("The file is removed."))
            return HttpResponseRedirect(self.request.path)
        if ADD in self.request.POST:
            if file:
                messages.success(self.request, _("The file is added."))
            return HttpResponseRedirect(self.request.path)
        integrations.answer_integration(request=self.asked, text=text, **who)
        messages.success(self.request, _("Your answer has reached us. Thank you!"))
        return self._back()

    def _find(self) -> bool:
        """Fetch the open request; false where there is none."""
        asked = integrations.open_request(self.proposal)
        if asked is not None:
            self.asked = asked
        return asked is not None

    def _file(self, value: str) -> Attachment:
        """A file of this answer. Raises ``Http404``."""
        for file in self._files():
            if str(file.pk) == value:
                return file
        raise Http404

    def _files(self) -> list[Attachment]:
        return list(self.asked.attachments.filter(removed_at=None).select_related("proposal"))

    def _show(self, form: AnswerForm, status: int = 200, **facts: Any) -> HttpResponse:
        context = self._frame() | {"form": form, "files": self._files()} | facts
        return render(self.request, "selection/area/integration.html", context, status=status)

    def _late(self, text: str = "") -> HttpResponse:
        context = self._frame() | {"typed": text or self.asked.answer, "files": self._files()}
        status = 409 if self.request.method == "POST" else 200
        return render(self.request, "selection/area/integration_late.html", context, status=status)

    def _frame(self) -> dict[str, Any]:
        return {
            "proposal": self.proposal,
            "call": self.proposal.call,
            "asked": self.asked,
            "last_moment": integrations.last_moment(self.asked),
        }

    def _back(self) -> HttpResponse:
        return HttpResponseRedirect(reverse("area:proposal", args=(self.proposal.pk,)))
