"""Published editions whose rules a new call may start from. Source: ``presets.json``."""

import json
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, Final

from campaigns.accounts.models import LegalForm

_FILE: Final = Path(__file__).with_name("presets.json")


@dataclass(frozen=True, kw_only=True)
class Edition:
    """The published rules of one edition. Amounts in EUR, shares in percent of the cost."""

    key: str
    name: str
    threshold_percent: Decimal
    match_percent: Decimal
    cap: Decimal
    cost_min: Decimal | None
    cost_max: Decimal | None
    fund: Decimal | None
    campaign_days: int | None

    def rules(self) -> dict[str, Any]:
        """Values of a new ``Call``, by field; every legal form of the second Avviso may apply."""
        return {
            "edition": self.key,
            "threshold_percent": self.threshold_percent,
            "match_percent": self.match_percent,
            "cap": self.cap,
            "cost_min": self.cost_min,
            "cost_max": self.cost_max,
            "legal_forms": list(LegalForm.values),
        }


@cache
def editions() -> tuple[Edition, ...]:
    """The published editions, oldest first."""
    listed = json.loads(_FILE.read_text(encoding="utf-8"))["editions"]
    ordered = sorted(listed, key=lambda entry: (entry["year"], entry["key"]))
    return tuple(_edition(entry) for entry in ordered)


@cache
def area_names() -> tuple[str, ...]:
    """The areas of intervention of the second Avviso, in Italian."""
    return tuple(json.loads(_FILE.read_text(encoding="utf-8"))["areas"])


def find_edition(key: str | None) -> Edition | None:
    """The edition of a key, if there is one."""
    return next((edition for edition in editions() if edition.key == key), None)


def _edition(entry: dict[str, Any]) -> Edition:
    return Edition(
        key=entry["key"],
        name=entry["name"],
        threshold_percent=Decimal(entry["threshold_percent"]),
        match_percent=Decimal(entry["match_percent"]),
        cap=Decimal(entry["cap"]),
        cost_min=_amount(entry["cost_min"]),
        cost_max=_amount(entry["cost_max"]),
        fund=_amount(entry["fund"]),
        campaign_days=entry["campaign_days"],
    )


def _amount(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
