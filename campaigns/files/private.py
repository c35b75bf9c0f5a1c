"""Private storage, outside of what is served: its files are answers of views that know who asks."""

from typing import Any

from django.core.files.base import File
from django.core.files.storage import storages
from django.http import FileResponse


def private_storage() -> Any:
    """Where files without a public address are kept."""
    return storages["private"]


def save_with_file(row: Any, file: "File[bytes]") -> None:
    """Write the ``file`` of a new row, and the row; without the row the file does not stay either.

    The row has its ``name`` already.
    """
    file.seek(0)
    row.file.save(row.name, file, save=False)
    try:
        row.save(force_insert=True)
    except BaseException:
        row.file.delete(save=False)
        raise


def private_file(
    content: Any, *, name: str, content_type: str | None = None, is_inline: bool = False
) -> FileResponse:
    """An open file as a download, or inline: never guessed, never kept by caches in between."""
    response = FileResponse(
        content, as_attachment=not is_inline, filename=name, content_type=content_type
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
