"""Events that never reached us: taken from the provider's own list, and applied as usual (R12)."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from campaigns.payments import inbox
from campaigns.payments.event_routes import ROUTES
from campaigns.payments.gateways.contract import Gateway
from campaigns.payments.models import DifferenceKind, EventState
from campaigns.payments.reconciliation.findings import Findings

ON_ITS_WAY: Final = timedelta(minutes=2)
"""A younger event may only be late."""


def take_missed_events(
    *, gateway: Gateway, findings: Findings, since: datetime, now: datetime
) -> None:
    """Store the events since an instant that are not in the inbox, and apply them, oldest first.

    Raises ``GatewayError`` where the provider does not list them; what was listed is applied.
    """
    missed: list[tuple[int, dict[str, Any]]] = []
    try:
        for event in gateway.events(since=since):
            findings.examined += 1
            if event.get("type") not in ROUTES:
                continue
            arrival = inbox.store(event=event, body=json.dumps(event).encode(), now=now)
            if arrival.has_work:
                missed.append((arrival.event_id, event))
    finally:
        for event_id, event in reversed(missed):
            state = inbox.apply_event(event_id=event_id, gateway=gateway, now=now)
            if state != EventState.IGNORED:
                _tell(event, state, findings, now)


def _tell(event: dict[str, Any], state: EventState, findings: Findings, now: datetime) -> None:
    made_at = datetime.fromtimestamp(event.get("created") or 0, UTC)
    findings.add(
        DifferenceKind.MISSING_HERE,
        "event",
        event["id"],
        repaired=state == EventState.APPLIED,
        detail=" · ".join(
            [
                event["type"],
                *([] if state == EventState.APPLIED else [state.value]),
                *(["may have been on its way"] if now - made_at < ON_ITS_WAY else []),
            ]
        ),
    )
