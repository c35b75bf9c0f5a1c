"""The WSGI application: one table of addresses for API, pay page, dashboard and test endpoints."""

import logging
import socket
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from werkzeug.exceptions import HTTPException, NotFound
from werkzeug.routing import Map, Rule
from werkzeug.security import safe_join
from werkzeug.utils import send_file
from werkzeug.wrappers import Request, Response

from . import pay_page, wire
from .api import Api
from .control import Control
from .dashboard import Dashboard
from .faults import DropConnection, Faults
from .pay_page import PayPage
from .settings import Settings
from .store import Store, StoreClosed
from .webhooks import Deliverer
from .wire import ApiError

logger = logging.getLogger(__name__)

STATIC = Path(__file__).parent / "static"
LARGEST_FORM = 10_000
CONTROL = {
    "sessions/<identifier>/outcome": "session_outcome",
    "sessions/<identifier>/settle": "session_settle",
    "charges/<identifier>/dispute": "charge_dispute",
    "disputes/<identifier>/review": "dispute_review",
    "disputes/<identifier>/close": "dispute_close",
    "disputes/<identifier>/escalate": "dispute_escalate",
    "refunds/<identifier>/fail": "refund_fail",
    "balance": "set_balance",
    "clock": "set_clock",
    "faults": "order_fault",
    "webhooks": "webhook_mode",
    "webhooks/flush": "webhook_flush",
    "reset": "reset",
}

View = Callable[..., Response]


class PageRequest(Request):
    """A browser's or a test's request; the API reads its larger bodies by itself."""

    max_form_memory_size = LARGEST_FORM


class Application:
    def __init__(
        self, settings: Settings, store: Store, faults: Faults, deliverer: Deliverer, url: str
    ) -> None:
        pay_root = f"{url}/pay/"
        self._faults = faults
        self._api = Api(settings, store, faults, pay_root)
        self._pay_page = PayPage(settings, store, pay_root)
        self._dashboard = Dashboard(store)
        self._control = Control(settings, store, faults, deliverer, pay_root)
        self._map = Map(self._rules(), strict_slashes=False)

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        request = PageRequest(environ)
        try:
            response = self._answer(request)
        except (DropConnection, StoreClosed):
            environ["werkzeug.socket"].shutdown(socket.SHUT_RDWR)
            raise ConnectionAbortedError from None
        except Exception:
            logger.exception("The request failed: %s %s", request.method, request.path)
            error = ApiError(500, "The sandbox has failed; see its log.", type="api_error")
            response = wire.json_response(error.body, error.status)
        return response(environ, start_response)

    def _answer(self, request: Request) -> Response:
        if request.path.startswith("/v1/"):
            return self._api.answer(request)
        try:
            view, arguments = self._map.bind_to_environ(request.environ).match()
        except NotFound:
            return pay_page.missing(request)
        except HTTPException as error:
            return Response(error.description or "", error.code or 400, mimetype="text/plain")
        return self._strike(request, lambda: view(request, **arguments))

    def _strike(self, request: Request, view: Callable[[], Response]) -> Response:
        """Run a page's view with the fault ordered for it, if any."""
        fault = None
        if request.path.startswith("/pay/"):
            fault = self._faults.take(request.method, request.path)
        if fault is None:
            return view()
        try:
            fault.before()
            response = view()
            fault.after()
        except ApiError as error:
            return Response(str(error), error.status, mimetype="text/plain")
        return response

    def _rules(self) -> list[Rule]:
        def rule(path: str, method: str, view: View, **defaults: str) -> Rule:
            return Rule(path, methods=[method], endpoint=view, defaults=defaults or None)

        rules = [
            rule("/", "GET", self._dashboard.show),
            rule("/settle/<charge_id>", "POST", self._dashboard.settle),
            rule("/pay/<session_id>", "GET", self._pay_page.show),
            rule("/pay/<session_id>", "POST", self._pay_page.submit),
            rule("/pay/<session_id>/verify", "GET", self._pay_page.show_verify),
            rule("/pay/<session_id>/verify", "POST", self._pay_page.submit),
            rule("/static/<name>", "GET", _static),
            rule("/_sandbox/state", "GET", self._control.answer, endpoint="state"),
            rule("/_sandbox/faults", "DELETE", self._control.answer, endpoint="clear_faults"),
        ]
        return rules + [
            rule(f"/_sandbox/{path}", "POST", self._control.answer, endpoint=endpoint)
            for path, endpoint in CONTROL.items()
        ]


def _static(request: Request, name: str) -> Response:
    path = safe_join(str(STATIC), name)
    if path is None or not Path(path).is_file():
        return pay_page.missing(request)
    return send_file(path, request.environ, max_age=300)
