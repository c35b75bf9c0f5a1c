"""Social images, the list of pages, what robots may read: for machines, outside the languages."""

from typing import Final

from django.conf import settings
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import quote_etag
from wagtail.models import Page

from campaigns.freshness import services as freshness
from home.sharing.cards import SocialCard, card_of_campaign, card_of_page, card_of_site
from home.sharing.drawing import draw
from home.sharing.pages import listed

LANGUAGES: Final = tuple(code for code, _name in settings.LANGUAGES)
KEPT_SECONDS: Final = 24 * 60 * 60
"""How long a drawing is kept for who asks next."""
TRUSTED_SECONDS: Final = 300
"""How long others may show an image without asking whether it changed."""


def campaign_image(request: HttpRequest, language: str, slug: str) -> HttpResponseBase:
    """The image of a campaign, with its bar as it stands."""
    return _image(request, card_of_campaign(slug, language, timezone.now()))


def page_image(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The image of a public page that is no campaign."""
    page = get_object_or_404(Page.objects.live().public().filter(depth__gt=1), pk=pk)
    return _image(request, card_of_page(page))


def site_image(request: HttpRequest, language: str) -> HttpResponseBase:
    """The image of the whole site."""
    return _image(request, card_of_site(language))


def _image(request: HttpRequest, card: SocialCard | None) -> HttpResponseBase:
    if card is None:
        raise Http404
    etag = quote_etag(card.digest)
    answer = get_conditional_response(request, etag=etag)
    if answer is None or answer.status_code != 304:
        key = f"social-image:{card.digest}"
        drawn = cache.get(key)
        if drawn is None:
            drawn = draw(card)
            cache.set(key, drawn, KEPT_SECONDS)
        answer = HttpResponse(drawn, content_type="image/jpeg")
    answer["ETag"] = etag
    patch_cache_control(answer, public=True, max_age=TRUSTED_SECONDS)
    return answer


def sitemap(request: HttpRequest) -> HttpResponse:
    """Every public page with its translations, for search engines."""
    freshness.depends_on(request)
    context = {"pages": listed(request), "x_default": settings.LANGUAGE_CODE}
    return render(request, "sharing/sitemap.xml", context, content_type="application/xml")


def robots(request: HttpRequest) -> HttpResponse:
    """What crawlers leave alone: forms, searches, what is somebody's own."""
    freshness.depends_on(request)
    context = {"site_url": settings.SITE_URL}
    return render(request, "sharing/robots.txt", context, content_type="text/plain; charset=utf-8")
