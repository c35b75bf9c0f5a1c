"""Giving: what is sent, what is answered."""

import re
from typing import Any, Final
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import OpenApiExample, extend_schema_field, extend_schema_serializer
from rest_framework import serializers

from campaigns.api.parameters import PLAIN
from campaigns.api.schemas.parts import Amount, Shape
from campaigns.money import InvalidAmount, parse_wire
from campaigns.payments.models import Status
from campaigns.plain_words import NOT_SEEN, plain

DONATION_ID: Final = "5b0a3f0e-6a53-4a8e-9d0e-6f1d4c0a7e11"
"""The example of the documentation."""


@extend_schema_field(
    {
        "type": "string",
        "pattern": r"^([1-9][0-9]{0,3}\.[0-9]{1,2}|10000\.0{1,2})$",
        "examples": ["25.00"],
    }
)
class WireAmountField(serializers.Field[Any, Any, Any, Any]):
    """An amount in EUR: a string with a dot, never a number (R1)."""

    def to_internal_value(self, data: Any) -> Any:
        try:
            return parse_wire(data)
        except InvalidAmount as error:
            raise serializers.ValidationError(str(error.message)) from error

    def to_representation(self, value: Any) -> str:
        return f"{value:.2f}"


class TextField(serializers.CharField):
    """A text, and nothing that merely can be turned into one."""

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        return super().to_internal_value(data)


@extend_schema_field(
    {
        "type": "string",
        "minLength": 1,
        "maxLength": 120,
        "pattern": f"^[^\\x00]*[^{NOT_SEEN}][^\\x00]*$",
    }
)
class NameField(TextField):
    """A name: more than spaces, and than signs that nobody sees."""

    def to_internal_value(self, data: Any) -> str:
        name = plain(super().to_internal_value(data))
        if not name:
            self.fail("blank")
        return name


@extend_schema_field(
    {
        "type": ["string", "null"],
        "format": "uri",
        "maxLength": 400,
        "pattern": f"^({'|'.join(map(re.escape, settings.DONATION_RETURN_URLS))})(/[-a-z0-9]*)*$",
    }
)
class ReturnAddressField(serializers.URLField):
    """An address of an origin of the allow-list."""


class FlagField(serializers.BooleanField):
    """``true`` or ``false``, and nothing that reads like them."""

    def to_internal_value(self, data: Any) -> bool:
        if not isinstance(data, bool):
            self.fail("invalid", input=data)
        return data


@extend_schema_field({"type": "string", "maxLength": 100, "pattern": PLAIN, "examples": ["ecolab"]})
class SlugField(TextField):
    """The slug of something that may not be there."""


class LocaleField(serializers.ChoiceField):
    """A language; what is none is not repeated in the message, for it may not be printable."""

    def to_internal_value(self, data: Any) -> str:
        if data not in ("it", "en"):
            raise serializers.ValidationError(_("Choose it or en."))
        return str(data)


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "25 EUR",
            value={
                "campaign": "ecolab",
                "amount": "25.00",
                "name": "Ada Rossi",
                "email": "ada@example.org",
                "anonymous": False,
                "locale": "it",
            },
            request_only=True,
        )
    ]
)
class DonationRequest(serializers.Serializer[Any]):
    """A donation to begin."""

    campaign = SlugField(max_length=100, help_text=gettext_lazy("Slug of the campaign."))
    amount = WireAmountField(
        help_text=gettext_lazy(
            "EUR with two decimals and a dot, as a string, from 1.00 to 10000.00 unless the terms "
            "of the campaign say otherwise."
        )
    )
    name = NameField(max_length=120)
    email = serializers.EmailField(
        max_length=254, help_text=gettext_lazy("For the confirmation: nobody else reads it.")
    )
    anonymous = FlagField(default=False, help_text=gettext_lazy("True: the name is shown nowhere."))
    message = TextField(max_length=500, default="", allow_blank=True)
    reward = serializers.IntegerField(
        required=False,
        allow_null=True,
        default=None,
        min_value=1,
        max_value=2**31,
        help_text=gettext_lazy("The id of a reward of this campaign."),
    )
    locale = LocaleField(
        choices=["it", "en"],
        default="it",
        help_text=gettext_lazy("Language of the payment page and of the mails."),
    )
    return_url = ReturnAddressField(
        required=False,
        allow_null=True,
        default=None,
        max_length=400,
        help_text=gettext_lazy("Where the donor comes back to; its origin is on the allow-list."),
    )

    def validate_return_url(self, value: str | None) -> str:
        """Only origins of the allow-list: a donation must not become an open redirect."""
        if not value:
            return ""
        parts = urlsplit(value)
        origin = f"{parts.scheme}://{parts.netloc}"
        if origin not in settings.DONATION_RETURN_URLS:
            raise serializers.ValidationError(_("This return address is not on the allow-list."))
        return value


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "confirmed",
            value={
                "id": DONATION_ID,
                "status": "confirmed",
                "campaign": "ecolab",
                "amount": "25.00",
            },
            response_only=True,
        )
    ]
)
class Donation(Shape):
    """A donation, without anything of a person."""

    id = serializers.UUIDField()
    status = serializers.ChoiceField(choices=Status.choices)
    campaign = serializers.CharField()
    amount = Amount()


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "begun",
            value={
                "id": DONATION_ID,
                "status": "awaiting",
                "campaign": "ecolab",
                "amount": "25.00",
                "checkout_url": "https://checkout.stripe.com/c/pay/cs_test_a1b2",
            },
            response_only=True,
        )
    ]
)
class Checkout(Donation):
    """A donation just begun, and the page where it is paid."""

    checkout_url = serializers.URLField(help_text=gettext_lazy("Send the donor here."))
