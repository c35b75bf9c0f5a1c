"""Pictures in templates: one tag, one markup, crops that jobs made."""

from typing import Any

from django import template

from campaigns.pictures.crops import mark_of, prepared
from campaigns.pictures.library import LibraryImage, LibraryRendition

register = template.Library()


@register.simple_tag
def mark(image: LibraryImage | None) -> LibraryRendition | None:
    """A picture as a mark, small and whole; ``None`` while the job has not made it."""
    return mark_of(image) if image else None


@register.inclusion_tag("components/picture.html")
def prepared_picture(
    image: LibraryImage | None,
    crop: str,
    *,
    sizes: str,
    alt: str | None = None,
    first: bool = False,
) -> dict[str, Any]:
    """A ``<picture>`` of a crop of ``picture_crops.CROPS``; nothing while none is made.

    ``alt`` defaults to the text that the page's writer gave, ``first`` says that it stands at the
    top of the page and is fetched before the others.
    """
    if image is None:
        return {"prepared": None}
    pictured = prepared(image, crop)
    if alt is None and pictured is not None:
        alt = pictured.src.alt
    return {"prepared": pictured, "sizes": sizes, "alt": alt or "", "first": first}
