"""``/oembed/``: tells other sites how to embed a campaign, from its address (https://oembed.com)."""

import re
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree as ET

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import override
from django.views.decorators.http import require_safe
from wagtail.models import Page

from campaigns.funding.models import Funding
from campaigns.languages import ENGLISH, ITALIAN
from campaigns.models import CampaignPage
from campaigns.page.reading import page_of
from campaigns.sharing.embedding import SIZES, EmbedSize, frame, size_within

FORMATS: Final = ("json", "xml")
CACHE_SECONDS: Final = 3600
SOCIAL_WIDTH: Final = 1200
SOCIAL_HEIGHT: Final = 630
"""Pixels of the picture with the bar: left out where the other site has no room for it."""
_LONGEST_ADDRESS: Final = 2000
_EMBED: Final = re.compile(r"/embed/([-\w]{1,255})/?")
_PIXELS: Final = re.compile(r"[1-9][0-9]{0,4}")


@require_safe
def oembed(request: HttpRequest) -> HttpResponse:
    """A campaign's embed for ``url``, within ``maxwidth`` and ``maxheight``.

    404 for any address but a published campaign's or its embed's, 501 for an unknown ``format``.
    """
    format = request.GET.get("format", "json")
    if format not in FORMATS:
        return _refused(501, "Only json and xml are spoken here.")
    address = request.GET.get("url", "")
    language, wanted = _asked_for(address)
    with override(language):
        page = _page_at(request, address)
        funding = page and Funding.objects.filter(translation_key=page.translation_key).first()
        if page is None or not funding:
            return _refused(404, "No campaign is published at this address.")
        told = _described(
            page, funding, language, wanted, _pixels(request, "width"), _pixels(request, "height")
        )
    response: HttpResponse = JsonResponse(told) if format == "json" else _as_xml(told)
    response["Access-Control-Allow-Origin"] = "*"
    response["Cache-Control"] = f"public, max-age={CACHE_SECONDS}"
    return response


def _asked_for(address: str) -> tuple[str, EmbedSize | None]:
    """The language of an address, and the size that the address of an embed names."""
    path, query = _own_path(address)
    asked = parse_qs(query)
    is_english = path.startswith(f"/{ENGLISH}/") or asked.get("lingua") == [ENGLISH]
    return ENGLISH if is_english else ITALIAN, SIZES.get(asked.get("formato", [""])[0])


def _own_path(address: str) -> tuple[str, str]:
    """Path and query of an address of ours; empty for any other."""
    try:
        parts = urlsplit(address[: _LONGEST_ADDRESS + 1])
    except ValueError:
        return "", ""
    is_ours = parts.scheme in ("http", "https") and (
        parts.netloc.lower() == urlsplit(settings.SITE_URL).netloc.lower()
    )
    if not is_ours or len(address) > _LONGEST_ADDRESS or "\0" in address or "%00" in address:
        return "", ""
    return parts.path, parts.query


def _page_at(request: HttpRequest, address: str) -> CampaignPage | None:
    """The published campaign's page at an address, in the active language."""
    path, _query = _own_path(address)
    embedded = _EMBED.fullmatch(path)
    if embedded:
        funding = Funding.objects.filter(slug=embedded[1]).first()
        return page_of(funding) if funding else None
    if not path:
        return None
    page = Page.find_for_request(request, path.removeprefix(f"/{ENGLISH}"))
    specific = page.specific if page is not None and page.live else None
    return specific if isinstance(specific, CampaignPage) else None


def _pixels(request: HttpRequest, side: str) -> int | None:
    """``maxwidth`` or ``maxheight``; anything but a sensible number sets no limit."""
    typed = request.GET.get(f"max{side}", "")
    return int(typed) if _PIXELS.fullmatch(typed) else None


def _described(
    page: CampaignPage,
    funding: Funding,
    language: str,
    wanted: EmbedSize | None,
    width: int | None,
    height: int | None,
) -> dict[str, Any]:
    told: dict[str, Any] = {
        "version": "1.0",
        "type": "link",
        "title": page.title,
        "provider_name": settings.SITE_BRAND["name"],
        "provider_url": f"{settings.SITE_URL}/",
        "cache_age": CACHE_SECONDS,
    }
    if page.organization:
        told["author_name"] = page.organization.name
    if (width or SOCIAL_WIDTH) >= SOCIAL_WIDTH and (height or SOCIAL_HEIGHT) >= SOCIAL_HEIGHT:
        picture = reverse("campaign_image", args=[language, funding.slug])
        told["thumbnail_url"] = f"{settings.SITE_URL}{picture}"
        told["thumbnail_width"], told["thumbnail_height"] = SOCIAL_WIDTH, SOCIAL_HEIGHT
    size = wanted if wanted and _fits(wanted, width, height) else None
    size = size or size_within(width=width, height=height)
    if size is None:
        return told
    shown = min(size.width, width) if width else size.width
    html = frame(slug=funding.slug, title=page.title, size=size, language=language, width=shown)
    return told | {"type": "rich", "html": str(html), "width": shown, "height": size.height}


def _fits(size: EmbedSize, width: int | None, height: int | None) -> bool:
    return (width or size.width) >= size.least_width and (height or size.height) >= size.height


def _as_xml(told: dict[str, Any]) -> HttpResponse:
    root = ET.Element("oembed")
    for name, value in told.items():
        ET.SubElement(root, name).text = str(value)
    text = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return HttpResponse(text, content_type="text/xml; charset=utf-8")


def _refused(status: int, title: str) -> HttpResponse:
    problem = {"type": "about:blank", "title": title, "status": status}
    response = JsonResponse(problem, status=status, content_type="application/problem+json")
    response["Access-Control-Allow-Origin"] = "*"
    return response
