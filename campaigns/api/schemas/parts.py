"""Parts that many shapes share."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers


class Shape(serializers.Serializer[Any]):
    """A shape of an answer: documented, never used to read anything."""


class Sparse(Shape):
    """A shape of which ``fields`` chooses members: without it they are all there."""

    def get_fields(self) -> dict[str, Any]:
        """The members, none of them required."""
        fields: dict[str, Any] = super().get_fields()
        for field in fields.values():
            field.required = False
        return fields


@extend_schema_field(
    {"type": "string", "pattern": r"^[0-9]{1,10}\.[0-9]{2}$", "examples": ["25.00"]}
)
class Amount(serializers.CharField):
    """EUR with two decimals and a dot, as a string."""


@extend_schema_field(
    {"type": "string", "pattern": r"^[0-9]{1,3}\.[0-9]{2}$", "examples": ["50.00"]}
)
class Percent(serializers.CharField):
    """Hundredths, as a string."""


@extend_schema_field({"type": "string", "enum": ["EUR"]})
class Currency(serializers.CharField):
    """Always EUR."""


class Page(Shape):
    """A page of a list: the addresses of its neighbours."""

    next = serializers.URLField(allow_null=True, help_text=_("Address of the next page."))
    previous = serializers.URLField(allow_null=True, help_text=_("Address of the page before."))


def list_of(shape: type[Shape]) -> type[Page]:
    """The shape of a list of ``shape``."""
    members = {"results": shape(many=True), "__doc__": Page.__doc__, "__module__": __name__}
    return type(f"{shape.__name__}List", (Page,), members)


class Rendition(Shape):
    """A crop of a picture, in one format."""

    crop = serializers.CharField(
        help_text=_("What it is cut for: small, card, gallery, text, wide.")
    )
    type = serializers.CharField(help_text=_("image/avif, or image/jpeg for every browser."))
    url = serializers.URLField()
    width = serializers.IntegerField()
    height = serializers.IntegerField()


class Picture(Shape):
    """A picture and the crops that are ready."""

    id = serializers.IntegerField()
    alt = serializers.CharField(
        allow_blank=True, help_text=_("What it shows where it stands; empty if it only decorates.")
    )
    decorative = serializers.BooleanField()
    credit = serializers.CharField(allow_blank=True)
    width = serializers.IntegerField()
    height = serializers.IntegerField()
    renditions = Rendition(many=True)
