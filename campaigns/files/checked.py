"""Files that people upload, checked by their content: what they are, not what they say they are."""

import hashlib
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any, Final

import puremagic
from django.conf import settings
from django.core.files.base import File
from django.utils.translation import gettext_lazy as _
from PIL import Image, UnidentifiedImageError

from campaigns.files.clean_pictures import without_metadata
from campaigns.refusals import Refused

MEGABYTE: Final = 1024 * 1024
MOST_PIXELS: Final = 60_000_000
EXTENSIONS: Final = {"application/pdf": ".pdf", "image/jpeg": ".jpg", "image/png": ".png"}
_PDF: Final = "application/pdf"
_PICTURE_FORMATS: Final = {"JPEG": "image/jpeg", "MPO": "image/jpeg", "PNG": "image/png"}
"""As Pillow names them; phones write JPEG files of several pictures (MPO)."""
_HEIC: Final = tuple(b"ftyp" + brand for brand in (b"heic", b"heix", b"mif1", b"msf1", b"heim"))
CHOOSE_AGAIN: Final = _(
    "Your words are here; the files are not: a browser forgets them. Choose them again."
)
"""What a form says that came with files and has mistakes."""
_NO_PICTURE: Final = _("This is no JPEG or PNG picture, or it is damaged.")


class UploadRefused(Refused):
    """The file is not taken."""


@dataclass(frozen=True)
class CheckedFile:
    """A file whose content is what it says: its safe name, kind, size in bytes, digest."""

    name: str
    content_type: str
    size: int
    sha256: str
    width: int = 0
    height: int = 0


def check_document(file: File[bytes]) -> CheckedFile:
    """A PDF or a picture within the limits. Raises ``UploadRefused``."""
    _check_size(file, settings.PROPOSAL_FILE_MAX_MB)
    file.seek(0)
    if _kind(file.read(2048)) == _PDF:
        return _checked(file, _PDF)
    _refuse_heic(file)
    return _check_image(file, _("This is neither a PDF nor a JPEG or PNG picture."))


def check_picture(file: File[bytes]) -> CheckedFile:
    """A JPEG or PNG picture within the limits. Raises ``UploadRefused``."""
    _check_size(file, settings.PROPOSAL_PICTURE_MAX_MB)
    _refuse_heic(file)
    return _check_image(file, _NO_PICTURE)


def clean_picture(file: File[bytes]) -> tuple[File[bytes], CheckedFile]:
    """A picture within the limits, without what a phone wrote into it. Raises ``UploadRefused``."""
    check_picture(file)
    return _without_metadata(file)


def clean_document(file: File[bytes]) -> tuple[File[bytes], CheckedFile]:
    """A document within the limits; of a photo, the picture alone. Raises ``UploadRefused``."""
    checked = check_document(file)
    return (file, checked) if checked.content_type == _PDF else _without_metadata(file)


def _without_metadata(file: File[bytes]) -> tuple[File[bytes], CheckedFile]:
    try:
        cleaned = without_metadata(file)
    except (OSError, SyntaxError, ValueError) as error:
        raise UploadRefused(_NO_PICTURE) from error
    return cleaned, _check_image(cleaned, _NO_PICTURE)


def _check_size(file: File[bytes], megabytes: int) -> None:
    if not file.size:
        raise UploadRefused(_("The file is empty."))
    if file.size > megabytes * MEGABYTE:
        raise UploadRefused(
            _("The file is too large: at most %(megabytes)d MB.") % {"megabytes": megabytes}
        )


def _kind(head: bytes) -> str:
    try:
        return str(puremagic.from_string(head, mime=True))
    except (puremagic.PureError, ValueError):
        return ""


def _refuse_heic(file: File[bytes]) -> None:
    """Phones write such pictures; reading them takes a library that we do not want to trust."""
    file.seek(4)
    if file.read(8) in _HEIC:
        raise UploadRefused(
            _(
                "This photo is in HEIC format, which not everybody can open. Save it as JPEG: on "
                "an iPhone, Settings › Camera › Formats › Most Compatible; or send it to yourself "
                "by e-mail and upload what arrives."
            )
        )


def _check_image(file: File[bytes], refusal: Any) -> CheckedFile:
    try:
        file.seek(0)
        with Image.open(file, formats=["JPEG", "PNG"]) as image:
            content_type = _PICTURE_FORMATS[image.format or ""]
            width, height = image.size
            if width * height > MOST_PIXELS:
                raise UploadRefused(_("The picture has too many pixels: make it smaller."))
            image.verify()
    except Image.DecompressionBombError as error:
        raise UploadRefused(_("The picture has too many pixels: make it smaller.")) from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, KeyError) as error:
        raise UploadRefused(refusal) from error
    return _checked(file, content_type, width, height)


def _checked(file: File[bytes], content_type: str, width: int = 0, height: int = 0) -> CheckedFile:
    digest = hashlib.sha256()
    file.seek(0)
    for chunk in file.chunks():
        digest.update(chunk)
    return CheckedFile(
        name=_safe_name(file.name or "", content_type),
        content_type=content_type,
        size=file.size,
        sha256=digest.hexdigest(),
        width=width,
        height=height,
    )


def _safe_name(name: str, content_type: str) -> str:
    """The name without folders and control characters, its ending that of the content."""
    path = PurePath(name.replace("\\", "/"))
    stem = "".join(sign for sign in path.stem if sign.isprintable()).strip() or "file"
    kept = path.suffix.lower() if path.suffix.lower() == ".jpeg" else ""
    is_kept = kept and content_type == "image/jpeg"
    return stem[:180] + (kept if is_kept else EXTENSIONS[content_type])
