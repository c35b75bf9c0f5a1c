"""A colleague approves a story: what they have read, and nothing written since."""

import json
from collections.abc import Sequence
from typing import Any, Final

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.models import Page, TaskState

from campaigns.accounts.acting import acting_person
from campaigns.checks.checklist import obstacles
from campaigns.editorial.draft_changes import changed_fields
from campaigns.editorial.permissions import WRITE_STORIES
from campaigns.editorial.task import wrote_since_live
from campaigns.models import CampaignPage, EditorialTask
from campaigns.staff.acts import ActRefused, ActView

EXTRA: Final = "workflow-action-extra-data"
CHANGED: Final = gettext_lazy(
    "Somebody has written on this page since you opened it, and nothing was approved: read it as "
    "it is now, then approve it."
)


class ReadForm(forms.Form):
    """The revision that is approved, and a word about it."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    comment = forms.CharField(
        label=gettext_lazy("Comment"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class ApproveView(ActView):
    """Approve a story, and publish it."""

    permission = WRITE_STORIES
    form_class = ReadForm
    title = gettext_lazy("Approve a story")
    confirm_label = gettext_lazy("I have read it: approve")
    icon = "check"

    def prepare(self) -> None:
        reviews = EditorialTask.objects.all()
        self.state = get_object_or_404(TaskState, pk=self.kwargs["pk"], task__in=reviews)
        self.page = get_object_or_404(CampaignPage, pk=self.state.workflow_state.object_id)
        if self.state.status != TaskState.STATUS_IN_PROGRESS:
            raise ActRefused(_("This review is over."))
        person = acting_person(self.request)
        if not self.page.permissions_for_user(person).can_edit():
            raise PermissionDenied
        if wrote_since_live(self.page, person):
            raise ActRefused(
                _("You have written some of this draft: a colleague who has not approves it.")
            )
        missing = obstacles(self.page.get_latest_revision_as_object())
        if missing:
            raise ActRefused(
                " ".join([_("This draft is not ready for readers."), *map(str, missing)])
            )
        read = self.request.POST.get("revision", self.page.latest_revision_id)
        if str(read) != str(self.page.latest_revision_id):
            raise ActRefused(CHANGED)

    def subtitle(self) -> str:
        return str(self.page.get_admin_display_title())

    def get_initial(self) -> dict[str, Any]:
        return super().get_initial() | {"revision": self.page.latest_revision_id}

    def get_success_url(self) -> str:
        return reverse("wagtailadmin_pages:edit", args=[self.page.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"introduction": self._where_to_read()}

    def _where_to_read(self) -> str:
        """The way to the draft, and to what differs from the page that readers see."""
        link = '<a href="{}">{}</a>'
        draft = reverse("wagtailadmin_pages:view_draft", args=[self.page.pk])
        told = format_html(link, draft, _("Read the draft"))
        if not self.page.live:
            return told
        compared = reverse(
            "wagtailadmin_pages:revisions_compare",
            args=[self.page.pk, "live", self.page.latest_revision_id],
        )
        return format_html("{} · " + link, told, compared, _("Compare it with the public page"))

    def consequences(self, form: Any) -> Sequence[str]:
        draft = self.page.get_latest_revision_as_object()
        if draft.go_live_at and draft.go_live_at > self.now:
            told = [_("The page is published on the day and at the hour set in it.")]
        else:
            told = [_("The page is public at once, in this language.")]
        if self.page.live:
            names = ", ".join(changed_fields(self.page, draft)) or _("nothing")
            told.append(_("It changes, for readers: %(fields)s.") % {"fields": names})
        return [*told, _("No money moves: the terms of the campaign are frozen.")]

    def perform(self, form: Any) -> str:
        try:
            self.state.task.specific.on_action(
                self.state, acting_person(self.request), "approve", **form.cleaned_data
            )
        except PermissionDenied:
            raise ActRefused(CHANGED) from None
        return _("The story is approved.")


def name_what_was_read(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Add to an approval from the page's form the revision it showed; turn back one that is old."""
    is_approval = request.POST.get("workflow-action-name") == "approve"
    if not is_approval or not request.POST.get("action-workflow-action"):
        return None
    read = request.POST.get("loaded_revision_id", "")
    if read != str(page.latest_revision_id):
        messages.error(request, CHANGED)
        return redirect("wagtailadmin_pages:edit", page.pk)
    data = request.POST.copy()
    data[EXTRA] = json.dumps(_extra(request) | {"revision": read})
    open_request: Any = request
    open_request.POST = data
    return None


def _extra(request: HttpRequest) -> dict[str, Any]:
    """What Wagtail's dialogue added: a comment, and nothing else."""
    try:
        said = json.loads(request.POST.get(EXTRA, ""))
    except ValueError:
        return {}
    comment = said.get("comment") if isinstance(said, dict) else None
    return {"comment": str(comment)[:500]} if comment else {}
