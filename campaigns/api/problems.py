"""Errors as ``application/problem+json`` (RFC 9457), in the reader's language."""

import logging
from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import exception_handler as drf_exception_handler

logger = logging.getLogger(__name__)

CONTENT_TYPE = "application/problem+json"


class Problem(exceptions.APIException):
    """An error to answer with: status, a code for programs, a sentence for people."""

    def __init__(
        self, status: int, code: str, detail: Any, *, retry_after: int | None = None
    ) -> None:
        super().__init__(detail=str(detail), code=code)
        self.status_code = status
        self.wait = retry_after


def exception_handler(exception: Exception, context: dict[str, Any]) -> Response | None:
    """Turn any error that DRF knows into a problem; others stay errors of ours."""
    if isinstance(exception, Http404):
        exception = exceptions.NotFound()
    elif isinstance(exception, PermissionDenied):
        exception = exceptions.PermissionDenied()
    response = drf_exception_handler(exception, context)
    if response is None:
        return None
    response.data = _body(exception, response)
    response.content_type = CONTENT_TYPE
    return response


def _body(exception: Exception, response: Response) -> dict[str, Any]:
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": HTTPStatus(response.status_code).phrase,
        "status": response.status_code,
    }
    if isinstance(exception, exceptions.ValidationError):
        body["code"] = "invalid"
        body["detail"] = _first_message(response.data)
        if isinstance(response.data, dict):
            body["errors"] = response.data
        return body
    if isinstance(exception, exceptions.APIException):
        codes = exception.get_codes()
        body["code"] = codes if isinstance(codes, str) else "error"
        body["detail"] = str(exception.detail)
    return body


def _first_message(data: Any) -> str:
    while isinstance(data, dict | list) and data:
        data = next(iter(data.values())) if isinstance(data, dict) else data[0]
    return str(data)
