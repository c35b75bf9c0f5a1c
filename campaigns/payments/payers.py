"""Telling one payer from another without keeping what the provider knows of them (R16, R17)."""

from typing import Final

from django.conf import settings
from django.utils.crypto import salted_hmac

_SALT: Final = "campaigns.payments.payers"


def digest(instrument: str | None) -> str:
    """HMAC-SHA256, in hexadecimal, of the provider's card fingerprint or account; else empty.

    Without ``PAYER_KEY`` the key derives from ``SECRET_KEY``; with another key, old payers are
    other payers.
    """
    if not instrument:
        return ""
    key = settings.PAYER_KEY or settings.SECRET_KEY
    return salted_hmac(_SALT, instrument, secret=key, algorithm="sha256").hexdigest()
