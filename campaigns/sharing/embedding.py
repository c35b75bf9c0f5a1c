"""A campaign inside other sites' pages: its three sizes, and its addresses."""

from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse
from django.utils.html import format_html

from campaigns.languages import ITALIAN


@dataclass(frozen=True, kw_only=True)
class EmbedSize:
    """A size of frame, in CSS pixels: at ``height`` all of it is seen down to ``least_width``."""

    name: str
    width: int
    least_width: int
    height: int
    shows_picture: bool = True
    shows_summary: bool = True


COMPACT: Final = EmbedSize(
    name="compatto",
    width=400,
    least_width=280,
    height=400,
    shows_picture=False,
    shows_summary=False,
)
CARD: Final = EmbedSize(name="scheda", width=400, least_width=300, height=690)
WIDE: Final = EmbedSize(name="largo", width=800, least_width=600, height=400)
SIZES: Final = {size.name: size for size in (COMPACT, CARD, WIDE)}


def size_named(name: str) -> EmbedSize:
    """The size of that name; a card for any other."""
    return SIZES.get(name, CARD)


def size_within(*, width: int | None, height: int | None) -> EmbedSize | None:
    """The best size for at most so many pixels: a card, else wide, else compact, else none."""
    for size in (CARD, WIDE, COMPACT):
        if (width is None or size.least_width <= width) and (
            height is None or size.height <= height
        ):
            return size
    return None


def embed_url(slug: str, size: EmbedSize, language: str) -> str:
    """The absolute address of a campaign's embed."""
    query = {"formato": size.name}
    if language != ITALIAN:
        query["lingua"] = language
    return f"{settings.SITE_URL}{reverse('embed', args=[slug])}?{urlencode(query)}"


def frame(*, slug: str, title: str, size: EmbedSize, language: str, width: int) -> str:
    """The HTML that other sites paste, or get through oEmbed."""
    return format_html(
        '<iframe src="{}" width="{}" height="{}" title="{}" loading="lazy"'
        ' style="border:0;max-width:100%"></iframe>',
        embed_url(slug, size, language),
        width,
        size.height,
        title,
    )


def embed_code(*, slug: str, title: str, language: str) -> str:
    """The HTML of a campaign's card, to copy into a page of another site."""
    return frame(slug=slug, title=title, size=CARD, language=language, width=CARD.width)


def oembed_url(address: str, format: str) -> str:
    """The absolute address that describes the embed of a page, as ``json`` or ``xml``."""
    query = urlencode({"url": address, "format": format})
    return f"{settings.SITE_URL}{reverse('oembed')}?{query}"
