"""Forms of the acts on a proposal: an exclusion, a request of integrations, the seal."""

from django import forms
from django.utils.translation import gettext_lazy
from wagtail.admin.widgets import AdminDateInput

from campaigns.selection import integrations
from campaigns.staff.acts import ActForm


class NoForm(forms.Form):
    """An act that needs no words: it is only confirmed."""


class ExclusionForm(ActForm):
    """The act of an exclusion; the reasons may be the lines that are not met."""

    reason = forms.CharField(
        label=gettext_lazy("Other reasons"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy(
            "The proponent reads them after the lines of the checklist that are not met."
        ),
    )


class IntegrationForm(forms.Form):
    """What the proponent is asked for, and by when."""

    text = forms.CharField(
        label=gettext_lazy("What to add or make clear"),
        max_length=integrations.LONGEST_REQUEST,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=gettext_lazy("The proponent reads exactly these words."),
    )
    due_on = forms.DateField(
        label=gettext_lazy("Last day to answer"),
        widget=AdminDateInput,
        help_text=gettext_lazy("Until midnight, Rome time."),
    )


class OpeningForm(forms.Form):
    """Why a proposal is opened before the deadline."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )
