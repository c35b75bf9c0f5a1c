"""Refunds that somebody asks for: decided by finance, above an amount by two people.

A request is changed under the lock of its donation, so that two decisions at once are one.
"""

import uuid
from datetime import datetime
from decimal import Decimal
from typing import Final

from django.conf import settings
from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from campaigns.accounts.models import User
from campaigns.funding import services as funding_services
from campaigns.money import ZERO, check_amount, format_eur
from campaigns.payments import notices, refunds
from campaigns.payments.models import (
    Donation,
    NoticeKind,
    RefundReason,
    RefundRequest,
    RequestOrigin,
    RequestState,
    Status,
)
from campaigns.refusals import Refused

OPEN_REQUESTS: Final = (RequestState.ASKED, RequestState.TO_APPROVE)


class RefundNotPossible(Refused):
    """The refund cannot be asked for or decided."""


class SecondPersonNeeded(RefundNotPossible):
    """Who asked for a refund does not approve it, whatever else they may do."""


@transaction.atomic
def ask_refund(
    *, donation_id: uuid.UUID, amount: Decimal, reason: str, by: User, now: datetime
) -> RefundRequest:
    """Ask, as finance, to give ``amount`` EUR back: at once, or once a second person approves.

    Raises ``RefundNotPossible`` and ``InvalidAmount``.
    """
    donation = Donation.objects.locked().get(pk=donation_id)
    check_may_be_refunded(donation=donation, amount=check_amount(amount))
    if donation.refund_requests.filter(state__in=OPEN_REQUESTS).exists():
        raise RefundNotPossible(
            _("A refund of this donation has been asked for already: decide on that first.")
        )
    request = RefundRequest.objects.create(
        donation=donation,
        amount=amount,
        reason=reason,
        origin=RequestOrigin.FINANCE,
        state=RequestState.TO_APPROVE,
        requested_by=by,
        requested_at=now,
    )
    if not needs_second_person(donation=donation, amount=amount):
        _carry_out(request, donation, by, now)
    return request


@transaction.atomic
def approve(*, request_id: int, by: User, now: datetime) -> RefundRequest:
    """Approve a request: the refund is committed, or waits for a second person to approve it too.

    Raises ``SecondPersonNeeded`` for the person who asked, ``RefundNotPossible`` where the request
    was decided meanwhile or less than its amount is left.
    """
    request, donation = _locked(request_id)
    _check_open(request)
    if request.requested_by_id == by.pk:
        raise SecondPersonNeeded(_("You asked for this refund: somebody else must approve it."))
    check_may_be_refunded(donation=donation, amount=request.amount)
    is_first = request.state == RequestState.ASKED
    if is_first and needs_second_person(donation=donation, amount=request.amount):
        request.state = RequestState.TO_APPROVE
        request.requested_by = by
        request.save(update_fields=["state", "requested_by"])
    else:
        _carry_out(request, donation, by, now)
    return request


@transaction.atomic
def refuse(*, request_id: int, by: User, answer: str, now: datetime) -> RefundRequest:
    """Refuse a request. A donor who asked is told, with ``answer``.

    Raises ``RefundNotPossible`` where it was decided meanwhile.
    """
    request, donation = _locked(request_id)
    _check_open(request)
    request.state = RequestState.REFUSED
    request.decided_by = by
    request.decided_at = now
    request.answer = answer
    request.save(update_fields=["state", "decided_by", "decided_at", "answer"])
    if request.origin == RequestOrigin.DONOR:
        notices.queue(
            kind=NoticeKind.REFUND_REFUSED, donation=donation, now=now, about=str(request.pk)
        )
    return request


def needs_second_person(*, donation: Donation, amount: Decimal) -> bool:
    """True where giving ``amount`` EUR back takes two people.

    What finance gave back of the donation before is counted in: parts do not go below the limit.
    """
    given = donation.refunds.standing().filter(reason=RefundReason.FINANCE)
    before = given.aggregate(sum=Sum("amount"))["sum"] or ZERO
    limit: Decimal = settings.REFUND_APPROVAL_ABOVE
    return before + amount > limit


def check_may_be_refunded(*, donation: Donation, amount: Decimal) -> None:
    """Raise ``RefundNotPossible`` unless ``amount`` EUR of the donation are here to give back."""
    if donation.status != Status.CONFIRMED:
        raise RefundNotPossible(_("This donation was not paid: there is nothing to give back."))
    if not donation.left:
        raise RefundNotPossible(
            _("Nothing is left to give back: all of it was refunded, or is disputed.")
        )
    if amount > donation.left:
        raise RefundNotPossible(
            _("Only %(left)s of this donation are left to give back.")
            % {"left": format_eur(donation.left)}
        )


def _locked(request_id: int) -> tuple[RefundRequest, Donation]:
    """The request as it stands under the lock of its donation."""
    donation_id = RefundRequest.objects.values_list("donation_id", flat=True).get(pk=request_id)
    donation = Donation.objects.locked().get(pk=donation_id)
    return RefundRequest.objects.get(pk=request_id), donation


def _check_open(request: RefundRequest) -> None:
    if request.state not in OPEN_REQUESTS:
        raise RefundNotPossible(_("This request has been decided meanwhile."))


def _carry_out(request: RefundRequest, donation: Donation, by: User, now: datetime) -> None:
    """Commit the refund of a locked, checked donation: it leaves the net from here on (R3)."""
    request.refund = refunds.intend_refund_of_locked(
        donation=donation,
        funding=funding_services.lock(donation.funding_id),
        reason=RefundReason.FINANCE,
        now=now,
        amount=request.amount,
    )
    request.state = RequestState.APPROVED
    request.decided_by = by
    request.decided_at = now
    request.save(update_fields=["refund", "state", "decided_by", "decided_at"])
