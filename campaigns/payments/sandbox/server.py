"""The running sandbox: HTTP server, webhook delivery and the clock's tick, each in a thread."""

import logging
import threading

from werkzeug.serving import WSGIRequestHandler, make_server

from . import outcomes
from .application import Application
from .faults import Faults
from .settings import Settings
from .store import Store
from .webhooks import Deliverer

logger = logging.getLogger(__name__)

TICK_SECONDS = 0.25
POLL_SECONDS = 0.05


class Handler(WSGIRequestHandler):
    """One request a connection, so that none outlives the sandbox; nothing is logged."""

    protocol_version = "HTTP/1.0"
    disable_nagle_algorithm = True

    def log(self, type: str, message: str, *args: object) -> None:
        return None


class LoggingHandler(Handler):
    def log(self, type: str, message: str, *args: object) -> None:
        logger.info(message, *args)


class Sandbox:
    """A payment sandbox that can be started once and stopped once.

    `url` is known before it is started, also when the port is chosen by the system (0).
    """

    def __init__(self, settings: Settings) -> None:
        self._store = Store(settings.database)
        self._stopping = threading.Event()
        self._deliverer = Deliverer(self._store, settings.webhook_url, settings.webhook_secret)
        handler = LoggingHandler if settings.access_log else Handler
        self._server = make_server(
            settings.host, settings.port, _not_ready, threaded=True, request_handler=handler
        )
        host = f"[{settings.host}]" if ":" in settings.host else settings.host
        self.url = f"http://{host}:{self._server.port}"
        self._server.app = Application(settings, self._store, Faults(), self._deliverer, self.url)
        self._threads = [
            threading.Thread(target=self._serve, name="http", daemon=True),
            threading.Thread(target=self._tick, name="tick", daemon=True),
        ]

    def start(self) -> "Sandbox":
        for thread in self._threads:
            thread.start()
        self._deliverer.start()
        return self

    def stop(self) -> None:
        self._stopping.set()
        self._server.shutdown()
        self._server.server_close()
        for thread in self._threads:
            thread.join()
        self._deliverer.stop()
        self._store.close()

    def _serve(self) -> None:
        self._server.serve_forever(poll_interval=POLL_SECONDS)

    def _tick(self) -> None:
        while not self._stopping.wait(TICK_SECONDS):
            try:
                with self._store.transaction() as tx:
                    outcomes.run_due(tx)
            except Exception:
                logger.exception("The tick failed")


def _not_ready(environ: object, start_response: object) -> list[bytes]:
    raise RuntimeError("The sandbox has not been started.")
