"""The outbox: every change asked of the provider is a committed row before it is sent (R13).

A row is one idempotency key with frozen parameters. What comes of it is applied by whoever sends
it: payment pages by ``checkouts`` and ``open_pages``, refunds by ``refund_sending``.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from campaigns.payments import alerts
from campaigns.payments.gateways.configured import get_gateway
from campaigns.payments.gateways.contract import (
    CheckoutRequest,
    Gateway,
    GatewayError,
    GatewayRefused,
    PaymentReport,
    PaymentStatus,
)
from campaigns.payments.models import CallKind, CallState, Donation, ProviderCall, Refund
from campaigns.payments.verification import ReportMismatch

KEY_LIFE: Final = timedelta(hours=20)
"""Providers forget a key after a day: older rows are looked up before they are sent."""
FIRST_DELAY: Final = timedelta(seconds=30)
LONGEST_DELAY: Final = timedelta(hours=4)
MOST_ATTEMPTS: Final = 50
"""About a week of trouble; then somebody must look into it."""
_LOCK_SPACE: Final = 0x0B0C


def commit_checkout(
    *, donation: Donation, request: CheckoutRequest, gateway: Gateway, now: datetime
) -> ProviderCall:
    """Commit what will be asked for a payment page, in the caller's transaction."""
    return ProviderCall.objects.create(
        kind=CallKind.CREATE_CHECKOUT,
        key=checkout_key(donation),
        params=gateway.checkout_params(request),
        donation=donation,
        next_attempt_at=now,
        created_at=now,
    )


def commit_refund(*, refund: Refund, now: datetime) -> ProviderCall:
    """Commit what will be asked of the provider for a refund, in the caller's transaction.

    Each row of a refund has a key of its own; the caller sees to it that only one is to be sent.
    """
    assert refund.donation.payment_id is not None
    params = get_gateway().refund_params(
        refund_id=refund.pk, payment_id=refund.donation.payment_id, amount=refund.amount
    )
    return _commit_refund(refund, params, now, due=now)


def checkout_key(donation: Donation) -> str:
    """The key of the request for a donation's present attempt."""
    return f"{donation.pk}:create:{donation.attempt}"


def note_page(donation: Donation, *, now: datetime) -> None:
    """Keep with its request the page of an attempt that is being left; the donation is locked."""
    assert donation.session_id
    asked = donation.calls.filter(key=checkout_key(donation), result_id="")
    for call in asked.filter(state=CallState.COMMITTED):
        finish(call, CallState.DONE, now=now, result_id=donation.session_id)
    asked.update(result_id=donation.session_id)


def is_of_earlier_attempt(donation: Donation, session_id: str | None) -> bool:
    """Whether a payment page is known as that of an attempt which has given way to another."""
    made = donation.calls.filter(kind=CallKind.CREATE_CHECKOUT, result_id=session_id)
    return bool(session_id) and made.exclude(key=checkout_key(donation)).exists()


def find_page(donation: Donation, gateway: Gateway) -> PaymentReport | None:
    """Look for the page of the present attempt where we know no session; ``None`` if none is."""
    assert donation.requested_at is not None
    report = gateway.find_checkout(donation.pk, since=donation.requested_at)
    if report is None or is_of_earlier_attempt(donation, report.session_id):
        return None
    return report


def expire(
    donation: Donation, gateway: Gateway, now: datetime, *, session_id: str | None = None
) -> PaymentReport:
    """Close a donation's payment page at the provider, and say how it stands afterwards.

    ``session_id`` is its own where none is given. The report may say that the page was paid, or,
    seldom, that it is still open: then it is for a later turn. Raises ``GatewayUnavailable`` and
    ``GatewayRefused``.
    """
    session_id = session_id or donation.session_id
    assert session_id
    call = _commit_expiry(donation, session_id, now)
    try:
        with recorded(call, now):
            report = gateway.expire_checkout(session_id, key=call.key)
    except GatewayRefused as error:
        finish(call, CallState.REFUSED, now=now, error=str(error))
        raise
    if report.status == PaymentStatus.OPEN:
        finish(call, CallState.DROPPED, now=now, error="the page stayed open")
    else:
        finish(call, CallState.DONE, now=now, result_id=session_id)
    return report


@contextmanager
def recorded(call: ProviderCall, now: datetime) -> Iterator[None]:
    """Count an attempt at a call; note a trouble, and when it is worth trying again.

    What a refusal means, the caller decides.
    """
    _change(call, attempts=call.attempts + 1)
    try:
        yield
    except GatewayRefused:
        raise
    except Exception as error:
        postpone(call, now=now, error=error)
        raise


def postpone(call: ProviderCall, *, now: datetime, error: Exception) -> None:
    """Try a call again later, each time after a longer while; in the end give a refund up."""
    delay = min(FIRST_DELAY * 2 ** min(call.attempts - 1, 20), LONGEST_DELAY)
    is_told = isinstance(error, GatewayError | ReportMismatch)
    text = (str(error) if is_told else type(error).__name__)[:300]
    if call.attempts < MOST_ATTEMPTS or call.kind != CallKind.REFUND:
        _change(call, next_attempt_at=now + delay, error=text)
        return
    finish(call, CallState.DEAD, now=now, error=text)
    alerts.alert(
        key=f"call:{call.key}",
        subject=_("A request to the payment provider was given up"),
        text=f"{call.get_kind_display()} {call.key}: {text}",
    )


def finish(
    call: ProviderCall, state: CallState, *, now: datetime, result_id: str = "", error: str = ""
) -> None:
    """Close a call, once. Parameters are forgotten, but those of a refund that was not made."""
    kept = call.kind == CallKind.REFUND and state != CallState.DONE
    _change(
        call,
        state=state,
        result_id=result_id,
        error=error[:300],
        finished_at=now,
        params=call.params if kept else {},
    )


def is_forgotten(call: ProviderCall, now: datetime) -> bool:
    """Whether the provider may no longer know the key of a call."""
    return now - call.created_at >= KEY_LIFE


@transaction.atomic
def renew(
    call: ProviderCall, *, now: datetime, error: str, due: datetime | None = None
) -> ProviderCall | None:
    """Put a row with another key in the place of a refund's that is known to have made nothing.

    Returns ``None`` if the row is no longer to be sent.
    """
    call = ProviderCall.objects.select_for_update(of=("self",)).get(pk=call.pk)
    if call.state != CallState.COMMITTED or call.refund is None:
        return None
    params = call.params
    finish(call, CallState.DROPPED, now=now, error=error)
    return _commit_refund(call.refund, params, now, due=due or now)


@contextmanager
def held(call_id: int) -> Iterator[bool]:
    """Hold a call while it is sent: false where another process does. It ends with the process.

    Only the holder may find that a call has made nothing, and send it with another key.
    """
    key = (_LOCK_SPACE, call_id % 2**31)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", key)
        is_held = bool(cursor.fetchone()[0])
        try:
            yield is_held
        finally:
            if is_held:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", key)


@transaction.atomic
def _commit_expiry(donation: Donation, session_id: str, now: datetime) -> ProviderCall:
    """The row that closes a page: the one under way, else a new one."""
    Donation.objects.locked().get(pk=donation.pk)
    calls = ProviderCall.objects.filter(donation=donation, kind=CallKind.EXPIRE_CHECKOUT)
    for call in calls.filter(state=CallState.COMMITTED):
        if call.params == {"session": session_id} and not is_forgotten(call, now):
            return call
        finish(call, CallState.DROPPED, now=now, error="replaced")
    return ProviderCall.objects.create(
        kind=CallKind.EXPIRE_CHECKOUT,
        key=f"{donation.pk}:expire:{calls.count() + 1}",
        params={"session": session_id},
        donation=donation,
        next_attempt_at=now,
        created_at=now,
    )


def _commit_refund(
    refund: Refund, params: dict[str, Any], now: datetime, *, due: datetime
) -> ProviderCall:
    return ProviderCall.objects.create(
        kind=CallKind.REFUND,
        key=f"{refund.pk}:refund:{refund.calls.count() + 1}",
        params=params,
        donation=refund.donation,
        refund=refund,
        next_attempt_at=due,
        created_at=now,
    )


def _change(call: ProviderCall, **fields: Any) -> None:
    """Store what became of a call that is still to be done, and of no other."""
    ProviderCall.objects.filter(pk=call.pk, state=CallState.COMMITTED).update(**fields)
    for name, value in fields.items():
        setattr(call, name, value)
