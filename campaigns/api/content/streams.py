"""Bodies of blocks for programs, from what the database holds of them."""

from collections.abc import Callable, Iterator
from typing import Any, Final, Protocol

from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageBlock, ImageChooserBlock

from home.blocks import ResultsBlock


class Teller(Protocol):
    """Knows what blocks only point to."""

    def picture(self, pk: int, alt: str | None, *, decorative: bool) -> Any:
        """A picture of the library; ``alt`` is ``None`` where the block says none of its own."""

    def document(self, pk: int) -> Any:
        """A document of the library."""

    def page(self, pk: int) -> Any:
        """A page of the site."""

    def rich_text(self, text: str) -> Any:
        """HTML."""

    def results(self) -> Any:
        """What the experiment has done so far."""


def told(block: blocks.Block, value: Any, teller: Teller) -> Any:
    """What a block says. ``value`` is as it is stored."""
    if isinstance(block, blocks.StreamBlock):
        return list(_stream(block, value, teller))
    if isinstance(block, ImageBlock):
        return _picture(value, teller)
    if isinstance(block, blocks.StructBlock):
        return {
            name: told(child, (value or {}).get(name), teller)
            for name, child in block.child_blocks.items()
        }
    if isinstance(block, blocks.ListBlock):
        return [told(block.child_block, _item(item), teller) for item in value or []]
    return _leaf(block, value, teller)


def _stream(block: blocks.StreamBlock, value: Any, teller: Teller) -> Iterator[dict[str, Any]]:
    for child in value or []:
        if child["type"] in block.child_blocks:
            yield {
                "id": child.get("id"),
                "type": child["type"],
                "value": told(block.child_blocks[child["type"]], child["value"], teller),
            }


def _picture(value: Any, teller: Teller) -> Any:
    if isinstance(value, int):
        return teller.picture(value, None, decorative=False)
    if not value or not value.get("image"):
        return None
    decorative = bool(value.get("decorative"))
    return teller.picture(value["image"], value.get("alt_text") or "", decorative=decorative)


def _item(item: Any) -> Any:
    """An item of a list; in older bodies it stands by itself."""
    is_wrapped = isinstance(item, dict) and item.get("type") == "item" and "value" in item
    return item["value"] if is_wrapped else item


def _leaf(block: blocks.Block, value: Any, teller: Teller) -> Any:
    if isinstance(block, blocks.RichTextBlock):
        return teller.rich_text(value or "")
    if isinstance(block, blocks.StaticBlock):
        return teller.results() if isinstance(block, ResultsBlock) else None
    for kind, tell in _POINTERS:
        if isinstance(block, kind):
            return tell(teller, value) if value else None
    return value


_POINTERS: Final[tuple[tuple[type[blocks.Block], Callable[[Teller, int], Any]], ...]] = (
    (ImageChooserBlock, lambda teller, pk: teller.picture(pk, "", decorative=True)),
    (DocumentChooserBlock, lambda teller, pk: teller.document(pk)),
    (blocks.PageChooserBlock, lambda teller, pk: teller.page(pk)),
)
"""Blocks that hold the id of something else."""
