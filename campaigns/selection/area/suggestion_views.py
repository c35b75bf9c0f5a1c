"""What the people of a selected project suggest for its story, and what became of it."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns import suggestions
from campaigns.accounts import kept
from campaigns.models import StorySuggestion
from campaigns.selection.area.access import ProposalView
from campaigns.selection.models import ProposalState
from campaigns.suggestions import SuggestionKind


class SuggestionForm(forms.Form):
    """Words for Redazione."""

    text = forms.CharField(
        label=gettext_lazy("Your suggestion"),
        help_text=gettext_lazy("What to say, change or add in the story of your campaign."),
        max_length=4000,
        error_messages={"required": gettext_lazy("Write your suggestion.")},
        widget=forms.Textarea(attrs={"rows": 8}),
    )


class UpdateForm(SuggestionForm):
    """A piece of news, in plain words."""

    title = forms.CharField(
        label=gettext_lazy("Title"),
        max_length=150,
        error_messages={"required": gettext_lazy("Give it a title.")},
    )
    text = forms.CharField(
        label=gettext_lazy("What is new"),
        help_text=gettext_lazy("Plain words; leave an empty line between paragraphs."),
        max_length=4000,
        error_messages={"required": gettext_lazy("Write what is new.")},
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    field_order = ("title", "text")


class Suggest(kept.KeepsTyping, ProposalView):
    """The suggestions for a selected project's story; not found for any other."""

    kind = SuggestionKind.STORY
    form_class: type[SuggestionForm] = SuggestionForm
    template = "selection/area/suggestions.html"

    def open(self, **kwargs: Any) -> None:
        super().open(**kwargs)
        if self.proposal.state != ProposalState.SELECTED or self.proposal.page is None:
            raise Http404

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        typed = kept.take(request)
        if typed is None:
            return self._show(self.form_class())
        kept_words = {name: typed.get(name, "") for name in self.form_class.base_fields}
        return self._show(self.form_class(initial=kept_words), is_kept=True)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = self.form_class(request.POST)
        if not form.is_valid():
            return self._show(form, status=400)
        try:
            self.keep(form.cleaned_data)
        except suggestions.SuggestionRefused:
            form.add_error(
                None, _("Many of your suggestions wait for an answer already: send this one later.")
            )
            return self._show(form, status=409)
        messages.success(request, _("Thank you: we will read it and answer here."))
        return HttpResponseRedirect(request.path)

    def keep(self, words: dict[str, Any]) -> None:
        """Hand it to Redazione. Raises ``SuggestionRefused``."""
        suggestions.suggest(
            campaign_key=self._key(), text=words["text"], author=self.user, now=self.now
        )

    def _key(self) -> Any:
        assert self.proposal.page is not None
        return self.proposal.page.translation_key

    def _show(self, form: SuggestionForm, status: int = 200, **facts: Any) -> HttpResponse:
        context = {
            "proposal": self.proposal,
            "form": form,
            "suggestions": StorySuggestion.objects.filter(kind=self.kind, campaign_key=self._key()),
            **facts,
        }
        return render(self.request, self.template, context, status=status)


class WriteUpdate(Suggest):
    """News of a campaign, for Redazione to publish."""

    kind = SuggestionKind.UPDATE
    form_class = UpdateForm
    template = "selection/area/updates.html"

    def keep(self, words: dict[str, Any]) -> None:
        """Hand it to Redazione. Raises ``SuggestionRefused``."""
        suggestions.suggest_update(
            campaign_key=self._key(),
            title=words["title"],
            text=words["text"],
            author=self.user,
            now=self.now,
        )
