"""Finance's decisions on refunds: ask, approve, refuse."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override, pgettext_lazy

from campaigns.accounts.acting import acting_person
from campaigns.money import format_eur
from campaigns.payments import refund_requests
from campaigns.payments.admin.refund_consequences import (
    consequences_of_asking,
    consequences_of_refund,
)
from campaigns.payments.admin.refund_forms import AnswerForm, RefundForm
from campaigns.payments.models import Donation, RefundRequest, RequestOrigin, RequestState
from campaigns.staff.acts import ActRefused, ActView


class RefundView(ActView):
    """Give back what a donation gave, or part of it."""

    permission = "payments.request_refund"
    form_class = RefundForm
    title = gettext_lazy("Refund a donation")
    icon = "rotate"
    is_grave = True
    confirm_label = pgettext_lazy("act", "Refund")

    def prepare(self) -> None:
        donations = Donation.objects.select_related("funding")
        self.donation = get_object_or_404(donations, pk=self.kwargs["donation_id"])
        refund_requests.check_may_be_refunded(donation=self.donation, amount=self.donation.left)

    def subtitle(self) -> str:
        return _subtitle(self.donation)

    def get_initial(self) -> dict[str, Any]:
        return {"amount": self.donation.left}

    def consequences(self, form: Any) -> Sequence[str]:
        amount = form.cleaned_data["amount"]
        refund_requests.check_may_be_refunded(donation=self.donation, amount=amount)
        return consequences_of_asking(donation=self.donation, amount=amount)

    def perform(self, form: Any) -> str:
        request = refund_requests.ask_refund(
            donation_id=self.donation.pk,
            amount=form.cleaned_data["amount"],
            reason=form.cleaned_data["reason"],
            by=acting_person(self.request),
            now=self.now,
        )
        amount = {"amount": format_eur(request.amount)}
        if request.state == RequestState.TO_APPROVE:
            return _("A colleague must approve the refund of %(amount)s.") % amount
        return _("The refund of %(amount)s is decided.") % amount

    def get_success_url(self) -> str:
        return reverse("payments_donation_modeladmin_inspect", args=[self.kwargs["donation_id"]])


class RequestView(ActView):
    """A decision on a request that is open."""

    permission = "payments.approve_refund"

    def prepare(self) -> None:
        requests = RefundRequest.objects.select_related("donation__funding", "requested_by")
        self.refund_request = get_object_or_404(requests, pk=self.kwargs["request_id"])
        if self.refund_request.state not in refund_requests.OPEN_REQUESTS:
            raise ActRefused(_("This request has been decided meanwhile."))

    def subtitle(self) -> str:
        return _subtitle(self.refund_request.donation)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        asked = {
            "amount": format_eur(self.refund_request.amount),
            "reason": self.refund_request.reason,
        }
        return context | {"introduction": _("Asked: %(amount)s. “%(reason)s”") % asked}

    def get_success_url(self) -> str:
        return reverse("finance:refunds")


class ApproveView(RequestView):
    """Approve a refund that a donor, or a colleague, asked for."""

    form_class = forms.Form
    title = gettext_lazy("Approve a refund")
    icon = "check"
    is_grave = True
    confirm_label = gettext_lazy("Approve")

    def prepare(self) -> None:
        super().prepare()
        if self.refund_request.requested_by_id == self.request.user.pk:
            raise ActRefused(_("You asked for this refund: somebody else must approve it."))

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """There is nothing to fill in: what will happen is shown at once."""
        form = self.form_class({})
        form.is_valid()
        return self.form_valid(form)

    def consequences(self, form: Any) -> Sequence[str]:
        donation, amount = self.refund_request.donation, self.refund_request.amount
        refund_requests.check_may_be_refunded(donation=donation, amount=amount)
        if self.refund_request.state == RequestState.ASKED:
            return consequences_of_asking(donation=donation, amount=amount)
        return consequences_of_refund(donation=donation, amount=amount)

    def perform(self, form: Any) -> str:
        request = refund_requests.approve(
            request_id=self.refund_request.pk, by=acting_person(self.request), now=self.now
        )
        amount = {"amount": format_eur(request.amount)}
        if request.state == RequestState.TO_APPROVE:
            return _("A colleague must approve the refund of %(amount)s.") % amount
        return _("The refund of %(amount)s is decided.") % amount


class RefuseView(RequestView):
    """Refuse a request; a donor who asked is told why."""

    form_class = AnswerForm
    title = gettext_lazy("Refuse a refund")
    icon = "cross"
    confirm_label = gettext_lazy("Refuse")

    def get_initial(self) -> dict[str, Any]:
        donation = self.refund_request.donation
        if donation.left:
            return {}
        with override(donation.locale):
            return {"answer": _("Your donation has been given back already.")}

    def consequences(self, form: Any) -> Sequence[str]:
        nothing = _("Nothing goes back for this request; the bar does not move.")
        if self.refund_request.origin != RequestOrigin.DONOR:
            return [nothing]
        told = {"answer": form.cleaned_data["answer"]}
        return [nothing, _("The donor is told, with your answer: “%(answer)s”") % told]

    def perform(self, form: Any) -> str:
        refund_requests.refuse(
            request_id=self.refund_request.pk,
            by=acting_person(self.request),
            answer=form.cleaned_data["answer"],
            now=self.now,
        )
        return _("The request is refused.")


def _subtitle(donation: Donation) -> str:
    return f"{donation.reference} · {format_eur(donation.amount)} · {donation.funding.title}"
