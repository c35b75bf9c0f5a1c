"""The rewards that a campaign owes: whom to, how far each is, and what its people say of it."""

from typing import Any, Final

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaigns.delivering import export, marking
from campaigns.delivering.forms import ProblemForm
from campaigns.delivering.listing import Parcel, parcels, stage_counts, totals
from campaigns.delivering.marking import Marked, MarkingRefused
from campaigns.funding.models import State
from campaigns.payments.deliveries import Stage
from campaigns.selection.area.campaign_views import CampaignOfProposal

STAGE: Final = "stato"
PAGE: Final = "pagina"
PER_PAGE: Final = 50
BY_HAND: Final = "hand"
_IN_ADDRESS: Final = {
    Stage.READY: "da-consegnare",
    Stage.NO_ADDRESS: "senza-indirizzo",
    Stage.PROBLEM: "con-un-problema",
    Stage.SENT: "consegnate",
}
"""What a stage is called in the address of the page."""


class Rewards(CampaignOfProposal):
    """All of them, stage by stage; those ticked are marked as delivered."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self._show()

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        listed = request.POST.get("listed", "").split()
        chosen = listed if "all" in request.POST else request.POST.getlist("reward")
        references = [reference for reference in chosen[:PER_PAGE] if _is_reference(reference)]
        if not references:
            messages.error(request, _("Tick what you have delivered, then press the button."))
            return self._show(status=400)
        marked = marking.mark_delivered(
            funding=self.funding,
            references=references,
            by=self.user,
            now=self.now,
            in_person=request.POST.get("how") == BY_HAND,
        )
        _say(request, marked)
        return HttpResponseRedirect(_list_url(self, self._stage()), status=303)

    def _stage(self) -> Stage:
        asked = self.request.GET.get(STAGE, "")
        return next((stage for stage, name in _IN_ADDRESS.items() if name == asked), Stage.READY)

    def _show(self, status: int = 200) -> HttpResponse:
        stage, rows = self._stage(), totals(self.funding)
        page = Paginator(parcels(self.funding, stage), PER_PAGE).get_page(
            self.request.GET.get(PAGE)
        )
        has_succeeded = self.funding.state == State.SUCCEEDED
        context = {
            "proposal": self.proposal,
            "has_succeeded": has_succeeded,
            "totals": [(row, row.late_on(timezone.localdate(self.now))) for row in rows],
            "stage": stage,
            "stages": [(each, count, _list_url(self, each)) for each, count in stage_counts(rows)],
            "parcels": [Parcel(donation) for donation in page],
            "paginator_page": page,
        }
        return render(self.request, "selection/area/rewards.html", context, status=status)


class Export(CampaignOfProposal):
    """What may be delivered now, as a table; who took it and when is in the page's history."""

    http_method_names = ("post",)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        page = self.proposal.page
        assert page is not None
        table = export.to_deliver(funding=self.funding, page=page, by=self.user)
        answer = HttpResponse(table, content_type="text/csv; charset=utf-8")
        answer["Content-Disposition"] = f'attachment; filename="ricompense-{self.funding.slug}.csv"'
        return answer


class Problem(CampaignOfProposal):
    """What went wrong with one of them; its donor is written to."""

    donation: Any

    def open(self, **kwargs: Any) -> None:
        super().open(**kwargs)
        found = marking.find(self.funding, kwargs["reference"])
        if found is None:
            raise Http404
        self.donation = found

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if not marking.problems_of(self.donation):
            return HttpResponseRedirect(_list_url(self, Stage(self.donation.stage)))
        return self._show(self._form())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if self._is_said(request.POST.get("problem", "")):
            return self._noted()
        form = self._form(request.POST)
        if not form.is_valid():
            return self._show(form, status=400)
        try:
            marking.report_problem(
                funding=self.funding,
                reference=self.donation.reference,
                problem=form.cleaned_data["problem"],
                by=self.user,
                now=self.now,
            )
        except MarkingRefused as refusal:
            form.add_error(None, refusal.message)
            return self._show(form, status=409)
        return self._noted()

    def _is_said(self, problem: str) -> bool:
        """True for what was told already: a second tap changes nothing."""
        delivery = Parcel(self.donation).delivery
        return bool(problem) and delivery is not None and delivery.problem == problem

    def _noted(self) -> HttpResponse:
        messages.success(self.request, _("Noted: we write to the donor."))
        return HttpResponseRedirect(_list_url(self, Stage(self.donation.stage)), status=303)

    def _form(self, data: Any = None) -> ProblemForm:
        return ProblemForm(data, problems=marking.problems_of(self.donation))

    def _show(self, form: ProblemForm, status: int = 200) -> HttpResponse:
        context = {
            "proposal": self.proposal,
            "parcel": Parcel(self.donation),
            "form": form,
            "back": _list_url(self, Stage(self.donation.stage)),
        }
        return render(self.request, "selection/area/reward_problem.html", context, status=status)


def _list_url(view: CampaignOfProposal, stage: Stage) -> str:
    query = urlencode({STAGE: _IN_ADDRESS[stage]})
    return f"{reverse('area:rewards', args=[view.proposal.pk])}?{query}#list"


def _is_reference(text: str) -> bool:
    """True for what can be the reference of a gift: no other text reaches the database."""
    return text.isascii() and text.isalnum() and len(text) == marking.REFERENCE_LENGTH


def _say(request: HttpRequest, marked: Marked) -> None:
    if marked.delivered:
        told = ngettext(
            "%(count)s reward is marked: we write to its donor.",
            "%(count)s rewards are marked: we write to their donors.",
            marked.delivered,
        )
        messages.success(request, told % {"count": marked.delivered})
    if marked.without_address:
        told = ngettext(
            "%(count)s reward has no address: it stays where it was.",
            "%(count)s rewards have no address: they stay where they were.",
            marked.without_address,
        )
        messages.error(request, told % {"count": marked.without_address})
    if not marked.delivered and not marked.without_address:
        messages.success(request, _("They were marked already: nothing has changed."))
