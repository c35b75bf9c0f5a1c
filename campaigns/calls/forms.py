"""The form of a call and its rules."""

from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms import WagtailAdminModelForm

from campaigns.accounts.models import LegalForm
from campaigns.calls.models import Phase
from campaigns.deletion import is_in_use

RULE_FIELDS: Final = (
    "threshold_percent",
    "match_percent",
    "cap",
    "overfunding",
    "settlement_days",
    "payer_limit",
    "min_payers",
    "donation_min",
    "donation_max",
    "cost_min",
    "cost_max",
)
FROZEN_PHASES: Final = (Phase.CAMPAIGNS, Phase.CLOSED)


class CallForm(WagtailAdminModelForm):
    """Rules can be written until campaigns are under way; the slug while the call is a draft."""

    legal_forms = forms.MultipleChoiceField(
        label=gettext_lazy("Admitted legal forms"),
        choices=LegalForm.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and self.instance.phase != Phase.DRAFT:
            self._freeze("slug")
        if self.instance.phase in FROZEN_PHASES:
            self._freeze(*RULE_FIELDS)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        for form in self.formsets["rounds"].deleted_forms:
            if is_in_use(form.instance):
                message = _("%(round)s has campaigns: it cannot be removed.")
                self.add_error(None, message % {"round": form.instance})
        return cleaned

    def _freeze(self, *names: str) -> None:
        for name in names:
            self.fields[name].disabled = True
