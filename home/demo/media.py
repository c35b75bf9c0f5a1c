"""The demo's pictures as images of the library."""

from io import BytesIO

from django.core.files.images import ImageFile
from wagtail.images.models import Image

from home.demo.pictures import draw

QUALITY = 88


class PictureShelf:
    """Draws each picture once and hands out its image."""

    def __init__(self) -> None:
        self._images: dict[str, Image] = {}

    def image(self, key: str, title: str) -> Image:
        """The image of a picture key, drawn and stored at its first use."""
        if key not in self._images:
            drawn, buffer = draw(key), BytesIO()
            drawn.save(buffer, "JPEG", quality=QUALITY, optimize=True)
            buffer.seek(0)
            self._images[key] = Image.objects.create(
                title=title[:255], file=ImageFile(buffer, name=f"{key}.jpg")
            )
        return self._images[key]
