"""The forms of the RUP's acts on a notice."""

from collections.abc import Iterator
from typing import Any, Final

from django import forms
from django.forms.models import fields_for_model
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateInput, AdminDateTimeInput

from campaigns.accounts.models import LegalForm
from campaigns.calls import freezing
from campaigns.calls.amendments import AREAS, CHILD_FIELDS, NEW, REMOVED, may_be_amended
from campaigns.calls.models import Area, Call, Phase
from campaigns.staff.acts import ActForm

PARTS: Final[dict[str, tuple[Any, tuple[str, ...]]]] = {
    "date": (_("Dates and rounds"), (*freezing.DATE_FIELDS, "rounds")),
    "regole": (_("Rules of co-financing"), freezing.RULE_FIELDS),
    "ammissione": (
        _("Who may apply, documents, checklist"),
        ("legal_forms", AREAS, "required_documents", "eligibility_items"),
    ),
    "valutazione": (_("Criteria and ranking"), ("criteria", *freezing.JUDGING_FIELDS)),
}
"""The parts of a notice that are amended together, by their address."""


class PublishedText(ActForm):
    """An act whose text readers see, in place of a reason."""

    reason = None  # type: ignore[assignment]  # Django takes the inherited field away
    text_it = forms.CharField(
        label=_("What changes and why, in Italian"),
        max_length=3000,
        help_text=_("Published on the notice and sent to everyone who applies."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    text_en = forms.CharField(
        label=_("What changes and why, in English"),
        max_length=3000,
        required=False,
        help_text=_("Empty: English readers see the Italian one."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class ExtensionForm(PublishedText):
    """A later deadline."""

    closes_at = forms.DateTimeField(
        label=_("New deadline"), widget=AdminDateTimeInput, help_text=_("Rome time.")
    )
    field_order = ("closes_at", "number", "date", "text_it", "text_en")


class AmendmentForm(PublishedText):
    """The rules of one part of a notice that can still change, as they are now."""

    def __init__(
        self, *args: Any, call: Call, names: tuple[str, ...], phase: Phase, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.call = call
        self.names = [name for name in names if may_be_amended(name, phase)]
        rules: dict[str, forms.Field] = {}
        for name in self.names:
            rules |= dict(self._fields_of(name))
        self.fields = rules | self.fields

    def changes(self) -> dict[str, Any]:
        """What was written, as ``campaigns.calls.amendments`` takes it."""
        written: dict[str, Any] = {}
        for key in self.fields:
            if key.split("-")[0] not in self.names:
                continue
            value = self.cleaned_data[key]
            if "-" not in key:
                written[key] = value
                continue
            relation, row, name = key.split("-")
            written.setdefault(relation, {}).setdefault(row, {})[name] = value
        return {
            name: _without_empty_row(value) if name in CHILD_FIELDS else value
            for name, value in written.items()
        }

    def _fields_of(self, name: str) -> Iterator[tuple[str, forms.Field]]:
        if name == AREAS:
            yield name, self._areas()
        elif name == "legal_forms":
            yield name, self._choices(_("Admitted legal forms"), LegalForm.choices)
            self.initial[name] = self.call.legal_forms
        elif name in CHILD_FIELDS:
            yield from self._rows(name)
        else:
            self.initial[name] = getattr(self.call, name)
            yield name, _form_fields(Call, (name,))[name]

    def _areas(self) -> forms.Field:

        self.initial[AREAS] = list(self.call.areas.values_list("slug", flat=True))
        return self._choices(
            _("Areas of intervention"), [(area.slug, area.name) for area in Area.objects.all()]
        )

    def _choices(self, label: Any, choices: Any) -> forms.Field:
        return forms.MultipleChoiceField(
            label=label, choices=choices, widget=forms.CheckboxSelectMultiple
        )

    def _rows(self, relation: str) -> Iterator[tuple[str, forms.Field]]:
        model: Any = Call._meta.get_field(relation).related_model
        for row in [*model.objects.filter(call=self.call), None]:
            key = NEW if row is None else str(row.pk)
            about = _("One more") if row is None else str(row)
            for name, field in _form_fields(model, CHILD_FIELDS[relation]).items():
                field.label = f"{about} · {field.label}"
                if row is None:
                    field.required, field.initial = False, None
                else:
                    self.initial[f"{relation}-{key}-{name}"] = getattr(row, name)
                yield f"{relation}-{key}-{name}", field
            if row is not None:
                yield f"{relation}-{key}-{REMOVED}", _take_away(str(about))


def _take_away(about: str) -> forms.Field:
    return forms.BooleanField(
        label=_("%(about)s · take it away") % {"about": about},
        required=False,
        help_text=_("Only while nobody has answered to it, checked it or scored it."),
    )


def _form_fields(model: Any, names: tuple[str, ...]) -> dict[str, forms.Field]:
    fields = fields_for_model(model, fields=names)
    for field in fields.values():
        if isinstance(field, forms.DateTimeField):
            field.widget = AdminDateTimeInput()
        elif isinstance(field, forms.DateField):
            field.widget = AdminDateInput()
        elif isinstance(field.widget, forms.Textarea):
            field.widget.attrs["rows"] = 3
    return {name: fields[name] for name in names}


def _without_empty_row(rows: dict[str, Any]) -> dict[str, Any]:
    new = rows.pop(NEW, {})
    told = {name: value for name, value in new.items() if value not in (None, "", False)}
    return rows | ({NEW: new | told} if told else {})
