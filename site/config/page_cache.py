"""The front-most cache: what is the same for every reader is rendered once a generation.

It keeps only answers that a view declared (``campaigns.freshness.services.depends_on``), and asks
before each use whether what they depend on is still as it was. Readers with a session or a form
cookie, previews and everything undeclared pass by.
"""

import gzip
import hashlib
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

import brotli
from cachetools import LRUCache
from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_http_date_safe
from django.utils.translation import get_language_from_request

from campaigns.freshness.services import SITE, Number, dependency_of, generations
from home.freshness import next_instant

LONGEST: Final = timedelta(seconds=60)
"""Bounds what nobody counted on: dates in words, a change made by hand in the database."""
SMALLEST_COMPRESSED: Final = 512
_BROTLI_QUALITY: Final = 5
_NEGOTIATING_PATHS: Final = ("/api/", "/embed/", "/oembed")
_REFUSING: Final = ("no-store", "private")

Key = tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Kept:
    """An answer, what it depends on, and until when it may be given at most."""

    campaign: str
    number: Number
    until: datetime
    etag: str
    headers: dict[str, str]
    body: bytes
    encoded: dict[str, bytes] = field(default_factory=dict)
    """The body by content coding, smallest first."""

    @property
    def size(self) -> int:
        """Bytes that it takes, roughly."""
        return len(self.body) + sum(map(len, self.encoded.values())) + 2048

    def is_right(self, now: datetime) -> bool:
        """True while nothing that it shows has changed."""
        return now < self.until and generations.of(self.campaign) == self.number

    def answer(self, request: HttpRequest) -> HttpResponse:
        """The response, in the smallest coding that the reader takes; 304 to who has it."""
        if self._is_known_to(request):
            response = HttpResponse(status=304)
            del response["Content-Type"]
        else:
            coding = self._coding(request.headers.get("Accept-Encoding", ""))
            response = HttpResponse(self.encoded.get(coding, self.body))
            response["Content-Length"] = str(len(response.content))
            if coding:
                response["Content-Encoding"] = coding
        for name, value in self.headers.items():
            response[name] = value
        return response

    def _is_known_to(self, request: HttpRequest) -> bool:
        """True if the reader has it; an ETag is exact, a date counts only without one."""
        known = request.META.get("HTTP_IF_NONE_MATCH", "")
        if known:
            return self.etag in known or known == "*"
        since = parse_http_date_safe(request.META.get("HTTP_IF_MODIFIED_SINCE", ""))
        changed = parse_http_date_safe(self.headers.get("Last-Modified", ""))
        return since is not None and changed is not None and changed <= since

    def _coding(self, accepted: str) -> str:
        names = {part.partition(";")[0].strip() for part in accepted.lower().split(",")}
        return next((name for name in self.encoded if name in names), "")


class PageCacheMiddleware:
    """Answers from what is kept; keeps what may be."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        if not settings.PAGE_CACHE_MB:
            raise MiddlewareNotUsed
        self.get_response = get_response
        self._lock = threading.Lock()
        self._kept: LRUCache[Key, Kept] = LRUCache(
            settings.PAGE_CACHE_MB * 1024 * 1024, getsizeof=lambda kept: kept.size
        )

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not _is_anybodys(request):
            return self.get_response(request)
        key = _key(request)
        with self._lock:
            kept = self._kept.get(key)
        try:
            if kept is not None and kept.is_right(timezone.now()):
                return kept.answer(request)
            site_before = generations.of(SITE)[0]
        except (OperationalError, InterfaceError):
            return self.get_response(request)  # which says that the database is gone
        known = request.META.pop("HTTP_IF_NONE_MATCH", "")
        response = self.get_response(request)
        request.META["HTTP_IF_NONE_MATCH"] = known
        kept = _keep(request, response, site_before, timezone.now())
        if kept is None:
            return response
        with self._lock:
            if kept.size <= self._kept.maxsize:
                self._kept[key] = kept
        return kept.answer(request)


def _is_anybodys(request: HttpRequest) -> bool:
    """True for a reader of whom we know nothing, who only reads."""
    return (
        request.method == "GET"
        and settings.SESSION_COOKIE_NAME not in request.COOKIES
        and settings.CSRF_COOKIE_NAME not in request.COOKIES
        and "Authorization" not in request.headers
        and "Range" not in request.headers
        and not getattr(request, "is_dummy", False)
    )


def _key(request: HttpRequest) -> Key:
    url = f"{request.scheme}://{request.get_host()}{request.get_full_path()}"
    if request.path.startswith(_NEGOTIATING_PATHS):
        return url, get_language_from_request(request), request.headers.get("Accept", "")
    return (url,)


def _keep(
    request: HttpRequest, response: HttpResponseBase, site_before: int, now: datetime
) -> Kept | None:
    declared = dependency_of(request)
    if declared is None or not _is_plain(response) or getattr(request, "is_preview", False):
        return None
    campaign, number = declared
    if number[0] != site_before:
        return None
    assert isinstance(response, HttpResponse)
    body = bytes(response.content)
    encoded = _encoded(body) if "Content-Encoding" not in response else {}
    etag = response.headers.get("ETag") or f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    opaque = etag.removeprefix("W/")
    response["ETag"] = f"W/{opaque}" if encoded else etag
    response.headers.setdefault("Cache-Control", "public, no-cache")
    if encoded:
        patch_vary_headers(response, ["Accept-Encoding"])
    return Kept(
        campaign=campaign,
        number=number,
        until=min(now + LONGEST, next_instant(now)),
        etag=opaque,
        headers={
            name: value for name, value in response.items() if name.lower() != "content-length"
        },
        body=body,
        encoded=encoded,
    )


def _is_plain(response: HttpResponseBase) -> bool:
    control = response.get("Cache-Control", "")
    return (
        response.status_code == 200
        and not response.streaming
        and not response.cookies
        and not any(word in control for word in _REFUSING)
    )


def _encoded(body: bytes) -> dict[str, bytes]:
    """What anybody may read holds no secret that its length could tell."""
    if len(body) < SMALLEST_COMPRESSED:
        return {}
    return {
        "br": brotli.compress(body, quality=_BROTLI_QUALITY),
        "gzip": gzip.compress(body, compresslevel=6, mtime=0),
    }
