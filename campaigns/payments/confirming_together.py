"""Confirming many donations of one campaign in one transaction: as one by one, in less time.

Only what is plain goes together: paid in time, for the first time, on one side of the threshold.
Anything else is applied one by one, and until then nothing has changed.
"""

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import F, prefetch_related_objects

from campaigns.cofinancing import services as cofinancing
from campaigns.funding import services as funding_services
from campaigns.payments import confirmation, notices
from campaigns.payments.donations import keep_or_miss_rewards
from campaigns.payments.gateways.contract import PaymentReport, PaymentStatus
from campaigns.payments.models import Donation, EventState, NoticeKind, ProviderEvent, Status

_CHANGED: Final = (
    *("status", "late", "paid_at", "confirmed_at", "processing_at"),
    *("payment_id", "charge_id", "session_id", "payer"),
    *("reward", "missed_reward"),
)


class NotPlain(Exception):
    """One of them is no plain confirmation."""


@transaction.atomic
def confirm_together(
    *, reports: Mapping[uuid.UUID, PaymentReport], event_ids: Sequence[int], now: datetime
) -> None:
    """Confirm donations of one campaign, in the order of ``reports``, and mark their events.

    Those that these payments have confirmed already stay as they are. Raises ``NotPlain``, or
    whatever stands against one of them: then none was confirmed.
    """
    donations = _unconfirmed(reports)
    if donations:
        _confirm(donations, reports, now)
    ProviderEvent.objects.filter(pk__in=event_ids, state=EventState.PENDING).update(
        state=EventState.APPLIED, applied_at=now, error="", attempts=F("attempts") + 1
    )


def _unconfirmed(reports: Mapping[uuid.UUID, PaymentReport]) -> list[Donation]:
    """The donations that are still to be confirmed; all of them are locked, by their keys (R15)."""
    locked = {
        each.pk: each for each in Donation.objects.locked().filter(pk__in=reports).order_by("pk")
    }
    if len(locked) != len(reports) or len({each.funding_id for each in locked.values()}) != 1:
        raise NotPlain("not the donations of one campaign")
    unconfirmed = []
    for key, report in reports.items():
        donation = locked[key]
        confirmation.check(donation, report)
        if report.status != PaymentStatus.PAID:
            raise NotPlain("unpaid")
        if donation.status != Status.CONFIRMED:
            unconfirmed.append(donation)
        elif donation.payment_id != report.payment_id:
            raise NotPlain("paid twice")
    return unconfirmed


def _confirm(
    donations: Sequence[Donation], reports: Mapping[uuid.UUID, PaymentReport], now: datetime
) -> None:
    for donation in donations:
        confirmation.note_payment(donation, reports[donation.pk])
    keep_or_miss_rewards(donations)
    funding = funding_services.lock(donations[0].funding_id)
    confirmation.open_if_due(funding, now)
    prefetch_related_objects([funding], "acts")
    for donation in donations:
        report = reports[donation.pk]
        assert report.paid_at is not None
        confirmation.mark_confirmed(
            donation, funding, paid_at=report.paid_at, settled_at=report.settled_at, now=now
        )
        if donation.late:
            raise NotPlain("late")
    Donation.objects.bulk_update(donations, _CHANGED)
    gifts = [confirmation.gift_of(donation) for donation in donations]
    if cofinancing.add_donations(funding=funding, gifts=gifts, now=now):
        # Whose turn it is on the waiting list (R5) must not depend on what was applied together.
        raise NotPlain("the threshold is crossed")
    notices.queue_first(kind=NoticeKind.CONFIRMED, donations=donations, now=now)
