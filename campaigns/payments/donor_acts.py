"""What donors do with their own donation: ask for it back, correct their address, give an IBAN.

Each act is decided under the donation's lock and, sent twice, is one.
"""

import uuid
from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from campaigns.funding.models import GIVES_BACK
from campaigns.payments import notices
from campaigns.payments.models import (
    Donation,
    NoticeKind,
    Refund,
    RefundRequest,
    RefundState,
    RequestOrigin,
    RequestState,
    Status,
    TransferDetails,
)
from campaigns.refusals import Refused

MOST_CORRECTIONS: Final = 5
"""How often the address of one donation may be corrected without writing to us."""
LAST_DIGITS: Final = 4

_OPEN_REQUESTS: Final = (RequestState.ASKED, RequestState.TO_APPROVE)


class DonorActRefused(Refused):
    """A donor's act on a gift cannot be done."""


def open_request_of(donation: Donation) -> RefundRequest | None:
    """The request for a refund that is not yet decided, if there is one."""
    return donation.refund_requests.filter(state__in=_OPEN_REQUESTS).first()


def owed_refunds_of(donation: Donation) -> list[Refund]:
    """Refunds that came back and wait for a bank transfer, with the bank details given so far."""
    owed = donation.refunds.filter(state=RefundState.OWED).select_related("transfer_details")
    return list(owed.order_by("created_at", "pk"))


def may_ask_refund(donation: Donation) -> bool:
    """True while something is left of a gift that nobody gives back anyway."""
    return (
        donation.status == Status.CONFIRMED
        and donation.left > 0
        and not donation.late
        and donation.erased_at is None
        and donation.funding.state not in GIVES_BACK
    )


def may_correct_email(donation: Donation) -> bool:
    """True where somebody is still to be written to, and the payment has begun."""
    return (
        donation.status in (Status.PROCESSING, Status.CONFIRMED)
        and bool(donation.email)
        and donation.erased_at is None
    )


@transaction.atomic
def ask_refund(*, donation_id: uuid.UUID, reason: str, now: datetime) -> RefundRequest:
    """Ask for all that is left of a donation; finance decides. Asked again, it is the same request.

    Raises ``DonorActRefused``.
    """
    donation = Donation.objects.locked().select_related("funding").get(pk=donation_id)
    standing = open_request_of(donation)
    if standing is not None:
        return standing
    if not may_ask_refund(donation):
        raise DonorActRefused(_("Nothing is left of this gift to ask back."))
    return RefundRequest.objects.create(
        donation=donation,
        amount=donation.left,
        reason=reason,
        origin=RequestOrigin.DONOR,
        state=RequestState.ASKED,
        requested_at=now,
    )


@transaction.atomic
def correct_email(*, donation_id: uuid.UUID, email: str, now: datetime) -> Donation:
    """Put another address in place of a mistyped one; the new one is written to.

    Raises ``DonorActRefused``.
    """
    donation = Donation.objects.locked().get(pk=donation_id)
    if not may_correct_email(donation):
        raise DonorActRefused(_("The address of this gift cannot be corrected."))
    if donation.email == email:
        return donation
    corrections = donation.notices.filter(kind=NoticeKind.EMAIL_CHANGED).count()
    if corrections >= MOST_CORRECTIONS:
        raise DonorActRefused(
            _("This address has been corrected several times already: write to us, please.")
        )
    donation.email = email
    donation.save(update_fields=["email"])
    notices.queue(
        kind=NoticeKind.EMAIL_CHANGED, donation=donation, now=now, about=str(corrections + 1)
    )
    return donation


def may_change_message(donation: Donation) -> bool:
    """True where words came with a gift, and its donor is not forgotten."""
    is_paid = donation.status in (Status.PROCESSING, Status.CONFIRMED)
    return is_paid and bool(donation.message) and donation.erased_at is None


def change_message(*, donation_id: uuid.UUID, message: str) -> bool:
    """Put other words, or none, in place of those of a gift; false if they are the same.

    In the caller's transaction: whoever shows the words must hear of it. Raises
    ``DonorActRefused``.
    """
    donation = Donation.objects.locked().get(pk=donation_id)
    if not may_change_message(donation):
        raise DonorActRefused(_("No words of yours stand with this gift any more."))
    if donation.message == message:
        return False
    donation.message = message
    donation.save(update_fields=["message"])
    return True


@transaction.atomic
def give_transfer_details(
    *, donation_id: uuid.UUID, holder: str, iban: str, now: datetime
) -> list[TransferDetails]:
    """Say where the refunds owed on a donation shall go; until they are paid it may be corrected.

    ``iban`` is compact and was validated. Raises ``DonorActRefused`` where nothing is owed.
    """
    donation = Donation.objects.locked().get(pk=donation_id)
    owed = owed_refunds_of(donation)
    if not owed:
        raise DonorActRefused(_("No refund of this gift is waiting for bank details."))
    details = {
        "holder": holder,
        "iban": iban,
        "last_digits": iban[-LAST_DIGITS:],
        "given_at": now,
        "erased_at": None,
    }
    return [
        TransferDetails.objects.update_or_create(refund=refund, defaults=details)[0]
        for refund in owed
    ]
