"""The crops that pages show. They are made by jobs; a page takes what is there already."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from wagtail.images.models import Filter, SourceImageIOError

from campaigns.freshness.services import count_site_on
from campaigns.pictures.library import LibraryImage, LibraryRendition

logger = logging.getLogger(__name__)

AVIF: Final = "avif"
FALLBACK: Final = "jpeg"
CROPS: Final = {
    "small": ("fill-240x150", "fill-480x300"),
    "card": ("fill-480x300", "fill-960x600"),
    "gallery": ("fill-400x300", "fill-800x600"),
    "text": ("width-640", "width-1200"),
    "wide": ("fill-960x540",),
}
"""What a picture is cut to, by where it stands; narrow ones first. A new size goes in here."""
MARK: Final = Filter(spec="max-160x96|format-webp-lossless")
"""A picture as a mark, such as a stemma: small, whole, its ground left as it is."""


@dataclass(frozen=True)
class Candidates:
    """One ``srcset``: the crops of one format that are there."""

    format: str
    renditions: list[LibraryRendition]

    @property
    def srcset(self) -> str:
        """The addresses with their widths, as ``srcset`` writes them."""
        return ", ".join(f"{item.url} {item.width}w" for item in self.renditions)


@dataclass(frozen=True)
class Prepared:
    """What a page can show of a picture now; ``fallback`` is for every browser."""

    fallback: Candidates
    avif: Candidates | None

    @property
    def src(self) -> LibraryRendition:
        """The crop of a browser that knows no ``srcset``: it gives width and height too."""
        return self.fallback.renditions[0]


def filters(format_name: str, sizes: Iterable[str]) -> list[Filter]:
    """Wagtail's filters of these sizes in a format."""
    return [Filter(spec=f"format-{format_name}|{size}") for size in sizes]


def prepared(image: LibraryImage, crop: str) -> Prepared | None:
    """The crops that are there, by at most one query; ``None`` while the job has made none.

    ``None``, too, for a picture that may not be shown.
    AVIF only when it has every size: half of them would show phones the large one.
    """
    if not image.may_be_shown():
        return None
    wanted = {name: filters(name, CROPS[crop]) for name in (AVIF, FALLBACK)}
    found = image.find_existing_renditions(*wanted[AVIF], *wanted[FALLBACK])
    fallback = [found[item] for item in wanted[FALLBACK] if item in found]
    if not fallback:
        return None
    avif = [found[item] for item in wanted[AVIF] if item in found]
    whole = len(avif) == len(wanted[AVIF])
    return Prepared(Candidates(FALLBACK, fallback), Candidates(AVIF, avif) if whole else None)


def mark_of(image: LibraryImage) -> LibraryRendition | None:
    """The picture as a mark; ``None`` while the job has not made it, or if it may not be shown."""
    if not image.may_be_shown():
        return None
    found: LibraryRendition | None = image.find_existing_renditions(MARK).get(MARK)
    return found


def prepare(image: LibraryImage, format_name: str, crops: Iterable[str] = tuple(CROPS)) -> int:
    """Make the crops of a format that are missing, the mark with the fallbacks; those of an older
    focal point go.

    Returns how many there are. A file that cannot be read is logged and makes none; a picture
    that may not be shown gets none.
    """
    if not image.may_be_shown():
        return 0
    sizes = dict.fromkeys(size for crop in crops for size in CROPS[crop])
    wanted = filters(format_name, sizes)
    if format_name == FALLBACK:
        wanted.append(MARK)
    try:
        made = image.get_renditions(*wanted)
    except (SourceImageIOError, OSError):
        logger.exception("No crop of image %s could be made", image.pk)
        return 0
    keys = {item.spec: item.get_cache_key(image) for item in wanted}
    for old in image.renditions.filter(filter_spec__in=keys):
        if old.focal_point_key != keys[old.filter_spec]:
            old.delete()
    count_site_on()  # rows made together send no signal
    return len(made)
