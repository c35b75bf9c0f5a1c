"""Sending refunds: each exactly once, whatever is lost or dies on the way (R13).

What the provider answers is applied by ``refunds`` alone.
"""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final

from django.db import transaction
from django.db.models import QuerySet

from campaigns.payments import outbox, refund_following, refunds
from campaigns.payments.gateways.contract import (
    Gateway,
    GatewayBalanceTooLow,
    GatewayError,
    GatewayKeySpent,
    GatewayRefused,
    RefundReport,
    RefundStatus,
)
from campaigns.payments.models import (
    UNSENT_STATES,
    CallKind,
    CallState,
    Dispute,
    DisputeState,
    Donation,
    ProviderCall,
    Refund,
)

logger = logging.getLogger(__name__)

MOST_SHORT: Final = 5
"""Refusals for want of money after which a run asks for no more."""
MOST_SILENCES: Final = 3
"""Requests without an answer, one after another, after which a run gives up for this time."""
FIRST_RENEWAL: Final = timedelta(minutes=1)
LATEST_RENEWAL: Final = timedelta(hours=1)
DISPUTED_DELAY: Final = timedelta(hours=1)
"""How long a refund waits whose dispute the provider knows of before we do."""
DISPUTED: Final = "charge_disputed"
KEY_MISUSED: Final = "idempotency_error"


@dataclass
class Turn:
    """What a run has learnt of the provider.

    Amounts from ``too_much`` EUR do not fit its balance; ``refusals`` counts those for want of
    money, ``silences`` the requests without an answer, one after another.
    """

    too_much: Decimal | None = None
    refusals: int = 0
    silences: int = 0

    def is_worth_asking(self, amount: Decimal) -> bool:
        """Whether a refund of this amount has a chance in this run."""
        if self.refusals >= MOST_SHORT or self.silences >= MOST_SILENCES:
            return False
        return self.too_much is None or amount < self.too_much

    def was_short_of(self, amount: Decimal) -> None:
        """The provider did not hold this much."""
        self.refusals += 1
        self.too_much = amount


def run_refunds(*, gateway: Gateway, now: datetime, call_id: int | None = None) -> int:
    """Decide what ended campaigns owe, send what is decided; return how many were decided or paid.

    ``call_id`` is the Avviso's. What the provider does not take now is taken at a later run; one
    refund in trouble holds up no other.
    """
    decided = refunds.decide_refunds(now=now, call_id=call_id)
    arrived = refund_following.ask_about_pending(gateway=gateway, now=now, call_id=call_id)
    return decided + arrived + _send_due(gateway, now, call_id)


def send_refund(provider_call_id: int, gateway: Gateway, now: datetime, turn: Turn) -> bool:
    """Send one refund, unless another process does; true if it has been paid.

    Raises nothing of the provider's, and nothing of what an answer may stumble over here.
    """
    with outbox.held(provider_call_id) as is_held:
        call = ProviderCall.objects.select_related("refund__donation").get(pk=provider_call_id)
        if not is_held or call.state != CallState.COMMITTED:
            return False
        refund = call.refund
        assert refund is not None
        if refund.state not in UNSENT_STATES:
            _close_idle(call, refund, now)
            return False
        try:
            is_paid = _send(call, refund, gateway, now, turn)
        except GatewayError as error:
            turn.silences += 1
            logger.warning("Refund %s waits: %s", refund.pk, error)
        except Exception:
            logger.exception("Refund %s could not be sent", refund.pk)
        else:
            turn.silences = 0
            return is_paid
    return False


def _send_due(gateway: Gateway, now: datetime, call_id: int | None) -> int:
    """Send what is due, the rows included that take the place of forgotten ones meanwhile."""
    turn, tried, paid = Turn(), set[int](), 0
    while due := list(_due(now, call_id).exclude(pk__in=tried).values_list("pk", "refund__amount")):
        for provider_call_id, amount in due:
            tried.add(provider_call_id)
            if turn.is_worth_asking(amount):
                paid += send_refund(provider_call_id, gateway, now, turn)
    return paid


def _due(now: datetime, call_id: int | None) -> QuerySet[ProviderCall]:
    """Requests whose turn has come, oldest refund first; a disputed donation's refunds wait."""
    disputed = Dispute.objects.filter(state=DisputeState.OPEN).values("donation_id")
    calls = ProviderCall.objects.filter(
        kind=CallKind.REFUND, state=CallState.COMMITTED, next_attempt_at__lte=now
    ).exclude(donation_id__in=disputed)
    if call_id is not None:
        calls = calls.filter(donation__funding__call_id=call_id)
    return calls.order_by("refund__created_at", "pk")


def _send(call: ProviderCall, refund: Refund, gateway: Gateway, now: datetime, turn: Turn) -> bool:
    if outbox.is_forgotten(call, now):
        return _look_up(call, refund, gateway, now)
    try:
        with outbox.recorded(call, now):
            report = gateway.refund(call.params, key=call.key)
            return _apply(call, report, now)
    except GatewayBalanceTooLow as error:
        turn.was_short_of(refund.amount)
        _wait_for_money(call, refund, now, error)
    except GatewayKeySpent:
        return _look_up(call, refund, gateway, now)
    except GatewayRefused as error:
        if error.code == KEY_MISUSED:
            return _look_up(call, refund, gateway, now)
        _refused(call, refund, error, gateway, now)
    return False


def _look_up(call: ProviderCall, refund: Refund, gateway: Gateway, now: datetime) -> bool:
    """Find what a spent or forgotten key has made; if nothing, another takes its place (R13)."""
    payment_id = refund.donation.payment_id
    assert payment_id is not None
    try:
        with outbox.recorded(call, now):
            found = gateway.find_refund(refund_id=refund.pk, payment_id=payment_id)
            if found is not None:
                return _apply(call, found, now)
    except GatewayRefused as error:
        _refused(call, refund, error, gateway, now)
        return False
    due = now if outbox.is_forgotten(call, now) else _later(refund, now)
    outbox.renew(call, now=now, error="looked up: nothing was made", due=due)
    return False


def _apply(call: ProviderCall, report: RefundReport, now: datetime) -> bool:
    refunds.apply_refund_report(report=report, now=now)
    outbox.finish(call, CallState.DONE, now=now, result_id=report.refund_id)
    return report.status == RefundStatus.PAID


def _wait_for_money(
    call: ProviderCall, refund: Refund, now: datetime, error: GatewayBalanceTooLow
) -> None:
    """The refusal is stored for its key: the next attempt needs another."""
    refunds.mark_waiting(refund_id=refund.pk, now=now)
    outbox.renew(call, now=now, error=str(error), due=_later(refund, now))


def _later(refund: Refund, now: datetime) -> datetime:
    """When another key may be tried: the later, the more have been."""
    delay = FIRST_RENEWAL * 2 ** min(refund.calls.count() - 1, 10)
    return now + min(delay, LATEST_RENEWAL)


def _refused(
    call: ProviderCall, refund: Refund, error: GatewayRefused, gateway: Gateway, now: datetime
) -> None:
    """The provider will not do it: perhaps for what its dashboard, or a donor's bank, did before.

    The payment's refunds are applied first, for one of them may have taken this one's place.
    """
    with outbox.recorded(call, now):
        _apply_refunds_of_payment(refund, gateway, now)
    with transaction.atomic():
        Donation.objects.locked().get(pk=refund.donation_id)
        refund.refresh_from_db(fields=["state", "provider_id"])
        call.refresh_from_db(fields=["state"])
        if refund.state not in UNSENT_STATES:
            _close_idle(call, refund, now)
        elif error.code == DISPUTED and not _was_lost(refund):
            logger.error("Refund %s waits for a dispute that is not known here", refund.pk)
            outbox.renew(call, now=now, error=str(error), due=now + DISPUTED_DELAY)
        elif call.state == CallState.COMMITTED:
            logger.error("Refund %s was refused and is owed: %s", refund.pk, error)
            refunds.mark_refused(refund_id=refund.pk, code=error.code, now=now)
            outbox.finish(call, CallState.REFUSED, now=now, error=str(error))


def _was_lost(refund: Refund) -> bool:
    """A payment whose dispute was lost is refunded no more: what is left is owed to the donor."""
    return refund.donation.disputes.filter(state=DisputeState.LOST).exists()


def _apply_refunds_of_payment(refund: Refund, gateway: Gateway, now: datetime) -> None:
    assert refund.donation.payment_id is not None
    try:
        for report in gateway.refunds_of(refund.donation.payment_id):
            refunds.apply_refund_report(report=report, now=now)
    except GatewayRefused as error:
        logger.warning("The refunds of refund %s's payment are not told: %s", refund.pk, error)


def _close_idle(call: ProviderCall, refund: Refund, now: datetime) -> None:
    """A call whose refund needs nothing more of the provider."""
    state = CallState.DONE if refund.provider_id else CallState.DROPPED
    outbox.finish(call, state, now=now, result_id=refund.provider_id or "")
