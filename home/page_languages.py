"""The same page in the other language: for readers a link, for engines its addresses."""

from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest
from django.utils.encoding import iri_to_uri
from wagtail.models import Page

from campaigns.languages import readers_language
from campaigns.models import CampaignPage
from campaigns.page.reading import list_url, url_as_written

_LABELS: Final = {"it": "ITA", "en": "ENG"}
_KEPT_IN_ADDRESSES: Final = ("pagina",)
"""Of a query only this makes another page: filters and amounts choose within one."""


@dataclass(frozen=True)
class LanguageLink:
    """Where a language is read from here."""

    code: str
    label: str
    url: str
    current: bool


@dataclass(frozen=True)
class Addresses:
    """What engines are told of a page: its own address, and that of each language (absolute)."""

    canonical: str
    alternates: dict[str, str]

    @property
    def fallback(self) -> str:
        """For readers of any other language: the Italian page where there is one."""
        return self.alternates.get(settings.LANGUAGE_CODE, self.canonical)


def paths_by_language(request: HttpRequest) -> dict[str, str]:
    """The path of what is being served, by each language that it can be read in."""
    page = _served(request)
    if page is None:
        return _swapped(request.path)
    translations = Page.objects.filter(translation_key=page.translation_key).live()
    return {
        translation.locale.language_code: translation.get_url(request) or "/"
        for translation in translations.select_related("locale")
    }


def language_links(request: HttpRequest, paths: dict[str, str]) -> list[LanguageLink]:
    """The same page in each language; else the nearest page above it that has been translated.

    What was asked of the page (a search, filters, an amount) goes along.
    """
    current = readers_language()
    query = iri_to_uri(request.META.get("QUERY_STRING", ""))
    urls = {**paths, current: request.path}
    urls = {code: f"{path}?{query}" if query else path for code, path in urls.items()}
    return [
        LanguageLink(
            code, _LABELS[code], urls.get(code) or _nearest(request, code), code == current
        )
        for code, _name in settings.LANGUAGES
    ]


def addresses_of(request: HttpRequest, paths: dict[str, str]) -> Addresses:
    """The addresses of the page that is served, without what only chooses within it."""
    page = _served(request)
    own = paths.get(readers_language()) or paths.get(page.locale.language_code if page else "")
    kept = {name: request.GET[name] for name in _KEPT_IN_ADDRESSES if request.GET.get(name)}
    query = f"?{urlencode(kept)}" if kept else ""
    alternates = {code: settings.SITE_URL + path + query for code, path in paths.items()}
    return Addresses(settings.SITE_URL + (own or request.path) + query, alternates)


def _served(request: HttpRequest) -> Page | None:
    page: Page | None = getattr(request, "served_page", None)
    return page


def _nearest(request: HttpRequest, code: str) -> str:
    """A story as it is written, among words of the language; else the nearest page above it."""
    page = _served(request)
    if isinstance(page, CampaignPage) and (among := list_url(code)):
        return url_as_written(page, among)
    keys = list(page.get_ancestors().values_list("translation_key", flat=True)) if page else []
    found = {
        translation.translation_key: translation
        for translation in Page.objects.filter(
            translation_key__in=keys, locale__language_code=code, depth__gt=1
        ).live()
    }
    nearest = next((found[key] for key in reversed(keys) if key in found), None)
    url = nearest.get_url(request) if nearest else ""
    return url or ("/" if code == settings.LANGUAGE_CODE else f"/{code}/")


def _swapped(path: str) -> dict[str, str]:
    """Steps, areas and searches have one path, with and without the prefix of a language."""
    bare = path.removeprefix("/en") if path == "/en" or path.startswith("/en/") else path
    return {settings.LANGUAGE_CODE: bare or "/", "en": f"/en{bare}"}
