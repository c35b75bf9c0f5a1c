"""Fields as people fill them in: long texts, amounts."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from campaigns.money import InvalidAmount, parse_typed
from campaigns.plain_words import PlainField


class ShortText(PlainField):
    """One line."""

    def __init__(self, *, max_length: int, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        super().__init__(max_length=max_length, **kwargs)


class LongText(ShortText):
    """Paragraphs; a line's end counts as one character."""

    def __init__(self, *, max_length: int, rows: int = 6, **kwargs: Any) -> None:
        widget = forms.Textarea(attrs={"rows": rows})
        super().__init__(max_length=max_length, widget=widget, **kwargs)


class Amount(forms.CharField):
    """An amount as people type it (R1); cleans to ``Decimal`` EUR, or ``None`` if left empty."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        attrs = {"inputmode": "decimal", "autocomplete": "off"}
        super().__init__(widget=forms.TextInput(attrs=attrs), **kwargs)

    def clean(self, value: Any) -> Decimal | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            return parse_typed(text.replace(".", "") if _has_thousands(text) else text)
        except InvalidAmount as error:
            raise ValidationError(error.message) from error

    def prepare_value(self, value: Any) -> Any:
        """As it is typed: whole euros without cents."""
        if not isinstance(value, Decimal):
            return value
        is_whole = value == value.to_integral_value()
        return f"{value:.0f}" if is_whole else f"{value:.2f}".replace(".", ",")


class WholeNumber(forms.IntegerField):
    """How many there are."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("error_messages", {"invalid": _("Write a whole number.")})
        super().__init__(
            required=False,
            min_value=1,
            max_value=1_000_000,
            widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
            **kwargs,
        )


def _has_thousands(text: str) -> bool:
    """True for ``20.000`` and ``20.000,50``: a point before exactly three figures."""
    groups = text.strip(" \u00a0\u202f€").split(",")[0].split(".")
    return len(groups) > 1 and all(len(group) == 3 for group in groups[1:])
