"""Scenario files for tests, as parsed JSON. Amounts in EUR, instants ISO 8601 with offset."""

import copy
import re
from typing import Any

OPENS_AT = "2026-03-01T00:00:00+01:00"
CLOSES_AT = "2026-04-01T00:00:00+02:00"
DURING = "2026-03-10T12:00:00+01:00"
AFTER = "2026-05-01T00:00:00+02:00"

_STEP = re.compile(r"\w+")


def gift(amount: str = "25.00", at: str = DURING, **fields: Any) -> dict[str, Any]:
    """A donation of a scenario."""
    return {"amount": amount, "at": at, "name": "Ada", "email": "ada@example.org"} | fields


def campaign(slug: str = "orto", *donations: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """A campaign of a scenario, in March 2026 unless told otherwise."""
    terms = {
        "slug": slug,
        "title": slug.capitalize(),
        "cost": "1000.00",
        "opens_at": OPENS_AT,
        "closes_at": CLOSES_AT,
    }
    return {**terms, "donations": list(donations), **fields}


def document(*campaigns: dict[str, Any], fund: str = "400000.00", **rules: Any) -> dict[str, Any]:
    """A scenario with one call."""
    call = {"slug": "avviso", "title": "Avviso", "fund": {"total": fund}, "rules": rules}
    return {"call": call, "campaigns": list(campaigns)}


def whole() -> dict[str, Any]:
    """A scenario that has every member there can be."""
    rules: dict[str, Any] = {
        "threshold_percent": "50",
        "match_percent": "50",
        "cap": "50000.00",
        "overfunding": "fill_gap",
        "settlement_days": 14,
        "donation_min": "1.00",
        "donation_max": "10000.00",
    }
    return document(
        campaign("orto", gift("600.00", anonymous=True), gift("25.00", anonymous=False)),
        campaign("teatro", gift("25.00")),
        **rules,
    )


def changed(path: str, value: Any) -> dict[str, Any]:
    """``whole()`` with the member at ``path``, such as ``campaigns[0].cost``, set to ``value``."""
    parent, last = _parent_of(result := copy.deepcopy(whole()), path)
    parent[last] = value
    return result


def without(path: str) -> dict[str, Any]:
    """``whole()`` without the member at ``path``."""
    parent, last = _parent_of(result := copy.deepcopy(whole()), path)
    del parent[last]
    return result


def _parent_of(root: Any, path: str) -> tuple[Any, Any]:
    *steps, last = [int(step) if step.isdigit() else step for step in _STEP.findall(path)]
    for step in steps:
        root = root[step]
    return root, last
