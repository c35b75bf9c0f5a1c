"""Query parameters: each view declares its own, and what it did not declare is refused."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, Final

from django.core.validators import ProhibitNullCharactersValidator, RegexValidator
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.request import Request

PLAIN: Final = r"^[-a-zA-Z0-9_]+$"
MOST_VALUES: Final = 50
FIELDS: Final = "fields"


class Query(serializers.Serializer[Any]):
    """The parameters of an address. Every field says in ``schema`` what it takes."""


class TextParameter(serializers.CharField):
    """Any text: whoever uses it cleans it."""

    def __init__(self, **kwargs: Any) -> None:
        usual = {"required": False, "allow_blank": True, "trim_whitespace": False}
        super().__init__(**(usual | {"max_length": 200} | kwargs))
        self.validators = [
            each
            for each in self.validators
            if not isinstance(each, ProhibitNullCharactersValidator)
        ]
        self.schema: dict[str, Any] = {"type": "string", "maxLength": self.max_length}


class PlainParameter(serializers.CharField):
    """A slug."""

    schema: Final = {"type": "string", "pattern": PLAIN, "maxLength": 100}

    def __init__(self, **kwargs: Any) -> None:
        plain = RegexValidator(PLAIN, gettext_lazy("Letters, figures, - and _ alone."))
        super().__init__(max_length=100, required=False, validators=[plain], **kwargs)


class ChoiceParameter(serializers.ChoiceField):
    """One of some values."""

    def __init__(self, choices: Any, **kwargs: Any) -> None:
        super().__init__(choices=choices, required=False, **kwargs)
        self.schema: dict[str, Any] = {"type": "string", "enum": list(self.choices)}


class NumberParameter(serializers.IntegerField):
    """A whole number."""

    def __init__(self, *, least: int, most: int, **kwargs: Any) -> None:
        super().__init__(min_value=least, max_value=most, required=False, **kwargs)
        self.schema: dict[str, Any] = {"type": "integer", "minimum": least, "maximum": most}


class InstantParameter(serializers.CharField):
    """An instant with its offset."""

    schema: Final = {"type": "string", "format": "date-time"}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)

    def to_internal_value(self, data: Any) -> Any:
        # A plus that was not escaped has become a space.
        text = super().to_internal_value(data).replace(" ", "+")
        try:
            instant = parse_datetime(text)
        except ValueError:
            instant = None
        if instant is None or instant.tzinfo is None:
            raise serializers.ValidationError(
                _("Write an instant with its offset, such as 2026-03-10T12:00:00+01:00.")
            )
        if not 1900 < instant.year < 9000:
            # Beyond what PostgreSQL and every offset can hold: all of it, or nothing.
            return datetime(1900 if instant.year <= 1900 else 9000, 1, 1, tzinfo=UTC)
        return instant


class SeveralParameter(serializers.Field[Any, Any, Any, Any]):
    """Values with a comma between, each once; of some ``choices``, or any slug."""

    def __init__(self, choices: Iterable[str] = (), **kwargs: Any) -> None:
        super().__init__(**({"required": False} | kwargs))
        self.choices = list(choices)
        item = {"enum": self.choices} if self.choices else {"pattern": PLAIN, "maxLength": 100}
        self.schema: dict[str, Any] = {
            "type": "array",
            "items": {"type": "string", **item},
            "minItems": 1,
            "maxItems": MOST_VALUES,
        }
        self.plain = PlainParameter()

    def to_internal_value(self, data: Any) -> list[str]:
        values = str(data).split(",")
        if len(values) > MOST_VALUES:
            raise serializers.ValidationError(_("At most %d values at once.") % MOST_VALUES)
        values = list(dict.fromkeys(values))
        if not self.choices:
            return [self.plain.run_validation(value) for value in values]
        unknown = [value for value in values if value not in self.choices]
        if unknown:
            told = {"known": ", ".join(self.choices)}
            raise serializers.ValidationError(_("Choose among these: %(known)s.") % told)
        return values


class PageQuery(Query):
    """What every list takes."""

    cursor = TextParameter(
        max_length=500, help_text=gettext_lazy("From next or previous: never made by hand.")
    )
    page_size = NumberParameter(
        least=1, most=100, help_text=gettext_lazy("How many at most; 20 unless told.")
    )


def read_query(request: Request, form: type[Query]) -> dict[str, Any]:
    """The parameters of a request. Raises ``ValidationError``, also for those not declared."""
    query = form(data=request.query_params.dict())
    unknown = [name for name in request.query_params if name not in query.fields]
    if unknown:
        told = {"known": ", ".join(query.fields) or "—"}
        message = _("There is no such parameter here. There are these: %(known)s.") % told
        raise serializers.ValidationError({_printable(name): [message] for name in unknown})
    query.is_valid(raise_exception=True)
    data: dict[str, Any] = query.validated_data
    return data


def described(form: type[Query]) -> list[OpenApiParameter]:
    """The parameters for the OpenAPI document."""
    fields: dict[str, Any] = dict(form().fields)
    return [
        OpenApiParameter(
            name,
            field.schema,
            required=field.required,
            description=field.help_text or "",
            style="form" if field.schema["type"] == "array" else None,
            explode=False if field.schema["type"] == "array" else None,
        )
        for name, field in fields.items()
    ]


def with_fields(form: type[Query], represented: type[serializers.Serializer[Any]]) -> type[Query]:
    """The parameters of ``form`` and ``fields``: which members of the answer are wanted."""
    fields = SeveralParameter(
        represented().fields,
        help_text=gettext_lazy("Members wanted, with commas between; all of them unless told."),
    )
    return type(form.__name__, (form,), {FIELDS: fields})


def _printable(name: str) -> str:
    return name[:40].encode("unicode_escape").decode("ascii")
