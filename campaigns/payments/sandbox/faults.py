"""Faults on order: the next matching requests are dropped, delayed or answered with an error.

Each fault says where it strikes: before the request has any effect, or after its effect is
committed, when only the answer is lost.
"""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from .idempotency import key_in_use
from .wire import ApiError


class DropConnection(Exception):
    """Close the connection without an answer."""


def _drop(fault: "Fault") -> None:
    raise DropConnection


def _delay(fault: "Fault") -> None:
    time.sleep(fault.seconds)


def _server_error(fault: "Fault") -> None:
    raise ApiError(500, "An error on order.", type="api_error", stored=False)


def _stored_server_error(fault: "Fault") -> None:
    raise ApiError(500, "An error on order, kept for this key.", type="api_error")


def _conflict(fault: "Fault") -> None:
    raise key_in_use("on order")


def _rate_limit(fault: "Fault") -> None:
    raise ApiError(429, "Request rate limit exceeded, on order.", code="rate_limit", stored=False)


def _none(fault: "Fault") -> None:
    return None


Strike = Callable[["Fault"], None]

KINDS: dict[str, tuple[Strike, Strike]] = {
    "drop_before": (_drop, _none),
    "drop_after": (_none, _drop),
    "500": (_server_error, _none),
    "500_stored": (_stored_server_error, _none),
    "500_after": (_none, _server_error),
    "409": (_conflict, _none),
    "429": (_rate_limit, _none),
    "delay": (_delay, _none),
    "delay_after": (_none, _delay),
}


@dataclass(frozen=True)
class Fault:
    """Strikes requests of `method` (any when None) whose path begins with `path_prefix`."""

    kind: str
    path_prefix: str = "/"
    method: str | None = None
    times: int = 1
    seconds: float = 1.0

    def matches(self, method: str, path: str) -> bool:
        return self.method in (None, method) and path.startswith(self.path_prefix)

    def before(self) -> None:
        KINDS[self.kind][0](self)

    def after(self) -> None:
        KINDS[self.kind][1](self)


class Faults:
    """The faults still on order, oldest first."""

    def __init__(self) -> None:
        self._ordered: list[Fault] = []
        self._lock = threading.Lock()

    def order(self, fault: Fault) -> None:
        with self._lock:
            self._ordered.append(fault)

    def take(self, method: str, path: str) -> Fault | None:
        """The fault that strikes this request; it has one time less from now on."""
        with self._lock:
            for index, fault in enumerate(self._ordered):
                if fault.matches(method, path):
                    left = [replace(fault, times=fault.times - 1)] if fault.times > 1 else []
                    self._ordered[index : index + 1] = left
                    return fault
        return None

    def pending(self) -> list[Fault]:
        with self._lock:
            return list(self._ordered)

    def clear(self) -> None:
        with self._lock:
            self._ordered.clear()
