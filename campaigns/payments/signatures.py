"""Proof that the provider sent what came: every other body is refused, none with an error."""

import json
import re
import time
from typing import Any, Final

import stripe

TOLERANCE_SECONDS: Final = 300
MAX_BODY_BYTES: Final = 1_000_000
EVENT_OBJECTS: Final = frozenset({"event", "v2.core.event"})
"""Whole events, and thin ones, which only say of which object they tell."""
_TIMESTAMP: Final = re.compile(r"(?:^|,)t=([^,=]*)")


class UnverifiedEvent(Exception):
    """The request does not prove that the provider sent it, or is no event."""


def verify(body: bytes, signature: str, secrets: list[str]) -> dict[str, Any]:
    """Return the event if one of the secrets signed the body.

    Raises ``UnverifiedEvent`` for anything else: the SDK's own check fails in other ways on
    headers that are not ASCII, bodies that are not UTF-8, and JSON that is no object.
    """
    if len(body) > MAX_BODY_BYTES or not signature.isascii():
        raise UnverifiedEvent("too large, or a header that is not ASCII")
    try:
        text = body.decode()
    except UnicodeDecodeError as error:
        raise UnverifiedEvent("not UTF-8") from error
    if not any(_is_signed(text, signature, secret) for secret in secrets):
        raise UnverifiedEvent("no valid signature")
    return _event(text)


def _is_signed(text: str, signature: str, secret: str) -> bool:
    try:
        stripe.WebhookSignature.verify_header(text, signature, secret, TOLERANCE_SECONDS)
    except (stripe.SignatureVerificationError, ValueError, TypeError):
        return False
    return not _is_from_the_future(signature)


def _is_from_the_future(signature: str) -> bool:
    """The SDK refuses what was signed long ago, and takes any time to come."""
    match = _TIMESTAMP.search(signature)
    return match is None or int(match[1]) > time.time() + TOLERANCE_SECONDS


def _event(text: str) -> dict[str, Any]:
    try:
        event = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise UnverifiedEvent("not JSON") from error
    if not isinstance(event, dict) or event.get("object") not in EVENT_OBJECTS:
        raise UnverifiedEvent("no event")
    is_event = (
        _is_label(event.get("id"), 255)
        and _is_label(event.get("type"), 100)
        and _is_label(event.get("account"), 255, optional=True)
        and _tells_of_an_object(event)
    )
    if not is_event:
        raise UnverifiedEvent("no event")
    return event


def _tells_of_an_object(event: dict[str, Any]) -> bool:
    """A whole event holds its object; a thin one may name one."""
    if event["object"] == "event":
        data = event.get("data")
        told = data.get("object") if isinstance(data, dict) else None
    else:
        told = event.get("related_object") or {}
    return isinstance(told, dict) and _is_label(told.get("id"), 255, optional=True)


def _is_label(value: object, longest: int, *, optional: bool = False) -> bool:
    """A text that a column can hold: no NUL, no half of a surrogate pair."""
    if value is None or value == "":
        return optional
    return isinstance(value, str) and len(value) <= longest and value.isprintable()
