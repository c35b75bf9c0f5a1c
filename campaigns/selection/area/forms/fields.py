"""Fields as people fill them in: long texts, amounts."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from campaigns.plain_words import PlainField
from campaigns.typed_amounts import TypedAmountField


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


class Amount(TypedAmountField):
    """An amount with or without points between its thousands, which may be left empty."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        super().__init__(max_length=None, **kwargs)

    def parse(self, typed: str) -> Decimal:
        return super().parse(typed.replace(".", "") if _has_thousands(typed) else typed)

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
