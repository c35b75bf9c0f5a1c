"""The forms of finance's acts on a grant."""

from django import forms
from django.utils.translation import gettext_lazy

from campaigns.cofinancing.models import GrantChangeKind
from campaigns.payments.admin.act_forms import StopForm
from campaigns.staff.acts import ActForm
from campaigns.typed_amounts import TypedAmountField


class GrantChangeForm(StopForm):
    """The grant as it will be, and the act that says so."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Why"), choices=GrantChangeKind, widget=forms.RadioSelect
    )
    due = TypedAmountField(
        label=gettext_lazy("New grant (EUR)"),
        help_text=gettext_lazy("All of it, and not the difference; 0 takes it back."),
        may_be_zero=True,
    )
    field_order = (
        *("kind", "due", "number", "date", "reason", "public_reason_it", "public_reason_en"),
    )


class AmountForm(ActForm):
    """An amount that was paid, and its document."""

    reason = None  # type: ignore[assignment]
    amount = TypedAmountField(label=gettext_lazy("Amount (EUR)"))
    number = forms.CharField(label=gettext_lazy("Number of the document"), max_length=60)
    field_order = ("amount", "number", "date")
