"""The demo's editorial content and published facts, read from the JSON files beside this module.

What the press published about the 2015 edition is copied as it is; everything invented is named in
the `synthetic` list of its campaign.
"""

import json
from functools import cache
from pathlib import Path
from typing import Any

DATA = Path(__file__).resolve().parent / "data"


@cache
def read(name: str) -> Any:
    """The parsed content of `data/<name>.json`; shared, so never to be changed by its readers."""
    return json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))


def edition() -> dict[str, Any]:
    """Published facts of the 2015 edition: rules, rounds, outcome, areas, legal forms."""
    facts: dict[str, Any] = read("milan_2015")
    return facts


@cache
def campaigns() -> tuple[dict[str, Any], ...]:
    """The 18 campaigns of the edition, round by round."""
    return tuple(read(f"campaigns/{slug}") for slug in edition()["campaigns"])


def team_names() -> set[str]:
    """Who tells of a project by name on its page."""
    return {person["name"] for campaign in campaigns() for person in campaign["team"]}


def picture_keys() -> tuple[str, ...]:
    """Every picture the content shows, each once, in order of appearance."""
    keys: dict[str, None] = {}
    for document in (*campaigns(), read("home"), read("call"), read("news")):
        keys.update(dict.fromkeys(_pictures_in(document)))
    return tuple(keys)


def _pictures_in(node: Any) -> list[str]:
    if isinstance(node, list):
        return [key for item in node for key in _pictures_in(item)]
    if not isinstance(node, dict):
        return []
    own = [node[name] for name in ("picture", "main_picture") if name in node]
    return own + [key for value in node.values() for key in _pictures_in(value)]
