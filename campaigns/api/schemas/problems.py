"""Errors."""

from http import HTTPStatus

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from campaigns.api.schemas.parts import Shape


class Problem(Shape):
    """application/problem+json (RFC 9457)."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    code = serializers.CharField(help_text=_("For programs: it never changes."))
    detail = serializers.CharField(help_text=_("For people, in their language."))
    errors = serializers.DictField(  # type: ignore[assignment]
        required=False, help_text=_("What is wrong with each member or parameter.")
    )


def phrase(status: int) -> str:
    """What HTTP calls a status."""
    return HTTPStatus(status).phrase
