"""The demo's pictures as images of the library."""

from io import BytesIO

from django.core.files.images import ImageFile

from campaigns.models import LibraryImage
from campaigns.pictures.crops import FALLBACK, prepare
from home.demo.pictures import draw

QUALITY = 88


class PictureShelf:
    """Draws each picture once and hands out its image; the worker makes most of its crops."""

    def __init__(self) -> None:
        self._images: dict[str, LibraryImage] = {}

    def image(self, key: str, title: str) -> LibraryImage:
        """The image of a picture key, drawn and stored at its first use."""
        if key not in self._images:
            drawn, buffer = draw(key), BytesIO()
            drawn.save(buffer, "JPEG", quality=QUALITY, optimize=True)
            buffer.seek(0)
            self._images[key] = LibraryImage.objects.create(
                title=title[:255],
                description=title[:255],
                credit="illustrazione originale",
                file=ImageFile(buffer, name=f"{key}.jpg"),
            )
            prepare(self._images[key], FALLBACK, crops=["card"])
        return self._images[key]
