"""Public notices, their rankings, their funds."""

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiExample, extend_schema_serializer
from rest_framework import serializers

from campaigns.api.schemas.parts import Amount, Currency, Percent, Shape, Sparse, list_of
from campaigns.calls.models import AmendmentKind, Overfunding, Phase
from campaigns.selection.models import Outcome, RankingKind


class Rules(Shape):
    """Matching rules of a call."""

    threshold_percent = Percent()
    match_percent = Percent()
    cap = Amount()
    overfunding = serializers.ChoiceField(choices=Overfunding.choices)
    settlement_days = serializers.IntegerField()
    donation_min = Amount()
    donation_max = Amount()


class PhaseStanding(Shape):
    """A phase of a notice."""

    phase = serializers.ChoiceField(choices=Phase.choices)
    label = serializers.CharField(  # type: ignore[assignment]
        help_text=_("In the reader’s language.")
    )
    standing = serializers.ChoiceField(choices=["past", "current", "ahead"])


class Call(Sparse):
    """A public notice."""

    slug = serializers.CharField()
    title = serializers.CharField()
    phase = serializers.ChoiceField(choices=Phase.choices)
    rules = Rules()
    phases = PhaseStanding(many=True)
    submissions_open_at = serializers.DateTimeField(allow_null=True)
    submissions_close_at = serializers.DateTimeField(allow_null=True)
    url = serializers.URLField(allow_null=True, help_text=_("Its page on this site."))
    content_url = serializers.URLField(allow_null=True, help_text=_("Its text in the content API."))


class NamedArea(Shape):
    """An area of intervention."""

    slug = serializers.CharField()
    name = serializers.CharField()


class Round(Shape):
    """A window in which a group of campaigns collects."""

    number = serializers.IntegerField()
    opens_at = serializers.DateTimeField()
    closes_at = serializers.DateTimeField()


class Criterion(Shape):
    """A criterion of the evaluation."""

    name = serializers.CharField()
    guidance = serializers.CharField(allow_blank=True)
    weight = serializers.CharField(help_text=_("The most points it brings."))
    scale_min = serializers.IntegerField()
    scale_max = serializers.IntegerField()


class RequiredDocument(Shape):
    """A document that a proposal brings along."""

    name = serializers.CharField()
    required = serializers.BooleanField()  # type: ignore[assignment]


class Amendment(Shape):
    """A published change of the notice."""

    kind = serializers.ChoiceField(choices=AmendmentKind.choices)
    number = serializers.CharField()
    date = serializers.DateField()
    text = serializers.CharField()
    published_at = serializers.DateTimeField()


class CallAnswer(Shape):
    """A question about the notice and its answer."""

    question = serializers.CharField()
    answer = serializers.CharField()
    answered_at = serializers.DateTimeField(allow_null=True)


class Ranking(Shape):
    """A published version of a ranking."""

    call = serializers.CharField()
    number = serializers.IntegerField()
    kind = serializers.ChoiceField(choices=RankingKind.choices)
    act_number = serializers.CharField()
    act_date = serializers.DateField()
    published_at = serializers.DateTimeField()
    digest = serializers.CharField(help_text=_("SHA-256 of rules and rows, as published."))
    in_force = serializers.BooleanField()


class CallDetails(Call):
    """A public notice by itself."""

    minimum_score = serializers.CharField(allow_null=True)
    max_selected = serializers.IntegerField(allow_null=True)
    areas = NamedArea(many=True)
    legal_forms = serializers.ListField(child=serializers.CharField())
    rounds = Round(many=True)
    criteria = Criterion(many=True)
    checks = serializers.ListField(child=serializers.CharField())
    documents = RequiredDocument(many=True)
    amendments = Amendment(many=True)
    questions = CallAnswer(many=True)
    rankings = Ranking(many=True)


class Place(Shape):
    """One row of a ranking. Who was not selected, nor reserve, is told by number alone."""

    position = serializers.IntegerField(allow_null=True)
    protocol_number = serializers.CharField()
    title = serializers.CharField(allow_null=True)
    organization = serializers.CharField(allow_null=True)
    points = serializers.CharField(allow_null=True, help_text=_("Two decimals."))
    outcome = serializers.ChoiceField(choices=Outcome.choices)
    outcome_label = serializers.CharField()


class RankingDetails(Ranking):
    """A version with its places."""

    places = Place(many=True)


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "fund",
            value={
                "slug": "secondo-avviso",
                "call": "secondo-avviso",
                "total": "400000.00",
                "reserved": "50000.00",
                "granted": "100000.00",
                "available": "250000.00",
                "currency": "EUR",
            },
            response_only=True,
        )
    ]
)
class Fund(Sparse):
    """A fund."""

    slug = serializers.CharField(help_text=_("That of its public notice."))
    call = serializers.CharField()
    total = Amount()
    reserved = Amount()
    granted = Amount(help_text=_("Granted to projects; what they have to pay back is in it."))
    available = Amount()
    currency = Currency()


CallList = list_of(Call)
RankingList = list_of(Ranking)
FundList = list_of(Fund)
