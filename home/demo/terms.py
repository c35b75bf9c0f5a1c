"""The edition's rules and each campaign's terms in the form `load_scenario` reads."""

from typing import Any

from home.demo import content
from home.demo.windows import Window


def rules_and_fund() -> dict[str, Any]:
    """The `rules` and `fund` members of a scenario's call."""
    rules = content.edition()["rules"]
    return {
        "rules": {
            "threshold_percent": rules["threshold_percent"],
            "match_percent": rules["match_percent"],
            "cap": rules["cap"],
            "overfunding": "fill_gap",
            "settlement_days": 14,
            "donation_min": "1.00",
            "donation_max": "10000.00",
        },
        "fund": {"total": rules["fund"]},
    }


def campaign_terms(campaign: dict[str, Any], window: Window) -> dict[str, Any]:
    """A scenario's campaign without its donations."""
    return {
        "slug": campaign["slug"],
        "title": campaign["title"],
        "cost": campaign["cost"],
        "opens_at": window.opens_at.isoformat(),
        "closes_at": window.closes_at.isoformat(),
    }
