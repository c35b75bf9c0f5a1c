"""Files of private storage as answers, once a view has seen that they may be read."""

from typing import Any

from django.http import FileResponse


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
