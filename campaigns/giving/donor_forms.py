"""What donors write on their donation's own pages."""

import re
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from campaigns.official_numbers import InvalidNumber, read_iban
from campaigns.payments.models import DeliveryAddress
from campaigns.plain_words import PlainField

_ITALIAN_POSTCODE: Final = re.compile(r"[0-9]{5}")
_PROVINCE: Final = re.compile(r"[A-Z]{2}")
_ITALY: Final = ("italia", "italy")


class RefundRequestForm(forms.Form):
    """Why a donor asks for the gift back."""

    reason = PlainField(
        label=_("Why do you ask for it back?"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("At most 500 characters. Only the staff who decide read it."),
        error_messages={"required": _("Write why: whoever decides needs to know.")},
    )


class EmailForm(forms.Form):
    """The right address."""

    email = forms.EmailField(
        label=_("The right e-mail address"),
        max_length=254,
        error_messages={
            "required": _("Write the right address."),
            "invalid": _("This does not look like an e-mail address: check it, please."),
        },
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


class WordsForm(forms.Form):
    """Other words to the project, or none."""

    message = PlainField(
        label=_("Your words to the project"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("At most 500 characters, plain text. Left empty, your words are taken back."),
    )


class AddressForm(forms.Form):
    """The address with which somebody gave."""

    email = forms.EmailField(
        label=_("E-mail"),
        max_length=254,
        help_text=_("The one you gave with. We write to it, and only if it has gifts."),
        error_messages={
            "required": _("Write your e-mail: the link goes there."),
            "invalid": _("This does not look like an e-mail address: check it, please."),
        },
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


class ErasureForm(forms.Form):
    """A tick that cannot be an accident."""

    sure = forms.BooleanField(
        label=_("I understand that it cannot be undone"),
        error_messages={"required": _("Tick the box if you are sure.")},
    )


class TransferForm(forms.Form):
    """Where an owed refund shall go."""

    holder = forms.CharField(
        label=_("Account holder"),
        max_length=140,
        error_messages={"required": _("Write whose account it is.")},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    iban = forms.CharField(
        label=_("IBAN"),
        max_length=60,
        help_text=_("Spaces do not matter."),
        error_messages={"required": _("Write the IBAN of the account.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def clean_iban(self) -> Any:
        try:
            return read_iban(self.cleaned_data["iban"])
        except InvalidNumber as error:
            raise ValidationError(error.message) from error


class DeliveryAddressForm(forms.Form):
    """Where a reward shall be sent, and the consent to hand it on for that."""

    name = PlainField(
        label=_("Name on the parcel"),
        max_length=120,
        error_messages={"required": _("Write to whom it goes.")},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    street = PlainField(
        label=_("Street and number"),
        max_length=120,
        error_messages={"required": _("Write the street and the number.")},
        widget=forms.TextInput(attrs={"autocomplete": "address-line1"}),
    )
    more = PlainField(
        label=_("Staircase, floor, care of (if needed)"),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "address-line2"}),
    )
    postcode = PlainField(
        label=_("Postcode"),
        max_length=12,
        error_messages={"required": _("Write the postcode.")},
        widget=forms.TextInput(attrs={"autocomplete": "postal-code"}),
    )
    city = PlainField(
        label=_("Town"),
        max_length=80,
        error_messages={"required": _("Write the town.")},
        widget=forms.TextInput(attrs={"autocomplete": "address-level2"}),
    )
    province = PlainField(
        label=_("Province, in two letters (if in Italy)"),
        max_length=2,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "address-level1", "size": 2}),
    )
    country = PlainField(
        label=_("Country (if not Italy)"),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "country-name"}),
    )
    consent = forms.BooleanField(
        label=_(
            "I agree that this name and address go to the project’s organization, for this "
            "delivery alone"
        ),
        error_messages={"required": _("Without this the organization cannot send it to you.")},
    )

    def clean(self) -> dict[str, Any]:
        """In one line each; an Italian postcode has five digits, a province two letters."""
        typed: dict[str, Any] = super().clean() or {}
        for field in DeliveryAddress.PERSONAL:
            typed[field] = " ".join(typed.get(field, "").split())
        typed["province"] = typed["province"].upper()
        if typed["province"] and not _PROVINCE.fullmatch(typed["province"]):
            self.add_error("province", _("Write the two letters of the province, such as MI."))
        if typed["country"].casefold() in _ITALY:
            typed["country"] = ""
        code = typed["postcode"]
        if code and not typed["country"] and not _ITALIAN_POSTCODE.fullmatch(code):
            self.add_error("postcode", _("An Italian postcode has five digits."))
        return typed


class WithdrawalForm(forms.Form):
    """Nothing to write: pressing the button is the act."""
