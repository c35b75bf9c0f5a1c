"""Documents that acts on campaigns rest on."""

from datetime import date
from typing import Any

from campaigns.payments.campaign_acts import Document


def document(**said: Any) -> Document:
    """A determina of the tenth of March 2026."""
    values: dict[str, Any] = {
        "number": "DD 1234/2026",
        "date": date(2026, 3, 10),
        "reason": "Verifica sui preventivi.",
        "public_reason_it": "Stiamo verificando i preventivi.",
        "public_reason_en": "We are checking the estimates.",
    }
    return Document(**(values | said))
