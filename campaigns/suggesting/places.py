"""The places of a story: what its people may suggest to change, and how a draft is changed there.

A place is a field of the page or a part of a block, by a key that stays the same while the block
does; the pictures of a gallery are numbered, for their own ids may change with the next saving. No
figure of the budget, no threshold and no term is among them.
"""

import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from django.utils.text import Truncator
from django.utils.translation import gettext as _

from campaigns.blocks import ALT_TEXT_AT_MOST, CALLOUT_AT_MOST, QUOTE_AT_MOST
from campaigns.pictures.library import LibraryImage
from campaigns.suggesting.models import PlaceKind
from campaigns.suggesting.plain_text import to_html, to_plain

MAIN_PICTURE: Final = "main_image"
PARAGRAPH_AT_MOST: Final = 10_000
KEY_AT_MOST: Final = 80
_FIELDS: Final = {"title": 255, "summary": 200}
"""Text fields of the page, with their longest text."""
_HEADING_AT_MOST: Final = 100
_WORDS_OF_AN_ANCHOR: Final = 50
_CALLOUT_TEXT_AT_MOST: Final = 1000
_ATTRIBUTION_AT_MOST: Final = 120


class PlaceGone(Exception):
    """The draft has no such place: the block was taken out, or is of another kind."""


@dataclass(frozen=True)
class Place:
    """One place as it reads now. ``most`` is its longest text in characters, 0: no text of it."""

    key: str
    kind: PlaceKind
    text: str = ""
    most: int = 0
    is_long: bool = False
    is_rich: bool = False
    is_picture: bool = False
    image: LibraryImage | None = None

    @property
    def block(self) -> str:
        """The block that it is of; empty for a field of the page."""
        return "" if self.key in (*_FIELDS, MAIN_PICTURE) else self.key.partition(".")[0]

    @property
    def may_change(self) -> bool:
        """Whether another text or another picture can be suggested for it."""
        return bool(self.key) and bool(self.most or self.is_picture)

    @property
    def may_go(self) -> bool:
        """Whether it can be taken out: a block that is one text."""
        return bool(self.block) and "." not in self.key and bool(self.most)


def places_of(page: Any) -> list[Place]:
    """All places of a page, in the order in which it is read."""
    return [*_of_fields(page), *(place for block in page.story for place in _of_block(block))]


def place_of(page: Any, key: str) -> Place | None:
    """The place of that key, if the page has it."""
    return next((place for place in places_of(page) if place.key == key), None)


def put_text(page: Any, key: str, text: str) -> list[str]:
    """Write plain ``text`` in a place of a draft; return the words whose link could not be kept.

    Raises ``PlaceGone``.
    """
    place = place_of(page, key)
    if place is None or not place.most:
        raise PlaceGone
    if not place.block:
        setattr(page, key, text)
        return []
    index, raw = _raw(page, place.block)
    part = key.partition(".")[2]
    was = raw["value"][part] if part else raw["value"]
    if not place.is_rich:
        written, lost = text, []
    else:
        found = to_html(text, was=was, is_structured=not part)
        written, lost = found.html, found.lost
    page.story.raw_data[index] = raw | {
        "value": raw["value"] | {part: written} if part else written
    }
    return lost


def says(place: Place, text: str) -> bool:
    """Whether a place reads as plain ``text`` does once it is written there."""
    if place.is_rich:
        text = to_plain(to_html(text, was="", is_structured="." not in place.key).html)
    return place.text.split() == text.split()


def take_out(page: Any, key: str) -> None:
    """Take a block out of a draft. Raises ``PlaceGone``."""
    place = place_of(page, key)
    if place is None or not place.may_go:
        raise PlaceGone
    index, _raw_block = _raw(page, place.block)
    del page.story.raw_data[index]


def add_paragraph(page: Any, after: str, text: str) -> str:
    """Put a new paragraph after a block of a draft, at the end if ``after`` is empty; its key.

    Raises ``PlaceGone``.
    """
    return _insert(page, after, "paragraph", to_html(text, was="").html)


def put_picture(page: Any, key: str, image: LibraryImage, alt: str) -> None:
    """Put a picture in place of the one that a place of a draft shows. Raises ``PlaceGone``."""
    place = place_of(page, key)
    if place is None or not place.is_picture:
        raise PlaceGone
    if key == MAIN_PICTURE:
        page.main_image, page.main_image_alt = image, alt
        return
    index, raw = _raw(page, place.block)
    item, shown = key.partition(".")[2], _shown(image, alt)
    value: Any = shown
    if item:
        value = list(raw["value"])
        value[int(item)] = {"type": "item", "value": shown, "id": str(uuid.uuid4())}
    page.story.raw_data[index] = raw | {"value": value}


def add_picture(page: Any, after: str, image: LibraryImage, alt: str) -> str:
    """Put a new picture after a block of a draft, as ``add_paragraph`` does."""
    return _insert(page, after, "image", _shown(image, alt))


def anchors(places: Iterable[Place]) -> list[tuple[str, str]]:
    """After which block something new may stand: its key, and how it begins; the end first."""
    first: dict[str, Place] = {}
    for place in places:
        if place.block:
            first.setdefault(place.block, place)
    return [("", _("At the end")), *((key, _after(place)) for key, place in first.items())]


def standing(page: Any, after: str) -> str:
    """Where something new is to stand, in words; empty if that block is gone."""
    return dict(anchors(places_of(page))).get(after, "")


def _after(place: Place) -> str:
    begun = Truncator(place.text).chars(_WORDS_OF_AN_ANCHOR)
    return _("After: %(kind)s, “%(words)s”") % {"kind": place.kind.label, "words": begun}


def _of_fields(page: Any) -> Iterator[Place]:
    yield Place("title", PlaceKind.TITLE, page.title, most=_FIELDS["title"])
    yield Place("summary", PlaceKind.SUMMARY, page.summary, most=_FIELDS["summary"], is_long=True)
    yield Place(
        MAIN_PICTURE,
        PlaceKind.MAIN_PICTURE,
        page.main_image_alt,
        is_picture=True,
        image=page.main_image,
    )


def _of_block(block: Any) -> Iterator[Place]:
    key, value = block.id or "", block.value
    match block.block_type:
        case "paragraph":
            yield _rich(key, PlaceKind.TEXT, value.source, PARAGRAPH_AT_MOST)
        case "heading":
            yield Place(key, PlaceKind.HEADING, value, most=_HEADING_AT_MOST)
        case "quote":
            yield Place(
                f"{key}.text", PlaceKind.QUOTE, value["text"], most=QUOTE_AT_MOST, is_long=True
            )
            yield Place(
                f"{key}.attribution",
                PlaceKind.WHO,
                value["attribution"],
                most=_ATTRIBUTION_AT_MOST,
            )
        case "callout":
            yield Place(f"{key}.title", PlaceKind.BOX_TITLE, value["title"], most=CALLOUT_AT_MOST)
            yield _rich(
                f"{key}.text", PlaceKind.BOX_TEXT, value["text"].source, _CALLOUT_TEXT_AT_MOST
            )
        case "image":
            yield _picture(key, value)
        case "gallery":
            for number, item in enumerate(value.bound_blocks):
                yield _picture(f"{key}.{number}", item.value)
        case "video":
            yield Place(key, PlaceKind.VIDEO, value["title"])
        case _:
            yield Place(key, PlaceKind.DOCUMENT, str(getattr(value, "title", "")))


def _rich(key: str, kind: PlaceKind, html: str, most: int) -> Place:
    return Place(key, kind, to_plain(html), most=most, is_long=True, is_rich=True)


def _picture(key: str, image: Any) -> Place:
    text = (image.contextual_alt_text or "") if image is not None else ""
    return Place(key, PlaceKind.PICTURE, text, is_picture=True, image=image)


def _raw(page: Any, block: str) -> tuple[int, dict[str, Any]]:
    """Where a block stands in the story, and what is stored of it."""
    for index, raw in enumerate(page.story.raw_data):
        if raw.get("id") == block:
            return index, raw
    raise PlaceGone


def _insert(page: Any, after: str, kind: str, value: Any) -> str:
    index = _raw(page, after)[0] + 1 if after else len(page.story)
    key = str(uuid.uuid4())
    page.story.raw_data.insert(index, {"type": kind, "value": value, "id": key})
    return key


def _shown(image: LibraryImage, alt: str) -> dict[str, Any]:
    return {"image": image.pk, "alt_text": alt[:ALT_TEXT_AT_MOST], "decorative": False}
