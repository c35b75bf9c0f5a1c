"""Statistics."""

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from campaigns.api.schemas.parts import Amount, Currency, Shape, list_of


class Totals(Shape):
    """Totals of some campaigns."""

    campaigns = serializers.IntegerField()
    donations = serializers.IntegerField()
    collected = Amount(help_text=_("Confirmed, less refunded and disputed."))
    reserved = Amount(help_text=_("Held by the Comune."))
    granted = Amount(help_text=_("Granted by the Comune."))
    currency = Currency()


class Stats(Totals):
    """Totals over all campaigns."""

    by_state = serializers.DictField(child=serializers.IntegerField())


class AreaStats(Totals):
    """Totals of an area."""

    area = serializers.CharField(allow_null=True)
    name = serializers.CharField(allow_blank=True)


class MunicipioStats(Totals):
    """Totals of a Municipio."""

    municipio = serializers.IntegerField(allow_null=True)
    name = serializers.CharField()


class RoundStats(Totals):
    """Totals of a round."""

    call = serializers.CharField()
    round = serializers.IntegerField()


class DayStats(Shape):
    """Gifts of a day."""

    day = serializers.DateField()
    donations = serializers.IntegerField()
    given = Amount()
    currency = Currency()


AreaStatsList = list_of(AreaStats)
MunicipioStatsList = list_of(MunicipioStats)
RoundStatsList = list_of(RoundStats)
DayStatsList = list_of(DayStats)
