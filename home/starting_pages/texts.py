"""The texts of the pages that every public site has, in Italian and English, as JSON files.

They name the municipality, its address and the retention times as ``$municipality``; links are
``page:faq`` (one of these pages) and ``url:feedback:help`` (a named address).
"""

import json
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from string import Template
from typing import Any, Final

from django.conf import settings
from django.urls import reverse

FOLDER: Final = Path(__file__).resolve().parent / "pages"
DAYS_A_YEAR: Final = 365
_PAGE_LINK: Final = re.compile(r'href="page:([a-z-]+)"')
_URL_LINK: Final = re.compile(r'href="url:([a-z:_]+)"')


@cache
def entries() -> tuple[dict[str, Any], ...]:
    """The pages in the order of the tree; shared, so never to be changed by their readers."""
    files = sorted(FOLDER.glob("*.json"))
    return tuple(json.loads(file.read_text(encoding="utf-8")) for file in files)


def filled(node: Any, page_id: Callable[[str], int]) -> Any:
    """A text, or blocks of texts, with this site's facts and links, in the active language."""
    if isinstance(node, str):
        return _linked(Template(node).substitute(_facts()), page_id)
    if isinstance(node, list):
        return [filled(item, page_id) for item in node]
    if isinstance(node, dict):
        if "target" in node:
            node = node | {"target": _target(node["target"], page_id)}
        return {name: filled(value, page_id) for name, value in node.items()}
    return node


def _facts() -> dict[str, Any]:
    """What the texts say of the site that adopts them; staff may write it otherwise later."""
    return settings.SITE_BRAND | {
        "feedback_days": settings.FEEDBACK_RETENTION_DAYS,
        "voices_days": settings.VOICES_RETENTION_DAYS,
        "reward_days": settings.REWARD_ADDRESS_DAYS,
        "event_days": settings.EVENT_BODY_RETENTION_DAYS,
        "report_years": settings.REPORT_RETENTION_DAYS // DAYS_A_YEAR,
        "selection_years": settings.SELECTION_RETENTION_DAYS // DAYS_A_YEAR,
    }


def _linked(text: str, page_id: Callable[[str], int]) -> str:
    text = _PAGE_LINK.sub(lambda found: f'linktype="page" id="{page_id(found[1])}"', text)
    return _URL_LINK.sub(lambda found: f'href="{reverse(found[1])}"', text)


def _target(target: dict[str, str], page_id: Callable[[str], int]) -> dict[str, Any]:
    if "page" in target:
        return {"page": page_id(target["page"]), "address": ""}
    return {"page": None, "address": reverse(target["address"].removeprefix("url:"))}
