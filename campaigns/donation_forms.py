"""The two forms of giving: how much, and who."""

import json
import uuid
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from campaigns.calls.models import Call
from campaigns.money import InvalidAmount, parse_typed
from campaigns.payments.donations import Gift, check_gift_amount
from campaigns.payments.links import InvalidLink, form_id_of


class AmountField(forms.CharField):
    """An amount as people type it (R1); cleans to ``Decimal`` EUR within the call's limits."""

    def __init__(self, *, call: Call, **kwargs: Any) -> None:
        self.call = call
        super().__init__(max_length=20, **kwargs)

    def clean(self, value: Any) -> Decimal:
        text = super().clean(value)
        try:
            return check_gift_amount(self.call, parse_typed(text))
        except InvalidAmount as error:
            raise ValidationError(error.message) from error


class AmountForm(forms.Form):
    """Importo: how much to give."""

    def __init__(self, *args: Any, call: Call, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["importo"] = AmountField(
            call=call,
            label=_("Amount in euro"),
            error_messages={"required": _("Choose or write how much you want to give.")},
            widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        )
        self.fields["ricompensa"] = forms.IntegerField(
            required=False, min_value=1, max_value=2**31, widget=forms.HiddenInput
        )


class DetailsForm(forms.Form):
    """Dati: who gives. A name and an e-mail address, nothing else."""

    name = forms.CharField(
        label=_("Name and surname"),
        max_length=120,
        error_messages={"required": _("Write your name: it stands on your receipt.")},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = forms.EmailField(
        label=_("E-mail"),
        max_length=254,
        help_text=_("We send the confirmation here, and nothing you did not ask for."),
        error_messages={
            "required": _("Write your e-mail: the confirmation goes there."),
            "invalid": _("This does not look like an e-mail address: check it, please."),
        },
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    anonymous = forms.BooleanField(
        label=_("Give anonymously"),
        required=False,
        help_text=_("Your name will appear nowhere on the site."),
    )
    message = forms.CharField(
        label=_("A word to the project (optional)"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("At most 500 characters. It is read before it is published."),
    )
    form_key = forms.CharField(widget=forms.HiddenInput, max_length=200)

    def __init__(self, *args: Any, call: Call, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["importo"] = AmountField(call=call, widget=forms.HiddenInput)
        self.fields["ricompensa"] = forms.IntegerField(
            required=False, min_value=1, max_value=2**31, widget=forms.HiddenInput
        )

    def clean_form_key(self) -> uuid.UUID:
        try:
            return form_id_of(self.cleaned_data["form_key"])
        except InvalidLink as error:
            raise ValidationError(
                _("This form has expired. What you typed is still here: send it again.")
            ) from error

    def gift(self) -> Gift:
        """What was typed, for a valid form."""
        data = self.cleaned_data
        return Gift(
            amount=data["importo"],
            name=data["name"],
            email=data["email"],
            anonymous=data["anonymous"],
            message=data["message"],
            reward_id=data["ricompensa"],
            locale="en" if get_language() == "en" else "it",
        )

    def donation_id(self) -> uuid.UUID:
        """The same form with the same content is the same donation, however often it is sent."""
        content = {key: str(value) for key, value in self.cleaned_data.items()}
        return uuid.uuid5(self.cleaned_data["form_key"], json.dumps(content, sort_keys=True))
