"""Shapes of requests and answers, for validation and for the OpenAPI document."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from campaigns.cofinancing.progress import MatchState
from campaigns.funding.models import State
from campaigns.money import InvalidAmount, parse_wire
from campaigns.payments.models import Status

MATCH_STATES = [state.value for state in MatchState]


def only_own(endpoints: list[Any]) -> list[Any]:
    """Leave Wagtail's endpoints out of the OpenAPI document: they are documented by Wagtail."""
    return [endpoint for endpoint in endpoints if endpoint[0].startswith("/api/v1/")]


@extend_schema_field({"type": "string", "pattern": r"^[0-9]{1,10}\.[0-9]{1,2}$"})
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


class FlagField(serializers.BooleanField):
    """``true`` or ``false``, and nothing that reads like them."""

    def to_internal_value(self, data: Any) -> bool:
        if not isinstance(data, bool):
            self.fail("invalid", input=data)
        return data


class LocaleField(serializers.ChoiceField):
    """A language; what is none is not repeated in the message, for it may not be printable."""

    def to_internal_value(self, data: Any) -> str:
        if data not in ("it", "en"):
            raise serializers.ValidationError(_("Choose it or en."))
        return str(data)


class DonationRequest(serializers.Serializer[Any]):
    """A donation to begin (DESIGN, section 6)."""

    campaign = TextField(max_length=100)
    amount = WireAmountField()
    name = TextField(max_length=120)
    email = serializers.EmailField(max_length=254)
    anonymous = FlagField(default=False)
    message = TextField(max_length=500, default="", allow_blank=True)
    reward = serializers.IntegerField(
        required=False, allow_null=True, default=None, min_value=1, max_value=2**31
    )
    locale = LocaleField(choices=["it", "en"], default="it")
    return_url = serializers.URLField(required=False, allow_null=True, default=None, max_length=400)

    def validate_return_url(self, value: str | None) -> str:
        """Only origins of the allow-list: a donation must not become an open redirect."""
        if not value:
            return ""
        parts = urlsplit(value)
        origin = f"{parts.scheme}://{parts.netloc}"
        if origin not in settings.DONATION_RETURN_URLS:
            raise serializers.ValidationError(_("This return address is not on the allow-list."))
        return value


class DonationSchema(serializers.Serializer[Any]):
    """A donation, without anything of a person."""

    id = serializers.UUIDField()
    status = serializers.ChoiceField(choices=Status.choices)
    campaign = serializers.CharField()
    amount = serializers.CharField()


class CheckoutSchema(DonationSchema):
    """A donation just begun, and the page where it is paid."""

    checkout_url = serializers.URLField()


class MatchSchema(serializers.Serializer[Any]):
    """The Comune's part."""

    state = serializers.ChoiceField(choices=MATCH_STATES)
    amount = serializers.CharField()
    shortfall = serializers.CharField()


class ProgressSchema(serializers.Serializer[Any]):
    """The bar of a campaign."""

    campaign = serializers.CharField()
    state = serializers.ChoiceField(choices=State.choices)
    cost = serializers.CharField()
    threshold = serializers.CharField()
    collected = serializers.CharField()
    donations = serializers.IntegerField()
    match = MatchSchema()
    at_risk = serializers.BooleanField()
    closes_at = serializers.DateTimeField()
    currency = serializers.CharField()


class CampaignSchema(ProgressSchema):
    """A campaign in a list."""

    slug = serializers.CharField()
    title = serializers.CharField()
    opens_at = serializers.DateTimeField()


class RulesSchema(serializers.Serializer[Any]):
    """Matching rules of a call."""

    threshold_percent = serializers.CharField()
    match_percent = serializers.CharField()
    cap = serializers.CharField()
    overfunding = serializers.CharField()
    settlement_days = serializers.IntegerField()
    donation_min = serializers.CharField()
    donation_max = serializers.CharField()


class CallSchema(serializers.Serializer[Any]):
    """A call."""

    slug = serializers.CharField()
    title = serializers.CharField()
    phase = serializers.CharField()
    rules = RulesSchema()


class FundSchema(serializers.Serializer[Any]):
    """A fund."""

    slug = serializers.CharField()
    call = serializers.CharField()
    total = serializers.CharField()
    reserved = serializers.CharField()
    granted = serializers.CharField()
    available = serializers.CharField()
    currency = serializers.CharField()


class StatsSchema(serializers.Serializer[Any]):
    """Totals over all campaigns."""

    campaigns = serializers.IntegerField()
    by_state = serializers.DictField(child=serializers.IntegerField())
    donations = serializers.IntegerField()
    collected = serializers.CharField()
    reserved = serializers.CharField()
    granted = serializers.CharField()
    currency = serializers.CharField()


class PageSchema(serializers.Serializer[Any]):
    """Addresses of the neighbouring pages of a list."""

    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)


class CampaignListSchema(PageSchema):
    results = CampaignSchema(many=True)


class CallListSchema(PageSchema):
    results = CallSchema(many=True)


class FundListSchema(PageSchema):
    results = FundSchema(many=True)


class ProblemSchema(serializers.Serializer[Any]):
    """``application/problem+json`` (RFC 9457)."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    code = serializers.CharField()
    detail = serializers.CharField()
    errors = serializers.DictField(required=False)  # type: ignore[assignment]
