"""Which addresses can be rated: pages that everyone reads, and no others.

An address of somebody's own (a gift, a proposal) holds a secret: it is never kept.
"""

from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.http import Http404, HttpRequest
from django.urls import Resolver404, ResolverMatch, resolve
from django.utils.translation import get_language_from_path, override
from django.utils.translation import gettext as _
from wagtail.models import Page, Site

LONGEST_ADDRESS: Final = 255
TREE: Final = "wagtail_serve"
_PUBLIC_ROOMS: Final = ("call", "ranking", "transparency")
_PUBLIC_VIEWS: Final = ("search",)


@dataclass(frozen=True)
class RatedPage:
    """A page that can be rated. ``page`` is ``None`` for one that the tree does not hold."""

    address: str
    title: str
    page: Page | None = None


def rated_page(request: HttpRequest, address: str) -> RatedPage | None:
    """The public page at an address of this site; ``None`` for anything else.

    What follows ``?`` is left out: it may hold what somebody searched for. The form may be read in
    another language than the page.
    """
    address = address.partition("?")[0].partition("#")[0]
    if len(address) > LONGEST_ADDRESS or "\x00" in address:
        return None
    try:
        with override(get_language_from_path(address) or settings.LANGUAGE_CODE):
            match = resolve(address)
    except Resolver404:
        return None
    if not is_public(match):
        return None
    if match.view_name == TREE:
        return _page_of_the_tree(request, address)
    return RatedPage(address, _("the page you were reading"))


def is_public(match: ResolverMatch) -> bool:
    """True for what everyone reads at the same address."""
    return match.app_name in _PUBLIC_ROOMS or match.view_name in (TREE, *_PUBLIC_VIEWS)


def _page_of_the_tree(request: HttpRequest, address: str) -> RatedPage | None:
    site = Site.find_for_request(request)
    if site is None:
        return None
    root = site.root_page.specific
    if language := get_language_from_path(address):
        address_in_tree = address.removeprefix(f"/{language}")
        root = (
            root.get_translations(inclusive=True)
            .filter(locale__language_code=language)
            .specific()
            .first()
        )
        if root is None:
            return None
    else:
        address_in_tree = address
    try:
        found = root.route(request, [part for part in address_in_tree.split("/") if part])
    except Http404:
        return None
    page: Page = found.page
    if page.get_view_restrictions().exists():
        return None
    return RatedPage(address, page.title, page)
