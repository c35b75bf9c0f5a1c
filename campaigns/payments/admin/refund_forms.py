"""What finance types when it decides on refunds."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.widgets import AdminDateInput

from campaigns.money import InvalidAmount, parse_typed


class RefundForm(forms.Form):
    """How much goes back, and why."""

    amount = forms.CharField(
        label=gettext_lazy("Amount (EUR)"),
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Colleagues read it; the donor does not."),
    )

    def clean_amount(self) -> Any:
        """EUR as people write them."""
        try:
            return parse_typed(self.cleaned_data["amount"])
        except InvalidAmount as error:
            raise forms.ValidationError(error.message) from error


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
