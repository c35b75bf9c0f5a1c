"""What donors write on their donation's own pages."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from campaigns.official_numbers import InvalidNumber, read_iban


class RefundRequestForm(forms.Form):
    """Why a donor asks for the gift back."""

    reason = forms.CharField(
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
