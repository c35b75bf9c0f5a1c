"""The staff's desk for what the public says: read, publish, refuse, answer."""

from typing import Any, Final

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin import messages

from campaigns.accounts.acting import acting_person
from campaigns.dialogue import moderation
from campaigns.dialogue.decisions import decisions_on
from campaigns.dialogue.forms import AnswerForm, RefusalForm
from campaigns.dialogue.models import Origin, RefusalReason, Voice, VoiceState
from campaigns.funding.models import Funding
from campaigns.row_numbers import row_number
from campaigns.staff.permitted import PermittedPage

A_PAGE: Final = 30
REPORTS_SHOWN: Final = 50
TO_READ: Final = "da-leggere"
VIEWS: Final = {
    TO_READ: gettext_lazy("To read"),
    "pubbliche": gettext_lazy("Public"),
    "rifiutate": gettext_lazy("Not published"),
}


class VoicesView(PermittedPage):
    """What waits to be read, all that is public, all that was refused."""

    permission = moderation.PERMISSION
    template_name = "dialogue/admin/voices.html"
    title = gettext_lazy("Questions and comments")
    icon = "comment"
    http_method_names = ["get", "head", "options", "post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        """Publish all that was ticked."""
        numbers = map(row_number, request.POST.getlist("voice"))
        chosen = [number for number in numbers if number is not None]
        done = moderation.publish(voice_ids=chosen, by=acting_person(request), now=self.now)
        if done:
            told = ngettext("%(number)s is public.", "%(number)s are public.", done)
            messages.success(request, told % {"number": done})
        else:
            messages.warning(request, _("Nothing was chosen."))
        return HttpResponseRedirect(reverse("editorial:voices"))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        chosen = self.request.GET.get("mostra", TO_READ)
        chosen = chosen if chosen in VIEWS else TO_READ
        page = Paginator(_voices(chosen), A_PAGE).get_page(self.request.GET.get("p"))
        titles = Funding.objects.titles_of(voice.campaign_key for voice in page)
        return super().get_context_data(**kwargs) | {
            "views": [(name, label, name == chosen) for name, label in VIEWS.items()],
            "may_publish": chosen == TO_READ,
            "chosen": chosen,
            "page": page,
            "rows": [(voice, titles.get(voice.campaign_key, "")) for voice in page],
        }


class VoiceView(PermittedPage):
    """One voice: what was reported of it, the decision, the answer."""

    permission = moderation.PERMISSION
    template_name = "dialogue/admin/voice.html"
    title = gettext_lazy("Question or comment")
    icon = "comment"
    http_method_names = ["get", "head", "options", "post"]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.has_perm(self.permission):
            raise PermissionDenied
        confirmed = Voice.objects.exclude(state=VoiceState.UNCONFIRMED)
        found = confirmed.select_related("donation", "decided_by", "answered_by")
        self.voice = get_object_or_404(found, pk=kwargs["pk"])
        self.refusal = RefusalForm(request.POST if "refuse" in request.POST else None)
        self.answer = AnswerForm(
            request.POST if "reply" in request.POST else None,
            initial={"answer": self.voice.answer},
        )
        return super().dispatch(request, *args, **kwargs)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """One of the three acts; what cannot be done is said, and nothing typed is lost."""
        try:
            told = self._act()
        except moderation.ModerationRefused as refusal:
            messages.error(request, refusal.message)
            told = ""
        if not told:
            return self.render_to_response(self.get_context_data(pk=pk), status=400)
        messages.success(request, told)
        return HttpResponseRedirect(reverse("editorial:voices"))

    def _act(self) -> str:
        by, pk = acting_person(self.request), self.voice.pk
        if "refuse" in self.request.POST:
            if not self.refusal.is_valid():
                return ""
            data = self.refusal.cleaned_data
            reason = RefusalReason(data["reason"])
            moderation.refuse(voice_id=pk, reason=reason, words=data["words"], by=by, now=self.now)
            return _("It is not published.")
        if "reply" in self.request.POST:
            if not self.answer.is_valid():
                return ""
            text = self.answer.cleaned_data["answer"]
            moderation.answer(voice_id=pk, text=text, by=by, now=self.now)
            return _("The answer is public.") if text else _("The answer is taken away.")
        moderation.publish(voice_ids=[pk], by=by, now=self.now)
        return _("It is public.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        voice, key = self.voice, self.voice.campaign_key
        return super().get_context_data(**kwargs) | {
            "page_subtitle": Funding.objects.titles_of([key]).get(key, ""),
            "voice": voice,
            "reports": voice.reports.all()[:REPORTS_SHOWN],
            "decisions": decisions_on(voice),
            "refusal": self.refusal,
            "answer": self.answer,
            "is_public": voice.state == VoiceState.PUBLISHED,
            "is_read": voice.decided_at is not None or voice.origin == Origin.STAFF,
            "back_url": reverse("editorial:voices"),
        }


def _voices(chosen: str) -> QuerySet[Voice]:
    is_open = Q(reports__closed_at__isnull=True, reports__isnull=False)
    voices = Voice.objects.select_related("donation").annotate(
        open_reports=Count("reports", filter=is_open)
    )
    if chosen == TO_READ:
        return voices.to_read().order_by("-open_reports", "written_at", "pk")
    state = VoiceState.PUBLISHED if chosen == "pubbliche" else VoiceState.REFUSED
    return voices.filter(state=state).order_by("-written_at", "-pk")
