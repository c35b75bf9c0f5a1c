"""The site itself, and what changes in it."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from campaigns.api.models import RemovalKind
from campaigns.api.schemas.parts import Picture, Shape, list_of


class Network(Shape):
    """A social network."""

    name = serializers.CharField()
    url = serializers.URLField()


class Home(Shape):
    """The home page in a language."""

    locale = serializers.CharField()
    url = serializers.URLField()


class Site(Shape):
    """Names, contacts and look; what is not set is empty."""

    name = serializers.CharField()
    tagline = serializers.CharField()
    municipality = serializers.CharField()
    municipality_url = serializers.URLField()
    contact_email = serializers.CharField()
    certified_email = serializers.CharField(allow_blank=True)
    telephone = serializers.CharField(allow_blank=True)
    postal_address = serializers.CharField(allow_blank=True)
    hours = serializers.CharField(allow_blank=True)
    footer_text = serializers.CharField(allow_blank=True)
    primary_colour = serializers.CharField(allow_blank=True, help_text=_("# and six digits."))
    stemma = Picture(allow_null=True)
    networks = Network(many=True)
    homes = Home(many=True)


class Link(Shape):
    """A link of the menu or of the footer."""

    title = serializers.CharField()
    url = serializers.URLField()
    element = serializers.CharField(
        allow_blank=True, help_text=_("What checkers of public sites look for.")
    )


class Navigation(Shape):
    """The menu and the footer."""

    menu = Link(many=True)
    footer = Link(many=True)


class Word(Shape):
    """A value and what readers call it."""

    value = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]


class AreaWord(Word):
    """An area of intervention."""

    short_label = serializers.CharField()


class MunicipioWord(Word):
    """A Municipio and its places."""

    places = serializers.CharField()


class Labels(Shape):
    """Words for values, in the reader's language."""

    states = Word(many=True)
    phases = Word(many=True)
    overfunding = Word(many=True)
    outcomes = Word(many=True)
    donations = Word(many=True)
    removals = Word(many=True)
    reports = Word(many=True)
    grant_changes = Word(many=True)
    areas = AreaWord(many=True)
    municipi = MunicipioWord(many=True)


class Redirect(Shape):
    """An address that leads elsewhere."""

    to = serializers.CharField(allow_blank=True)
    permanent = serializers.BooleanField()

    def get_fields(self) -> dict[str, Any]:
        """``from`` is a word of Python's."""
        return {"from": serializers.CharField(), **super().get_fields()}


class Removal(Shape):
    """A page that is no longer where it was."""

    page = serializers.IntegerField(help_text=_("Its id in the content API."))
    translation_key = serializers.UUIDField()
    type = serializers.CharField()
    locale = serializers.CharField()
    what = serializers.ChoiceField(choices=RemovalKind.choices)
    html_url = serializers.URLField(allow_null=True, help_text=_("The address that it had."))
    new_html_url = serializers.URLField(allow_null=True, help_text=_("For a page that was moved."))
    removed_at = serializers.DateTimeField()


RedirectList = list_of(Redirect)
RemovalList = list_of(Removal)
