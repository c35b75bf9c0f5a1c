"""The other organizations that carry the project."""

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from stdnum.exceptions import ValidationError as InvalidTaxCode
from stdnum.it import codicefiscale, iva

from campaigns.accounts.models import LegalForm
from campaigns.money import ZERO
from campaigns.selection.area.forms.fields import Amount, ShortText
from campaigns.selection.area.forms.rows import RowsForm
from campaigns.selection.steps import Step


class PartnersForm(RowsForm):
    """Partners, each with its quota of the cost and its representative's declarations."""

    step: ClassVar = Step.PARTNERS
    row_name: ClassVar = _("Partner %(number)d")

    def row_fields(self) -> dict[str, forms.Field]:
        choices = [("", _("Choose…")), *LegalForm.choices]
        return {
            "name": ShortText(label=_("Name"), max_length=200),
            "legal_form": forms.ChoiceField(label=_("Legal form"), choices=choices, required=False),
            "tax_code": ShortText(
                label=_("Tax code (codice fiscale)"),
                max_length=20,
                help_text=_("11 digits for an organization."),
            ),
            "representative": ShortText(label=_("Legal representative"), max_length=150),
            "quota": Amount(label=_("Its quota of the cost, in euro")),
            "declares": forms.BooleanField(
                label=_("Its legal representative makes the declarations of the notice"),
                required=False,
            ),
        }

    def required_columns(self) -> dict[str, Any]:
        return {
            "name": _("Write the name of the partner."),
            "tax_code": _("Write the tax code of the partner."),
        }

    def complete(self, row: dict[str, Any]) -> dict[str, Any]:
        row = row | {"quota": row["quota"] or ZERO, "declares": bool(row["declares"])}
        try:
            return row | {"tax_code": _read_tax_code(row["tax_code"])}
        except InvalidTaxCode as error:
            message = _("This tax code is not right: check it, please.")
            raise ValidationError({"tax_code": message}) from error

    def check_rows(self, rows: dict[int, dict[str, Any]]) -> None:
        """A partner stands once: who is written again is told so, and not saved twice."""
        seen: set[str] = set()
        for position, row in sorted(rows.items()):
            if row["tax_code"] in seen:
                self.add_error(
                    f"row-{position}-tax_code", _("This partner is already in the list.")
                )
                del rows[position]
            seen.add(row["tax_code"])


def _read_tax_code(text: str) -> str:
    compact: str = codicefiscale.compact(text)
    code: str = iva.validate(compact) if compact.isdigit() else codicefiscale.validate(compact)
    return code
