"""Previews in a front end of others, where the settings name one."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.module_loading import import_string


class HeadlessPreviewMixin:
    """Beside ``Page`` in the bases of a model: its preview opens the configured client."""

    pk: Any

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        """The client's preview; the site's own without a client, and of a page not saved yet."""
        if not settings.HEADLESS_PREVIEW_URL or self.pk is None:
            own: HttpResponse = super().serve_preview(request, mode_name)  # type: ignore[misc]
            return own
        response: HttpResponse = import_string(settings.HEADLESS_PREVIEW_VIEW)(self, request)
        return response
