"""Whom a campaign writes to: one message an address and event, however many its gifts."""

import uuid
from datetime import datetime
from typing import Any, Final

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Lower

from campaigns.funding.models import Funding, State
from campaigns.payments.models import (
    Donation,
    Notice,
    NoticeKind,
    Provider,
    Refund,
    RefundReason,
    Status,
)
from campaigns.payments.notices import key_of

CHUNK: Final = 500
"""How many messages are queued in one statement."""
MONEY_GOES_BACK: Final = (NoticeKind.FAILED_CAMPAIGN, NoticeKind.CANCELLED)
OUTCOMES: Final = {
    State.SUCCEEDED: NoticeKind.SUCCEEDED,
    State.FAILED: NoticeKind.FAILED_CAMPAIGN,
    State.CANCELLED: NoticeKind.CANCELLED,
}
"""What donors are told of the end of a campaign."""
ENDINGS: Final = (RefundReason.CAMPAIGN_FAILED, RefundReason.CAMPAIGN_CANCELLED)


def notify_campaign(*, funding_id: int, kind: NoticeKind, about: str, now: datetime) -> int:
    """Queue a message to each address that gave to a campaign; return how many addresses.

    Each chunk commits by itself: killed midway and run again, it queues what is missing. The sweep
    sends them.
    """
    told, last = 0, ""
    while chunk := _chunk(funding_id, kind, after=last):
        Notice.objects.bulk_create(
            [
                Notice(
                    key=key_of(kind, donation_id, about),
                    kind=kind,
                    donation_id=donation_id,
                    object_id=about,
                    created_at=now,
                )
                for donation_id, _address in chunk
            ],
            ignore_conflicts=True,
        )
        told += len(chunk)
        last = chunk[-1][1]
    return told


def addresses_told_the_outcome(funding: Funding) -> QuerySet[Any]:
    """The addresses, in small letters, to which the end of a campaign is told as to donors."""
    return _told_of(funding.pk, OUTCOMES[State(funding.state)]).values("address")


def gifts_told_of(notice: Notice) -> list[Donation]:
    """What the address of a campaign's message gave and is told of, oldest first."""
    donation = notice.donation
    return list(
        _told_of(donation.funding_id, NoticeKind(notice.kind))
        .filter(address=Lower(Value(donation.email)))
        .select_related("funding")
        .prefetch_related("refunds")
        .order_by("confirmed_at", "pk")
    )


def _chunk(funding_id: int, kind: NoticeKind, *, after: str) -> list[tuple[uuid.UUID, str]]:
    """The next addresses to write to, each with its first gift: a gift that never changes."""
    return list(
        _of_people(Donation.objects.filter(status=Status.CONFIRMED), funding_id)
        .filter(
            address__gt=after,
            address__in=_told_of(funding_id, kind).values("address"),
        )
        .order_by("address", "confirmed_at", "pk")
        .distinct("address")
        .values_list("pk", "address")[:CHUNK]
    )


def _told_of(funding_id: int, kind: NoticeKind) -> QuerySet[Any]:
    """Gifts that the campaign's event concerns: those in its net, or those that go back."""
    gifts = _of_people(Donation.objects.counted(), funding_id)
    has_money_left = Q(amount__gt=F("refunded_amount") + F("disputed_amount"))
    if kind not in MONEY_GOES_BACK:
        return gifts.filter(has_money_left)
    given_back = Refund.objects.standing().filter(donation=OuterRef("pk"), reason__in=ENDINGS)
    return gifts.filter(has_money_left | Q(Exists(given_back)))


def _of_people(gifts: QuerySet[Donation], funding_id: int) -> QuerySet[Any]:
    """Those of a campaign with an ``address`` to write to, in small letters.

    Whoever took replayed money told its donors.
    """
    return (
        gifts.filter(funding_id=funding_id)
        .exclude(email="")
        .exclude(provider=Provider.REPLAY)
        .annotate(address=Lower("email"))
    )
