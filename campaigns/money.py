"""Amounts of money: euro as ``Decimal`` with two decimals, integer cents at a gateway's edge.

The single place where amounts are read, rounded and written (rule R1).
"""

import re
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import TYPE_CHECKING, Any, Final, TypeVar

from babel.numbers import format_currency
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from campaigns.refusals import Refused

CENT: Final = Decimal("0.01")
ZERO: Final = Decimal("0.00")
MAX_AMOUNT: Final = Decimal("9999999999.99")
"""The largest amount that ``numeric(12,2)`` holds, in EUR."""

_TYPED = re.compile(r"(?P<euros>[0-9]{1,10})(?:[.,](?P<cents>[0-9]{1,2}))?")
_WIRE = re.compile(r"[0-9]{1,10}\.[0-9]{1,2}")
_DOCUMENT = re.compile(r"[0-9]{1,10}(?:\.[0-9]{1,2})?")
_LOCALES: Final = {"it": "it_IT", "en": "en_IE"}


class InvalidAmount(Refused, ValueError):
    """The text or value is no amount of euro."""


def parse_typed(text: object) -> Decimal:
    """Read what a person typed: ``25``, ``25,50`` or ``25.50``, perhaps with spaces and a €.

    Raises ``InvalidAmount`` for anything else, for zero included.
    """
    cleaned = text.strip(" \u00a0\u202f€") if isinstance(text, str) else ""
    match = _TYPED.fullmatch(cleaned)
    if match is None:
        raise InvalidAmount(
            _("Write the amount in figures, with at most two decimals: for example 25 or 25,50.")
        )
    return _positive(Decimal(f"{match['euros']}.{match['cents'] or '00'}"))


def parse_wire(value: object) -> Decimal:
    """Read an amount sent by a program: a string with a dot, such as ``"25.00"``.

    Raises ``InvalidAmount`` for numbers, commas, exponents, NaN, signs and zero.
    """
    if not isinstance(value, str) or _WIRE.fullmatch(value) is None:
        raise InvalidAmount(_('Send the amount as a string with two decimals, such as "25.00".'))
    return _positive(Decimal(value))


def parse_document(value: object) -> Decimal:
    """Read an amount of a scenario file: as ``parse_wire``, and whole euros too."""
    if not isinstance(value, str) or _DOCUMENT.fullmatch(value) is None:
        raise InvalidAmount(_('Write the amount as a string with a dot, such as "1000.01".'))
    return _positive(Decimal(value))


def check_amount(amount: object) -> Decimal:
    """Return ``amount`` in cents' precision if a rule of money may use it (R1).

    Raises ``InvalidAmount`` for floats, more than two decimals, exponents, NaN, zero and negatives.
    """
    if not isinstance(amount, Decimal) or not _is_written_in_cents(amount):
        raise InvalidAmount(_("The amount must be in euro, with at most two decimals."))
    return _positive(amount.quantize(CENT))


def to_cents(amount: Decimal) -> int:
    """EUR to integer cents, for a gateway."""
    return int(check_amount(amount) * 100)


def from_cents(cents: int) -> Decimal:
    """Integer cents, from a gateway, to EUR."""
    return (Decimal(cents) / 100).quantize(CENT)


def share_rounded_up(amount: Decimal, percent: Decimal) -> Decimal:
    """``percent`` % of ``amount``, rounded up to the cent (thresholds, R3)."""
    return (amount * percent / 100).quantize(CENT, rounding=ROUND_CEILING)


def share_rounded_down(amount: Decimal, percent: Decimal) -> Decimal:
    """``percent`` % of ``amount``, rounded down to the cent (the Comune's part, R4)."""
    return (amount * percent / 100).quantize(CENT, rounding=ROUND_FLOOR)


def format_eur(amount: Decimal, language: str | None = None) -> str:
    """Write an amount as its reader does: ``12.430 €``, ``25,50 €``; in English ``€12,430``.

    Cents are left out of whole amounts. ``language`` defaults to the active one.
    """
    locale = _LOCALES.get((language or get_language() or "it")[:2], "it_IT")
    if amount != amount.to_integral_value():
        return format_currency(amount, "EUR", locale=locale)
    pattern = "#,##0\xa0¤" if locale == "it_IT" else "¤#,##0"
    return format_currency(amount, "EUR", locale=locale, format=pattern, currency_digits=False)


def wire_format(amount: Decimal) -> str:
    """Write an amount for a program: two decimals and a dot."""
    return f"{amount:.2f}"


if TYPE_CHECKING:
    _Set = TypeVar("_Set")
    _Get = TypeVar("_Get")

    class _NumericField(models.DecimalField[_Set, _Get]):
        """``DecimalField``, which takes type parameters only from its stubs."""

else:
    _NumericField = models.DecimalField


class EuroField(_NumericField):  # type: ignore[type-arg]
    """An amount in EUR, ``numeric(12,2)`` in PostgreSQL."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["max_digits"] = 12
        kwargs["decimal_places"] = 2
        super().__init__(*args, **kwargs)

    def get_default(self) -> Any:
        """The default as a row read back holds it: ``Decimal``, though declared as an integer."""
        default = super().get_default()
        return Decimal(default).quantize(CENT) if isinstance(default, int) else default

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        name, path, args, kwargs = super().deconstruct()
        del kwargs["max_digits"], kwargs["decimal_places"]
        return name, path, args, kwargs


def _is_written_in_cents(amount: Decimal) -> bool:
    exponent = amount.as_tuple().exponent
    return isinstance(exponent, int) and -2 <= exponent <= 0 and abs(amount) <= MAX_AMOUNT


def _positive(amount: Decimal) -> Decimal:
    if amount <= 0:
        raise InvalidAmount(_("The amount must be greater than zero."))
    return amount
