"""What the proponent declares, one tick a declaration."""

from typing import Any, ClassVar

from django import forms

from campaigns.selection.area.forms.step_form import StepForm
from campaigns.selection.declarations import DECLARATIONS
from campaigns.selection.steps import Step


class DeclarationsForm(StepForm):
    """Ticks that each record who made them, and when."""

    step: ClassVar = Step.DECLARATIONS

    def initial_values(self) -> dict[str, Any]:
        return {f"declaration-{key}": True for key in self.stored["declarations"]}

    def add_fields(self) -> None:
        for key, text in DECLARATIONS.items():
            self.fields[f"declaration-{key}"] = forms.BooleanField(label=text, required=False)

    def valid_data(self) -> dict[str, Any]:
        self.full_clean()
        made = [key for key in DECLARATIONS if self.cleaned_data.get(f"declaration-{key}")]
        return {"declarations": sorted(made)}
