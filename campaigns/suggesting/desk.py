"""Redazione's desk for one suggestion: read it beside what is published, take it or not."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from wagtail.admin import messages

from campaigns.accounts.acting import acting_person
from campaigns.editorial.permissions import WRITE_STORIES
from campaigns.models import StorySuggestion
from campaigns.staff.permitted import PermittedPage
from campaigns.suggesting import answering, files, offering, reading
from campaigns.suggesting.models import SuggestionKind
from campaigns.suggesting.refusals import SuggestionRefused

ANSWER_AT_MOST = 1000


class TakeForm(forms.Form):
    """The draft that was read, and a word if there is one to say."""

    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)
    words = forms.CharField(
        label=gettext_lazy("To the proponent (optional)"),
        max_length=ANSWER_AT_MOST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def read_now(self, revision_id: int | None) -> None:
        """Name the draft that is shown with the form, also where the form is shown again."""
        self.initial["revision"] = revision_id
        if self.is_bound:
            sent: Any = self.data
            shown = sent.copy()
            shown["revision"] = "" if revision_id is None else str(revision_id)
            self.data = shown


class RefusalForm(forms.Form):
    """Why it is not taken."""

    why = forms.CharField(
        label=gettext_lazy("To the proponent"),
        help_text=gettext_lazy("Why not, and what would do: they read it."),
        max_length=ANSWER_AT_MOST,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Say why: the proponent reads it.")},
    )


class SuggestionView(PermittedPage):
    """One suggestion, and the two answers."""

    permission = WRITE_STORIES
    template_name = "campaigns/admin/suggestion.html"
    title = gettext_lazy("Suggestion of the proponent")
    icon = "comment"
    http_method_names = ["get", "head", "options", "post"]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.has_perm(self.permission):
            raise PermissionDenied
        self.suggestion = get_object_or_404(self._rows(), pk=kwargs["pk"])
        taking, refusing = "take" in request.POST, "refuse" in request.POST
        self.taking = TakeForm(request.POST if taking else None)
        self.refusal = RefusalForm(request.POST if refusing else None)
        return super().dispatch(request, *args, **kwargs)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """One of the two; what cannot be done is said, and nothing typed is lost."""
        try:
            told = self._answer()
        except SuggestionRefused as refusal:
            messages.error(request, refusal.message)
            told = ""
        if not told:
            return self.render_to_response(self.get_context_data(pk=pk), status=400)
        messages.success(request, told)
        return HttpResponseRedirect(self._next())

    def _next(self) -> str:
        """To the draft that is to be sent to review; to what waits, after anything else."""
        page = offering.italian_page(self.suggestion.campaign_key)
        if page is not None and self.taking.is_bound and self.suggestion.changes_the_page:
            return reverse("wagtailadmin_pages:edit", args=[page.pk])
        return reverse("editorial:home")

    def _rows(self) -> Any:
        return StorySuggestion.objects.select_related("author", "answered_by", "picture")

    def _answer(self) -> str:
        """Do what was asked and return what to tell; empty if what was typed does not do."""
        by = acting_person(self.request)
        if self.refusal.is_bound:
            if not self.refusal.is_valid():
                return ""
            answering.refuse(
                suggestion_id=self.suggestion.pk,
                words=self.refusal.cleaned_data["why"],
                by=by,
                now=self.now,
            )
            return _("It is not taken, and the proponent reads why.")
        if not self.taking.is_bound or not self.taking.is_valid():
            return ""
        answering.take(
            suggestion_id=self.suggestion.pk,
            revision_id=self.taking.cleaned_data["revision"],
            words=self.taking.cleaned_data["words"],
            by=by,
            now=self.now,
        )
        return self._told()

    def _told(self) -> str:
        if self.suggestion.kind == SuggestionKind.UPDATE:
            return _("The news is public.")
        if self.suggestion.changes_the_page:
            return _("It is in the draft. Send it to review: a colleague approves it.")
        return _("The suggestion is answered.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        suggestion = self._rows().get(pk=self.suggestion.pk)
        person = acting_person(self.request)
        found = reading.read(suggestion, person) if suggestion.changes_the_page else None
        page = found.page if found else offering.italian_page(suggestion.campaign_key)
        self.taking.read_now(page.latest_revision_id if page else None)
        return super().get_context_data(**kwargs) | {
            "page_subtitle": page.title if page else "",
            "suggestion": suggestion,
            "page": page,
            "reading": found,
            "taking": self.taking,
            "refusal": self.refusal,
            "may_take": found is None or found.may_be_taken,
            "is_news": suggestion.kind == SuggestionKind.UPDATE,
            "is_picture": suggestion.kind == SuggestionKind.PICTURE,
        }


class SuggestedFileView(View):
    """A suggested picture or its release, for who answers."""

    http_method_names = ["get", "head", "options"]

    def get(self, request: HttpRequest, pk: int, which: str) -> HttpResponseBase:
        if not request.user.has_perm(WRITE_STORIES):
            raise PermissionDenied
        return files.serve(get_object_or_404(StorySuggestion, pk=pk), which)
