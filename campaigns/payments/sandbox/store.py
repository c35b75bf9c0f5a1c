"""State in one SQLite file: API objects as JSON documents, and what the sandbox knows beside them.

One connection and one lock: every transaction is alone, so a reader never sees half a payment and
two taps on "pay" come one after the other.
"""

import json
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from . import clock

Json = dict[str, Any]

SCHEMA = """
CREATE TABLE IF NOT EXISTS objects (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    created INTEGER NOT NULL,
    payout TEXT,
    body TEXT NOT NULL,
    status TEXT AS (json_extract(body, '$.status')) VIRTUAL,
    type TEXT AS (json_extract(body, '$.type')) VIRTUAL,
    payment_intent TEXT AS (json_extract(body, '$.payment_intent')) VIRTUAL,
    charge TEXT AS (json_extract(body, '$.charge')) VIRTUAL,
    source TEXT AS (json_extract(body, '$.source')) VIRTUAL,
    expires_at INTEGER AS (json_extract(body, '$.expires_at')) VIRTUAL,
    pending_webhooks INTEGER AS (json_extract(body, '$.pending_webhooks')) VIRTUAL
);
CREATE INDEX IF NOT EXISTS objects_by_kind ON objects (kind, seq);
CREATE INDEX IF NOT EXISTS objects_by_status ON objects (kind, status, expires_at);
CREATE INDEX IF NOT EXISTS objects_by_payment_intent ON objects (payment_intent, kind);
CREATE INDEX IF NOT EXISTS objects_by_charge ON objects (charge, kind);
CREATE INDEX IF NOT EXISTS objects_by_source ON objects (source, kind);
CREATE TABLE IF NOT EXISTS checkouts (
    session TEXT PRIMARY KEY, title TEXT NOT NULL, description TEXT NOT NULL, intent TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS settlements (
    target TEXT PRIMARY KEY, due_at INTEGER NOT NULL, succeeds INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS deliveries (
    event TEXT PRIMARY KEY,
    state TEXT NOT NULL DEFAULT 'pending',
    attempts INTEGER NOT NULL DEFAULT 0,
    first_attempt_at REAL,
    next_attempt_at REAL NOT NULL DEFAULT 0
);
CREATE INDEX IF NOT EXISTS deliveries_by_state ON deliveries (state, next_attempt_at);
CREATE TABLE IF NOT EXISTS idempotency_keys (
    key TEXT PRIMARY KEY,
    created INTEGER NOT NULL,
    request TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    request_id TEXT NOT NULL,
    status INTEGER NOT NULL,
    body TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS settings (name TEXT PRIMARY KEY, value TEXT NOT NULL);
"""
TABLES = ("objects", "checkouts", "settlements", "deliveries", "idempotency_keys", "settings")


@dataclass(frozen=True)
class Cause:
    """The API request that a change comes from; events carry it."""

    request_id: str | None = None
    idempotency_key: str | None = None


class Transaction:
    """One atomic step; `now` is the sandbox's clock when it began, in epoch seconds.

    `has_events` says that events were recorded, whose delivery starts at the commit.
    """

    def __init__(self, connection: sqlite3.Connection, cause: Cause) -> None:
        self.connection = connection
        self.cause = cause
        self.has_events = False
        self.now = clock.now(float(self.read_setting(clock.OFFSET, "0")))

    def insert(self, document: Json) -> None:
        self.connection.execute(
            "INSERT INTO objects (id, kind, created, body) VALUES (?, ?, ?, ?)",
            (document["id"], document["object"], document["created"], json.dumps(document)),
        )

    def save(self, document: Json) -> None:
        self.connection.execute(
            "UPDATE objects SET body = ? WHERE id = ?", (json.dumps(document), document["id"])
        )

    def find(self, kind: str, identifier: str) -> Json | None:
        found = self.select(kind, "id = ?", [identifier], limit=1)
        return found[0] if found else None

    def get(self, kind: str, identifier: str) -> Json:
        """The object that another one names; KeyError when it is not there."""
        document = self.find(kind, identifier)
        if document is None:
            raise KeyError(identifier)
        return document

    def select(
        self,
        kind: str,
        condition: str = "1",
        values: Sequence[Any] = (),
        *,
        order: str = "seq DESC",
        limit: int = -1,
    ) -> list[Json]:
        """Objects of `kind`. `condition` and `order` are SQL of this program, never a request's."""
        query = f"SELECT body FROM objects WHERE kind = ? AND {condition} ORDER BY {order} LIMIT ?"  # noqa: S608
        rows = self.connection.execute(query, [kind, *values, limit])
        return [json.loads(row[0]) for row in rows]

    def read_setting(self, name: str, default: str) -> str:
        row = self.connection.execute(
            "SELECT value FROM settings WHERE name = ?", (name,)
        ).fetchone()
        return row[0] if row else default

    def write_setting(self, name: str, value: str) -> None:
        self.connection.execute(
            "INSERT INTO settings VALUES (?, ?) "
            "ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            (name, value),
        )

    def clear(self) -> None:
        for table in TABLES:
            self.connection.execute(f"DELETE FROM {table}")  # noqa: S608


class StoreClosed(Exception):
    """The sandbox is stopping; a request that is still under way has no effect."""


class Store:
    """The database file. `has_news` is set once events are committed: their delivery awaits it."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.has_news = threading.Event()
        self._lock = threading.Lock()
        self._closed = False
        self._connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        self._connection.execute("PRAGMA journal_mode = WAL")
        self._connection.execute("PRAGMA synchronous = NORMAL")
        self._connection.executescript(SCHEMA)

    @contextmanager
    def transaction(self, cause: Cause | None = None) -> Iterator[Transaction]:
        with self._lock:
            if self._closed:
                raise StoreClosed
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                tx = Transaction(self._connection, cause or Cause())
                yield tx
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")
        if tx.has_events:
            self.has_news.set()

    def close(self) -> None:
        with self._lock:
            self._closed = True
            self._connection.close()
