"""Writing, step by step: saved by a button, or in the background while somebody types."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
    JsonResponse,
    QueryDict,
)
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import gettext as _

from campaigns.accounts import kept
from campaigns.selection.area.access import ProposalView
from campaigns.selection.area.forms import FORMS, StepForm
from campaigns.selection.area.frame import frame_of
from campaigns.selection.area.summary import entries_of
from campaigns.selection.drafts import DraftRefused, StepConflict, save_step
from campaigns.selection.models import ProposalState
from campaigns.selection.steps import WRITTEN, Step, step_after


class WrittenStep(ProposalView):
    """A step that is written; drafts only."""

    step: Step

    def open(self, **kwargs: Any) -> None:
        super().open(**kwargs)
        if kwargs["step"] not in WRITTEN:
            raise Http404
        self.step = Step(kwargs["step"])

    def form(self, data: QueryDict | None = None) -> StepForm:
        """The step's form on what is stored."""
        return FORMS[self.step](data, proposal=self.proposal)

    def save(self, request: HttpRequest) -> StepForm:
        """Save what is valid of what was sent; the form that comes back says what is not."""
        self.proposal = save_step(
            proposal=self.proposal,
            step=self.step,
            data=self.form(request.POST).valid_data(),
            version=request.POST.get("version", ""),
            by=self.user,
            now=self.now,
        )
        form = self.form(request.POST)
        form.valid_data()
        return form


class StepPage(kept.KeepsTyping, WrittenStep):
    """The page of a step."""

    def get(self, request: HttpRequest, pk: uuid.UUID, step: str) -> HttpResponse:
        if self.proposal.state != ProposalState.DRAFT:
            return HttpResponseRedirect(reverse("area:proposal", args=(pk,)))
        typed = kept.take(request)
        if typed is None:
            return self._show(self.form())
        form = self.form(typed)
        form.valid_data()
        return self._show(form, version=typed.get("version", ""), is_kept=True)

    def post(self, request: HttpRequest, pk: uuid.UUID, step: str) -> HttpResponse:
        try:
            form = self.save(request)
        except StepConflict as conflict:
            return self._show_conflict(conflict)
        except DraftRefused as refusal:
            messages.error(request, str(refusal.message))
            return HttpResponseRedirect(reverse("area:proposal", args=(pk,)))
        if form.errors:
            return self._show(form, status=400, is_rest_saved=True)
        following = step_after(self.step)
        if "stay" in request.POST or following is None:
            messages.success(request, _("Saved."))
            return HttpResponseRedirect(request.path)
        return HttpResponseRedirect(reverse("area:step", args=(pk, following)))

    def _show_conflict(self, conflict: StepConflict) -> HttpResponse:
        self.open(pk=self.proposal.pk, step=self.step)
        form = self.form(self.request.POST.copy())
        typed = form.valid_data()
        same = [name for name in typed if typed[name] == form.stored.get(name)]
        return self._show(
            form,
            status=409,
            version=conflict.version,
            conflict={"saved_at": conflict.saved_at, "entries": entries_of(self.form(), but=same)},
        )

    def _show(
        self, form: StepForm, *, status: int = 200, version: str | None = None, **facts: Any
    ) -> HttpResponse:
        context = frame_of(proposal=self.proposal, step=self.step, now=self.now) | {
            "form": form,
            "version": form.version if version is None else version,
            "autosave_url": reverse("area:autosave", args=(self.proposal.pk, self.step)),
            **facts,
        }
        template = f"selection/area/step_{self.step.name.lower()}.html"
        return render(self.request, template, context, status=status)


class Autosave(WrittenStep):
    """The same in the background, in JSON: ``{"message", "saved_at", "version", "unsaved"}``.

    401 when the session has ended, 409 when it cannot be saved: each with its ``message``.
    """

    http_method_names = ["post"]

    def handle_no_permission(self) -> Any:
        return _answer(401, _("Your session has ended. What you write is kept on this device."))

    def post(self, request: HttpRequest, pk: uuid.UUID, step: str) -> HttpResponseBase:
        try:
            form = self.save(request)
        except StepConflict:
            return _answer(409, _("Somebody else saved this step. Press “Save” to see both texts."))
        except DraftRefused as refusal:
            return _answer(409, str(refusal.message))
        saved_at = self.proposal.saved_at
        moment = time_format(timezone.localtime(saved_at), "H:i")
        message = _("Saved at %(time)s") % {"time": moment}
        unsaved = form.labels_of_errors()
        if unsaved:
            message += ". " + _("Still to be corrected: %(fields)s") % {
                "fields": ", ".join(unsaved)
            }
        return _answer(
            200,
            message,
            saved_at=saved_at.isoformat(),
            version=form.version,
            unsaved=unsaved,
        )


def _answer(status: int, message: str, **facts: Any) -> JsonResponse:
    return JsonResponse({"message": message, **facts}, status=status)
