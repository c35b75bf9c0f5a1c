"""Rich text as HTML that needs nothing of ours: every link is a whole address."""

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final
from urllib.parse import urljoin

from django.conf import settings
from django.utils.html import escape
from wagtail.documents import get_document_model
from wagtail.models import Page
from wagtail.rich_text.rewriters import extract_attrs

_LINK: Final = re.compile(r"<a(\b[^>]*)>")
_PAGE, _DOCUMENT = "page", "document"

Links = Mapping[tuple[str, str], str]
"""Whole addresses by kind and id; what nobody may read has none."""


def absolute(address: str) -> str:
    """An address of this site, whole; empty for none."""
    return urljoin(f"{settings.SITE_URL}/", address) if address else ""


def html(texts: Iterable[str]) -> list[str]:
    """Several rich texts as HTML: two queries for the links of all of them."""
    texts = list(texts)
    links = addresses_of(link for text in texts for link in links_in(text))
    return [written(text, links) for text in texts]


def links_in(text: str) -> list[tuple[str, str]]:
    """What a rich text links to inside the site: kind and id."""
    found = [extract_attrs(attributes) for attributes in _LINK.findall(text)]
    return [
        (each["linktype"], each["id"])
        for each in found
        if each.get("linktype") in (_PAGE, _DOCUMENT) and each.get("id", "").isdecimal()
    ]


def addresses_of(links: Iterable[tuple[str, str]]) -> Links:
    """The addresses of live pages and of documents, in two queries at most."""
    wanted = set(links)
    pages = [int(pk) for kind, pk in wanted if kind == _PAGE]
    documents = [int(pk) for kind, pk in wanted if kind == _DOCUMENT]
    found: dict[tuple[str, str], str] = {}
    if pages:
        public = Page.objects.live().public().filter(pk__in=pages).select_related("locale")
        found |= {(_PAGE, str(page.pk)): absolute(page.url or "") for page in public}
    if documents:
        rows: Any = get_document_model()._default_manager.filter(pk__in=documents)
        found |= {(_DOCUMENT, str(row.pk)): absolute(row.url) for row in rows}
    return found


def written(text: str, links: Links) -> str:
    """A rich text as HTML; a link to what is not public is left without an address."""

    def tag(match: re.Match[str]) -> str:
        attributes = extract_attrs(match[1])
        kind = attributes.get("linktype")
        if kind is None:
            address = attributes.get("href", "")
            address = absolute(address) if address.startswith("/") else address
        else:
            address = links.get((kind, attributes.get("id", "")), "")
        return f'<a href="{escape(address)}">' if address else "<a>"

    return _LINK.sub(tag, text)
