"""After the campaign: its people plan, show what they spent and reached, and conclude."""

import uuid
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from campaigns.accounts import kept
from campaigns.cofinancing.models import Commitment
from campaigns.files.checked import CHOOSE_AGAIN, UploadRefused
from campaigns.funding.models import Funding, State
from campaigns.reporting import files, writing
from campaigns.reporting.forms import (
    DocumentForm,
    ExpenseForm,
    FinalForm,
    ImpactForm,
    MilestoneForm,
    ReachedForm,
    SendForm,
)
from campaigns.reporting.models import Impact, ItemKind, ReportDocument, ReportItem
from campaigns.reporting.writing import Draft, ReportRefused
from campaigns.row_numbers import row_number
from campaigns.selection.area.dialogue_views import OfCampaign

_FORMS: Final[dict[str, type[forms.Form]]] = {
    ItemKind.MILESTONE: MilestoneForm,
    ItemKind.EXPENSE: ExpenseForm,
    ItemKind.FINAL: FinalForm,
}


class OfReport(kept.KeepsTyping, OfCampaign):
    """A page about what came after one campaign."""

    @property
    def key(self) -> uuid.UUID:
        """The campaign, by the key of its pages."""
        assert self.proposal.page is not None
        return uuid.UUID(str(self.proposal.page.translation_key))

    def items(self) -> Any:
        """What was reported so far."""
        return ReportItem.objects.filter(campaign_key=self.key).prefetch_related("documents")

    def to_report(self) -> HttpResponseRedirect:
        """Back to all of it."""
        return HttpResponseRedirect(reverse("area:report", args=(self.proposal.pk,)))

    def show(
        self, template: str, form: Any = None, status: int = 200, **facts: Any
    ) -> HttpResponse:
        """A page of the report; of a form with mistakes, too, that came with a file."""
        if form is not None and form.errors and self.request.FILES:
            form.add_error(None, CHOOSE_AGAIN)
        context = {"proposal": self.proposal, "form": form, **facts}
        return render(self.request, f"selection/area/{template}.html", context, status=status)


class Report(OfReport):
    """All of it: milestones, expenses, impact, final report, beside what the Comune has paid."""

    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        items = list(self.items())
        of_kind = {kind: [item for item in items if item.kind == kind] for kind in ItemKind.values}
        funding = Funding.objects.filter(translation_key=self.key).first()
        commitment = Commitment.objects.filter(funding=funding).first() if funding else None
        return self.show(
            "report",
            milestones=of_kind[ItemKind.MILESTONE],
            expenses=of_kind[ItemKind.EXPENSE],
            final=next(iter(of_kind[ItemKind.FINAL]), None),
            impacts=list(Impact.objects.filter(campaign_key=self.key)),
            has_succeeded=funding is not None and funding.state == State.SUCCEEDED,
            commitment=commitment,
            payouts=list(commitment.payouts.all()) if commitment else [],
            recoveries=list(commitment.recoveries.all()) if commitment else [],
        )


class Add(OfReport):
    """A milestone, an expense, the final report."""

    kind: str

    def open(self, **kwargs: Any) -> None:
        super().open(**kwargs)
        self.kind = kwargs["entry"]
        if self.kind not in _FORMS:
            raise Http404

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        typed = kept.take(request)
        initial = {name: typed[name] for name in typed} if typed is not None else None
        return self._show(_FORMS[self.kind](initial=initial), is_kept=typed is not None)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = _FORMS[self.kind](request.POST, request.FILES)
        if not form.is_valid():
            return self._show(form, status=400)
        typed = form.cleaned_data
        draft = Draft(
            kind=ItemKind(self.kind),
            title=typed["title"],
            day=typed.get("day"),
            amount=typed.get("amount"),
            text=typed.get("text", ""),
        )
        upload = form.upload if isinstance(form, DocumentForm) else None
        try:
            writing.add(
                campaign_key=self.key, draft=draft, upload=upload, by=self.user, now=self.now
            )
        except (ReportRefused, UploadRefused) as refusal:
            form.add_error("file" if isinstance(refusal, UploadRefused) else None, refusal.message)
            return self._show(form, status=409)
        planned = self.kind == ItemKind.MILESTONE
        messages.success(
            request,
            _("It is on your campaign’s page.")
            if planned
            else _("It is sent: the staff checks it, then everybody can read it."),
        )
        return self.to_report()

    def _show(self, form: Any, status: int = 200, **facts: Any) -> HttpResponse:
        kind = ItemKind(self.kind)
        return self.show("report_add", form, status, kind=kind, **facts)


class Item(OfReport):
    """One of them: where it stands, why it was sent back, and how it goes on."""

    item: ReportItem

    def open(self, **kwargs: Any) -> None:
        super().open(**kwargs)
        self.item = get_object_or_404(self.items(), pk=kwargs["item"])

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        typed = kept.take(request)
        initial = {"words": typed.get("words", "")} if typed is not None else None
        return self._show(SendForm(initial=initial, item=self.item), is_kept=typed is not None)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = SendForm(request.POST, request.FILES, item=self.item)
        if not form.is_valid():
            return self._show(form, status=400)
        try:
            writing.send(
                item_id=self.item.pk,
                words=form.cleaned_data["words"],
                upload=form.upload,
                by=self.user,
                now=self.now,
            )
        except (ReportRefused, UploadRefused) as refusal:
            form.add_error("file" if isinstance(refusal, UploadRefused) else None, refusal.message)
            return self._show(form, status=409)
        messages.success(request, _("It is sent: the staff checks it."))
        return self.to_report()

    def _show(self, form: Any, status: int = 200, **facts: Any) -> HttpResponse:
        return self.show("report_item", form, status, item=self.item, **facts)


class Impacts(OfReport):
    """What the project promises to change, and what it reached."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self._show(ImpactForm())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if "impact" in request.POST:
            return self._tell(request)
        form = ImpactForm(request.POST)
        if not form.is_valid():
            return self._show(form, status=400)
        try:
            writing.promise(campaign_key=self.key, **form.cleaned_data, by=self.user, now=self.now)
        except ReportRefused as refusal:
            form.add_error(None, refusal.message)
            return self._show(form, status=409)
        messages.success(request, _("It is on your campaign’s page."))
        return self.to_report()

    def _tell(self, request: HttpRequest) -> HttpResponse:
        rows = Impact.objects.filter(campaign_key=self.key)
        impact = get_object_or_404(rows, pk=row_number(request.POST["impact"]) or 0)
        form = ReachedForm(request.POST)
        if not form.is_valid():
            return self._show(ImpactForm(), status=400, refused=form, refused_at=impact.pk)
        try:
            reached = form.cleaned_data["reached"]
            writing.tell_reached(impact=impact, reached=reached, by=self.user, now=self.now)
        except ReportRefused as refusal:
            form.add_error("reached", refusal.message)
            return self._show(ImpactForm(), status=409, refused=form, refused_at=impact.pk)
        messages.success(request, _("It is on your campaign’s page."))
        return self.to_report()

    def _show(self, form: Any, status: int = 200, **facts: Any) -> HttpResponse:
        refused, at = facts.get("refused"), facts.get("refused_at")
        rows = [
            (
                impact,
                refused
                if refused is not None and impact.pk == at
                else ReachedForm(initial={"reached": impact.reached}, auto_id=f"id_{impact.pk}_%s"),
            )
            for impact in Impact.objects.filter(campaign_key=self.key)
        ]
        return self.show("report_impact", form, status, rows=rows)


class Document(OfReport):
    """A document of their own, public or not."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        rows = ReportDocument.objects.filter(campaign_key=self.key)
        return files.serve(request, get_object_or_404(rows, pk=kwargs["document"]))
