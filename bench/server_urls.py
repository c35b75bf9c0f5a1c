"""What the pages are measured against, served by the same process: views that do nothing."""

from collections.abc import Callable
from typing import Final

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import path

from config.urls import urlpatterns as of_the_site

NOTHING: Final = "/bench/nothing-at-all/"


def nothing_at_all(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Answer one address before any other middleware: what Django and the server cost alone."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if request.path_info == NOTHING:
            return HttpResponse("ok")
        return get_response(request)

    return middleware


def bare(request: HttpRequest) -> HttpResponse:
    """A view that does nothing, behind all the middleware that pages have."""
    return HttpResponse("ok")


urlpatterns = [path("bench/bare/", bare), *of_the_site]
