"""What the provider reports must be about our money: else it is quarantined (R11)."""

from typing import Final

from django.conf import settings

CURRENCY: Final = "eur"


class ReportMismatch(Exception):
    """The report is not about our money as we know it: quarantine and alert (R11)."""


def check_currency(currency: str) -> None:
    """Raise ``ReportMismatch`` for anything but euro."""
    if currency != CURRENCY:
        raise ReportMismatch("currency")


def check_mode(livemode: bool) -> None:
    """Raise ``ReportMismatch`` for test money in production, and for real money elsewhere."""
    if livemode != settings.STRIPE_LIVE_MODE:
        raise ReportMismatch("live mode")
