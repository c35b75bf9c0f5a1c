"""The form of a call and its rules."""

from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms import WagtailAdminModelForm

from campaigns.accounts.models import LegalForm
from campaigns.calls.freezing import FROZEN_CHILDREN, FROZEN_FIELDS
from campaigns.staff.deletion import is_in_use

FROZEN: Final = ("slug", "areas", *FROZEN_FIELDS)


class CallForm(WagtailAdminModelForm):
    """What applicants rely on can be written until the notice is published; then by amendment."""

    legal_forms = forms.MultipleChoiceField(
        label=gettext_lazy("Admitted legal forms"),
        choices=LegalForm.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.is_published:
            self._freeze(*FROZEN)
            for name in FROZEN_CHILDREN:
                self._freeze_rows(name)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        for form in self.formsets["rounds"].deleted_forms:
            if is_in_use(form.instance):
                message = _("%(round)s has campaigns: it cannot be removed.")
                self.add_error(None, message % {"round": form.instance})
        if self.instance.is_published:
            if self._rows_changed():
                self.add_error(None, _("The notice is published: change its rows by an amendment."))
            for name in FROZEN:
                cleaned.pop(name, None)
        return cleaned

    def save(self, commit: bool = True) -> Any:
        """Save; of a published notice neither what is frozen nor its rows are written at all."""
        if self.instance.is_published:
            self.formsets: dict[str, Any] = {}
        return super().save(commit=commit)

    def _rows_changed(self) -> bool:
        formsets = [self.formsets[name] for name in FROZEN_CHILDREN]
        return not all(formset.is_valid() for formset in formsets) or any(
            row.has_changed() or row in formset.deleted_forms
            for formset in formsets
            for row in formset.forms
        )

    def _freeze_rows(self, name: str) -> None:
        for row in self.formsets[name].forms:
            for field_name, field in row.fields.items():
                field.disabled = field_name not in ("id", "DELETE", "ORDER")

    def _freeze(self, *names: str) -> None:
        for name in names:
            self.fields[name].disabled = True
