"""Blocks of the demo's JSON as StreamField data."""

import json
from typing import Any

from home.demo.media import PictureShelf


def stream_of(blocks: list[dict[str, Any]], shelf: PictureShelf) -> str:
    """StreamField JSON of a list of blocks; pictures become images of the library."""
    return json.dumps([{"type": block["type"], "value": _value(block, shelf)} for block in blocks])


def _value(block: dict[str, Any], shelf: PictureShelf) -> Any:
    value = block["value"]
    if block["type"] == "image":
        return _picture(value, shelf)
    if block["type"] == "gallery":
        return [_picture(item, shelf) for item in value]
    return value


def _picture(value: dict[str, str], shelf: PictureShelf) -> dict[str, Any]:
    image = shelf.image(value["picture"], value["alt"])
    return {"image": image.pk, "alt_text": value["alt"], "decorative": False}
