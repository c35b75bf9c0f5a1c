"""Pages that take a synced translation of a campaign to Redazione's review."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin import messages
from wagtail.models import Page
from wagtail_localize.views.update_translations import (
    UpdateTranslationsForm,
    UpdateTranslationsView,
)

from campaigns.accounts.acting import acting_person
from campaigns.editorial import translating
from campaigns.editorial.permissions import WRITE_STORIES
from campaigns.models import CampaignPage
from campaigns.staff.acts import ActRefused, ActView


class SubmitTranslationView(ActView):
    """Save a translation as a draft, and send it to review."""

    permission = WRITE_STORIES
    form_class = forms.Form
    title = gettext_lazy("Send a translation to review")
    introduction = gettext_lazy(
        "A translation goes the way of every story: somebody else of Redazione reads it, approves "
        "it, and it is public."
    )
    submit_label = gettext_lazy("Continue")
    confirm_label = gettext_lazy("Save and send to review")
    icon = "wagtail-localize-language"

    def prepare(self) -> None:
        self.page = get_object_or_404(CampaignPage, pk=self.kwargs["page_id"])
        if not self.page.permissions_for_user(acting_person(self.request)).can_edit():
            raise PermissionDenied
        self.translation = translating.synced(self.page)
        if self.translation is None:
            raise ActRefused(_("This page is not kept in step with another language."))

    def subtitle(self) -> str:
        return str(self.page.get_admin_display_title())

    def get_success_url(self) -> str:
        return reverse("wagtailadmin_pages:edit", args=[self.page.pk])

    def consequences(self, form: Any) -> Sequence[str]:
        assert self.translation is not None
        lacking = translating.missing(self.translation)
        told = [_("Readers go on seeing what is public now, until a colleague approves.")]
        if lacking:
            told.append(
                ngettext(
                    "%(count)s text is not translated: it stays in the first language.",
                    "%(count)s texts are not translated: they stay in the first language.",
                    lacking,
                )
                % {"count": lacking}
            )
        if self.page.workflow_in_progress:
            told.append(_("The review under way goes on, with this text."))
        return told

    def perform(self, form: Any) -> str:
        translating.submit(page_id=self.page.pk, by=acting_person(self.request))
        return _("The translation is saved, and waits for a colleague’s approval.")


class KeptAsDraftForm(UpdateTranslationsForm):
    """Takes over what changed in the first language, and publishes nothing."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("publish_translations")

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        return cleaned | {"publish_translations": False}


class UpdateView(UpdateTranslationsView):
    """Stands before wagtail-localize's own: of a campaign nothing is published on the way."""

    def get_form(self) -> forms.Form:
        if not issubclass(self.object.specific_content_type.model_class(), CampaignPage):
            return super().get_form()
        return KeptAsDraftForm(self.request.POST if self.request.method == "POST" else None)


def lead_to_review(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Where the editor of a synced translation would publish: lead to review instead."""
    if request.POST.get("action") != "publish" or translating.synced(page) is None:
        return None
    messages.warning(request, _("A translation is approved by a colleague before it is public."))
    return redirect("editorial:submit_translation", page.pk)
