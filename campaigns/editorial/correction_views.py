"""Redazione's pages of urgent corrections: publish one, confirm one, see them all."""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import F
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.accounts.acting import acting_person
from campaigns.editorial import corrections
from campaigns.editorial.corrections import CONFIRMED_WITHIN
from campaigns.editorial.draft_changes import Change, changes_of, label_of
from campaigns.editorial.permissions import WRITE_STORIES
from campaigns.models import CampaignPage, UrgentCorrection
from campaigns.staff.acts import ActView
from campaigns.staff.permitted import PermittedPage

SHOWN_AT_MOST: Final = 100


class ReasonForm(forms.Form):
    """Why it could not wait."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("Readers see it on the page, after the day of the correction."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class CorrectionsView(PermittedPage):
    """The urgent corrections, those to confirm first."""

    permission = WRITE_STORIES
    template_name = "campaigns/admin/corrections.html"
    title = gettext_lazy("Urgent corrections")
    icon = "edit"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        newest = UrgentCorrection.objects.select_related("corrected_by", "confirmed_by")
        titles = CampaignPage.objects.values_list("translation_key", "title").order_by("-pk")
        listed = list(
            newest.order_by(F("confirmed_at").desc(nulls_first=True), "-at")[:SHOWN_AT_MOST]
        )
        keys = {correction.campaign_key for correction in listed}
        named = dict(titles.filter(translation_key__in=keys))
        return super().get_context_data(**kwargs) | {
            "rows": [(correction, named.get(correction.campaign_key)) for correction in listed],
            "late_before": self.now - CONFIRMED_WITHIN,
        }


class CorrectView(ActView):
    """Publish a draft's words at once."""

    permission = WRITE_STORIES
    form_class = ReasonForm
    title = gettext_lazy("Urgent correction")
    introduction = gettext_lazy(
        "Only words: figures, dates, pictures, budget and terms wait for a colleague’s approval."
    )
    confirm_label = gettext_lazy("Publish the correction")
    icon = "edit"

    def prepare(self) -> None:
        self.page = get_object_or_404(CampaignPage, pk=self.kwargs["page_id"])
        if not self.page.permissions_for_user(acting_person(self.request)).can_edit():
            raise PermissionDenied
        self.revision = self.page.get_latest_revision()
        self.changes = changes_of(self.page)

    def subtitle(self) -> str:
        return str(self.page.title)

    def get_success_url(self) -> str:
        return reverse("wagtailadmin_pages:edit", args=[self.page.pk])

    def consequences(self, form: Any) -> Sequence[str]:
        by_when = _("It is public at once; within 24 hours a colleague confirms it.")
        moderation = _("The review under way ends: this draft is what readers see.")
        return [
            *told(self.changes),
            by_when,
            *([moderation] if self.page.workflow_in_progress else []),
        ]

    def perform(self, form: Any) -> str:
        assert self.revision is not None
        corrections.correct(
            page_id=self.page.pk,
            revision_id=self.revision.pk,
            reason=form.cleaned_data["reason"],
            by=acting_person(self.request),
            now=self.now,
        )
        return _("The correction is public. A colleague confirms it within 24 hours.")


class ConfirmView(ActView):
    """Stand by a colleague's correction."""

    permission = WRITE_STORIES
    form_class = forms.Form
    title = gettext_lazy("Confirm an urgent correction")
    confirm_label = gettext_lazy("I have read it: confirm")
    submit_label = gettext_lazy("Read what changed")
    icon = "check"

    def prepare(self) -> None:
        self.correction = get_object_or_404(UrgentCorrection, pk=self.kwargs["pk"])

    def subtitle(self) -> str:
        return self.correction.reason

    def get_success_url(self) -> str:
        return reverse("editorial:corrections")

    def consequences(self, form: Any) -> Sequence[str]:
        stored = self.correction.changes
        return told(Change(name, said["before"], said["after"]) for name, said in stored.items())

    def perform(self, form: Any) -> str:
        corrections.confirm(
            correction_id=self.correction.pk, by=acting_person(self.request), now=self.now
        )
        return _("The correction is confirmed.")


def told(changes: Iterable[Change]) -> list[str]:
    """Each change in a sentence."""
    return [
        _("%(field)s: “%(before)s” becomes “%(after)s”")
        % {
            "field": label_of(change.field).capitalize(),
            "before": change.before,
            "after": change.after,
        }
        for change in changes
    ]
