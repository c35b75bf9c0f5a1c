"""Requests for payment pages whose sender died: taken up, so that no page is unknown to us."""

import logging
from datetime import datetime, timedelta
from typing import Final

from campaigns.payments import outbox
from campaigns.payments.checkouts import REQUEST_LIFE
from campaigns.payments.confirmation import apply_report
from campaigns.payments.gateways.contract import (
    Gateway,
    GatewayRefused,
    GatewayUnavailable,
    PaymentReport,
    PaymentStatus,
)
from campaigns.payments.models import CallKind, CallState, ProviderCall
from campaigns.payments.verification import ReportMismatch

logger = logging.getLogger(__name__)

REQUEST_GRACE: Final = timedelta(minutes=2)
"""How long a request may be under way in the hands of whoever committed it."""
MOST_A_TURN: Final = 100
TROUBLES_BORNE: Final = 3
"""Calls without an answer after which the rest is left for the next turn."""
NOT_FOUND: Final = GatewayUnavailable("no page was made so far")


def take_up_pages(*, gateway: Gateway, now: datetime) -> int:
    """Learn what became of pages asked for, or being closed, some time ago; return how many did.

    Raises nothing of the provider's: what it does not tell now is asked at a later turn.
    """
    taken = troubles = 0
    for call in _abandoned(now):
        if troubles >= TROUBLES_BORNE:
            break
        try:
            taken += _take_up(call, gateway, now)
        except GatewayUnavailable as error:
            logger.warning("Request %s waits: %s", call.key, error)
            troubles += 1
        except (GatewayRefused, ReportMismatch) as error:
            logger.error("Request %s cannot be taken up: %s", call.key, error)
            outbox.postpone(call, now=now, error=error)
        except Exception as error:
            logger.exception("Request %s cannot be taken up", call.key)
            outbox.postpone(call, now=now, error=error)
    return taken


def _abandoned(now: datetime) -> list[ProviderCall]:
    calls = ProviderCall.objects.select_related("donation").filter(
        kind__in=[CallKind.CREATE_CHECKOUT, CallKind.EXPIRE_CHECKOUT],
        state=CallState.COMMITTED,
        created_at__lte=now - REQUEST_GRACE,
        next_attempt_at__lte=now,
    )
    return list(calls.order_by("created_at", "pk")[:MOST_A_TURN])


def _take_up(call: ProviderCall, gateway: Gateway, now: datetime) -> bool:
    donation = call.donation
    if call.kind == CallKind.EXPIRE_CHECKOUT:
        _apply(call, outbox.expire(donation, gateway, now, session_id=call.params["session"]), now)
        return True
    if donation.session_id and call.key == outbox.checkout_key(donation):
        outbox.finish(call, CallState.DONE, now=now, result_id=donation.session_id)
        return True
    with outbox.recorded(call, now):
        report = gateway.find_checkout(donation.pk, since=call.created_at)
    if report is None or _is_of_another(call, report):
        _keep_looking(call, now)
        return False
    if report.status == PaymentStatus.OPEN and call.key != outbox.checkout_key(donation):
        report = outbox.expire(donation, gateway, now, session_id=report.session_id)
    _apply(call, report, now)
    outbox.finish(call, CallState.DONE, now=now, result_id=report.session_id or "")
    return True


def _apply(call: ProviderCall, report: PaymentReport, now: datetime) -> None:
    apply_report(donation_id=call.donation_id, report=report, now=now)


def _is_of_another(call: ProviderCall, report: PaymentReport) -> bool:
    """Whether the page found is what another request of the donation has made."""
    others = ProviderCall.objects.filter(
        kind=CallKind.CREATE_CHECKOUT, donation=call.donation_id, result_id=report.session_id
    )
    return others.exclude(pk=call.pk).exists()


def _keep_looking(call: ProviderCall, now: datetime) -> None:
    """Nobody sends a request after its life: a little later it has made a page, or never will."""
    if now - call.created_at >= REQUEST_LIFE + REQUEST_GRACE:
        outbox.finish(call, CallState.DROPPED, now=now, error="looked up: nothing was made")
    else:
        outbox.postpone(call, now=now, error=NOT_FOUND)
