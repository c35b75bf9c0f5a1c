"""Forgetting: donors who ask for it, and bodies of events after a while (R12, R16).

Amounts, dates, the provider's ids and the ledger stay; so do name and VAT number of a company,
which the law wants kept for ten years (art. 2220 of the Italian civil code).
"""

import logging
import uuid
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet

from campaigns.freshness import services as freshness
from campaigns.funding.models import ENDED, GIVES_BACK
from campaigns.payments.donor_acts import open_request_of
from campaigns.payments.models import (
    OPEN_STATUSES,
    UNSENT_STATES,
    CallState,
    DeliveryAddress,
    DisputeState,
    Donation,
    ErasureRequest,
    EventState,
    NoticeState,
    ProviderEvent,
    RefundState,
    RequestOrigin,
    Status,
    TransferDetails,
)

logger = logging.getLogger(__name__)

_OPEN_DISPUTES: Final = (DisputeState.INQUIRY, DisputeState.OPEN)
_UNPAID: Final = (*UNSENT_STATES, RefundState.PENDING, RefundState.OWED)


@transaction.atomic
def ask_erasure(*, donation_id: uuid.UUID, now: datetime) -> ErasureRequest:
    """Take in a donor's wish to be forgotten; asked again, it is the same request.

    Where a reward was to be sent is erased at once: nobody needs it for the money.
    """
    donation = Donation.objects.locked().get(pk=donation_id)
    request, _is_new = ErasureRequest.objects.get_or_create(
        donation=donation, defaults={"asked_at": now}
    )
    DeliveryAddress.objects.filter(donation=donation).erase(now=now)
    return request


def run_erasures(*, now: datetime) -> int:
    """Carry out the requests of donors with whom nothing is open; return how many.

    One that fails is logged and holds up no other.
    """
    done = 0
    asked = ErasureRequest.objects.filter(done_at__isnull=True).order_by("asked_at", "pk")
    for donation_id in list(asked.values_list("donation_id", flat=True)):
        try:
            done += _erase_if_settled(donation_id, now)
        except Exception:
            logger.exception("The donor of %s could not be erased", donation_id)
    return done


def blank_old_events(*, now: datetime) -> int:
    """Blank bodies of events that were looked at and are older than the retention time (R12)."""
    kept_since = now - timedelta(days=settings.EVENT_BODY_RETENTION_DAYS)
    old = ProviderEvent.objects.filter(received_at__lt=kept_since).exclude(body="")
    return old.exclude(state=EventState.PENDING).update(body="")


def is_settled(donation: Donation) -> bool:
    """True when nothing is owed to the donor or awaited from them: they may be forgotten."""
    funding = donation.funding
    return (
        donation.status not in OPEN_STATUSES
        and funding.state in ENDED
        and not _is_still_given_back(donation)
        and open_request_of(donation) is None
        and not donation.disputes.filter(state__in=_OPEN_DISPUTES).exists()
        and not donation.notices.filter(
            state__in=[NoticeState.QUEUED, NoticeState.SENDING]
        ).exists()
        and not donation.calls.filter(state=CallState.COMMITTED).exists()
        and not events_of(donation).filter(state=EventState.PENDING).exists()
    )


def events_of(donation: Donation) -> QuerySet[ProviderEvent]:
    """What the provider told us of a donation, as far as it can still be told."""
    ids = {donation.session_id, donation.payment_id, donation.charge_id}
    ids.update(donation.refunds.values_list("provider_id", flat=True))
    ids.update(donation.disputes.values_list("provider_id", flat=True))
    ids.update(donation.calls.values_list("result_id", flat=True))
    known = Q(object_id__in=ids - {None, ""})
    return ProviderEvent.objects.filter(known | Q(body__contains=str(donation.pk)))


def _is_still_given_back(donation: Donation) -> bool:
    if donation.refunds.filter(state__in=_UNPAID).exists():
        return True
    is_due = donation.late or donation.funding.state in GIVES_BACK
    return donation.status == Status.CONFIRMED and is_due and donation.left > 0


@transaction.atomic
def _erase_if_settled(donation_id: uuid.UUID, now: datetime) -> bool:
    donation = Donation.objects.locked().select_related("funding").get(pk=donation_id)
    if not is_settled(donation):
        return False
    events_of(donation).exclude(body="").update(body="")
    donation.calls.exclude(params={}).update(params={})
    asked = donation.refund_requests.filter(origin=RequestOrigin.DONOR)
    asked.update(reason="", answer="")
    TransferDetails.objects.filter(refund__donation=donation).update(
        holder="", iban="", last_digits="", erased_at=now
    )
    DeliveryAddress.objects.filter(donation=donation).erase(now=now)
    _forget_the_person(donation, now)
    ErasureRequest.objects.filter(donation=donation, done_at__isnull=True).update(done_at=now)
    return True


def _forget_the_person(donation: Donation, now: datetime) -> None:
    """What tells who gave. The payer's digest stays where a rule counts payers (R17)."""
    donation.name = donation.email = donation.message = ""
    donation.return_url = donation.checkout_url = ""
    if not donation.funding.counts_payers:
        donation.payer = ""
    donation.erased_at = now
    freshness.count_site_on()
    donation.save(
        update_fields=[
            *("name", "email", "message", "return_url", "checkout_url", "payer", "erased_at")
        ]
    )
