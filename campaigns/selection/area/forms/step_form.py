"""What all steps' forms share: they show what is stored, and tell what of a sending is valid."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms

from campaigns.selection.models import Proposal
from campaigns.selection.steps import COLUMNS, Step, content_of_step, version_of


class StepForm(forms.Form):
    """The form of one step of a draft. A wrong field keeps back itself alone."""

    step: ClassVar[Step]

    def __init__(self, data: Mapping[str, Any] | None = None, *, proposal: Proposal) -> None:
        self.proposal = proposal
        self.stored = content_of_step(proposal, self.step)
        super().__init__(data, initial=self.initial_values())
        self.add_fields()

    @property
    def version(self) -> str:
        """The mark of what is stored, for whoever saves to name."""
        return version_of(self.stored)

    def initial_values(self) -> dict[str, Any]:
        """What the fields show before anything is sent."""
        return {name: self.stored[name] for name in COLUMNS.get(self.step, ())}

    def add_fields(self) -> None:
        """Add the fields that depend on the proposal."""

    def valid_data(self) -> dict[str, Any]:
        """What can be saved, shaped as ``content_of_step``; call it on a bound form."""
        self.full_clean()
        return {
            name: self.cleaned_data[name]
            for name in COLUMNS.get(self.step, ())
            if name in self.cleaned_data and name not in self.errors and name in self.data
        }

    def labels_of_errors(self) -> list[str]:
        """The names of the fields that could not be saved."""
        return [str(self.fields[name].label) for name in self.errors if name in self.fields]
