"""What all views of the API share."""

import hashlib
import json
from typing import Any

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language_from_request
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView


class NegotiatedView(APIView):
    """Speaks the language that the request asks for: addresses of the API have no prefix."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        language = get_language_from_request(request)
        with translation.override(language):
            response = super().dispatch(request, *args, **kwargs)
        response["Content-Language"] = language
        patch_vary_headers(response, ["Accept-Language"])
        return response


@extend_schema(exclude=True)
class NothingHere(NegotiatedView):
    """Every other address below ``/api/v1/``: programs read problems, not pages."""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        raise Http404


def with_etag(request: Request, data: Any) -> Response:
    """Answer ``data``, or 304 if the client has it already."""
    digest = hashlib.sha256(json.dumps(data, sort_keys=True).encode()).hexdigest()[:32]
    etag = f'"{digest}"'
    known = [tag.strip().removeprefix("W/") for tag in _if_none_match(request).split(",")]
    response = Response(status=304) if etag in known or known == ["*"] else Response(data)
    response["ETag"] = etag
    response["Cache-Control"] = "public, no-cache"
    return response


def _if_none_match(request: Request) -> str:
    return str(request.headers.get("If-None-Match", ""))
