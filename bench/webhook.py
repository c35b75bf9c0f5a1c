"""The provider's posts, through the whole WSGI application, until they are stored and answered."""

import io
import time
import uuid
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from django.conf import settings
from stripe import WebhookSignature

from bench.clients import Step, together, work
from bench.material import event_body
from config.wsgi import application

EVENTS = 3000
"""Of each client: more than can be posted meanwhile."""


def measure(clients: Iterable[int], seconds: float, say: Callable[[str], None]) -> None:
    """Print events stored a second."""
    say("\nWebhook posts a second, signed, through the WSGI application until stored")
    say(f"{'clients':>9}{'posts/s':>10}{'p50 ms':>9}{'p99 ms':>9}")
    posting(1)()  # The first request loads all addresses: no client's to measure.
    for number in clients:
        count = EVENTS // max(1, number // 2)
        measured = together(work([partial(posting, count)] * number, seconds=seconds))
        say(
            f"{number:>9}{measured.rate:>10.0f}{measured.quantile(0.5):>9.1f}"
            f"{measured.quantile(0.99):>9.1f}"
        )


def posting(count: int) -> Step:
    """A client that posts events of its own, signed beforehand."""
    posts = iter([_environ() for _ in range(count)])

    def step() -> bool:
        environ = next(posts, None)
        if environ is None:
            return False
        statuses: list[str] = []

        def start(status: str, *_more: Any) -> Callable[[bytes], object]:
            statuses.append(status)
            return bytes

        answer: Any = application(environ, start)
        answer.close()
        return statuses == ["200 OK"]

    return step


def _environ() -> dict[str, Any]:
    donation_id = uuid.uuid4()
    body = event_body(donation_id, f"evt_{donation_id.hex}")
    secret = settings.STRIPE_WEBHOOK_SECRETS[0]
    signature = WebhookSignature.generate_signature_header(body.decode(), secret, int(time.time()))
    return {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": "/payments/stripe/webhook/",
        "SCRIPT_NAME": "",
        "QUERY_STRING": "",
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "8000",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": "127.0.0.1:8000",
        "REMOTE_ADDR": "127.0.0.1",
        "CONTENT_TYPE": "application/json",
        "CONTENT_LENGTH": str(len(body)),
        "HTTP_STRIPE_SIGNATURE": signature,
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": io.StringIO(),
        "wsgi.multithread": False,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
