"""How many requests one client may send, and the headers that say so."""

from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import SimpleRateThrottle

from campaigns.rate_limits import client_of, keyed


class ClientThrottle(SimpleRateThrottle):
    """So many requests a minute of one address; the view's ``throttle_scope`` says of what."""

    def __init__(self) -> None:
        """The rate depends on the view, which is not known yet."""

    def allow_request(self, request: Request, view: Any) -> bool:
        self.scope = view.throttle_scope
        self.rate = self.get_rate()
        self.num_requests, self.duration = self.parse_rate(self.rate)
        allowed = super().allow_request(request, view)
        request._request.throttle = self  # type: ignore[attr-defined]
        return allowed

    def get_cache_key(self, request: Request, view: Any) -> str:
        client = client_of(request._request)
        return self.cache_format % {"scope": self.scope, "ident": keyed(client)}

    @property
    def policy(self) -> str:
        """The header ``RateLimit-Policy``: how many requests in how many seconds."""
        return f'"{self.scope}";q={self.num_requests};w={self.duration}'

    @property
    def left(self) -> str:
        """The header ``RateLimit``: how many requests are left, for how many seconds."""
        limit, window = self.num_requests or 0, self.duration or 0
        oldest = self.history[-1] if self.history else self.now
        left = max(0, limit - len(self.history))
        return f'"{self.scope}";r={left};t={max(1, round(oldest + window - self.now))}'


def say_limits(request: Request, response: Response) -> None:
    """Write the limits into the headers (draft-ietf-httpapi-ratelimit-headers).

    What is left is one client's own: an answer that everybody is given from a cache leaves it out.
    """
    throttle: ClientThrottle | None = getattr(request._request, "throttle", None)
    if throttle is None or throttle.rate is None:
        return
    response["RateLimit-Policy"] = throttle.policy
    if "public" not in response.get("Cache-Control", ""):
        response["RateLimit"] = throttle.left
