"""Pictures without what phones write into them: where and when they were taken, and by whom."""

from io import BytesIO
from typing import Any, Final

from django.core.files.base import ContentFile, File
from PIL import ExifTags, Image
from PIL.Image import Transpose

_QUALITY: Final = 92
"""Of a JPEG written anew: no difference that the eye sees."""
_SHOWN: Final = ("transparency",)
"""What a PNG needs beside its pixels to be shown as it was."""
_TURNS: Final = {
    2: Transpose.FLIP_LEFT_RIGHT,
    3: Transpose.ROTATE_180,
    4: Transpose.FLIP_TOP_BOTTOM,
    5: Transpose.TRANSPOSE,
    6: Transpose.ROTATE_270,
    7: Transpose.TRANSVERSE,
    8: Transpose.ROTATE_90,
}
"""By EXIF orientation, what is to be done to the pixels."""


def without_metadata(file: File[bytes]) -> ContentFile[bytes]:
    """The same picture, turned as it should be seen, with its colour profile and nothing else.

    ``file`` is a JPEG or PNG whose size in pixels was checked. Raises ``OSError``, ``ValueError``
    or ``SyntaxError`` if its data are damaged.
    """
    file.seek(0)
    written = BytesIO()
    with Image.open(file, formats=["JPEG", "PNG"]) as image:
        kind = "PNG" if image.format == "PNG" else "JPEG"
        profile = image.info.get("icc_profile")
        shown: dict[str | tuple[int, int], Any] = {
            key: image.info[key] for key in _SHOWN if key in image.info
        }
        image.load()
        turn = _TURNS.get(_orientation(image))
        turned = image if turn is None else image.transpose(turn)
        turned.info = shown
        turned.save(written, kind, exif=b"", icc_profile=profile, quality=_QUALITY)
    return ContentFile(written.getvalue(), name=file.name)


def _orientation(image: Image.Image) -> Any:
    """As EXIF tells it; ``None``: it does not, or what the camera wrote cannot be read."""
    try:
        return image.getexif().get(ExifTags.Base.Orientation)
    except Exception:  # readers of damaged EXIF raise whatever comes
        return None
