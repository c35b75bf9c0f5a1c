"""Which pages of other sites may use the API: any to read, those of a list to write."""

from typing import Any, Final

from corsheaders.signals import check_request_enabled
from django.http import HttpRequest

READING_METHODS: Final = ("GET", "HEAD")


def connect() -> None:
    """Let every origin read; ``CORS_ALLOWED_ORIGINS`` says who may write."""
    check_request_enabled.connect(_only_reads)


def _only_reads(sender: Any, request: HttpRequest, **kwargs: Any) -> bool:
    if not request.path.startswith("/api/"):
        return False
    method = request.method
    if method == "OPTIONS":
        method = request.headers.get("Access-Control-Request-Method", "")
    return method in READING_METHODS
