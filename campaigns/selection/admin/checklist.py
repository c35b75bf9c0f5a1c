"""The form of the checklist: for each line what was found, and a note."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from campaigns.selection.models import CheckOutcome, EligibilityCheck, Proposal


class ChecklistForm(forms.Form):
    """Two fields a line of the call's checklist. What is left open is not written down."""

    def __init__(self, *args: Any, proposal: Proposal, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.items = list(proposal.call.eligibility_items.all())
        checks = proposal.eligibility_checks.select_related("checked_by")
        self.known: dict[int, EligibilityCheck] = {check.item_id: check for check in checks}
        for item in self.items:
            check = self.known.get(item.pk)
            self.fields[f"outcome_{item.pk}"] = forms.ChoiceField(
                label=item.text,
                choices=CheckOutcome.choices,
                required=False,
                widget=forms.RadioSelect,
                initial=check.outcome if check else None,
            )
            self.fields[f"note_{item.pk}"] = forms.CharField(
                label=_("Note"),
                max_length=1000,
                required=False,
                widget=forms.Textarea(attrs={"rows": 2, "cols": 40}),
                initial=check.note if check else "",
            )

    def lines(self) -> Iterator[dict[str, Any]]:
        """Each line with its fields and who checked it."""
        for item in self.items:
            yield {
                "item": item,
                "outcome": self[f"outcome_{item.pk}"],
                "note": self[f"note_{item.pk}"],
                "check": self.known.get(item.pk),
            }

    def checks(self) -> dict[int, tuple[str, str]]:
        """Outcome and note by the item's id, of the lines that have an outcome."""
        found = {
            item.pk: (
                self.cleaned_data[f"outcome_{item.pk}"],
                self.cleaned_data[f"note_{item.pk}"],
            )
            for item in self.items
        }
        return {pk: told for pk, told in found.items() if told[0]}
