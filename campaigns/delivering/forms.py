"""What a proponent picks about a reward."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from campaigns.payments.models import DeliveryProblem


class ProblemForm(forms.Form):
    """What went wrong, of what can be true."""

    problem = forms.TypedChoiceField(
        label=_("What happened?"),
        coerce=DeliveryProblem,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what happened.")},
    )

    def __init__(self, *args: Any, problems: Sequence[DeliveryProblem], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["problem"]
        field.choices = [(problem.value, problem.label) for problem in problems]
