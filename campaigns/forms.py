"""The editor's form of a campaign page."""

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminPageForm

from campaigns.money import ZERO, format_eur


class CampaignPageForm(WagtailAdminPageForm):
    """Holds the budget to the total cost, to the cent, whenever the page is to be published."""

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        cost = cleaned.get("total_cost")
        lines = self.formsets.get("budget_lines")
        if cost is None or lines is None or not lines.is_valid():
            return cleaned
        amounts: list[Decimal] = [
            form.cleaned_data["amount"]
            for form in lines.forms
            if form.cleaned_data.get("amount") is not None
            and not form.cleaned_data.get("DELETE")
        ]
        total = sum(amounts, ZERO)
        if total != cost and (amounts or not self.is_deferred_validation):
            self.add_error(
                "total_cost",
                _("The budget lines add up to %(total)s, the cost is %(cost)s: make them equal.")
                % {"total": format_eur(total), "cost": format_eur(cost)},
            )
        return cleaned
