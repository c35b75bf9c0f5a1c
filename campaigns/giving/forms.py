"""The two forms of giving: how much, and who."""

import json
import uuid
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from campaigns.calls.models import Call
from campaigns.dialogue.writing import all_is_read_first
from campaigns.languages import readers_language
from campaigns.money import InvalidAmount, format_eur, parse_typed
from campaigns.official_numbers import InvalidNumber, read_vat_number
from campaigns.payments.donations import Gift, check_gift_amount
from campaigns.payments.links import InvalidLink, form_id_of
from campaigns.payments.models import DonorKind
from campaigns.plain_words import PlainField


class AmountField(forms.CharField):
    """An amount as people type it (R1); cleans to ``Decimal`` EUR within the call's limits."""

    def __init__(self, *, call: Call, **kwargs: Any) -> None:
        self.call = call
        kwargs.setdefault("label", _("Amount in euro"))
        kwargs.setdefault("widget", AmountInput())
        limits = {"least": format_eur(call.donation_min), "most": format_eur(call.donation_max)}
        kwargs.setdefault("help_text", _("From %(least)s to %(most)s.") % limits)
        super().__init__(
            max_length=20,
            error_messages={"required": _("Choose or write how much you want to give.")},
            **kwargs,
        )

    def clean(self, value: Any) -> Decimal:
        text = super().clean(value)
        try:
            return check_gift_amount(self.call, parse_typed(text))
        except InvalidAmount as error:
            raise ValidationError(error.message) from error


class AmountInput(forms.TextInput):
    """Brings up the keys for figures."""

    def __init__(self) -> None:
        super().__init__(
            attrs={"inputmode": "decimal", "autocomplete": "off", "enterkeyhint": "next"}
        )


class AmountForm(forms.Form):
    """Importo: how much to give. ``bozza`` names a donation whose details were typed before."""

    bozza = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)

    def __init__(self, *args: Any, call: Call, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["importo"] = AmountField(call=call)
        self.fields["ricompensa"] = _reward_field()


class DetailsForm(forms.Form):
    """Dati: who gives, a person or a company. A name and an e-mail address, little else."""

    donor_kind = forms.ChoiceField(
        label=_("I give as"),
        choices=DonorKind,
        initial=DonorKind.PERSON,
        required=False,
        widget=forms.RadioSelect,
    )
    company = PlainField(
        label=_("Name of the company or body"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    vat_number = forms.CharField(
        label=_("VAT number"),
        required=False,
        max_length=40,
        help_text=_(
            "11 digits; from another country of the European Union, with its letters, such as FR. "
            "Bodies without one write their tax code of 11 digits."
        ),
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )
    name = PlainField(
        label=_("Name and surname"),
        max_length=120,
        error_messages={"required": _("Write your name: it stands on your receipt.")},
        widget=forms.TextInput(
            attrs={"autocomplete": "name", "autocapitalize": "words", "enterkeyhint": "next"}
        ),
    )
    email = forms.EmailField(
        label=_("E-mail"),
        max_length=254,
        help_text=_("The confirmation goes here, and what concerns your gift."),
        error_messages={
            "required": _("Write your e-mail: the confirmation goes there."),
            "invalid": _("This does not look like an e-mail address: check it, please."),
        },
        widget=forms.EmailInput(
            attrs={
                "autocomplete": "email",
                "spellcheck": "false",
                "enterkeyhint": "go",
            }
        ),
    )
    anonymous = forms.BooleanField(
        label=_("Give anonymously"),
        required=False,
        help_text=_("Your name will appear nowhere on the site."),
    )
    message = PlainField(
        label=_("A word to the project (optional)"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    no_news = forms.BooleanField(
        label=_("No news of this project, please"),
        required=False,
        help_text=_(
            "Otherwise we write when there are updates, at most once a week, and in the last days. "
            "One click ends it."
        ),
    )
    form_key = forms.CharField(widget=forms.HiddenInput, max_length=200)

    def __init__(self, *args: Any, call: Call, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["importo"] = AmountField(call=call)
        self.fields["ricompensa"] = _reward_field()
        self.fields["message"].help_text = _message_help()
        self.order_fields(["importo"])

    def refuse_amount(self, message: Any) -> None:
        """Say what is wrong with the amount, of a form in which nothing else was sent yet."""
        self.full_clean()
        self.cleaned_data: dict[str, Any] = {}
        self.add_error("importo", message)

    def clean_donor_kind(self) -> str:
        """A person, unless something else was chosen."""
        return self.cleaned_data["donor_kind"] or DonorKind.PERSON

    def clean_form_key(self) -> uuid.UUID:
        try:
            return form_id_of(self.cleaned_data["form_key"])
        except InvalidLink as error:
            raise ValidationError(
                _("This form has expired. What you typed is still here: send it again.")
            ) from error

    def clean(self) -> dict[str, Any]:
        """A company has a name and a VAT number; of a person neither is kept."""
        data: dict[str, Any] = self.cleaned_data
        if data.get("donor_kind") != DonorKind.COMPANY:
            return data | {"company": "", "vat_number": ""}
        if not data.get("company") and "company" not in self.errors:
            self.add_error("company", _("Write the name of the company or body."))
        if "vat_number" not in self.errors:
            try:
                data["vat_number"] = read_vat_number(data["vat_number"])
            except InvalidNumber as error:
                self.add_error("vat_number", error.message)
        return data

    def gift(self) -> Gift:
        """What was typed, for a valid form."""
        data = self.cleaned_data
        return Gift(
            amount=data["importo"],
            name=data["name"],
            email=data["email"],
            donor_kind=data["donor_kind"],
            company=data["company"],
            vat_number=data["vat_number"],
            anonymous=data["anonymous"],
            message=data["message"],
            wants_news=not data["no_news"],
            reward_id=data["ricompensa"],
            locale=readers_language(),
        )

    def donation_id(self) -> uuid.UUID:
        """The same form with the same content is the same donation, however often it is sent."""
        content = {key: str(value) for key, value in self.cleaned_data.items()}
        return uuid.uuid5(self.cleaned_data["form_key"], json.dumps(content, sort_keys=True))


def _message_help() -> Any:
    """What becomes of a donor's words: as the setting has it."""
    if all_is_read_first():
        return _(
            "At most 500 characters. The staff reads it, then it is on the project’s page: with "
            "your name, or without if you give anonymously."
        )
    return _(
        "At most 500 characters. It is on the project’s page once your gift has arrived: with "
        "your name, or without if you give anonymously."
    )


def _reward_field() -> forms.IntegerField:
    return forms.IntegerField(
        required=False, min_value=1, max_value=2**31, widget=forms.HiddenInput
    )
