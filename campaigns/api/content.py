"""Wagtail's content API, version 2."""

from typing import Any

from wagtail.api.v2.router import WagtailAPIRouter
from wagtail.api.v2.utils import BadRequestError
from wagtail.api.v2.views import PagesAPIViewSet
from wagtail.documents.api.v2.views import DocumentsAPIViewSet
from wagtail.images.api.v2.views import ImagesAPIViewSet


class PlainQueryMixin:
    """Refuses query parameters that PostgreSQL cannot take."""

    request: Any

    def check_query_parameters(self, queryset: Any) -> None:
        """Raise ``BadRequestError`` for a NUL, and for parameters that Wagtail does not know."""
        if any("\x00" in value for values in self.request.GET.lists() for value in values[1]):
            raise BadRequestError("query parameters must not contain NUL")
        super().check_query_parameters(queryset)  # type: ignore[misc]


class PagesEndpoint(PlainQueryMixin, PagesAPIViewSet):
    """Published pages."""


class ImagesEndpoint(PlainQueryMixin, ImagesAPIViewSet):
    """Images of the library."""


class DocumentsEndpoint(PlainQueryMixin, DocumentsAPIViewSet):
    """Documents of the library."""


content_api = WagtailAPIRouter("wagtailapi")
content_api.register_endpoint("pages", PagesEndpoint)
content_api.register_endpoint("images", ImagesEndpoint)
content_api.register_endpoint("documents", DocumentsEndpoint)
