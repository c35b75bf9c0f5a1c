"""The staff's desk for reports: read, accept, send back."""

import uuid
from typing import Any, Final

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from wagtail.admin import messages

from campaigns.accounts.acting import acting_person
from campaigns.funding.models import Funding
from campaigns.reporting import reviewing
from campaigns.reporting.files import serve
from campaigns.reporting.forms import AcceptForm, RefusalForm
from campaigns.reporting.models import ItemState, RefusalReason, ReportDocument, ReportItem
from campaigns.staff.permitted import PermittedPage

A_PAGE: Final = 30
TO_CHECK: Final = "da-controllare"
VIEWS: Final = {
    TO_CHECK: (gettext_lazy("To check"), ItemState.WAITING),
    "accettate": (gettext_lazy("Accepted"), ItemState.ACCEPTED),
    "rimandate": (gettext_lazy("Sent back"), ItemState.REFUSED),
}


class ItemsView(PermittedPage):
    """What waits to be checked, all that was accepted, all that was sent back."""

    permission = reviewing.PERMISSION
    template_name = "reporting/admin/items.html"
    title = gettext_lazy("Reports of campaigns")
    icon = "tasks"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        chosen = self.request.GET.get("mostra", TO_CHECK)
        chosen = chosen if chosen in VIEWS else TO_CHECK
        items = ReportItem.objects.filter(state=VIEWS[chosen][1])
        is_queue = chosen == TO_CHECK
        items = items.waiting() if is_queue else items.order_by("-decided_at", "pk")
        page = Paginator(items, A_PAGE).get_page(self.request.GET.get("p"))
        titles = Funding.objects.titles_of(item.campaign_key for item in page)
        return super().get_context_data(**kwargs) | {
            "views": [(name, label, name == chosen) for name, (label, _state) in VIEWS.items()],
            "chosen": chosen,
            "page": page,
            "rows": [(item, titles.get(item.campaign_key, "")) for item in page],
        }


class ItemView(PermittedPage):
    """One item with its documents, and the two decisions."""

    permission = reviewing.PERMISSION
    template_name = "reporting/admin/item.html"
    title = gettext_lazy("Item of a report")
    icon = "tasks"
    http_method_names = ["get", "head", "options", "post"]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.has_perm(self.permission):
            raise PermissionDenied
        sent = ReportItem.objects.exclude(state=ItemState.PLANNED)
        found = sent.select_related("written_by", "decided_by").prefetch_related("documents")
        self.item = get_object_or_404(found, pk=kwargs["pk"])
        accepting, refusing = "accept" in request.POST, "refuse" in request.POST
        self.acceptance = AcceptForm(request.POST if accepting else None, item=self.item)
        self.refusal = RefusalForm(request.POST if refusing else None)
        return super().dispatch(request, *args, **kwargs)

    def post(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        """One of the two; what cannot be done is said, and nothing typed is lost."""
        try:
            told = self._act()
        except reviewing.ReviewRefused as refusal:
            messages.error(request, refusal.message)
            told = ""
        if not told:
            return self.render_to_response(self.get_context_data(pk=pk), status=400)
        messages.success(request, told)
        return HttpResponseRedirect(reverse("reports:items"))

    def _act(self) -> str:
        """Do what was asked and return what to tell; empty if what was typed does not do."""
        by = acting_person(self.request)
        if self.refusal.is_bound:
            if not self.refusal.is_valid():
                return ""
            reviewing.refuse(
                item_id=self.item.pk,
                reason=RefusalReason(self.refusal.cleaned_data["reason"]),
                words=self.refusal.cleaned_data["words"],
                by=by,
                now=self.now,
            )
            return _("It is sent back, and the proponent reads why.")
        if not self.acceptance.is_bound or not self.acceptance.is_valid():
            return ""
        typed = self.acceptance.cleaned_data
        reviewing.accept(
            item_id=self.item.pk,
            amount=typed.get("amount"),
            public=[uuid.UUID(pk) for pk in typed.get("public", [])],
            by=by,
            now=self.now,
        )
        return _("It is accepted, and everybody can read it.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        key = self.item.campaign_key
        return super().get_context_data(**kwargs) | {
            "page_subtitle": Funding.objects.titles_of([key]).get(key, ""),
            "item": self.item,
            "acceptance": self.acceptance,
            "refusal": self.refusal,
            "waits": self.item.state == ItemState.WAITING,
            "is_accepted": self.item.state == ItemState.ACCEPTED,
        }


class DocumentView(View):
    """A document of a report, for who checks it."""

    http_method_names = ["get", "head", "options"]

    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponseBase:
        if not request.user.has_perm(reviewing.PERMISSION):
            raise PermissionDenied
        return serve(request, get_object_or_404(ReportDocument, pk=pk))
