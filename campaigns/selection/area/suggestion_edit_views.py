"""Suggesting a change of one place of the story, a new paragraph, a picture."""

from collections.abc import Callable
from typing import Any, Final

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from campaigns.accounts import kept
from campaigns.files.checked import UploadRefused
from campaigns.selection.area.suggestion_forms import (
    EditForm,
    ParagraphForm,
    PictureForm,
    RemovalForm,
)
from campaigns.selection.area.suggestion_views import OfStory
from campaigns.suggesting import offering
from campaigns.suggesting.models import SuggestionKind
from campaigns.suggesting.offering import Wish
from campaigns.suggesting.places import Place, anchors, place_of, places_of
from campaigns.suggesting.refusals import SuggestionRefused

CHANGED: Final = _(
    "The published text has changed while you were writing: your words are still here."
)


class OfPlace(OfStory):
    """A page about the story as it reads now, or one place of it; not found if it is gone."""

    place: Place | None = None

    def open(self, **kwargs: Any) -> None:
        super().open(**kwargs)
        page = offering.italian_page(self.key)
        if page is None:
            raise Http404
        self.page = offering.as_read(page)
        if "place" in kwargs:
            self.place = place_of(self.page, kwargs["place"])
            if self.place is None or not self.place.may_change:
                raise Http404

    def anchors(self) -> list[tuple[str, str]]:
        """Where something new may stand; nowhere, for what takes the place of another."""
        return [] if self.place else anchors(places_of(self.page))

    def send(self, form: forms.Form, wish: Callable[[], Wish]) -> HttpResponse | None:
        """Hand it to Redazione; ``None`` if it is refused, which the form says then."""
        try:
            offering.suggest(campaign_key=self.key, wish=wish(), author=self.user, now=self.now)
        except UploadRefused as refusal:
            form.add_error("file", refusal.message)
        except SuggestionRefused as refusal:
            form.add_error(None, refusal.message)
        else:
            return self.thank(reverse("area:suggest", args=[self.proposal.pk]))
        return None

    def typed(self) -> dict[str, Any] | None:
        """What they had written when their session ended."""
        typed = kept.take(self.request)
        return None if typed is None else typed.dict()


class SuggestText(OfPlace):
    """Another text for one place, or its end."""

    def open(self, **kwargs: Any) -> None:
        super().open(**kwargs)
        if self.place is None or self.place.is_picture:
            raise Http404

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        typed = self.typed()
        form = EditForm(place=self._place, initial=typed)
        removal = RemovalForm(initial=typed)
        return self._show(form, removal, is_kept=typed is not None)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if "remove" in request.POST:
            return self._remove(RemovalForm(request.POST))
        form = EditForm(request.POST, place=self._place)
        if form.is_valid():
            if form.has_seen_another():
                form.add_error(None, CHANGED)
                form.show_published()
                return self._show(form, RemovalForm(), 409, published=self._place)
            done = self.send(form, lambda: self._edit(form.cleaned_data))
            if done is not None:
                return done
        return self._show(form, RemovalForm(), 400)

    def _remove(self, removal: RemovalForm) -> HttpResponse:
        if removal.is_valid():
            done = self.send(removal, lambda: self._removal(removal.cleaned_data))
            if done is not None:
                return done
        return self._show(EditForm(place=self._place), removal, 400)

    def _edit(self, typed: dict[str, Any]) -> Wish:
        return Wish(
            kind=SuggestionKind.EDIT,
            place=self._place.key,
            text=typed["text"],
            note=typed["note"],
        )

    def _removal(self, typed: dict[str, Any]) -> Wish:
        return Wish(kind=SuggestionKind.REMOVAL, place=self._place.key, note=typed["why"])

    @property
    def _place(self) -> Place:
        assert self.place is not None
        return self.place

    def _show(
        self, form: EditForm, removal: RemovalForm, status: int = 200, **facts: Any
    ) -> HttpResponse:
        wrong = removal if removal.errors else form
        facts = {"edit": form, "removal": removal, "form": wrong, "place": self.place, **facts}
        return self.show("suggest_text", status, **facts)


class SuggestParagraph(OfPlace):
    """A paragraph that is not there yet."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        typed = self.typed()
        form = ParagraphForm(anchors=self.anchors(), initial=typed)
        return self._show(form, is_kept=typed is not None)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = ParagraphForm(request.POST, anchors=self.anchors())
        if form.is_valid():
            wish = {name: form.cleaned_data[name] for name in ("text", "after", "note")}
            done = self.send(form, lambda: Wish(kind=SuggestionKind.PARAGRAPH, **wish))
            if done is not None:
                return done
        return self._show(form, 400)

    def _show(self, form: ParagraphForm, status: int = 200, **facts: Any) -> HttpResponse:
        return self.show("suggest_paragraph", status, form=form, **facts)


class SuggestPicture(OfPlace):
    """A picture in place of one, or in addition."""

    def open(self, **kwargs: Any) -> None:
        super().open(**kwargs)
        if self.place is not None and not self.place.is_picture:
            raise Http404

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        typed = self.typed()
        form = PictureForm(anchors=self.anchors(), initial=typed)
        return self._show(form, is_kept=typed is not None)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = PictureForm(request.POST, request.FILES, anchors=self.anchors())
        if form.is_valid():
            done = self.send(form, lambda: self._wish(form))
            if done is not None:
                return done
        return self._show(form, 400)

    def _wish(self, form: PictureForm) -> Wish:
        return Wish(
            kind=SuggestionKind.PICTURE,
            place=self.place.key if self.place else "",
            after=form.cleaned_data.get("after", ""),
            note=form.cleaned_data["note"],
            upload=form.upload,
        )

    def _show(self, form: PictureForm, status: int = 200, **facts: Any) -> HttpResponse:
        return self.show("suggest_picture", status, form=form, place=self.place, **facts)
