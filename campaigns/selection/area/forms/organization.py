"""The organization: its data stand in its profile, here is who answers for the proposal."""

from typing import ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from campaigns.selection.area.forms.fields import ShortText
from campaigns.selection.area.forms.step_form import StepForm
from campaigns.selection.steps import Step


class OrganizationForm(StepForm):
    """The contact person of a proposal."""

    step: ClassVar = Step.ORGANIZATION
    contact_name = ShortText(
        label=_("Name and surname of the contact person"),
        max_length=150,
        help_text=_("Whom do we call if something about this proposal is unclear?"),
    )
    contact_email = forms.EmailField(
        label=_("E-mail of the contact person"),
        max_length=254,
        required=False,
        error_messages={
            "invalid": _("This does not look like an e-mail address: check it, please.")
        },
    )
    contact_phone = ShortText(label=_("Telephone (optional)"), max_length=30)
