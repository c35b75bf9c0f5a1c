"""Asking how refunds under way stand: their news may be lost."""

import logging
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Q, QuerySet

from campaigns.payments import refunds
from campaigns.payments.gateways.contract import Gateway, GatewayUnavailable, RefundStatus
from campaigns.payments.models import CallState, Provider, Refund, RefundState

logger = logging.getLogger(__name__)

SOONEST_QUESTION: Final = timedelta(minutes=1)
LATEST_QUESTION: Final = timedelta(hours=6)
MOST_SILENCES: Final = 3
"""Questions without an answer after which the rest is left for the next run."""


def ask_about_pending(*, gateway: Gateway, now: datetime, call_id: int | None = None) -> int:
    """Ask about the refunds under way whose turn has come; return how many have been paid.

    ``call_id`` is the Avviso's. Raises nothing: what is not told now is asked later.
    """
    paid = silences = 0
    for refund in list(_pending(now, call_id)):
        if silences >= MOST_SILENCES:
            break
        try:
            paid += _ask(refund, gateway, now)
        except GatewayUnavailable as error:
            silences += 1
            logger.warning("Refund %s cannot be asked about: %s", refund.pk, error)
    return paid


def _pending(now: datetime, call_id: int | None) -> QuerySet[Refund]:
    """Refunds under way whose turn to be asked about has come, those of the dashboard included."""
    told = Q(calls__state=CallState.DONE, calls__next_attempt_at__lte=now) | Q(calls=None)
    pending = Refund.objects.filter(
        told, state=RefundState.PENDING, donation__provider=Provider.STRIPE
    ).exclude(provider_id=None)
    if call_id is not None:
        pending = pending.filter(donation__funding__call_id=call_id)
    return pending.order_by("created_at", "pk").distinct()


def _ask(refund: Refund, gateway: Gateway, now: datetime) -> bool:
    """Ask how a refund under way stands, ever more seldom; true if it has been paid."""
    assert refund.provider_id is not None
    wait = min(max((now - refund.created_at) / 4, SOONEST_QUESTION), LATEST_QUESTION)
    refund.calls.filter(state=CallState.DONE).update(next_attempt_at=now + wait)
    try:
        report = gateway.fetch_refund(refund.provider_id)
        refunds.apply_refund_report(report=report, now=now)
    except GatewayUnavailable:
        raise
    except Exception:
        logger.exception("What the provider says of refund %s cannot be applied", refund.pk)
        return False
    return report.status == RefundStatus.PAID
