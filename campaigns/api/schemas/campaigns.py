"""Campaigns: the bar, the list, one by itself, what was said about it."""

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiExample, extend_schema_serializer
from rest_framework import serializers

from campaigns.api.schemas.parts import Amount, Currency, Percent, Picture, Shape, Sparse, list_of
from campaigns.calls.models import Overfunding
from campaigns.cofinancing.progress import MatchState
from campaigns.funding.models import ActKind, State
from campaigns.models import Language

MATCH_STATES = [state.value for state in MatchState]
BAR = {
    "campaign": "ecolab",
    "state": "live",
    "cost": "24000.00",
    "threshold": "12000.00",
    "collected": "11982.00",
    "donations": 241,
    "match": {"state": "potential", "amount": "12000.00", "shortfall": "0.00"},
    "at_risk": False,
    "closes_at": "2026-12-20T00:00:00+01:00",
    "currency": "EUR",
}
"""The example of the documentation."""


class Match(Shape):
    """The Comune's part."""

    state = serializers.ChoiceField(
        choices=MATCH_STATES,
        help_text=_(
            "potential: what it would add at the threshold; reserved: held; waiting: due, the fund "
            "has nothing yet; granted; released; none: it ended without."
        ),
    )
    amount = Amount(help_text=_("What is held, granted, or would be added now (EUR)."))
    shortfall = Amount(help_text=_("What is due and the fund does not have (EUR)."))


@extend_schema_serializer(examples=[OpenApiExample("live", value=BAR, response_only=True)])
class Progress(Shape):
    """The bar of a campaign."""

    campaign = serializers.CharField(help_text=_("The permanent slug."))
    state = serializers.ChoiceField(choices=State.choices)
    cost = Amount()
    threshold = Amount(help_text=_("What donations must cover before the Comune commits."))
    collected = Amount(help_text=_("Confirmed, less refunded and disputed."))
    donations = serializers.IntegerField()
    match = Match()
    at_risk = serializers.BooleanField(
        help_text=_("True when the threshold was reached and is not any more.")
    )
    closes_at = serializers.DateTimeField(help_text=_("From this instant on nothing is taken."))
    currency = Currency()


class Campaign(Sparse, Progress):
    """A campaign in a list."""

    slug = serializers.CharField()
    title = serializers.CharField()
    opens_at = serializers.DateTimeField()
    summary = serializers.CharField(allow_blank=True)
    call = serializers.CharField(help_text=_("Slug of the public notice."))
    round = serializers.IntegerField(allow_null=True)
    area = serializers.CharField(allow_null=True, help_text=_("Slug of the area of intervention."))
    municipio = serializers.IntegerField(
        allow_null=True, help_text=_("From 1 to 9; null for the whole city.")
    )
    place = serializers.CharField(allow_blank=True)
    organization = serializers.CharField(allow_null=True)
    picture = Picture(allow_null=True)
    language = serializers.ChoiceField(
        choices=Language.choices,
        allow_null=True,
        help_text=_("Language of title and summary: the reader’s, where there is a translation."),
    )
    url = serializers.URLField(allow_null=True, help_text=_("Its page on this site."))
    donate_url = serializers.URLField(help_text=_("Where giving begins; add ?importo=25."))
    content_url = serializers.URLField(
        allow_null=True, help_text=_("Its story in the content API.")
    )


class Terms(Shape):
    """What was frozen when the campaign was selected."""

    threshold_percent = Percent()
    match_percent = Percent()
    cap = Amount()
    overfunding = serializers.ChoiceField(choices=Overfunding.choices)
    donation_min = Amount()
    donation_max = Amount()


class Stopped(Shape):
    """Why a campaign is suspended or cancelled."""

    act = serializers.ChoiceField(choices=ActKind.choices)
    at = serializers.DateTimeField()
    reason = serializers.CharField(allow_blank=True)


class Reward(Shape):
    """What a campaign gives back."""

    id = serializers.IntegerField()
    title = serializers.CharField()
    description = serializers.CharField()
    amount = Amount(help_text=_("From this gift on."))
    remaining = serializers.IntegerField(allow_null=True, help_text=_("Null: no limit."))
    shipped = serializers.BooleanField(
        help_text=_("True: sent by post; the donor writes the address here, after the payment.")
    )
    delivery = serializers.CharField(allow_blank=True, help_text=_("Where and how, in words."))
    expected_on = serializers.DateField(allow_null=True, help_text=_("The last day promised."))


class BudgetLine(Shape):
    """One cost of the project."""

    description = serializers.CharField()
    amount = Amount()


class Person(Shape):
    """Somebody behind the project."""

    name = serializers.CharField()
    role = serializers.CharField(allow_blank=True)


class Supporter(Shape):
    """A gift, as the public sees it."""

    name = serializers.CharField(allow_null=True, help_text=_("Null: the donor is anonymous."))
    amount = Amount()
    day = serializers.DateField()


class CampaignDetails(Campaign):
    """A campaign by itself."""

    terms = Terms()
    threshold_reached_at = serializers.DateTimeField(allow_null=True)
    stopped = Stopped(allow_null=True)
    rewards = Reward(many=True)
    budget = BudgetLine(many=True)
    team = Person(many=True)
    supporters = Supporter(many=True, help_text=_("The newest gifts."))


class Update(Sparse):
    """News of a campaign."""

    id = serializers.UUIDField()
    language = serializers.ChoiceField(choices=Language.choices)
    title = serializers.CharField()
    body = serializers.CharField(help_text="HTML")
    published_at = serializers.DateTimeField()


class Question(Sparse):
    """A question and its answer."""

    id = serializers.IntegerField()
    language = serializers.ChoiceField(choices=Language.choices)
    question = serializers.CharField()
    answer = serializers.CharField()
    asked_at = serializers.DateTimeField()
    answered_at = serializers.DateTimeField(allow_null=True)


class Comment(Sparse):
    """What somebody says about a campaign."""

    id = serializers.IntegerField()
    language = serializers.ChoiceField(choices=Language.choices)
    author = serializers.CharField(
        allow_null=True, help_text=_("Null: anonymous, or none was given.")
    )
    gave = serializers.BooleanField(help_text=_("True: it came with a gift that stands."))
    text = serializers.CharField()
    answer = serializers.CharField(allow_blank=True)
    written_at = serializers.DateTimeField()
    answered_at = serializers.DateTimeField(allow_null=True)


CampaignList = list_of(Campaign)
ProgressList = list_of(Progress)
UpdateList = list_of(Update)
QuestionList = list_of(Question)
CommentList = list_of(Comment)
