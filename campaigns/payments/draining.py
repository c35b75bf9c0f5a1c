"""Applying the events that wait, those that confirm gifts to one campaign together.

A queue of events takes a fraction of the time so: one lock, one commit for many. It comes to what
one by one comes to, in the order in which they came: only what no order changes goes together.
"""

import logging
import time
import uuid
from collections import defaultdict, deque
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Final, NoReturn

from django.db import transaction

from campaigns.payments import inbox
from campaigns.payments.confirming_together import NotPlain, confirm_together
from campaigns.payments.event_routes import PAYMENTS, Told, apply_told
from campaigns.payments.gateways.contract import Gateway, PaymentReport, PaymentStatus
from campaigns.payments.models import Donation, EventState, ProviderEvent

logger = logging.getLogger(__name__)

MOST_AT_ONCE: Final = 100
LEASE: Final = timedelta(minutes=1)
"""For so long nobody else takes an event that was taken; if it still waits then, it is due."""
ASKING_SECONDS: Final = 1.0
"""What was asked is applied after this time: the first donor does not wait for the last."""


@dataclass(frozen=True)
class Heard:
    """An event about a payment of ours, and what the provider has just said of that."""

    event_id: int
    told: Told


def drain(*, gateway: Gateway, now: datetime, first: int | None = None) -> int:
    """Apply events whose turn has come, ``first`` among them; return how many were taken.

    Raises nothing: see ``inbox.apply_event``. What is no payment waits for the payments before it.
    """
    taken = _take(now, first)
    left = deque(ProviderEvent.objects.filter(pk__in=taken).order_by("received_at", "pk"))
    while left:
        if left[0].type in PAYMENTS:
            _apply(_ask(left, gateway, now), now)
        else:
            inbox.apply_event(event_id=left.popleft().pk, gateway=gateway, now=now)
    return len(taken)


@transaction.atomic
def _take(now: datetime, first: int | None) -> list[int]:
    """Take events for a while: those that another process holds are passed by."""
    due = ProviderEvent.objects.filter(state=EventState.PENDING, next_attempt_at__lte=now)
    free = due.select_for_update(skip_locked=True, no_key=True)
    wanted = [first] if first is not None else []
    taken = set(free.filter(pk__in=wanted).values_list("pk", flat=True))
    if first is None or taken:
        others = free.exclude(pk__in=wanted).order_by("received_at", "pk")
        taken |= set(others.values_list("pk", flat=True)[: MOST_AT_ONCE - len(taken)])
    ProviderEvent.objects.filter(pk__in=taken).update(next_attempt_at=now + LEASE)
    return sorted(taken)


def _ask(left: deque[ProviderEvent], gateway: Gateway, now: datetime) -> list[Heard]:
    """Take the payments that come next, for as long as asking about them may take."""
    heard: list[Heard] = []
    begun = time.monotonic()
    while left and left[0].type in PAYMENTS:
        event = left.popleft()
        try:
            told = PAYMENTS[event.type](inbox.subject(event), gateway)
        except Exception as error:
            inbox.attempt(event_id=event.pk, act=partial(_raise, error), now=now)
        else:
            if told is None:
                inbox.attempt(event_id=event.pk, act=_is_not_ours, now=now)
            else:
                heard.append(Heard(event.pk, told))
        if time.monotonic() - begun > ASKING_SECONDS:
            break
    return heard


def _raise(error: Exception, _event: ProviderEvent) -> NoReturn:
    raise error


def _is_not_ours(_event: ProviderEvent) -> bool:
    return False


def _apply(heard: Sequence[Heard], now: datetime) -> None:
    """Confirm together what can be, then apply the others, in the order in which they came."""
    done: set[int] = set()
    for group in _groups(heard):
        if _went_together(group, now):
            done.update(each.event_id for each in group)
    for each in heard:
        if each.event_id not in done:
            act = partial(_apply_one, each.told, now)
            inbox.attempt(event_id=each.event_id, act=act, now=now)


def _apply_one(told: Told, now: datetime, _event: ProviderEvent) -> bool:
    return apply_told(told, now)


def _groups(heard: Sequence[Heard]) -> list[list[Heard]]:
    """The payments made, by campaign; none of a campaign where what is told of one contradicts."""
    told: dict[uuid.UUID, set[str | None]] = defaultdict(set)
    for each in heard:
        told[each.told.donation_id].add(_payment_made(each.told))
    campaigns = dict(Donation.objects.filter(pk__in=told).values_list("pk", "funding_id"))
    groups: dict[int, list[Heard]] = defaultdict(list)
    for each in heard:
        key = each.told.donation_id
        if key in campaigns and told[key] != {None}:
            groups[campaigns[key]].append(each)
    return [
        group
        for group in groups.values()
        if len(group) > 1 and all(len(told[each.told.donation_id]) == 1 for each in group)
    ]


def _payment_made(told: Told) -> str | None:
    """The payment's id; ``None`` where no money has moved."""
    return told.report.payment_id if told.report.status == PaymentStatus.PAID else None


def _went_together(group: Sequence[Heard], now: datetime) -> bool:
    reports: dict[uuid.UUID, PaymentReport] = {}
    for each in group:
        reports.setdefault(each.told.donation_id, each.told.report)
    try:
        confirm_together(reports=reports, event_ids=[each.event_id for each in group], now=now)
    except NotPlain:
        return False
    except Exception as error:
        logger.warning("%s events go one by one: %s", len(group), type(error).__name__)
        return False
    return True
