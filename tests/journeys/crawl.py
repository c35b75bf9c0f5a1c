"""Reads all of the public site as a machine would: every link, every address of the URLconf."""

import html
import re
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, unquote, urldefrag, urljoin, urlsplit

import requests
from django.conf import settings
from django.urls import ResolverMatch, URLPattern, URLResolver, get_resolver, resolve
from django.urls.exceptions import Resolver404
from django.utils.translation import get_language_from_path, override

PRIVATE = (
    *("admin/", "dona/", "payments/", "le-mie-donazioni/", "accesso/", "i-miei-progetti/"),
    *("documents/", "demo/posta/", "media/", "_util/", "healthz/", "readyz/", "static/"),
)
"""Where nobody is a stranger, or where a machine says that it lives. Their pages are somebody's."""
START = ("/", "/en/", "/robots.txt", "/sitemap.xml", "/api/v1/schema/")
MOST_ALIKE, MOST_ASKED = 24, 4
"""Of addresses that differ only in what stands in them, or only in their query, so many are read;
of pages, all."""
TREE = "wagtail_serve"
LINK = re.compile(
    r"""(?:href|src|action)=["']([^"' ]+)|content=["'](https?://[^"']+)|<loc>([^<]+)|"(https?://[^"]+)\""""
)
TEXTS = ("text/", "application/", "image/svg")
ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")


@dataclass
class Crawl:
    """What was read, by address, and which routes of the URLconf that covers."""

    origin: str
    texts: dict[str, str] = field(default_factory=dict)
    refused: dict[str, int] = field(default_factory=dict)
    routes: set[str] = field(default_factory=set)
    _alike: Counter[tuple[str, ...]] = field(default_factory=Counter)
    _seen: set[str] = field(default_factory=set)

    def read(self, *addresses: str) -> None:
        """Read these addresses and all that they lead to."""
        waiting = deque(addresses)
        with requests.Session() as session:
            while waiting:
                path = waiting.popleft()
                if self._is_new(path):
                    waiting.extend(self._fetch(session, path))

    def _is_new(self, path: str) -> bool:
        if path in self._seen:
            return False
        self._seen.add(path)
        parts = urlsplit(path)
        if bare_path(parts.path).startswith(PRIVATE):
            return False
        match = matched(parts.path)
        if match is None:
            return False
        asked = sorted({name for name, _value in parse_qsl(parts.query)})
        if match.view_name == TREE and not asked:
            return True
        self._alike[match.route, *asked] += 1
        return self._alike[match.route, *asked] <= (MOST_ASKED if asked else MOST_ALIKE)

    def _fetch(self, session: requests.Session, path: str) -> Iterator[str]:
        answer = session.get(self.origin + path, allow_redirects=False, timeout=60)
        match = matched(urlsplit(path).path)
        assert match is not None
        route = match.route.removeprefix("en/")
        if answer.is_redirect:
            self.routes.add(route)
            yield from self._ours(answer.headers["Location"], path)
            return
        if answer.status_code != 200:
            self.refused[path] = answer.status_code
            return
        self.routes.add(route)
        assert not answer.cookies, path
        kind = answer.headers["Content-Type"]
        text = answer.text if kind.startswith(TEXTS) else answer.content.decode("latin-1")
        self.texts[path] = unescaped(text)
        if kind.startswith(TEXTS):
            for found in LINK.findall(self.texts[path]):
                yield from self._ours("".join(found), path)

    def _ours(self, link: str, path: str) -> Iterator[str]:
        parts = urlsplit(urldefrag(urljoin(self.origin + path, html.unescape(link))).url)
        if f"{parts.scheme}://{parts.netloc}" == self.origin:
            yield parts._replace(scheme="", netloc="").geturl() or "/"


def matched(path: str) -> ResolverMatch | None:
    """What answers a path, in the language that it names."""
    with override(get_language_from_path(path) or settings.LANGUAGE_CODE):
        try:
            return resolve(path)
        except Resolver404:
            return None


def bare_path(path: str) -> str:
    """A path without its language and its first stroke."""
    return path.removeprefix("/").removeprefix("en/")


def unescaped(text: str) -> str:
    """A text without the escapes of HTML, JSON and addresses: a name hides behind none."""
    plain = ESCAPED.sub(lambda match: chr(int(match[1], 16)), html.unescape(text))
    return unquote(plain) if "%" in plain else plain


def public_routes() -> Iterator[str]:
    """Every route of the URLconf that a stranger may read; what a signed link opens is no such."""
    with override(settings.LANGUAGE_CODE):
        routes = list(_routes(get_resolver().url_patterns, ""))
    for route in routes:
        if not route.lstrip("^").startswith(PRIVATE) and ":token>" not in route:
            yield route


def _routes(patterns: list[URLPattern | URLResolver], prefix: str) -> Iterator[str]:
    for each in patterns:
        part = str(each.pattern)
        route = prefix + (part.removeprefix("^") if prefix else part)
        if isinstance(each, URLResolver):
            yield from _routes(each.url_patterns, route)
        else:
            yield route
