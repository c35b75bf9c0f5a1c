"""Answers that a client may already have: ``ETag``, ``Last-Modified``, 304."""

import hashlib
import json
from datetime import datetime, timedelta
from typing import Any, Final

from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from rest_framework.request import Request
from rest_framework.response import Response

from campaigns.freshness.services import dependency_of, last_change
from home.freshness import last_instant

REVALIDATED: Final = "public, no-cache"
"""May be kept, and is asked about before each use."""
_STILL_MOVING: Final = timedelta(seconds=5)
"""Dates in headers have no fractions: what has just changed may change again in that second."""


def conditional(request: Request, data: Any) -> Response:
    """Answer ``data`` with its validators, or 304 to who has it.

    ``Last-Modified`` is there for answers that declared what they depend on.
    """
    digest = hashlib.sha256(json.dumps(data, sort_keys=True).encode()).hexdigest()[:32]
    etag = f'"{digest}"'
    changed = _last_modified(request)
    known = get_conditional_response(
        request._request, etag=etag, last_modified=int(changed.timestamp()) if changed else None
    )
    is_known = known is not None and known.status_code == 304
    response = Response(status=304) if is_known else Response(data)
    response["ETag"] = etag
    if changed is not None:
        response["Last-Modified"] = http_date(changed.timestamp())
    response["Cache-Control"] = REVALIDATED
    return response


def _last_modified(request: Request) -> datetime | None:
    declared = dependency_of(request._request)
    if declared is None:
        return None
    now = timezone.now()
    instants = [each for each in (last_change(declared[0]), last_instant(now)) if each is not None]
    latest = max(instants, default=None)
    return latest if latest is not None and latest < now - _STILL_MOVING else None
