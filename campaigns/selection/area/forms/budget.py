"""Costs: what the project costs in all, and what for."""

from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from campaigns.selection.area.forms.fields import Amount, ShortText
from campaigns.selection.area.forms.rows import RowsForm
from campaigns.selection.steps import Step


class BudgetForm(RowsForm):
    """The cost and its lines; whether they add up is looked at before sending, not here."""

    step: ClassVar = Step.BUDGET
    row_name: ClassVar = _("Cost %(number)d")
    total_cost = Amount(
        label=_("What the project costs in all, in euro"),
        help_text=_("Donations and the Comune's part together, VAT included."),
    )

    def row_fields(self) -> dict[str, forms.Field]:
        return {
            "description": ShortText(label=_("What for"), max_length=200),
            "amount": Amount(label=_("How much, in euro")),
        }

    def required_columns(self) -> dict[str, Any]:
        return {
            "description": _("Write what this cost is for."),
            "amount": _("Write how much it is."),
        }

    @property
    def total(self) -> Decimal:
        """The sum of the lines that are stored, in EUR."""
        return sum((row["amount"] for row in self.stored["rows"].values()), Decimal(0))

    @property
    def difference(self) -> Decimal | None:
        """What the lines lack to the cost (negative: exceed it by); ``None`` without a cost."""
        cost: Decimal | None = self.stored["total_cost"]
        return None if cost is None else cost - self.total
