"""A suggested picture: its files checked and kept, brought into the library, erased."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any, Final

from django.core.files.base import ContentFile, File
from django.core.files.images import ImageFile
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from campaigns.accounts.models import User
from campaigns.files.checked import EXTENSIONS, clean_document, clean_picture
from campaigns.pictures.library import LibraryImage
from campaigns.suggesting.models import People, StorySuggestion, SuggestedPicture
from campaigns.suggesting.refusals import SuggestionRefused

FILES: Final = ("file", "release")


@dataclass(frozen=True, kw_only=True)
class Upload:
    """A picture as it came, with what its proponent says of it."""

    file: File[bytes]
    alt: str
    credit: str
    people: People
    release: File[bytes] | None = None
    shown_until: date | None = None


def keep(suggestion: StorySuggestion, upload: Upload) -> SuggestedPicture:
    """Check the files and keep them; without their row they do not stay. Raises ``UploadRefused``.

    What a phone writes into a photograph, such as where it was taken, is not kept.
    """
    file, checked = clean_picture(upload.file)
    release = None if upload.release is None else clean_document(upload.release)
    picture = SuggestedPicture(
        suggestion=suggestion,
        alt=upload.alt,
        credit=upload.credit,
        people=upload.people,
        shown_until=upload.shown_until,
        name=checked.name,
        content_type=checked.content_type,
        size=checked.size,
        sha256=checked.sha256,
        width=checked.width,
        height=checked.height,
        release_type=release[1].content_type if release else "",
    )
    try:
        _store(picture.file, file)
        if release:
            _store(picture.release, release[0])
        picture.save(force_insert=True)
    except BaseException:
        _delete_stored(picture.file, picture.release)
        raise
    return picture


@contextmanager
def all_or_none() -> Iterator[list[LibraryImage]]:
    """What is brought into the library within it stays there only if nothing fails.

    It goes around the transaction: a rollback takes rows back, not files, and a commit may fail.
    """
    brought: list[LibraryImage] = []
    try:
        yield brought
    except BaseException:
        for image in brought:
            _delete_stored(image.file, image.release)
        raise


def bring(picture: SuggestedPicture, *, by: User, brought: list[LibraryImage]) -> LibraryImage:
    """Copy a picture into the library, with credit, release and last day, and erase its own files.

    In the caller's transaction, which ``all_or_none`` is around. Raises ``SuggestionRefused`` if
    its file is not there any more.
    """
    image = LibraryImage(
        title=picture.alt,
        description=picture.alt,
        credit=picture.credit,
        minor_shown=picture.people == People.MINORS,
        release_expires_on=picture.shown_until,
        uploaded_by_user=by,
        file=ImageFile(_content(picture.file), name=f"{uuid.uuid4()}{_ending(picture)}"),
    )
    if picture.release:
        name = f"release{EXTENSIONS.get(picture.release_type, '')}"
        image.release = ContentFile(_content(picture.release).read(), name=name)
    brought.append(image)
    image.save()
    picture.image = image
    picture.save(update_fields=["image"])
    forget(picture)
    return image


def forget(picture: SuggestedPicture) -> None:
    """Erase its files, from the storage once this is committed. Doing so twice does nothing."""
    for field in FILES:
        stored = getattr(picture, field)
        if stored:
            transaction.on_commit(partial(stored.storage.delete, stored.name))
    picture.file, picture.release = "", ""
    picture.save(update_fields=[*FILES])


def _content(stored: Any) -> ContentFile[bytes]:
    try:
        with stored.open("rb") as source:
            return ContentFile(source.read())
    except (OSError, ValueError) as error:
        raise SuggestionRefused(
            _("The file of this picture is not here any more: ask the proponent to send it again.")
        ) from error


def _ending(picture: SuggestedPicture) -> str:
    return EXTENSIONS.get(picture.content_type, ".jpg")


def _store(field: Any, content: File[bytes]) -> None:
    content.seek(0)
    field.save("file", content, save=False)


def _delete_stored(*files: Any) -> None:
    """Delete what has reached the storage."""
    for stored in files:
        if stored and stored._committed:
            stored.storage.delete(stored.name)
