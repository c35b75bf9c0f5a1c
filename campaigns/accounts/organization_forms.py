"""What a proponent writes of its organization and its people."""

from dataclasses import fields as fields_of
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from campaigns.accounts.models import LegalForm, Organization
from campaigns.accounts.proponents import OrganizationDetails, WrongDetails
from campaigns.plain_words import PlainField

_EMAIL_ERROR: Final = _("This does not look like an e-mail address: check it, please.")


class OrganizationForm(forms.Form):
    """Who the organization is, where it is, who speaks for it, where its money goes."""

    PARTS: Final = (
        (_("Who you are"), ("name", "legal_form", "tax_code", "vat_number")),
        (_("The seat"), ("address", "postal_code", "city", "province")),
        (
            _("The legal representative"),
            ("representative", "representative_tax_code"),
        ),
        (_("How we reach you"), ("certified_email", "phone")),
        (_("What donors read"), ("description", "website")),
        (_("Where the money goes"), ("iban",)),
    )

    name = PlainField(
        label=_("Name of the organization"),
        max_length=200,
        help_text=_("As in the statute or the business register."),
        error_messages={"required": _("Write the name of the organization.")},
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    legal_form = forms.ChoiceField(
        label=_("Legal form"),
        choices=[("", _("Choose one")), *LegalForm.choices],
        error_messages={
            "required": _("Choose the legal form."),
            "invalid_choice": _("Choose one of the legal forms listed."),
        },
    )
    tax_code = forms.CharField(
        label=_("Tax code (codice fiscale)"),
        max_length=40,
        help_text=_("11 digits, or 16 characters if it is a person's."),
        error_messages={"required": _("Write the tax code of the organization.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    vat_number = forms.CharField(
        label=_("VAT number (partita IVA), if you have one"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    address = forms.CharField(
        label=_("Street and number"),
        max_length=200,
        error_messages={"required": _("Write street and number of the seat.")},
        widget=forms.TextInput(attrs={"autocomplete": "address-line1"}),
    )
    postal_code = forms.CharField(
        label=_("Postal code"),
        max_length=10,
        error_messages={"required": _("Write the postal code.")},
        widget=forms.TextInput(attrs={"autocomplete": "postal-code"}),
    )
    city = forms.CharField(
        label=_("City"),
        max_length=100,
        error_messages={"required": _("Write the city.")},
        widget=forms.TextInput(attrs={"autocomplete": "address-level2"}),
    )
    province = forms.CharField(
        label=_("Province (two letters)"),
        required=False,
        max_length=2,
        widget=forms.TextInput(attrs={"autocomplete": "address-level1"}),
    )
    representative = forms.CharField(
        label=_("Name and surname of the legal representative"),
        max_length=150,
        error_messages={"required": _("Write who represents the organization by law.")},
    )
    representative_tax_code = forms.CharField(
        label=_("Tax code of the legal representative"),
        max_length=40,
        help_text=_("16 characters."),
        error_messages={"required": _("Write the tax code of the legal representative.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    certified_email = forms.EmailField(
        label=_("Certified e-mail (PEC), if you have one"),
        required=False,
        error_messages={"invalid": _EMAIL_ERROR},
    )
    phone = forms.CharField(
        label=_("Telephone (optional)"),
        required=False,
        max_length=30,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )
    description = PlainField(
        label=_("The organization in two or three sentences (optional)"),
        required=False,
        max_length=2000,
        help_text=_("Donors read it beside your project."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    website = forms.URLField(
        label=_("Website (optional)"),
        required=False,
        assume_scheme="https",
        error_messages={"invalid": _("This does not look like an address: check it, please.")},
    )
    iban = forms.CharField(
        label=_("IBAN of the organization’s account (optional for now)"),
        required=False,
        max_length=60,
        help_text=_("Needed to send a proposal. Spaces do not matter."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, may_change_iban: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_change_iban:
            self.fields["iban"].disabled = True
            self.fields["iban"].help_text = _("Your organization's contact persons change it.")

    def clean(self) -> dict[str, Any]:
        """Hold the numbers to what states and banks give out."""
        cleaned: dict[str, Any] = super().clean() or {}
        if not self.errors:
            try:
                self.details().checked()
            except WrongDetails as error:
                self.add_error(error.field, error.message)
        return cleaned

    def details(self) -> OrganizationDetails:
        """What was typed, for a form without errors."""
        return OrganizationDetails(**self.cleaned_data)

    def parts(self) -> list[tuple[Any, list[forms.BoundField]]]:
        """The fields, part by part, with each part's title."""
        return [(title, [self[name] for name in names]) for title, names in self.PARTS]


class InvitationForm(forms.Form):
    """The address of a colleague."""

    email = forms.EmailField(
        label=_("E-mail of the colleague"),
        max_length=254,
        help_text=_("The link we send is good for 14 days."),
        error_messages={
            "required": _("Write the e-mail of the colleague."),
            "invalid": _EMAIL_ERROR,
        },
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )


def told_by(organization: Organization) -> dict[str, str]:
    """What an organization has told of itself so far, as the form's first values."""
    profile = getattr(organization, "profile", None)
    names = [field.name for field in fields_of(OrganizationDetails)]
    return {
        name: getattr(organization if hasattr(organization, name) else profile, name, "")
        for name in names
    }
