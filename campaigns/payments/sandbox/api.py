"""The provider's API under /v1: which operation answers which request, once for each key."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from werkzeug.exceptions import HTTPException
from werkzeug.routing import Map, Rule
from werkzeug.wrappers import Request, Response

from . import API_VERSION, balance, idempotency, outcomes, reading, refunds, sessions, wire
from .authentication import check_key
from .faults import Faults
from .idempotency import Answer, KeysInUse
from .identifiers import new_id
from .params import Object
from .schemas import CREATE_REFUND, CREATE_SESSION, RETRIEVE
from .settings import Settings
from .store import Cause, Json, Store, Transaction
from .wire import ApiError

LARGEST_BODY = 1_000_000
FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Call:
    """A request to run: inside which transaction, about which object, with which parameters."""

    tx: Transaction
    settings: Settings
    pay_root: str
    identifier: str
    params: dict[str, Any]


Run = Callable[[Call], Json]


@dataclass(frozen=True, eq=False)
class Operation:
    params: Object
    run: Run


def create_session(call: Call) -> Json:
    return sessions.create(call.tx, call.params, call.pay_root)


def expire_session(call: Call) -> Json:
    session = reading.retrieve(call.tx, "checkout.session", call.identifier)
    sessions.expire(call.tx, session)
    return session


def create_refund(call: Call) -> Json:
    return refunds.create(call.tx, call.params, slow_seconds=call.settings.slow_seconds)


def read_balance(call: Call) -> Json:
    return balance.current(call.tx)


def retrieve(kind: str, call: Call) -> Json:
    return reading.retrieve(call.tx, kind, call.identifier)


def list_page(resource: reading.Resource, call: Call) -> Json:
    return reading.list_page(call.tx, resource, call.params)


def _rules() -> list[Rule]:
    sessions_path = "/v1/checkout/sessions"
    rules = [
        _post(sessions_path, CREATE_SESSION, create_session),
        _post(f"{sessions_path}/<identifier>/expire", RETRIEVE, expire_session),
        _post("/v1/refunds", CREATE_REFUND, create_refund),
        _get("/v1/balance", RETRIEVE, read_balance),
    ]
    for resource in reading.RESOURCES:
        rules += [
            _get(resource.path, resource.list_params, partial(list_page, resource)),
            _get(f"{resource.path}/<identifier>", RETRIEVE, partial(retrieve, resource.kind)),
        ]
    return rules


def _get(path: str, params: Object, run: Run) -> Rule:
    return Rule(path, methods=["GET"], endpoint=Operation(params, run))


def _post(path: str, params: Object, run: Run) -> Rule:
    return Rule(path, methods=["POST"], endpoint=Operation(params, run))


OPERATIONS = Map(_rules(), strict_slashes=False, redirect_defaults=False, merge_slashes=False)


@dataclass
class Api:
    """Answers requests under /v1. `pay_root` is the address that a session's id is added to."""

    settings: Settings
    store: Store
    faults: Faults
    pay_root: str = ""
    keys: KeysInUse = field(default_factory=KeysInUse)

    def answer(self, request: Request) -> Response:
        request_id = new_id("req_", length=14)
        fault = self.faults.take(request.method, request.path)
        try:
            check_key(request, self.settings.api_key)
            _check_version(request)
            operation, identifier, params = _read(request)
            key = request.headers.get("Idempotency-Key") if request.method == "POST" else None
            cause = Cause(request_id, key)
            with self.keys.claim(key):
                asked = idempotency.Request.of(request.method, request.path, params)
                try:
                    if fault is not None:
                        fault.before()
                    answer = self._run(operation, identifier, params, cause, asked)
                except ApiError as error:
                    self._keep_error(error, cause, asked)
                    raise
            if fault is not None:
                fault.after()
        except ApiError as error:
            return wire.json_response(error.body, error.status, request_id=request_id)
        return _respond(answer, cause)

    def _run(
        self,
        operation: Operation,
        identifier: str,
        params: dict[str, Any],
        cause: Cause,
        asked: idempotency.Request,
    ) -> Answer:
        """Everything the request does and its stored answer, in one transaction."""
        with self.store.transaction(cause) as tx:
            earlier = idempotency.replay(tx, cause.idempotency_key, asked)
            if earlier is not None:
                return earlier
            values = operation.params.parse(params)
            outcomes.run_due(tx)
            call = Call(tx, self.settings, self.pay_root, identifier, values)
            body = reading.expand(tx, operation.run(call), values.get("expand", []))
            answer = Answer(200, body, cause.request_id or "")
            idempotency.keep(tx, cause.idempotency_key, asked, answer)
            return answer

    def _keep_error(self, error: ApiError, cause: Cause, asked: idempotency.Request) -> None:
        if cause.idempotency_key is None or not error.stored:
            return
        with self.store.transaction(cause) as tx:
            if idempotency.replay(tx, cause.idempotency_key, asked) is None:
                answer = Answer(error.status, error.body, cause.request_id or "")
                idempotency.keep(tx, cause.idempotency_key, asked, answer)


def _check_version(request: Request) -> None:
    version = request.headers.get("Stripe-Version", API_VERSION)
    if version != API_VERSION:
        raise ApiError(
            400,
            f"The sandbox speaks API version {API_VERSION}, not {version}.",
            code="api_version_invalid",
            stored=False,
        )


def _read(request: Request) -> tuple[Operation, str, dict[str, Any]]:
    adapter = OPERATIONS.bind_to_environ(request.environ)
    try:
        operation, arguments = adapter.match()
    except HTTPException as error:
        raise ApiError(
            404,
            f"Unrecognized request URL ({request.method}: {request.path}).",
            stored=False,
        ) from error
    return operation, arguments.get("identifier", ""), wire.decode_form(_form(request))


def _form(request: Request) -> bytes:
    if request.method == "GET":
        return request.query_string
    if (request.content_length or 0) > LARGEST_BODY:
        raise ApiError(413, "The request's body is too large.", stored=False)
    body = request.get_data(parse_form_data=False)
    if body and request.mimetype != FORM:
        raise ApiError(
            400,
            f"Invalid request (check that your POST content type is {FORM}).",
            stored=False,
        )
    return body


def _respond(answer: Answer, cause: Cause) -> Response:
    response = wire.json_response(answer.body, answer.status, request_id=cause.request_id)
    if cause.idempotency_key is not None:
        response.headers["Idempotency-Key"] = cause.idempotency_key
        response.headers["Original-Request"] = answer.request_id
        if answer.request_id != cause.request_id:
            response.headers["Idempotent-Replayed"] = "true"
    return response
