"""Search."""

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from campaigns.api.schemas.campaigns import Progress
from campaigns.api.schemas.parts import Page, Shape, list_of

TYPES = ["campaign", "call", "news", "information"]


class Result(Shape):
    """A page that was found."""

    type = serializers.ChoiceField(choices=TYPES)
    title = serializers.CharField()
    excerpt = serializers.CharField(allow_blank=True)
    url = serializers.URLField()
    progress = Progress(allow_null=True, help_text=_("For campaigns: the bar."))


class Facets(Shape):
    """How many pages each value would leave."""

    type = serializers.DictField(child=serializers.IntegerField())
    area = serializers.DictField(child=serializers.IntegerField())
    municipio = serializers.DictField(child=serializers.IntegerField())
    state = serializers.DictField(child=serializers.IntegerField())


class Found(Page):
    """What words found."""

    count = serializers.IntegerField()
    partial = serializers.BooleanField(  # type: ignore[assignment]
        help_text=_("True: no page has all the words, these have some.")
    )
    corrected = serializers.CharField(
        allow_blank=True, help_text=_("The words as they may have been meant.")
    )
    facets = Facets()
    results = Result(many=True)


class Suggestion(Shape):
    """A page that may be meant."""

    type = serializers.ChoiceField(choices=TYPES)
    title = serializers.CharField()
    url = serializers.URLField()


SuggestionList = list_of(Suggestion)
