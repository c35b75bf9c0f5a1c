"""Rewards that are owed, how far each is, and where donors want them sent (R16).

A reward is owed once its campaign has succeeded, and while its gift stands. The address of what is
sent by post is given by the donor, by a consent of its own, for this delivery alone; it is erased
as soon as it is of no use. What proponents do is in ``campaigns.delivering``.
"""

import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from django.conf import settings
from django.db import models, transaction
from django.db.models import Case, CharField, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.funding.models import GIVES_BACK, Handover, State
from campaigns.payments import notices
from campaigns.payments.donor_acts import DonorActRefused
from campaigns.payments.models import (
    DeliveryAddress,
    DeliveryState,
    Donation,
    Notice,
    NoticeKind,
    Provider,
    RewardDelivery,
    Status,
)

ASKED_AGAIN_AFTER: Final = (timedelta(0), timedelta(days=14))
"""How long after its campaign's success a donor is asked for an address, and asked once more."""
MOST_ASKED: Final = 500
"""At one turn of the worker."""
_BLANK: Final = dict.fromkeys(DeliveryAddress.PERSONAL, "")


class Stage(models.TextChoices):
    """How far a reward is, as both sides see it."""

    READY = "ready", gettext_lazy("To deliver")
    NO_ADDRESS = "no_address", gettext_lazy("Without an address")
    PROBLEM = "problem", gettext_lazy("With a problem")
    SENT = "sent", gettext_lazy("Delivered or sent")


_STANDS: Final = Q(
    status=Status.CONFIRMED,
    late=False,
    refunded_amount__lt=F("amount"),
    disputed_amount=0,
    erased_at=None,
    erasure=None,
)
"""Gifts that were not given back, of donors who have not asked to be forgotten."""
_SENT: Final = Q(delivery__state=DeliveryState.SENT)
_STAGE: Final = Case(
    When(_SENT, then=Value(Stage.SENT.value)),
    When(delivery__state=DeliveryState.PROBLEM, then=Value(Stage.PROBLEM.value)),
    When(
        Q(reward__handover=Handover.SHIPPED) & ~Q(delivery_address__street__gt=""),
        then=Value(Stage.NO_ADDRESS.value),
    ),
    default=Value(Stage.READY.value),
    output_field=CharField(),
)


def with_stage(donations: QuerySet[Donation]) -> Any:
    """Those with a reward that was sent, or stands; each with its ``stage``.

    Of a campaign that has not succeeded so far, nothing is owed.
    """
    rewarded = donations.filter(reward__isnull=False).filter(_SENT | _STANDS)
    return rewarded.annotate(stage=_STAGE)


def owed(donations: QuerySet[Donation]) -> Any:
    """The same, of campaigns that succeeded."""
    return with_stage(donations.filter(funding__state=State.SUCCEEDED))


def stage_of(donation: Donation) -> Stage | None:
    """How far the reward of a donation is; ``None`` where there is none to come."""
    if donation.reward_id is None:
        return None
    stage = with_stage(Donation.objects.filter(pk=donation.pk)).values_list("stage", flat=True)
    found = stage.first()
    return Stage(found) if found else None


def may_give_address(donation: Donation) -> bool:
    """True while a reward is to be sent by post and has not left.

    In a campaign that is still being settled, too: whoever has just given has it in mind.
    """
    return (
        donation.reward is not None
        and donation.reward.is_shipped
        and stage_of(donation) not in (None, Stage.SENT)
    )


def may_withdraw_address(donation: Donation) -> bool:
    """True while there is an address to which nothing has been sent."""
    there = DeliveryAddress.objects.filter(donation=donation).there()
    return stage_of(donation) != Stage.SENT and there.exists()


@transaction.atomic
def give_address(
    *, donation_id: uuid.UUID, address: Mapping[str, str], now: datetime
) -> DeliveryAddress:
    """Say where a reward shall go, and agree that the proponent gets it; until then corrected.

    ``address`` has the fields of ``DeliveryAddress.PERSONAL``. A problem told of is over: the
    proponent tries again. Raises ``DonorActRefused``.
    """
    donation = _locked(donation_id)
    if not may_give_address(donation):
        raise DonorActRefused(_("This reward needs no address any more."))
    values = {name: address[name] for name in DeliveryAddress.PERSONAL}
    given, _is_new = DeliveryAddress.objects.update_or_create(
        donation=donation,
        defaults=values | {"consented_at": now, "withdrawn_at": None, "erased_at": None},
    )
    RewardDelivery.objects.filter(donation=donation, state=DeliveryState.PROBLEM).update(
        state=DeliveryState.TO_SEND, problem="", changed_at=now, changed_by=None
    )
    return given


@transaction.atomic
def withdraw_address(*, donation_id: uuid.UUID, now: datetime) -> bool:
    """Take back the consent: the address is erased at once. False where there was none.

    Raises ``DonorActRefused`` once the reward has left.
    """
    donation = _locked(donation_id)
    if stage_of(donation) == Stage.SENT:
        raise DonorActRefused(_("The reward has already left: we erase the address by ourselves."))
    there = DeliveryAddress.objects.filter(donation=donation).there()
    return bool(there.update(withdrawn_at=now, erased_at=now, **_BLANK))


def erase_useless(*, now: datetime) -> int:
    """Erase the addresses that nothing is sent to any more; return how many.

    Of what was sent a while ago, of what never was although there was time, of campaigns whose
    gifts went back, and of rewards that are not sent by post after all.
    """
    sent_before = now - timedelta(days=settings.REWARD_ADDRESS_DAYS)
    ended_before = now - timedelta(days=settings.REWARD_ADDRESS_UNSENT_DAYS)
    promised_later = Q(donation__reward__expected_on__gt=timezone.localdate(ended_before))
    there = DeliveryAddress.objects.there()
    useless = there.filter(
        Q(donation__delivery__sent_at__lte=sent_before)
        | Q(donation__funding__settled_at__lte=ended_before, consented_at__lte=sent_before)
        & ~promised_later
        & ~Q(donation__delivery__state=DeliveryState.SENT)
        | Q(donation__funding__state__in=GIVES_BACK)
        | ~Q(donation__reward__handover=Handover.SHIPPED)
    )
    return there.filter(pk__in=list(useless.values_list("pk", flat=True))).erase(now=now)


def ask_addresses(*, now: datetime) -> int:
    """Ask donors of campaigns that succeeded where their reward shall go; return how many.

    Asked for again, it asks nobody twice. Whoever took replayed money writes to its donors.
    """
    oldest = now - timedelta(days=settings.REWARD_ADDRESS_UNSENT_DAYS)
    turns = zip(ASKED_AGAIN_AFTER, (*ASKED_AGAIN_AFTER[1:], now - oldest), strict=True)
    asked = 0
    for turn, (least, most) in enumerate(turns):
        told = Notice.objects.filter(
            donation=OuterRef("pk"), kind=NoticeKind.REWARD_ADDRESS, object_id=str(turn)
        )
        waiting = (
            owed(Donation.objects.all())
            .filter(~Exists(told), stage=Stage.NO_ADDRESS)
            .filter(funding__settled_at__lte=now - least, funding__settled_at__gt=now - most)
            .exclude(provider=Provider.REPLAY)
            .exclude(email="")
            .exclude(delivery_address__withdrawn_at__isnull=False)
            .order_by("confirmed_at", "pk")[:MOST_ASKED]
        )
        for donation in waiting:
            notices.queue(
                kind=NoticeKind.REWARD_ADDRESS, donation=donation, now=now, about=str(turn)
            )
            asked += 1
    return asked


def _locked(donation_id: uuid.UUID) -> Donation:
    donations = Donation.objects.locked().select_related("reward", "funding")
    return donations.get(pk=donation_id)
