"""Forms of finance's acts on a fund."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaigns.cofinancing.acts import FundActRefused, check_cup
from campaigns.staff.acts import ActForm
from campaigns.typed_amounts import TypedAmountField


class FundChangeForm(ActForm):
    """What the fund will have, and the act that says so."""

    total = TypedAmountField(
        label=_("New total of the fund (EUR)"),
        help_text=_("All that the fund has, and not the difference."),
        may_be_zero=True,
    )
    field_order = ("total", "number", "date", "reason")


def this_year() -> int:
    """The year of today, where readers are."""
    return timezone.localdate().year


class CommitmentActForm(ActForm):
    """The determina by which the Comune commits, and where its budget has the money."""

    reason = None  # type: ignore[assignment]
    number = forms.CharField(label=_("Number of the determina"), max_length=60)
    budget_chapter = forms.CharField(label=_("Budget chapter"), max_length=60)
    budget_year = forms.IntegerField(
        label=_("Budget year"), min_value=2000, max_value=2100, initial=this_year
    )
    cup = forms.CharField(
        label=_("CUP"),
        max_length=30,
        required=False,
        help_text=_("Fifteen letters and figures; empty where none is due."),
    )
    field_order = ("number", "date", "budget_chapter", "budget_year", "cup")

    def clean_cup(self) -> Any:
        """In capitals, without spaces."""
        try:
            return check_cup(self.cleaned_data["cup"])
        except FundActRefused as refusal:
            raise forms.ValidationError(refusal.message) from refusal
