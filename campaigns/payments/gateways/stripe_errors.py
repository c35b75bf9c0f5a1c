"""What a trouble with Stripe means: to be asked again, or refused."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import stripe

from campaigns.payments.gateways.contract import (
    GatewayBalanceTooLow,
    GatewayKeySpent,
    GatewayRefused,
    GatewayUnavailable,
)

BALANCE_CODES: Final = frozenset({"balance_insufficient", "insufficient_funds"})
"""Refusals of a refund for which the account holds too little."""
KEY_IN_USE: Final = "idempotency_key_in_use"
_REFUSING_STATUSES: Final = frozenset({400, 402, 404})
"""Answers to the request itself. 401 and 403 speak of our key: the request is good with another."""
_UNREADABLE: Final = (
    *(LookupError, AttributeError, TypeError, ValueError),
    *(ArithmeticError, OSError, RecursionError),
)


@contextmanager
def translated_errors() -> Iterator[None]:
    """Tell what may be sent again from what was refused, and from an answer that makes no sense."""
    try:
        yield
    except stripe.StripeError as error:
        raise _translated(error) from error
    except _UNREADABLE as error:
        raise GatewayUnavailable(f"unreadable answer: {type(error).__name__}") from error


@contextmanager
def translated_refund_errors() -> Iterator[None]:
    """The same for the sending of a refund, which may lack the money."""
    try:
        with translated_errors():
            yield
    except GatewayRefused as error:
        if error.code in BALANCE_CODES:
            raise GatewayBalanceTooLow(str(error)) from error
        raise


def _translated(error: stripe.StripeError) -> Exception:
    code = _code(error)
    if _is_refusal(error, code):
        return GatewayRefused(_summary(error, code), code)
    if error.http_status and error.http_status >= 500 and _is_replayed(error):
        return GatewayKeySpent(_summary(error, code))
    return GatewayUnavailable(_summary(error, code))


def _is_refusal(error: stripe.StripeError, code: str) -> bool:
    """True where Stripe itself refused; a 4xx of a machine in between is not its answer."""
    if isinstance(error, stripe.APIConnectionError | stripe.RateLimitError) or code == KEY_IN_USE:
        return False
    return error.http_status in _REFUSING_STATUSES and error.error is not None


def _is_replayed(error: stripe.StripeError) -> bool:
    """True where the provider repeated a stored answer: it always will, for this key."""
    headers = {name.lower(): value for name, value in dict(error.headers or {}).items()}
    return str(headers.get("idempotent-replayed")).lower() == "true"


def _code(error: stripe.StripeError) -> str:
    """The provider's code, or the kind of error for those that have none."""
    told = error.error
    code = error.code or _member(told, "code")
    if not code and _member(told, "type") == "idempotency_error":
        code = "idempotency_error"
    return code if isinstance(code, str) else ""


def _member(told: Any, name: str) -> Any:
    return told[name] if told is not None and name in told else None


def _summary(error: stripe.StripeError, code: str) -> str:
    """What a log may hold: the kind of error and the provider's request, no personal data."""
    details: list[Any] = [type(error).__name__, error.http_status, code, error.request_id]
    return " ".join(str(detail) for detail in details if detail)
