"""What all views of the API share."""

from collections.abc import Callable
from typing import Any, ClassVar

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language_from_request
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from campaigns.api.conditional import conditional
from campaigns.api.pagination import ListPagination
from campaigns.api.parameters import FIELDS, Query, read_query
from campaigns.api.throttles import ClientThrottle, say_limits
from campaigns.freshness.services import SITE, depends_on


class NegotiatedView(APIView):
    """Speaks the language that the request asks for: addresses of the API have no prefix."""

    throttle_classes = [ClientThrottle]
    throttle_scope = "reading"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        language = get_language_from_request(request)
        with translation.override(language):
            response = super().dispatch(request, *args, **kwargs)
        response["Content-Language"] = language
        patch_vary_headers(response, ["Accept-Language"])
        return response

    def finalize_response(
        self, request: Request, response: Any, *args: Any, **kwargs: Any
    ) -> Response:
        finished: Response = super().finalize_response(request, response, *args, **kwargs)
        say_limits(request, finished)
        return finished


class ReadingView(NegotiatedView):
    """Reads what is the same for everybody: the answer is kept until something changes."""

    query_form: ClassVar[type[Query]] = Query
    http_method_names = ["get", "head", "options"]
    query: dict[str, Any]
    """The parameters, read."""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        self.query = read_query(request, self.query_form)
        depends_on(request._request, self.depends_on_campaign(**kwargs))

    def depends_on_campaign(self, **kwargs: Any) -> str:
        """The key of the one campaign that the answer is about; of the whole site unless told."""
        return SITE

    def told(self, request: Request, data: Any) -> Response:
        """Answer one thing, with those members alone that were wanted."""
        return conditional(request, self.sparse(data))

    def paginated(
        self,
        request: Request,
        rows: Any,
        represent: Callable[[list[Any]], list[dict[str, Any]]],
        *ordering: str,
    ) -> Response:
        """Answer a page of ``rows``, which ``represent`` writes all at once."""
        pagination = ListPagination(*ordering)
        page: list[Any] | None = pagination.paginate_queryset(rows, request, view=self)
        results = [self.sparse(data) for data in represent(page or [])]
        return conditional(request, pagination.get_paginated_response(results).data)

    def whole_list(self, request: Request, results: list[dict[str, Any]]) -> Response:
        """Answer a list that always fits one page."""
        sparse = [self.sparse(data) for data in results]
        return conditional(request, {"next": None, "previous": None, "results": sparse})

    def sparse(self, data: dict[str, Any]) -> dict[str, Any]:
        """The members that ``fields`` names, in their usual order."""
        wanted = self.query.get(FIELDS)
        return data if not wanted else {name: data[name] for name in data if name in wanted}


@extend_schema(exclude=True)
class NothingHere(NegotiatedView):
    """Every other address below ``/api/v1/``: programs read problems, not pages."""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        raise Http404
