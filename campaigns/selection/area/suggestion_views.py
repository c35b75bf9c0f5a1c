"""What the people of a selected project suggest in words, as news, and what became of it."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from campaigns.accounts import kept
from campaigns.models import StorySuggestion
from campaigns.selection.area.access import ProposalView
from campaigns.selection.area.suggestion_forms import SuggestionForm, UpdateForm
from campaigns.selection.models import ProposalState
from campaigns.suggesting import files, offering
from campaigns.suggesting.models import SuggestionKind
from campaigns.suggesting.places import place_of, places_of, standing
from campaigns.suggesting.reading import pieces_of
from campaigns.suggesting.refusals import SuggestionRefused


class OfStory(kept.KeepsTyping, ProposalView):
    """A page about the story of a selected project; not found for any other."""

    def open(self, **kwargs: Any) -> None:
        super().open(**kwargs)
        if self.proposal.state != ProposalState.SELECTED or self.proposal.page is None:
            raise Http404
        self.key = self.proposal.page.translation_key

    def suggestions(self) -> Any:
        """All that was suggested for this campaign."""
        found = StorySuggestion.objects.filter(campaign_key=self.key)
        return found.select_related("picture", "answered_by")

    def thank(self, address: str) -> HttpResponseRedirect:
        """On to where the answer will be read."""
        messages.success(self.request, _("Thank you: we will read it and answer here."))
        return HttpResponseRedirect(address)

    def show(self, template: str, status: int = 200, **facts: Any) -> HttpResponse:
        """A page about the story."""
        context = {"proposal": self.proposal, **facts}
        return render(self.request, f"selection/area/{template}.html", context, status=status)


class Words(OfStory):
    """A form of words with what was suggested before: sent, and answered here."""

    form_class: type[forms.Form]

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        typed = kept.take(request)
        if typed is None:
            return self.answer(self.form_class())
        kept_words = {name: typed.get(name, "") for name in self.form_class.base_fields}
        return self.answer(self.form_class(initial=kept_words), is_kept=True)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = self.form_class(request.POST)
        if not form.is_valid():
            return self.answer(form, status=400)
        try:
            self.keep(form.cleaned_data)
        except SuggestionRefused as refusal:
            form.add_error(None, refusal.message)
            return self.answer(form, status=409)
        return self.thank(request.path)

    def keep(self, words: dict[str, Any]) -> None:
        """Hand it to Redazione. Raises ``SuggestionRefused``."""
        raise NotImplementedError

    def answer(self, form: forms.Form, status: int = 200, **facts: Any) -> HttpResponse:
        """The page with its form."""
        raise NotImplementedError


class Suggest(Words):
    """The story place by place, as it reads now, and what was suggested for it."""

    form_class = SuggestionForm

    def keep(self, words: dict[str, Any]) -> None:
        """Hand it to Redazione. Raises ``SuggestionRefused``."""
        wish = offering.Wish(kind=SuggestionKind.STORY, text=words["text"])
        offering.suggest(campaign_key=self.key, wish=wish, author=self.user, now=self.now)

    def answer(self, form: forms.Form, status: int = 200, **facts: Any) -> HttpResponse:
        """The page with its form."""
        page = offering.italian_page(self.key)
        made = list(self.suggestions().exclude(kind=SuggestionKind.UPDATE))
        waiting = {one.place: one for one in made if one.is_open and one.place}
        places = places_of(offering.as_read(page)) if page is not None else []
        prefetch_related_objects([one.image for one in places if one.image], "renditions")
        return self.show(
            "suggestions",
            status,
            form=form,
            is_public=page is not None and page.live,
            places=[(place, waiting.get(place.key)) for place in places],
            suggestions=made,
            **facts,
        )


class WriteUpdate(Words):
    """News of a campaign, for Redazione to publish."""

    form_class = UpdateForm

    def keep(self, words: dict[str, Any]) -> None:
        """Hand it to Redazione. Raises ``SuggestionRefused``."""
        offering.suggest_update(
            campaign_key=self.key,
            title=words["title"],
            text=words["text"],
            author=self.user,
            now=self.now,
        )

    def answer(self, form: forms.Form, status: int = 200, **facts: Any) -> HttpResponse:
        """The page with its form."""
        news = self.suggestions().filter(kind=SuggestionKind.UPDATE)
        return self.show("updates", status, form=form, suggestions=news, **facts)


class Suggestion(OfStory):
    """One of them: what was published beside what is suggested, and the answer."""

    def open(self, **kwargs: Any) -> None:
        super().open(**kwargs)
        self.suggestion = get_object_or_404(self.suggestions(), pk=kwargs["suggestion"])

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        suggestion = self.suggestion
        is_picture = suggestion.kind == SuggestionKind.PICTURE
        page = offering.italian_page(self.key)
        shown = place_of(offering.as_read(page), suggestion.place) if page and is_picture else None
        is_new = suggestion.changes_the_page and not suggestion.place
        return self.show(
            "suggestion",
            suggestion=suggestion,
            where=standing(offering.as_read(page), suggestion.after) if page and is_new else "",
            pieces=[] if is_picture else pieces_of(suggestion),
            picture=suggestion.picture if is_picture else None,
            image=shown.image if shown and suggestion.is_open else None,
            address=page.full_url if page and page.live else "",
        )

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        try:
            offering.take_back(suggestion_id=self.suggestion.pk, by=self.user, now=self.now)
        except SuggestionRefused as refusal:
            messages.error(request, str(refusal.message))
        else:
            messages.success(request, _("It is taken back."))
        return HttpResponseRedirect(request.path)


class SuggestedFile(Suggestion):
    """The picture of a suggestion of theirs, or its release."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:  # type: ignore[override]
        return files.serve(self.suggestion, kwargs["which"])
