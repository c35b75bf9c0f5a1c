"""The inbox of provider events: stored, answered, then applied by the worker (R12)."""

import hashlib
import json
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from campaigns.payments import alerts
from campaigns.payments.event_routes import ROUTES
from campaigns.payments.gateways.contract import Gateway, GatewayRefused, GatewayUnavailable
from campaigns.payments.models import Donation, EventState, Provider, ProviderEvent
from campaigns.payments.verification import ReportMismatch

logger = logging.getLogger(__name__)

MAX_ATTEMPTS: Final = 30
LONGEST_DELAY: Final = timedelta(hours=1)


@dataclass(frozen=True)
class Arrival:
    """A stored event, and whether it is new and to be applied."""

    event_id: int
    has_work: bool


def store(*, event: dict[str, Any], body: bytes, now: datetime) -> Arrival:
    """Store a verified event once, whatever number of times it comes."""
    stored, is_new = ProviderEvent.objects.get_or_create(
        provider=Provider.STRIPE,
        account=event.get("account") or "",
        event_id=event["id"],
        defaults={
            "type": event["type"],
            "object_id": _object(event).get("id") or "",
            "livemode": bool(event.get("livemode")),
            "body": body.decode(),
            "digest": hashlib.sha256(body).hexdigest(),
            "state": EventState.PENDING if event["type"] in ROUTES else EventState.IGNORED,
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

    def ask_and_apply(event: ProviderEvent) -> bool:
        return ROUTES[event.type](subject(event), gateway, now)

    return attempt(event_id=event_id, act=ask_and_apply, now=now)


def attempt(*, event_id: int, act: Callable[[ProviderEvent], bool], now: datetime) -> EventState:
    """Let ``act`` apply an event that waits, and return the event's state. Raises nothing.

    ``act`` returns false for what is no donation of ours.
    """
    event = ProviderEvent.objects.get(pk=event_id)
    if event.state != EventState.PENDING:
        return EventState(event.state)
    try:
        is_ours = act(event)
    except GatewayUnavailable as error:
        return _postpone(event, now, str(error))
    except (ReportMismatch, GatewayRefused, Donation.DoesNotExist) as error:
        return _quarantine(event, now, f"{type(error).__name__}: {error}")
    except Exception as error:
        logger.exception("Event %s could not be applied", event.event_id)
        return _postpone(event, now, type(error).__name__)
    if not is_ours:
        return _finish(event, EventState.IGNORED, now, "no donation of ours")
    return _finish(event, EventState.APPLIED, now)


def subject(event: ProviderEvent) -> dict[str, Any]:
    """What a stored event tells of. Raises ``ReportMismatch`` where it is not told to us (R11)."""
    if event.account:
        raise ReportMismatch("account")
    if event.livemode != settings.STRIPE_LIVE_MODE:
        raise ReportMismatch("live mode")
    return _object(json.loads(event.body))


def _object(event: dict[str, Any]) -> dict[str, Any]:
    """What the event tells of; a thin event names it only."""
    if event["object"] == "event":
        found: dict[str, Any] = event["data"]["object"]
        return found
    return event.get("related_object") or {}


@transaction.atomic
def _quarantine(event: ProviderEvent, now: datetime, error: str) -> EventState:
    alerts.alert(
        key=f"event:{event.pk}",
        subject=_("A provider event does not match"),
        text=f"Event {event.event_id} ({event.type}) is quarantined: {error}",
    )
    return _finish(event, EventState.QUARANTINED, now, error)


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
        alerts.alert(
            key=f"event:{event.pk}",
            subject=_("A provider event is given up"),
            text=f"Event {event.event_id} ({event.type}) failed {attempts} times: {error}",
        )
    ProviderEvent.objects.filter(pk=event.pk, state=EventState.PENDING).update(
        state=state,
        attempts=attempts,
        next_attempt_at=now + min(timedelta(seconds=2**attempts), LONGEST_DELAY),
        error=error,
    )
    return state
