"""Sittings of a commission: the list, recording one, its minute on screen and on paper."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from django.views.generic import FormView, TemplateView
from wagtail.admin import messages
from wagtail.admin.widgets import AdminDateTimeInput

from campaigns.accounts.acting import acting_person
from campaigns.calls.models import Call
from campaigns.selection import minute_paper, sittings
from campaigns.selection.admin.evaluation_reading import before_commission
from campaigns.selection.admin.seated import back_to
from campaigns.selection.models import Commissioner, Sitting


class OfSittings(View):
    """Refuses who may not read the minutes of the call; ``call`` is that of the address."""

    call: Call

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.now = timezone.now()
        self.call = get_object_or_404(Call, slug=kwargs["slug"])
        if not sittings.may_read(user=request.user, call=self.call):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def sitting(self) -> Sitting:
        """The sitting of the address. Raises ``Http404``."""
        return get_object_or_404(
            Sitting.objects.select_related("call"), call=self.call, number=self.kwargs["number"]
        )


class SittingsView(OfSittings, TemplateView):
    """The sittings of a call's commission."""

    http_method_names = ["get", "head", "options"]
    template_name = "selection/admin/evaluation/sittings.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "page_title": _("Sittings of the commission"),
            "page_subtitle": self.call.title,
            "header_icon": "doc-full",
            "call": self.call,
            "sittings": self.call.sittings.select_related("recorded_by"),
            "may_record": sittings.may_record(user=self.request.user, call=self.call),
        }


class MembersField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Members of a commission, those replaced marked as such."""

    def label_from_instance(self, obj: Commissioner) -> str:
        if obj.ended_at is None:
            return str(obj)
        return _("%(name)s (since replaced)") % {"name": obj}


class SittingForm(forms.Form):
    """What a minute is made of."""

    started_at = forms.DateTimeField(label=gettext_lazy("Begun"), widget=AdminDateTimeInput)
    ended_at = forms.DateTimeField(label=gettext_lazy("Ended"), widget=AdminDateTimeInput)
    present = MembersField(
        label=gettext_lazy("Present"),
        queryset=Commissioner.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Who is not ticked and was in office then is recorded as absent."),
    )
    proposals = forms.MultipleChoiceField(
        label=gettext_lazy("Proposals considered"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=gettext_lazy("Votes enter the minute for those whose scores are final."),
    )
    notes = forms.CharField(
        label=gettext_lazy("Notes"),
        max_length=10_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
    )

    def __init__(self, *args: Any, call: Call, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.considered = before_commission(call)
        members = call.commissioners.select_related("user")
        self.fields["present"].queryset = members  # type: ignore[attr-defined]
        self.fields["proposals"].choices = [  # type: ignore[attr-defined]
            (str(proposal.pk), f"{sent.protocol_number} · {sent.content['title']}")
            for proposal, sent in self.considered
        ]


class RecordSittingView(OfSittings, FormView[SittingForm]):
    """Record the minute of a sitting: by the president or the Segreteria."""

    form_class = SittingForm
    template_name = "selection/admin/evaluation/record_sitting.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        call = get_object_or_404(Call, slug=kwargs["slug"])
        if not sittings.may_record(user=request.user, call=call):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"call": self.call}

    def form_valid(self, form: SittingForm) -> HttpResponse:
        told = form.cleaned_data
        wanted = set(told["proposals"])
        try:
            sitting = sittings.record(
                call=self.call,
                started_at=told["started_at"],
                ended_at=told["ended_at"],
                present=list(told["present"]),
                proposals=[item for item, _sent in form.considered if str(item.pk) in wanted],
                notes=told["notes"],
                by=acting_person(self.request),
                now=self.now,
            )
        except sittings.SittingRefused as refusal:
            form.add_error(None, refusal.message)
            return self.form_invalid(form)
        messages.success(self.request, _("The minute is recorded; nobody can change it now."))
        return back_to(reverse("selection:minute", args=(self.call.slug, sitting.number)))

    def form_invalid(self, form: SittingForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=400)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "page_title": _("Record a sitting"),
            "page_subtitle": self.call.title,
            "header_icon": "doc-full",
            "call": self.call,
        }


class MinuteView(OfSittings, TemplateView):
    """A minute, as it was recorded."""

    http_method_names = ["get", "head", "options"]
    template_name = "selection/admin/evaluation/minute.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        sitting = self.sitting()
        minute = sitting.minute
        return super().get_context_data(**kwargs) | {
            "page_title": _("Minute no. %(number)d") % {"number": sitting.number},
            "page_subtitle": self.call.title,
            "header_icon": "doc-full",
            "call": self.call,
            "sitting": sitting,
            "minute": minute,
            "proposals": [_shown(item, minute["criteria"]) for item in minute["proposals"]],
        }


class MinutePaperView(OfSittings):
    """A minute as PDF."""

    http_method_names = ["get", "head", "options"]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        sitting = self.sitting()
        response = HttpResponse(
            minute_paper.minute_paper(sitting=sitting), content_type="application/pdf"
        )
        name = minute_paper.file_name(sitting)
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        response["Cache-Control"] = "private, no-store"
        return response


def _shown(proposal: dict[str, Any], criteria: list[dict[str, Any]]) -> dict[str, Any]:
    """A proposal of a minute, its votes by criterion in the order of the notice."""
    votes = [{score["criterion"]: score for score in vote["scores"]} for vote in proposal["votes"]]
    return proposal | {
        "final": parse_datetime(proposal["final_at"]) if proposal["final_at"] else None,
        "rows": [
            (criterion["name"], [vote.get(criterion["id"]) for vote in votes])
            for criterion in criteria
        ],
    }
