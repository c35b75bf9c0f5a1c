"""Amounts in templates."""

from decimal import Decimal

from django import template

from campaigns.money import format_eur

register = template.Library()


@register.filter
def eur(amount: Decimal | int | None) -> str:
    """``12.430 €``, in the reader's format; nothing for no amount."""
    return "" if amount is None else format_eur(Decimal(amount))


@register.filter
def percent_of(value: Decimal, total: Decimal) -> str:
    """Share of a total from 0 to 100, with a dot, for the geometry of an SVG."""
    if not total:
        return "0"
    return f"{min(Decimal(100), max(Decimal(0), value * 100 / total)):.2f}"
