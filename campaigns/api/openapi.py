"""The OpenAPI document, in the reader's language."""

from functools import lru_cache
from typing import Any

from django.utils.translation import get_language
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiJsonRenderer, OpenApiYamlRenderer
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from campaigns.api.documentation import TAGS
from campaigns.api.views import NegotiatedView


def only_own(endpoints: list[Any]) -> list[Any]:
    """Leave Wagtail's endpoints out of the document: they are documented by Wagtail."""
    return [endpoint for endpoint in endpoints if endpoint[0].startswith("/api/v1/")]


def document() -> dict[str, Any]:
    """The OpenAPI document in the active language; made once a process."""
    return _document(get_language() or "it")


@lru_cache(maxsize=4)
def _document(language: str) -> dict[str, Any]:
    generator: Any = SchemaGenerator
    made: dict[str, Any] = generator().get_schema(request=None, public=True)
    made["tags"] = [{"name": name, "description": str(text)} for name, text in TAGS.items()]
    return made


@extend_schema(exclude=True)
class SchemaView(NegotiatedView):
    """The document as YAML, or as JSON to who asks for it: ``Accept`` or ``?format=json``."""

    renderer_classes = [OpenApiYamlRenderer, OpenApiJsonRenderer]
    http_method_names = ["get", "head", "options"]

    def get(self, request: Request) -> Response:
        response = Response(document())
        response["Cache-Control"] = "public, max-age=300"
        return response
