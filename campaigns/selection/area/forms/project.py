"""The project in words."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from campaigns.calls.models import Area
from campaigns.models import MUNICIPI
from campaigns.selection.area.forms.fields import LongText, ShortText
from campaigns.selection.area.forms.step_form import StepForm
from campaigns.selection.steps import Step


class ProjectForm(StepForm):
    """What is proposed, where, for whom."""

    step: ClassVar = Step.PROJECT
    title = ShortText(label=_("Title of the project"), max_length=150)
    summary = ShortText(
        label=_("The project in one sentence"),
        max_length=200,
        help_text=_("At most 200 characters. Donors read it first."),
    )
    area = forms.ModelChoiceField(
        label=_("Area of intervention"),
        queryset=Area.objects.none(),
        required=False,
        empty_label=_("Choose…"),
    )
    municipio = forms.TypedChoiceField(
        label=_("Municipio"),
        choices=[("", _("The whole city, or several Municipi")), *MUNICIPI],
        coerce=int,
        empty_value=None,
        required=False,
    )
    place = ShortText(
        label=_("Place (optional)"),
        max_length=120,
        help_text=_("The neighbourhood, the square, the building."),
    )
    beneficiaries = LongText(
        label=_("Who benefits"),
        max_length=1500,
        help_text=_("At most 1,500 characters."),
    )
    description = LongText(
        label=_("What you want to do"),
        max_length=6000,
        rows=14,
        help_text=_("At most 6,000 characters: what, how, when, with whom."),
    )
    impact = LongText(
        label=_("What will change"),
        max_length=3000,
        rows=8,
        help_text=_("At most 3,000 characters. How will one see it, and when?"),
    )
    innovation = LongText(
        label=_("What is new"),
        max_length=3000,
        rows=8,
        help_text=_("At most 3,000 characters."),
    )
    continuation = LongText(
        label=_("How the project lives on after the funding"),
        max_length=3000,
        rows=8,
        help_text=_("At most 3,000 characters."),
    )

    def initial_values(self) -> dict[str, Any]:
        area = self.stored["area"]
        return super().initial_values() | {"area": area.pk if area else None}

    def add_fields(self) -> None:
        areas = self.fields["area"]
        assert isinstance(areas, forms.ModelChoiceField)
        chosen = self.proposal.call.areas.all()
        areas.queryset = Area.objects.filter(pk__in=[area.pk for area in chosen])
        if not chosen:
            areas.queryset = Area.objects.all()
