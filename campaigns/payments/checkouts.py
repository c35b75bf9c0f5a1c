"""Sending a donor to the payment page: one page at a time, whatever is lost on the way (R13)."""

import uuid
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from campaigns.payments import outbox
from campaigns.payments.confirmation import apply_report
from campaigns.payments.donations import DonationRefused, check_open, hold_reward
from campaigns.payments.gateways.contract import (
    Checkout,
    CheckoutRequest,
    Gateway,
    GatewayKeySpent,
    GatewayRefused,
    GatewayUnavailable,
    PaymentReport,
    PaymentStatus,
)
from campaigns.payments.links import ReturnUrls
from campaigns.payments.models import CallState, Donation, ProviderCall, Status
from campaigns.payments.verification import ReportMismatch

SESSION_LIFE: Final = timedelta(hours=1)
"""How long a payment page stays open; Stripe takes 30 minutes to 24 hours."""
REQUEST_LIFE: Final = timedelta(minutes=20)
"""How long the same request may be sent again: its page must stay open for 30 minutes more."""
DESCRIPTION_LENGTH: Final = 200


def open_checkout(
    *, donation_id: uuid.UUID, urls: ReturnUrls, gateway: Gateway, now: datetime
) -> Donation:
    """Give the donation a payment page, or find the one it has, and return the donation.

    The request is committed before the provider is called, with a key and parameters that make a
    repeated call harmless. A page that was paid meanwhile is applied at once; one that failed or
    expired gives way to another. The donation returned is paid, being paid, or has an address to
    pay at. Raises ``DonationRefused``, ``GatewayUnavailable`` and ``GatewayRefused``.
    """
    donation, call = _commit_attempt(donation_id, urls, gateway, now)
    if donation.status in (Status.PROCESSING, Status.CONFIRMED):
        return donation
    report = _standing_page(donation, call, gateway, now)
    if report is not None and report.status == PaymentStatus.OPEN:
        return _with_page(donation)
    if report is not None and report.status != PaymentStatus.EXPIRED:
        donation = _applied(donation, report, now)
        if donation.status != Status.FAILED:
            return _with_page(donation)
    if report is not None or not _may_be_sent(call, now):
        donation, call = _commit_attempt(donation_id, urls, gateway, now, after=donation.attempt)
    if call is None or not _may_be_sent(call, now):
        return _with_page(donation)
    return _with_page(_ask(donation, call, gateway, now))


@transaction.atomic
def _commit_attempt(
    donation_id: uuid.UUID,
    urls: ReturnUrls,
    gateway: Gateway,
    now: datetime,
    after: int | None = None,
) -> tuple[Donation, ProviderCall | None]:
    """The donation with the request of its present attempt; of another where this one has ended.

    ``after`` is an attempt whose page is gone: it is replaced once, however many ask at a time.
    """
    donation = Donation.objects.locked().select_related("funding__call").get(pk=donation_id)
    if donation.status in (Status.PROCESSING, Status.CONFIRMED):
        return donation, None
    if donation.status == Status.CANCELLED:
        raise DonationRefused("cancelled", _("This donation was cancelled: please begin another."))
    check_open(donation.funding, now)
    has_ended = donation.status in (Status.EXPIRED, Status.FAILED)
    if donation.requested_at is None or has_ended:
        hold_reward(donation)
    if has_ended or donation.attempt == after:
        _leave_attempt(donation, now)
    if donation.requested_at is not None:
        return donation, donation.calls.filter(key=outbox.checkout_key(donation)).first()
    donation.requested_at = now
    donation.save(
        update_fields=[
            *("requested_at", "attempt", "session_id", "checkout_url"),
            *("processing_at", "status"),
        ]
    )
    request = _request(donation, urls, now)
    return donation, outbox.commit_checkout(
        donation=donation, request=request, gateway=gateway, now=now
    )


def _leave_attempt(donation: Donation, now: datetime) -> None:
    """Begin the next attempt of a locked donation; the page of this one stays known as its own."""
    if donation.session_id:
        outbox.note_page(donation, now=now)
    donation.attempt += 1
    donation.session_id, donation.checkout_url, donation.requested_at = None, "", None
    donation.processing_at = None
    donation.status = Status.CREATED


def _standing_page(
    donation: Donation, call: ProviderCall | None, gateway: Gateway, now: datetime
) -> PaymentReport | None:
    """How the present attempt's page stands at the provider; ``None`` where there is none yet.

    A request too old to be sent again may have made a page all the same: it is looked for (R13).
    An open page whose address we never learned is closed, for another to take its place.
    """
    if donation.session_id:
        report: PaymentReport | None = gateway.fetch_checkout(donation.session_id)
    elif _may_be_sent(call, now):
        return None
    else:
        report = outbox.find_page(donation, gateway)
    if report is None or report.status != PaymentStatus.OPEN or donation.checkout_url:
        return report
    if donation.session_id is None:
        donation = _applied(donation, report, now)
    return outbox.expire(donation, gateway, now, session_id=report.session_id)


def _may_be_sent(call: ProviderCall | None, now: datetime) -> bool:
    """Whether the request may still be sent as it was committed: a finished one is forgotten."""
    if call is None or call.state != CallState.COMMITTED:
        return False
    return now - call.created_at < REQUEST_LIFE


def _with_page(donation: Donation) -> Donation:
    """The donation, if its donor can go on with it."""
    is_payable = donation.status in (Status.CREATED, Status.AWAITING) and donation.checkout_url
    if is_payable or donation.status in (Status.PROCESSING, Status.CONFIRMED):
        return donation
    raise GatewayUnavailable("the payment page is not known yet")


def _applied(donation: Donation, report: PaymentReport, now: datetime) -> Donation:
    try:
        applied = apply_report(donation_id=donation.pk, report=report, now=now)
    except ReportMismatch as error:
        raise GatewayRefused(f"the payment does not match: {error}") from error
    applied.funding = donation.funding
    return applied


def _request(donation: Donation, urls: ReturnUrls, now: datetime) -> CheckoutRequest:
    return CheckoutRequest(
        donation_id=donation.pk,
        attempt=donation.attempt,
        amount=donation.amount,
        description=donation.funding.title[:DESCRIPTION_LENGTH],
        email=donation.email,
        locale=donation.locale,
        success_url=urls.success,
        cancel_url=urls.cancel,
        expires_at=now + SESSION_LIFE,
    )


def _ask(donation: Donation, call: ProviderCall, gateway: Gateway, now: datetime) -> Donation:
    try:
        with outbox.recorded(call, now):
            page = gateway.create_checkout(call.params, key=call.key)
    except GatewayKeySpent as error:
        outbox.finish(call, CallState.DROPPED, now=now, error=str(error))
        raise
    except GatewayRefused as error:
        outbox.finish(call, CallState.REFUSED, now=now, error=str(error))
        raise
    return _store_page(donation, call, page, now)


@transaction.atomic
def _store_page(asked: Donation, call: ProviderCall, page: Checkout, now: datetime) -> Donation:
    donation = Donation.objects.locked().select_related("funding__call").get(pk=asked.pk)
    outbox.finish(call, CallState.DONE, now=now, result_id=page.session_id)
    if donation.attempt != asked.attempt or donation.session_id not in (None, page.session_id):
        return donation
    donation.session_id = page.session_id
    donation.checkout_url = page.url
    if donation.status == Status.CREATED:
        donation.status = Status.AWAITING
    donation.save(update_fields=["session_id", "checkout_url", "status"])
    return donation
