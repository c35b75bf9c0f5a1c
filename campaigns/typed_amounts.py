"""Amounts in forms, as people type them (R1)."""

from decimal import Decimal
from typing import Any, Final

from django import forms

from campaigns.money import ZERO, InvalidAmount, parse_typed

_ZEROS: Final = ("0", "0.0", "0.00")


class TypedAmountField(forms.CharField):
    """EUR such as ``25``, ``25,50`` or ``25.50``; cleans to ``Decimal``, ``None`` if left empty.

    Zero is an amount only with ``may_be_zero``. What stands in the form first may be a ``Decimal``.
    """

    def __init__(
        self, *, may_be_zero: bool = False, max_length: int | None = 20, **options: Any
    ) -> None:
        self.may_be_zero = may_be_zero
        attrs = {"inputmode": "decimal", "autocomplete": "off"}
        super().__init__(widget=forms.TextInput(attrs=attrs), max_length=max_length, **options)

    def prepare_value(self, value: Any) -> Any:
        return str(value).replace(".", ",") if isinstance(value, Decimal) else value

    def clean(self, value: Any) -> Decimal | None:
        """The amount that was typed."""
        typed = super().clean(value)
        if not typed:
            return None
        if self.may_be_zero and typed.strip(" €").replace(",", ".") in _ZEROS:
            return ZERO
        try:
            return self.parse(typed)
        except InvalidAmount as error:
            raise forms.ValidationError(error.message) from error

    def parse(self, typed: str) -> Decimal:
        """The amount in EUR that a text names. Raises ``InvalidAmount``."""
        return parse_typed(typed)
