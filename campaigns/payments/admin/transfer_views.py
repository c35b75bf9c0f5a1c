"""Finance's act on a refund that failed: a bank transfer has paid it."""

from collections.abc import Sequence
from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.accounts.acting import acting_person
from campaigns.money import format_eur
from campaigns.payments import refunds
from campaigns.payments.admin.refund_forms import TransferForm
from campaigns.payments.models import Refund, RefundState
from campaigns.staff.acts import ActRefused, ActView


class TransferView(ActView):
    """Record that an owed refund was paid by bank transfer."""

    permission = "payments.pay_owed_refund"
    form_class = TransferForm
    title = gettext_lazy("Record a bank transfer")
    icon = "tick-inverse"
    is_grave = True
    confirm_label = gettext_lazy("Record the transfer")

    def prepare(self) -> None:
        owed = Refund.objects.select_related("donation__funding", "transfer_details")
        refund = owed.filter(pk=self.kwargs["refund_id"]).first()
        if refund is None:
            raise Http404
        if refund.state != RefundState.OWED:
            raise ActRefused(_("This refund is not owed, or has been paid meanwhile."))
        self.refund = refund

    def subtitle(self) -> str:
        return f"{self.refund.donation.reference} · {format_eur(self.refund.amount)}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        details = getattr(self.refund, "transfer_details", None)
        if details is None:
            given = _("The donor has given no bank details here.")
        else:
            given = _("The donor gave an IBAN that ends in %(digits)s.") % {
                "digits": details.last_digits
            }
        return super().get_context_data(**kwargs) | {"introduction": given}

    def consequences(self, form: Any) -> Sequence[str]:
        told = {
            "amount": format_eur(self.refund.amount),
            "date": date_format(form.cleaned_data["date"], "SHORT_DATE_FORMAT"),
            "reference": form.cleaned_data["reference"],
        }
        return [
            _("%(amount)s are recorded as paid on %(date)s by transfer %(reference)s.") % told,
            _("A message tells the donor."),
            _("The bank details are erased, but for the last digits of the IBAN."),
            _("The bar does not move: this money left it when the refund was decided."),
        ]

    def perform(self, form: Any) -> str:
        date = f"{form.cleaned_data['date']:%Y-%m-%d}"
        try:
            refunds.pay_by_transfer(
                refund_id=self.refund.pk,
                reference=f"{form.cleaned_data['reference']} {date}",
                now=self.now,
                by=acting_person(self.request),
            )
        except refunds.RefundNotOwed as refusal:
            raise ActRefused(_("This refund is not owed, or has been paid meanwhile.")) from refusal
        return _("The transfer of %(amount)s is recorded.") % {
            "amount": format_eur(self.refund.amount)
        }

    def get_success_url(self) -> str:
        return reverse("finance:refunds")
