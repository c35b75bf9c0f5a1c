"""The wire format: nested form bodies in, JSON out, errors as Stripe words them."""

import json
import re
from typing import Any
from urllib.parse import parse_qsl

from werkzeug.wrappers import Response

from . import API_VERSION

KEY = re.compile(r"(?P<name>[^\[\]]+)(?P<rest>(?:\[[^\[\]]*\])*)")
STEP = re.compile(r"\[([^\[\]]*)\]")
MOST_FIELDS = 1000


class ApiError(Exception):
    """An answer with an HTTP status of 400 or more.

    `stored` says whether an idempotency key keeps it: Stripe keeps what an endpoint answered once
    it began to act, and neither refused parameters nor conflicts nor rate limits.
    """

    def __init__(
        self,
        status: int,
        message: str,
        *,
        type: str = "invalid_request_error",
        code: str | None = None,
        param: str | None = None,
        stored: bool = True,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.stored = stored
        fields = {"type": type, "code": code, "message": message, "param": param}
        self.body = {"error": {name: value for name, value in fields.items() if value is not None}}


class ParameterError(ApiError):
    """A parameter that the endpoint refuses before it acts."""

    def __init__(self, message: str, *, param: str | None = None, code: str | None = None) -> None:
        super().__init__(400, message, param=param, code=code, stored=False)


def missing_resource(kind: str, identifier: str, *, param: str | None = None) -> ApiError:
    """404 for an id in the path, 400 for one in a parameter, as at Stripe."""
    return ApiError(
        404 if param is None else 400,
        f"No such {kind}: '{identifier}'",
        code="resource_missing",
        param=param or "id",
    )


def decode_form(text: bytes) -> dict[str, Any]:
    """`a[b]=1&c[0]=x&d[]=y` as nested dictionaries; arrays stay dictionaries of their indexes.

    Only the schema knows whether `0` is an index or a name, so it makes the lists.
    """
    try:
        pairs = parse_qsl(
            text.decode(), keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS
        )
    except ValueError as error:
        raise ParameterError("The request's form encoding cannot be read.") from error
    decoded: dict[str, Any] = {}
    for key, value in pairs:
        _place(decoded, key, value)
    return decoded


def _place(target: dict[str, Any], key: str, value: str) -> None:
    match = KEY.fullmatch(key)
    if match is None:
        raise ParameterError(f"Invalid parameter name: {key}", param=key)
    *parents, last = [match["name"], *STEP.findall(match["rest"])]
    for step in parents:
        target = target.setdefault(step or str(len(target)), {})
        if not isinstance(target, dict):
            raise ParameterError(f"Invalid object: {key}", param=key)
    name = last or str(len(target))
    if isinstance(target.get(name), dict):
        raise ParameterError(f"Invalid object: {key}", param=key)
    target[name] = value


def json_response(body: Any, status: int = 200, *, request_id: str | None = None) -> Response:
    response = Response(json.dumps(body, indent=2), status, mimetype="application/json")
    response.headers["Stripe-Version"] = API_VERSION
    response.headers["Cache-Control"] = "no-cache, no-store"
    if request_id:
        response.headers["Request-Id"] = request_id
    return response
