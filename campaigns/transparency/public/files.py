"""What anybody downloads to check us: the ledger, the digests, and the programs that prove both."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from django.db.models import Count, Max
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseNotModified,
    JsonResponse,
    StreamingHttpResponse,
)
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_GET

from campaigns.ledger import export, verify_digests, verify_export
from campaigns.ledger.models import Entry
from campaigns.transparency import digests
from campaigns.transparency.models import LedgerDigest

JSON_LINES: Final = "application/jsonl; charset=utf-8"
PYTHON: Final = "text/x-python; charset=utf-8"
_VERIFIERS: Final = {
    path.stem: path for path in map(Path, (verify_export.__file__, verify_digests.__file__))
}
_LINES_A_PIECE: Final = 500


@dataclass(frozen=True)
class Offered:
    """A file to be taken away: its name, and its path on this site."""

    name: str
    url: str


def offered() -> list[Offered]:
    """All that is needed to check us."""
    paths = [reverse("ledger_file"), reverse("digests_file")]
    paths += [reverse("verifier_file", args=[name]) for name in _VERIFIERS]
    return [Offered(path.rpartition("/")[2], path) for path in paths]


@require_GET
def ledger(request: HttpRequest) -> HttpResponseBase:
    """The whole ledger as JSON lines: ids, accounts and amounts; nothing of a person (R14)."""
    state = Entry.objects.aggregate(count=Count("pk"), last=Max("pk"))
    return _lines_file(request, f"ledger-{state['count']}-{state['last']}", export.lines())


@require_GET
def all_digests(request: HttpRequest) -> HttpResponseBase:
    """Every digest, oldest first, one a line."""
    rows = LedgerDigest.objects.order_by("number")
    last = rows.last()
    lines = digests.lines(rows.iterator(chunk_size=50))
    return _lines_file(request, f"digests-{last.hash[:16] if last else ''}", lines)


@require_GET
def one_digest(request: HttpRequest, day: date) -> HttpResponse:
    """The digest of a day. It never changes."""
    digest = get_object_or_404(LedgerDigest, day=day)
    response = JsonResponse(digests.published(digest))
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    response["Access-Control-Allow-Origin"] = "*"
    return response


@require_GET
def verifier(request: HttpRequest, name: str) -> HttpResponse:
    """A program that checks what was downloaded; it needs nothing but Python."""
    if name not in _VERIFIERS:
        raise Http404
    response = HttpResponse(_VERIFIERS[name].read_bytes(), content_type=PYTHON)
    response["Cache-Control"] = "public, no-cache"
    return response


def _lines_file(request: HttpRequest, state: str, lines: Iterator[str]) -> HttpResponseBase:
    etag = f'W/"{state}"'
    if etag in request.headers.get("If-None-Match", ""):
        response: HttpResponseBase = HttpResponseNotModified()
    else:
        response = StreamingHttpResponse(_pieces(lines), content_type=JSON_LINES)
        response["Content-Disposition"] = f'inline; filename="{state.partition("-")[0]}.jsonl"'
    response["ETag"] = etag
    response["Cache-Control"] = "public, no-cache"
    response["Access-Control-Allow-Origin"] = "*"
    return response


def _pieces(lines: Iterator[str]) -> Iterator[bytes]:
    piece: list[str] = []
    for line in lines:
        piece.append(line)
        if len(piece) == _LINES_A_PIECE:
            yield "".join(f"{each}\n" for each in piece).encode()
            piece = []
    yield "".join(f"{each}\n" for each in piece).encode()
