"""Pictures for programs: the crops that are there already, in every format. None is made here."""

from typing import Any

from campaigns.api.rich_text import absolute
from campaigns.pictures.crops import AVIF, CROPS, FALLBACK, filters
from campaigns.pictures.library import LibraryImage


def picture_data(
    image: LibraryImage | None, alt: str, *, decorative: bool = False
) -> dict[str, Any] | None:
    """A picture with its crops; ``alt`` is what it shows where it stands.

    ``None`` for one that may not be shown: its release has ended, or is missing for a minor.
    """
    if image is None or not image.may_be_shown():
        return None
    return {
        "id": image.pk,
        "alt": "" if decorative else alt,
        "decorative": decorative,
        "credit": image.credit,
        "width": image.width,
        "height": image.height,
        "renditions": renditions_of(image),
    }


def renditions_of(image: LibraryImage) -> list[dict[str, Any]]:
    """Each crop in each format, AVIF first; empty while the job has made none.

    Without a query where ``renditions`` were fetched along.
    """
    wanted = [
        (crop, format_name, item)
        for crop, sizes in CROPS.items()
        for format_name in (AVIF, FALLBACK)
        for item in filters(format_name, sizes)
    ]
    found = image.find_existing_renditions(*(item for _crop, _format, item in wanted))
    return [
        {
            "crop": crop,
            "type": f"image/{format_name}",
            "url": absolute(found[item].url),
            "width": found[item].width,
            "height": found[item].height,
        }
        for crop, format_name, item in wanted
        if item in found
    ]
