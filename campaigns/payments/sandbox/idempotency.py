"""Idempotency keys as Stripe keeps them: one key, one request, one answer, for 24 hours."""

import hashlib
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from .store import Json, Transaction
from .wire import ApiError

KEPT_SECONDS = 24 * 3600
LONGEST_KEY = 255


@dataclass(frozen=True)
class Answer:
    """A stored answer and the id of the request that it was first given to."""

    status: int
    body: Json
    request_id: str


@dataclass(frozen=True)
class Request:
    """What must be the same for a key to be used again."""

    endpoint: str
    fingerprint: str

    @classmethod
    def of(cls, method: str, path: str, params: dict[str, Any]) -> "Request":
        digest = hashlib.sha256(json.dumps(params, sort_keys=True).encode()).hexdigest()
        return cls(f"{method} {path}", digest)


class KeysInUse:
    """Keys whose request is being executed at this moment."""

    def __init__(self) -> None:
        self._keys: set[str] = set()
        self._lock = threading.Lock()

    @contextmanager
    def claim(self, key: str | None) -> Iterator[None]:
        """Hold `key` for one request; ApiError 409 when another request holds it."""
        if key is None:
            yield
            return
        _check_length(key)
        with self._lock:
            if key in self._keys:
                raise key_in_use(key)
            self._keys.add(key)
        try:
            yield
        finally:
            with self._lock:
                self._keys.discard(key)


def replay(tx: Transaction, key: str | None, request: Request) -> Answer | None:
    """The answer already given for `key`; ApiError 400 when it was given to another request."""
    if key is None:
        return None
    tx.connection.execute(
        "DELETE FROM idempotency_keys WHERE created <= ?", (tx.now - KEPT_SECONDS,)
    )
    row = tx.connection.execute(
        "SELECT request, fingerprint, status, body, request_id FROM idempotency_keys WHERE key = ?",
        (key,),
    ).fetchone()
    if row is None:
        return None
    if row[:2] != (request.endpoint, request.fingerprint):
        raise ApiError(
            400,
            "Keys for idempotent requests can only be used with the same endpoint and parameters "
            f"they were first used with. Try using a key other than '{key}' if you meant to "
            "execute a different request.",
            type="idempotency_error",
            stored=False,
        )
    return Answer(status=row[2], body=json.loads(row[3]), request_id=row[4])


def keep(tx: Transaction, key: str | None, request: Request, answer: Answer) -> None:
    """Store `answer` in the same transaction as what it tells."""
    if key is None:
        return
    tx.connection.execute(
        "INSERT INTO idempotency_keys VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            key,
            tx.now,
            request.endpoint,
            request.fingerprint,
            answer.request_id,
            answer.status,
            json.dumps(answer.body),
        ),
    )


def key_in_use(key: str) -> ApiError:
    return ApiError(
        409,
        "There is currently another in-progress request using this Idempotent Key (that probably "
        f"means you submitted twice, and the other request is still going through): {key}.",
        type="idempotency_error",
        code="idempotency_key_in_use",
        stored=False,
    )


def _check_length(key: str) -> None:
    if len(key) > LONGEST_KEY:
        raise ApiError(
            400,
            f"Idempotency keys must be at most {LONGEST_KEY} characters.",
            type="idempotency_error",
            stored=False,
        )
