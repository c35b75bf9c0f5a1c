"""Pictures: their words and order. They are uploaded by a form of their own."""

from typing import Any, ClassVar

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from campaigns.selection.area.forms.fields import ShortText
from campaigns.selection.area.forms.step_form import StepForm
from campaigns.selection.models import Picture
from campaigns.selection.steps import PICTURE_COLUMNS, Step


class PicturesForm(StepForm):
    """For each picture what it shows, who made it, and its place in the order."""

    step: ClassVar = Step.PICTURES

    def add_fields(self) -> None:
        for key, stored in self.stored["pictures"].items():
            self.fields[f"alt-{key}"] = ShortText(
                label=_("What the picture shows"),
                max_length=200,
                help_text=_("For those who do not see it: one sentence."),
            )
            self.fields[f"credit-{key}"] = ShortText(label=_("Author (optional)"), max_length=120)
            self.fields[f"position-{key}"] = forms.IntegerField(
                label=_("Place in the order"),
                min_value=1,
                max_value=99,
                error_messages={"required": _("Write a number."), "invalid": _("Write a number.")},
                widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
            )
            self.initial.update({f"{name}-{key}": stored[name] for name in PICTURE_COLUMNS})

    def valid_data(self) -> dict[str, Any]:
        self.full_clean()
        return {
            "pictures": {
                key: {name: self._value(name, key, stored) for name in PICTURE_COLUMNS}
                for key, stored in self.stored["pictures"].items()
            }
        }

    def shown(self) -> list[tuple[Picture, list[BoundField]]]:
        """Each picture with its fields."""
        pictures = self.proposal.pictures.filter(removed_at=None)
        return [
            (picture, [self[f"{name}-{picture.pk.hex}"] for name in PICTURE_COLUMNS])
            for picture in pictures
            if picture.pk.hex in self.stored["pictures"]
        ]

    def _value(self, name: str, key: str, stored: dict[str, Any]) -> Any:
        field = f"{name}-{key}"
        is_sent = field in self.data and field in self.cleaned_data
        return self.cleaned_data[field] if is_sent else stored[name]
