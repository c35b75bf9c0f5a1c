"""What the people of a selected project suggest for its story, and what became of it."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns import suggestions
from campaigns.accounts import kept
from campaigns.models import StorySuggestion
from campaigns.selection.area.access import ProposalView
from campaigns.selection.models import ProposalState


class SuggestionForm(forms.Form):
    """Words for Redazione."""

    text = forms.CharField(
        label=gettext_lazy("Your suggestion"),
        help_text=gettext_lazy("What to say, change or add in the story of your campaign."),
        max_length=4000,
        error_messages={"required": gettext_lazy("Write your suggestion.")},
        widget=forms.Textarea(attrs={"rows": 8}),
    )


class Suggest(kept.KeepsTyping, ProposalView):
    """The suggestions for a selected project's story; not found for any other."""

    def open(self, **kwargs: Any) -> None:
        super().open(**kwargs)
        if self.proposal.state != ProposalState.SELECTED or self.proposal.page is None:
            raise Http404

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        typed = kept.take(request)
        if typed is None:
            return self._show(SuggestionForm())
        return self._show(SuggestionForm(initial={"text": typed.get("text", "")}), is_kept=True)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = SuggestionForm(request.POST)
        if not form.is_valid():
            return self._show(form, status=400)
        try:
            suggestions.suggest(
                campaign_key=self._key(),
                text=form.cleaned_data["text"],
                author=self.user,
                now=self.now,
            )
        except suggestions.SuggestionRefused:
            form.add_error(
                None, _("Many of your suggestions wait for an answer already: send this one later.")
            )
            return self._show(form, status=409)
        messages.success(request, _("Thank you: we will read it and answer here."))
        return HttpResponseRedirect(reverse("area:suggest", args=(self.proposal.pk,)))

    def _key(self) -> Any:
        assert self.proposal.page is not None
        return self.proposal.page.translation_key

    def _show(self, form: SuggestionForm, status: int = 200, **facts: Any) -> HttpResponse:
        context = {
            "proposal": self.proposal,
            "form": form,
            "suggestions": StorySuggestion.objects.filter(campaign_key=self._key()),
            **facts,
        }
        return render(self.request, "selection/area/suggestions.html", context, status=status)
