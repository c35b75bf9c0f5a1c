"""What the site serves beside its pages."""

from typing import Final

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control
from django.views.decorators.http import condition, require_safe

from home.site_settings import settings_of

YEAR_SECONDS: Final = 365 * 24 * 3600


def _etag(request: HttpRequest, digest: str) -> str | None:
    palette = settings_of(request).palette
    return f'"{palette.digest}"' if palette else None


@require_safe
@condition(etag_func=_etag)
def colours(request: HttpRequest, digest: str) -> HttpResponse:
    """The city's colour as a stylesheet: a strict policy allows no inline style.

    Its address holds the digest, so it is kept for good; under the address of an earlier colour,
    which a cached page may still name, the present one is served and not kept.
    """
    palette = settings_of(request).palette
    if palette is None:
        raise Http404("no colour of its own")
    response = HttpResponse(palette.stylesheet, content_type="text/css")
    if digest == palette.digest:
        patch_cache_control(response, public=True, max_age=YEAR_SECONDS, immutable=True)
    else:
        patch_cache_control(response, no_cache=True)
    return response
