"""The public pages, each with its translations."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.http import HttpRequest
from wagtail.models import Page

from campaigns.calls.models import CallPage
from campaigns.models import CampaignIndexPage, CampaignPage
from home.information_pages import SiteMapPage
from home.models import HomePage, InformationPage, NewsPage
from home.news import NewsIndexPage

LISTED: Final = (
    HomePage,
    CampaignIndexPage,
    CampaignPage,
    CallPage,
    NewsIndexPage,
    NewsPage,
    InformationPage,
    SiteMapPage,
)
"""The models whose pages search engines are told of: a new kind of page goes in here."""
MOST: Final = 50_000
"""The most addresses that one sitemap may hold."""


@dataclass(frozen=True)
class Address:
    """A page in one language."""

    language: str
    url: str


@dataclass(frozen=True)
class Listed:
    """A page, when it last changed, and itself with its translations (none if it stands alone)."""

    url: str
    changed_at: datetime | None
    alternates: list[Address]


def absolute(path: str | None) -> str:
    """The whole address of a path of this site."""
    return f"{settings.SITE_URL}{path}" if path and path.startswith("/") else path or ""


def listed(request: HttpRequest) -> list[Listed]:
    """Every public page of the kinds above, in the order of the tree."""
    types = ContentType.objects.get_for_models(*LISTED).values()
    pages = (
        Page.objects.live().public().filter(content_type__in=types).select_related("locale")
    ).order_by("path")[:MOST]
    urls = [(page, absolute(page.get_url(request))) for page in pages]
    translations: dict[Any, list[Address]] = defaultdict(list)
    for page, url in urls:
        if url:
            translations[page.translation_key].append(Address(page.locale.language_code, url))
    found = []
    for page, url in urls:
        if url:
            alternates = translations[page.translation_key]
            changed_at = page.last_published_at
            found.append(Listed(url, changed_at, alternates if len(alternates) > 1 else []))
    return found
