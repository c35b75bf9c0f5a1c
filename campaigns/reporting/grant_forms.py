"""The forms of finance's acts on a grant."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from campaigns.cofinancing.models import GrantChangeKind
from campaigns.money import ZERO
from campaigns.payments.admin.act_forms import StopForm
from campaigns.reporting.forms import AmountField
from campaigns.staff.acts import ActForm


class AmountOrZeroField(AmountField):
    """An amount, or zero."""

    def clean(self, value: Any) -> Decimal | None:
        """What was typed."""
        typed = str(value or "").strip(" €").replace(",", ".")
        return ZERO if typed in ("0", "0.0", "0.00") else super().clean(value)


class GrantChangeForm(StopForm):
    """The grant as it will be, and the act that says so."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Why"), choices=GrantChangeKind, widget=forms.RadioSelect
    )
    due = AmountOrZeroField(
        label=gettext_lazy("New grant (EUR)"),
        help_text=gettext_lazy("All of it, and not the difference; 0 takes it back."),
    )
    field_order = (
        *("kind", "due", "number", "date", "reason", "public_reason_it", "public_reason_en"),
    )


class AmountForm(ActForm):
    """An amount that was paid, and its document."""

    reason = None  # type: ignore[assignment]
    amount = AmountField(label=gettext_lazy("Amount (EUR)"))
    number = forms.CharField(label=gettext_lazy("Number of the document"), max_length=60)
    field_order = ("amount", "number", "date")
