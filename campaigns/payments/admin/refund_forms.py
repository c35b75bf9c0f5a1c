"""What finance types when it decides on refunds."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.widgets import AdminDateInput

from campaigns.typed_amounts import TypedAmountField


class RefundForm(forms.Form):
    """How much goes back, and why."""

    amount = TypedAmountField(label=gettext_lazy("Amount (EUR)"))
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Colleagues read it; the donor does not."),
    )


class AnswerForm(forms.Form):
    """What whoever asked is told."""

    answer = forms.CharField(
        label=gettext_lazy("Answer"), max_length=500, widget=forms.Textarea(attrs={"rows": 4})
    )


class TransferForm(forms.Form):
    """The bank transfer that paid a refund."""

    date = forms.DateField(
        label=gettext_lazy("Date of the transfer"),
        widget=AdminDateInput,
        initial=timezone.localdate,
    )
    reference = forms.CharField(
        label=gettext_lazy("CRO or TRN of the transfer"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def clean_date(self) -> Any:
        """A transfer is recorded once it is made."""
        date = self.cleaned_data["date"]
        if date > timezone.localdate():
            raise forms.ValidationError(_("The transfer cannot be dated in the future."))
        return date
