"""The editor's form of a campaign page."""

from decimal import Decimal
from typing import Any

from campaigns.checks.budget import BudgetMismatch, check_budget
from campaigns.checks.checked_forms import CheckedPageForm


class CampaignPageForm(CheckedPageForm):
    """Holds the budget to the total cost, to the cent, when the page is published or submitted.

    A draft may still be out of balance: nothing typed is refused, or lost, before that.
    """

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        cost = cleaned.get("total_cost")
        lines = self.formsets.get("budget_lines")
        if self.is_deferred_validation or cost is None or lines is None or not lines.is_valid():
            return cleaned
        amounts: list[Decimal] = [
            form.cleaned_data["amount"]
            for form in lines.forms
            if form.cleaned_data.get("amount") is not None and not form.cleaned_data.get("DELETE")
        ]
        try:
            check_budget(cost, amounts)
        except BudgetMismatch as error:
            self.add_error("total_cost", error)
        return cleaned
