"""Learning from the provider what became of payments that nobody waits for any more (R8)."""

import logging
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from campaigns.payments import outbox
from campaigns.payments.confirmation import apply_report
from campaigns.payments.gateways.contract import (
    Gateway,
    GatewayError,
    GatewayUnavailable,
    PaymentReport,
    PaymentStatus,
)
from campaigns.payments.models import OPEN_STATUSES, Donation, Provider, Status
from campaigns.payments.reconciliation import ask
from campaigns.payments.verification import ReportMismatch

logger = logging.getLogger(__name__)

REQUEST_GRACE: Final = timedelta(minutes=2)
"""How long a call to the provider may be under way: its page may exist without our knowing."""
TROUBLES_BORNE: Final = 3
"""After so many calls without an answer the rest of a campaign is left for the next turn."""


@dataclass
class Answers:
    """What the provider said of a campaign's open donations.

    ``answered`` are those of which it told how they stand, ``unanswered`` counts the others that
    were asked about in vain.
    """

    answered: set[uuid.UUID] = field(default_factory=set)
    unanswered: int = 0


def close_pages(*, donation_ids: Iterable[uuid.UUID], gateway: Gateway, now: datetime) -> Answers:
    """Expire open payment pages at the provider and apply what it says of the others.

    Raises nothing of the provider's: what it does not tell now is asked at the next turn.
    """
    answers = Answers()
    for donation_id in donation_ids:
        if answers.unanswered >= TROUBLES_BORNE:
            break
        try:
            if _close_page(donation_id, gateway, now):
                answers.answered.add(donation_id)
        except ReportMismatch as error:
            logger.error("Donation %s does not match its payment: %s", donation_id, error)
            answers.answered.add(donation_id)
        except GatewayError as error:
            logger.warning("Donation %s cannot be asked about: %s", donation_id, error)
            answers.unanswered += 1
    return answers


def _close_page(donation_id: uuid.UUID, gateway: Gateway, now: datetime) -> bool:
    """Bring one donation to what the provider says; true if it has said how the payment stands."""
    donation = Donation.objects.get(pk=donation_id)
    report = _report_of(donation, gateway)
    if report is None:
        if not _may_be_under_way(donation, now):
            _expire_unsent(donation)
        return False
    if report.status == PaymentStatus.OPEN:
        if donation.session_id is None:
            donation = apply_report(donation_id=donation_id, report=report, now=now)
        report = outbox.expire(donation, gateway, now, session_id=report.session_id)
    apply_report(donation_id=donation_id, report=report, now=now)
    if report.status == PaymentStatus.OPEN:
        raise GatewayUnavailable("the page is still open")
    return True


def _report_of(donation: Donation, gateway: Gateway) -> PaymentReport | None:
    if donation.provider == Provider.REPLAY or donation.requested_at is None:
        return None
    return ask(donation, gateway)


def _may_be_under_way(donation: Donation, now: datetime) -> bool:
    return donation.requested_at is not None and now - donation.requested_at < REQUEST_GRACE


@transaction.atomic
def _expire_unsent(seen: Donation) -> None:
    """A donation for which no payment page was made ends, unless one was asked for meanwhile."""
    donation = Donation.objects.locked().get(pk=seen.pk)
    is_as_seen = (donation.requested_at, donation.attempt) == (seen.requested_at, seen.attempt)
    if is_as_seen and donation.status in OPEN_STATUSES and donation.session_id is None:
        donation.status = Status.EXPIRED
        donation.save(update_fields=["status"])
