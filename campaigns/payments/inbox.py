"""The inbox of provider events: verified, stored, answered, then applied by the worker (R12)."""

import hashlib
import json
import logging
import re
import time
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import stripe
from django.db import transaction

from campaigns.payments.confirmation import ReportMismatch, apply_report
from campaigns.payments.gateways.contract import Gateway, GatewayRefused, GatewayUnavailable
from campaigns.payments.models import Donation, EventState, Provider, ProviderEvent

logger = logging.getLogger(__name__)

TOLERANCE_SECONDS: Final = 300
MAX_BODY_BYTES: Final = 1_000_000
MAX_ATTEMPTS: Final = 20
_TIMESTAMP: Final = re.compile(r"(?:^|,)t=([^,=]*)")
CHECKOUT_EVENTS: Final = frozenset(
    f"checkout.session.{name}"
    for name in ("completed", "expired", "async_payment_succeeded", "async_payment_failed")
)


class UnverifiedEvent(Exception):
    """The request does not prove that the provider sent it, or is no event."""


@dataclass(frozen=True)
class Arrival:
    """A stored event, and whether it is new and to be applied."""

    event_id: int
    has_work: bool


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


def store(*, event: dict[str, Any], body: bytes, now: datetime) -> Arrival:
    """Store a verified event once, whatever number of times it comes."""
    text = body.decode()
    stored, is_new = ProviderEvent.objects.get_or_create(
        provider=Provider.STRIPE,
        account=event.get("account") or "",
        event_id=event["id"],
        defaults={
            "type": event["type"],
            "object_id": event["data"]["object"].get("id") or "",
            "livemode": bool(event.get("livemode")),
            "body": text,
            "digest": hashlib.sha256(body).hexdigest(),
            "state": (
                EventState.PENDING if event["type"] in CHECKOUT_EVENTS else EventState.IGNORED
            ),
            "next_attempt_at": now,
            "received_at": now,
        },
    )
    return Arrival(event_id=stored.pk, has_work=is_new and stored.state == EventState.PENDING)


def pending_events(now: datetime) -> list[int]:
    """Stored events whose turn has come, oldest first."""
    pending = ProviderEvent.objects.filter(state=EventState.PENDING, next_attempt_at__lte=now)
    return list(pending.order_by("received_at", "pk").values_list("pk", flat=True))


def apply_event(*, event_id: int, gateway: Gateway, now: datetime) -> EventState:
    """Ask the provider how the event's object stands, apply it, and return the event's state.

    The event is only a hint; the object is fetched outside any transaction (R13). Raises nothing:
    an event that cannot be applied is tried again, then given up, and holds up no other.
    """
    event = ProviderEvent.objects.get(pk=event_id)
    if event.state != EventState.PENDING:
        return EventState(event.state)
    donation_id = _donation_id(json.loads(event.body))
    if donation_id is None:
        return _finish(event, EventState.IGNORED, now, "no donation of ours")
    try:
        report = gateway.fetch_checkout(event.object_id)
        apply_report(donation_id=donation_id, report=report, now=now)
    except GatewayUnavailable as error:
        return _postpone(event, now, str(error))
    except (ReportMismatch, GatewayRefused, Donation.DoesNotExist) as error:
        logger.error("Event %s is quarantined: %s", event.event_id, error)
        return _finish(event, EventState.QUARANTINED, now, f"{type(error).__name__}: {error}")
    except Exception as error:
        logger.exception("Event %s could not be applied", event.event_id)
        return _postpone(event, now, type(error).__name__)
    return _finish(event, EventState.APPLIED, now)


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
    if not isinstance(event, dict) or event.get("object") != "event":
        raise UnverifiedEvent("no event")
    data = event.get("data")
    is_event = (
        _is_label(event.get("id"), 255)
        and _is_label(event.get("type"), 100)
        and _is_label(event.get("account"), 255, optional=True)
        and isinstance(data, dict)
        and isinstance(data.get("object"), dict)
        and _is_label(data["object"].get("id"), 255, optional=True)
    )
    if not is_event:
        raise UnverifiedEvent("no event")
    return event


def _is_label(value: object, longest: int, *, optional: bool = False) -> bool:
    """A text that a column can hold: no NUL, no half of a surrogate pair."""
    if value is None or value == "":
        return optional
    return isinstance(value, str) and len(value) <= longest and value.isprintable()


def _donation_id(event: dict[str, Any]) -> uuid.UUID | None:
    metadata = event["data"]["object"].get("metadata")
    try:
        return uuid.UUID(metadata["donation_id"])
    except (TypeError, KeyError, ValueError, AttributeError):
        return None


def _finish(event: ProviderEvent, state: EventState, now: datetime, error: str = "") -> EventState:
    ProviderEvent.objects.filter(pk=event.pk).update(
        state=state, applied_at=now, error=error, attempts=event.attempts + 1
    )
    return state


@transaction.atomic
def _postpone(event: ProviderEvent, now: datetime, error: str) -> EventState:
    attempts = event.attempts + 1
    state = EventState.DEAD if attempts >= MAX_ATTEMPTS else EventState.PENDING
    if state == EventState.DEAD:
        logger.error("Event %s is given up after %s attempts", event.event_id, attempts)
    ProviderEvent.objects.filter(pk=event.pk, state=EventState.PENDING).update(
        state=state,
        attempts=attempts,
        next_attempt_at=now + min(timedelta(seconds=2**attempts), timedelta(hours=1)),
        error=error,
    )
    return state
