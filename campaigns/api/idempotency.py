"""``Idempotency-Key``: the same key and body do a thing once and get one answer."""

import hashlib
import json
from datetime import datetime, timedelta
from typing import Any, Final

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from campaigns.api.models import IdempotentRequest
from campaigns.api.problems import Problem

LONGEST_KEY: Final = 255
RETRY_AFTER_SECONDS: Final = 2
ABANDONED_AFTER: Final = timedelta(seconds=60)
"""A request in flight for longer has died with its process: whoever asks again takes it up."""


def claim(*, key: str | None, body: Any, now: datetime) -> IdempotentRequest:
    """Take up the request of a key, or find it answered (``response`` set).

    Raises ``Problem``: 400 without a usable key, 422 when the key came with another body, 409
    while the same request is in flight.
    """
    if not key or len(key) > LONGEST_KEY or not key.isascii() or not key.isprintable():
        raise Problem(
            400,
            "idempotency_key_required",
            _("Send an Idempotency-Key header of 1 to 255 plain characters, new for each gift."),
        )
    digest = hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()
    request, is_new = IdempotentRequest.objects.get_or_create(
        key=key, defaults={"digest": digest, "in_flight_since": now, "created_at": now}
    )
    if is_new:
        return request
    if request.digest != digest:
        raise Problem(
            422,
            "idempotency_key_reused",
            _("This Idempotency-Key was used for another request: choose a new one."),
        )
    if request.response is None and not _take_up(request, now):
        raise Problem(
            409,
            "in_flight",
            _("The same request is being served: ask again in a moment."),
            retry_after=RETRY_AFTER_SECONDS,
        )
    return request


def answer(request: IdempotentRequest, response: dict[str, Any]) -> None:
    """Remember the answer."""
    IdempotentRequest.objects.filter(pk=request.pk).update(response=response, in_flight_since=None)


def let_go(request: IdempotentRequest, *, forget: bool) -> None:
    """End a request without an answer; ``forget`` frees its key for a corrected body."""
    rows = IdempotentRequest.objects.filter(pk=request.pk)
    if forget:
        rows.delete()
    else:
        rows.update(in_flight_since=None)


def _take_up(request: IdempotentRequest, now: datetime) -> bool:
    idle = Q(in_flight_since__isnull=True) | Q(in_flight_since__lt=now - ABANDONED_AFTER)
    taken = IdempotentRequest.objects.filter(idle, pk=request.pk, response__isnull=True)
    return bool(taken.update(in_flight_since=now))
