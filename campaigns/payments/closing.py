"""The clock of campaigns: opening, closing, settling (R8). Two schedulers at once do it once.

One campaign that cannot be moved holds up no other: it is told of, and tried at the next turn.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final

from django.db import transaction
from django.db.models import Q, QuerySet

from campaigns.cofinancing import services as cofinancing
from campaigns.funding import services as funding_services
from campaigns.funding.models import ENDED, Funding, State
from campaigns.payments import notices
from campaigns.payments.gateways.contract import Gateway
from campaigns.payments.models import OPEN_STATUSES, Donation, Provider, Status
from campaigns.payments.notice_recipients import OUTCOMES
from campaigns.payments.open_pages import Answers, close_pages

logger = logging.getLogger(__name__)

PAGE_LIFE_AT_MOST: Final = timedelta(days=1)
"""No payment page stays open for longer, whatever we ask for."""
_STOPPED: Final = (State.SUSPENDED, *ENDED)


class ProviderSilent(Exception):
    """The provider did not say how some payments of a campaign stand: it must be asked again."""


@dataclass
class Advance:
    """What a turn of the clock did: slugs of the campaigns that changed.

    ``undone`` are those that something kept from moving, for the next turn.
    """

    opened: list[str]
    closed: list[str]
    settled: list[str]
    undone: list[str] = field(default_factory=list)


def advance(*, now: datetime, gateway: Gateway, call_id: int | None = None) -> Advance:
    """Close, settle and open what is due at ``now``, closings first, as at one instant (R8).

    Payment pages of campaigns that were stopped are closed too.
    """
    fundings = Funding.objects.order_by("closes_at", "pk")
    if call_id is not None:
        fundings = fundings.filter(call_id=call_id)
    undone: list[str] = []
    closed = _each(fundings.due_to_close(now), partial(_close, now=now), undone)
    settled = _each(
        fundings.filter(state=State.SETTLING), partial(settle, now=now, gateway=gateway), undone
    )
    opened = _each(fundings.due_to_open(now), partial(_open, now=now), undone)
    stopped = fundings.filter(pk__in=_open_where_stopped(now).values("funding"))
    _each(stopped, partial(_close_pages_of_stopped, now=now, gateway=gateway), undone)
    return Advance(opened=opened, closed=closed, settled=settled, undone=undone)


def settle(funding_id: int, *, now: datetime, gateway: Gateway) -> bool:
    """End a settling campaign if nothing is awaited any more; true if it ended.

    Open pages are expired at the provider; slow payments are awaited within the call's window.
    Raises ``ProviderSilent`` where the campaign goes on only because the provider did not answer.
    """
    answers = close_pages(donation_ids=_keys(_awaited(funding_id)), gateway=gateway, now=now)
    if _conclude(funding_id, answers, now):
        return True
    _check_answered(answers)
    return False


def _each(due: QuerySet[Funding], act: Callable[[int], bool], undone: list[str]) -> list[str]:
    """Move each campaign apart from the others; return the slugs of those that moved."""
    moved = []
    for funding_id, slug in list(due.values_list("pk", "slug")):
        try:
            if act(funding_id):
                moved.append(slug)
            continue
        except ProviderSilent as silence:
            logger.warning("Campaign %s waits for the provider: %s", slug, silence)
        except Exception:
            logger.exception("Campaign %s could not be moved", slug)
        if slug not in undone:
            undone.append(slug)
    return moved


@transaction.atomic
def _open(funding_id: int, *, now: datetime) -> bool:
    funding = funding_services.lock(funding_id)
    if funding.state != State.SCHEDULED or now < funding.opens_at:
        return False
    funding_services.step(funding=funding, to=State.LIVE, now=now)
    return True


@transaction.atomic
def _close(funding_id: int, *, now: datetime) -> bool:
    funding = funding_services.lock(funding_id)
    if now < funding.closes_at:
        return False
    if funding.state == State.SCHEDULED:
        funding_services.step(funding=funding, to=State.LIVE, now=now)
    if funding.state not in (State.LIVE, State.SUSPENDED):
        return False
    funding_services.step(funding=funding, to=State.SETTLING, now=now)
    return True


@transaction.atomic
def _conclude(funding_id: int, answers: Answers, now: datetime) -> bool:
    funding = Funding.objects.locked().select_related("call").get(pk=funding_id)
    if funding.state != State.SETTLING or not _nothing_is_awaited(funding, answers, now):
        return False
    outcome = cofinancing.conclude(funding=funding, now=now)
    donors = funding.gifts.filter(status=Status.CONFIRMED).exclude(provider=Provider.REPLAY)
    if donors.exists():
        notices.queue_for_campaign(kind=OUTCOMES[outcome], funding=funding)
    return True


def _nothing_is_awaited(funding: Funding, answers: Answers, now: datetime) -> bool:
    """The window cuts off only payments of which the provider has just told how they stand."""
    awaited = set(_keys(_awaited(funding.pk)))
    if not awaited <= answers.answered:
        return False
    return not awaited or now >= funding_services.settlement_ends_at(funding)


def _close_pages_of_stopped(funding_id: int, *, now: datetime, gateway: Gateway) -> bool:
    pages = _open_where_stopped(now).filter(funding_id=funding_id)
    _check_answered(close_pages(donation_ids=_keys(pages), gateway=gateway, now=now))
    return True


def _open_where_stopped(now: datetime) -> QuerySet[Donation]:
    """Donations whose payment page may be open although their campaign takes no money.

    Slow payments under way are left to their events: they are late when they come (R10).
    """
    may_be_open = Q(requested_at__gt=now - PAGE_LIFE_AT_MOST)
    never_sent = Q(requested_at=None, funding__state__in=ENDED)
    return Donation.objects.filter(
        may_be_open | never_sent,
        status__in=[Status.CREATED, Status.AWAITING],
        funding__state__in=_STOPPED,
    ).order_by("pk")


def _awaited(funding_id: int) -> QuerySet[Donation]:
    return Donation.objects.filter(funding_id=funding_id, status__in=OPEN_STATUSES).order_by("pk")


def _check_answered(answers: Answers) -> None:
    if answers.unanswered:
        raise ProviderSilent(f"{answers.unanswered} or more payments")


def _keys(rows: QuerySet[Any]) -> list[Any]:
    return list(rows.values_list("pk", flat=True))
