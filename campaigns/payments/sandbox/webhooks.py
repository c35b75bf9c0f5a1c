"""Delivery of events to the platform's webhook: signed, at once, again until it answers 2xx.

Times here are real ones, not the sandbox's clock: the receiver checks the age of a signature.
"""

import json
import logging
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import requests
from stripe import WebhookSignature

from .store import Store, Transaction

logger = logging.getLogger(__name__)

MODES = ("normal", "hold", "double", "reverse", "drop")
RETRY_SECONDS = (1, 2, 5, 15, 60)
LAST_RETRY_SECONDS = 300
GIVE_UP_SECONDS = 3 * 24 * 3600
TIMEOUT_SECONDS = 10
WORKERS = 4
IDLE_SECONDS = 60.0


@dataclass(frozen=True)
class Delivery:
    """One attempt: `status` is the HTTP status, None when there was no answer."""

    event: str
    type: str
    status: int | None

    @property
    def succeeded(self) -> bool:
        return self.status is not None and 200 <= self.status < 300


class Deliverer:
    """Sends pending events in the background, or on demand with `flush`.

    Modes: `normal`; `double` sends each twice; `hold` and `reverse` send nothing until `flush`,
    which for `reverse` starts with the newest; `drop` loses what is pending and what comes.
    """

    def __init__(self, store: Store, url: str | None, secret: str) -> None:
        self.mode = "normal"
        self._store = store
        self._url = url
        self._secret = secret
        self._in_flight: set[str] = set()
        self._lock = threading.Lock()
        self._stopping = threading.Event()
        self._local = threading.local()
        self._pool = ThreadPoolExecutor(WORKERS, thread_name_prefix="webhook")
        self._thread = threading.Thread(target=self._run, name="webhooks", daemon=True)

    def start(self) -> None:
        if self._url is not None:
            self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        self._store.has_news.set()
        if self._thread.is_alive():
            self._thread.join()
        self._pool.shutdown(cancel_futures=True)

    def set_mode(self, mode: str) -> None:
        """Change the mode; what came while the old one was `drop` is lost for good."""
        if self.mode == "drop":
            self._drop_pending()
        self.mode = mode
        self._store.has_news.set()

    def flush(self) -> list[Delivery]:
        """Send every pending event now, whatever the time of its next retry."""
        if self.mode == "drop":
            self._drop_pending()
        with self._store.transaction() as tx:
            pending = _pending(tx)
        if self.mode == "reverse":
            pending.reverse()
        attempts = [self._attempt(event) for event in pending if self._claim(event)]
        return [attempt for attempt in attempts if attempt is not None]

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._store.has_news.clear()
            wait = self._send_due()
            self._store.has_news.wait(wait)

    def _send_due(self) -> float:
        """Start what is due; gives the seconds until the next retry."""
        if self.mode == "drop":
            self._drop_pending()
        if self.mode not in ("normal", "double"):
            return IDLE_SECONDS
        with self._store.transaction() as tx:
            due = _pending(tx, until=time.time())
            next_attempt = _next_attempt(tx)
        for event in due:
            if self._claim(event):
                self._pool.submit(self._attempt, event)
        return IDLE_SECONDS if next_attempt is None else max(0.05, next_attempt - time.time())

    def _drop_pending(self) -> None:
        with self._store.transaction() as tx:
            tx.connection.execute("UPDATE deliveries SET state = 'dropped' WHERE state = 'pending'")

    def _claim(self, event: str) -> bool:
        with self._lock:
            if event in self._in_flight:
                return False
            self._in_flight.add(event)
            return True

    def _attempt(self, event: str) -> Delivery | None:
        """Deliver a claimed event and note the result; None when it was delivered meanwhile."""
        try:
            with self._store.transaction() as tx:
                if not _is_pending(tx, event):
                    return None
                body = tx.get("event", event)
            payload = json.dumps(body, indent=2)
            delivery = Delivery(event, body["type"], self._post(payload))
            if self.mode == "double" and delivery.succeeded:
                self._post(payload)
            with self._store.transaction() as tx:
                _note(tx, delivery)
            return delivery
        finally:
            with self._lock:
                self._in_flight.discard(event)
            self._store.has_news.set()

    def _post(self, payload: str) -> int | None:
        if self._url is None:
            return None
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "Stripe-Signature": WebhookSignature.generate_signature_header(payload, self._secret),
            "User-Agent": "Stripe/1.0 (payment sandbox)",
        }
        try:
            response = self._session().post(
                self._url,
                data=payload.encode(),
                headers=headers,
                timeout=TIMEOUT_SECONDS,
                allow_redirects=False,
            )
        except requests.RequestException as error:
            logger.info("Webhook not delivered: %s", type(error).__name__)
            return None
        return response.status_code

    def _session(self) -> requests.Session:
        if not hasattr(self._local, "session"):
            self._local.session = requests.Session()
            self._local.session.trust_env = False
        session: requests.Session = self._local.session
        return session


def _pending(tx: Transaction, until: float | None = None) -> list[str]:
    rows = tx.connection.execute(
        "SELECT event FROM deliveries WHERE state = 'pending' AND (?1 IS NULL OR "
        "next_attempt_at <= ?1) ORDER BY rowid",
        (until,),
    )
    return [row[0] for row in rows]


def _is_pending(tx: Transaction, event: str) -> bool:
    row = tx.connection.execute(
        "SELECT 1 FROM deliveries WHERE event = ? AND state = 'pending'", (event,)
    ).fetchone()
    return row is not None


def _next_attempt(tx: Transaction) -> float | None:
    """When the next event that has failed before is due; new ones wake the thread themselves."""
    row = tx.connection.execute(
        "SELECT MIN(next_attempt_at) FROM deliveries WHERE state = 'pending' AND attempts > 0"
    ).fetchone()
    return row[0] if row else None


def _note(tx: Transaction, delivery: Delivery) -> None:
    now = time.time()
    if delivery.succeeded:
        tx.connection.execute(
            "UPDATE deliveries SET state = 'delivered', attempts = attempts + 1 WHERE event = ?",
            (delivery.event,),
        )
        event = tx.find("event", delivery.event)
        if event is not None:
            tx.save(event | {"pending_webhooks": 0})
        return
    row = tx.connection.execute(
        "UPDATE deliveries SET attempts = attempts + 1, "
        "first_attempt_at = COALESCE(first_attempt_at, ?) WHERE event = ? "
        "RETURNING attempts, first_attempt_at",
        (now, delivery.event),
    ).fetchone()
    if row is None:
        return
    attempts, first_attempt_at = row
    delay = RETRY_SECONDS[attempts - 1] if attempts <= len(RETRY_SECONDS) else LAST_RETRY_SECONDS
    state = "failed" if now + delay > first_attempt_at + GIVE_UP_SECONDS else "pending"
    tx.connection.execute(
        "UPDATE deliveries SET state = ?, next_attempt_at = ? WHERE event = ?",
        (state, now + delay, delivery.event),
    )
