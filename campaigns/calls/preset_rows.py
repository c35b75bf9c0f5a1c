"""Criteria, checklist and documents that a new call may start from. Source: ``presets.json``."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from campaigns.calls.models import Criterion, EligibilityItem, RequiredDocument

_FILE: Final = Path(__file__).with_name("presets.json")


def preset_rows() -> dict[str, list[Any]]:
    """New rows, not saved, by the relation of ``Call`` that holds them; the weights sum to 100."""
    told = json.loads(_FILE.read_text(encoding="utf-8"))
    return {
        "criteria": [
            Criterion(**row | {"weight": Decimal(row["weight"]), "sort_order": position})
            for position, row in enumerate(told["criteria"])
        ],
        "eligibility_items": [
            EligibilityItem(**row, sort_order=position)
            for position, row in enumerate(told["eligibility_items"])
        ],
        "required_documents": [
            RequiredDocument(**row, sort_order=position)
            for position, row in enumerate(told["required_documents"])
        ],
    }
