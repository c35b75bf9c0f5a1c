"""What a proponent says of the rewards it owes: they left, or something went wrong.

Each act is decided under the donations' locks and, sent twice, is one: its letter too.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.db.models import CharField, Value
from django.db.models.functions import Cast, Left, Replace, Upper
from django.utils.translation import gettext as _

from campaigns.accounts.models import User
from campaigns.funding.models import Funding
from campaigns.page.people import check_of_campaign
from campaigns.payments import notices
from campaigns.payments.deliveries import Stage, owed
from campaigns.payments.models import (
    DeliveryAddress,
    DeliveryProblem,
    DeliveryState,
    Donation,
    NoticeKind,
    Provider,
    RewardDelivery,
)
from campaigns.refusals import Refused

REFERENCE_LENGTH: Final = 10
_NEEDS_ADDRESS_ANEW: Final = (DeliveryProblem.ADDRESS, DeliveryProblem.RETURNED)


class MarkingRefused(Refused):
    """What is said of a reward cannot be so."""


@dataclass(frozen=True, kw_only=True)
class Marked:
    """What became of the rewards named: how many are now delivered, how many lack an address."""

    delivered: int
    without_address: int


@transaction.atomic
def mark_delivered(
    *,
    funding: Funding,
    references: Iterable[str],
    by: User,
    now: datetime,
    in_person: bool = False,
) -> Marked:
    """Mark rewards as sent, or handed over, and tell their donors; what was marked stays as it is.

    ``references`` are those of the gifts; what is not owed is passed over. What is sent by post
    needs an address, unless it was handed over ``in_person``. Raises ``PermissionDenied``.
    """
    check_of_campaign(by, funding.translation_key)
    delivered = without_address = 0
    for donation in _locked(funding, references):
        if donation.stage == Stage.SENT:
            continue
        assert donation.reward is not None
        needs_address = donation.reward.is_shipped and not in_person
        if needs_address and donation.stage != Stage.READY:
            without_address += 1
            continue
        _note(
            donation,
            by=by,
            now=now,
            state=DeliveryState.SENT,
            sent_at=now,
            by_hand=not needs_address,
            problem="",
        )
        if not needs_address:
            DeliveryAddress.objects.filter(donation=donation).erase(now=now)
        _tell(donation, NoticeKind.REWARD_SENT, now)
        delivered += 1
    return Marked(delivered=delivered, without_address=without_address)


@transaction.atomic
def report_problem(
    *, funding: Funding, reference: str, problem: DeliveryProblem, by: User, now: datetime
) -> None:
    """Say what went wrong with one reward; its donor is written to. Said twice, it is once.

    A useless address is erased, and asked for again. Raises ``MarkingRefused`` where it cannot be
    true, and ``PermissionDenied``.
    """
    check_of_campaign(by, funding.translation_key)
    found = _locked(funding, [reference])
    if not found:
        raise MarkingRefused(_("This reward is not to be delivered any more."))
    donation = found[0]
    delivery = RewardDelivery.objects.filter(donation=donation).first()
    if delivery is not None and delivery.problem == problem:
        return
    if problem not in problems_of(donation):
        raise MarkingRefused(_("That cannot be said of this reward as it now stands."))
    is_mistake = problem == DeliveryProblem.MISTAKE
    _note(
        donation,
        by=by,
        now=now,
        state=DeliveryState.TO_SEND if is_mistake else DeliveryState.PROBLEM,
        sent_at=None,
        problem=problem,
    )
    if problem in _NEEDS_ADDRESS_ANEW:
        DeliveryAddress.objects.filter(donation=donation).erase(now=now)
    _tell(donation, NoticeKind.REWARD_PROBLEM, now, what=problem)


def problems_of(donation: Any) -> list[DeliveryProblem]:
    """What may be said of a reward, its donation with its ``stage``; nothing that is not so."""
    is_sent = donation.stage == Stage.SENT
    possible = [DeliveryProblem.MISTAKE] if is_sent else []
    if not donation.reward.is_shipped:
        return [DeliveryProblem.NOT_COLLECTED, *possible] if not is_sent else possible
    if is_sent and not donation.delivery.by_hand:
        return [DeliveryProblem.RETURNED, DeliveryProblem.ADDRESS, *possible]
    return [DeliveryProblem.ADDRESS] if donation.stage == Stage.READY else possible


def find(funding: Funding, reference: str) -> Any:
    """The gift of that reference with a reward that is owed or was delivered, and its ``stage``."""
    theirs = named(owed(Donation.objects.filter(funding=funding)), [reference])
    return theirs.select_related("reward", "delivery", "delivery_address").first()


def named(donations: Any, references: Iterable[str]) -> Any:
    """Those with these references: the only name that a proponent has for a gift."""
    code = Upper(Left(Replace(Cast("pk", CharField()), Value("-"), Value("")), REFERENCE_LENGTH))
    return donations.annotate(code=code).filter(code__in=list(references))


def _locked(funding: Funding, references: Iterable[str]) -> Sequence[Any]:
    """Rewards owed by these names, as they stand once nobody else can change them."""
    theirs = named(Donation.objects.filter(funding=funding), references)
    keys = list(theirs.order_by("pk").values_list("pk", flat=True))
    list(Donation.objects.locked().filter(pk__in=keys).order_by("pk"))
    now_stand = owed(Donation.objects.filter(pk__in=keys))
    return list(now_stand.select_related("reward", "delivery").order_by("pk"))


def _note(donation: Donation, *, by: User, now: datetime, **values: Any) -> None:
    RewardDelivery.objects.update_or_create(
        donation=donation, defaults=values | {"changed_at": now, "changed_by": by}
    )


def _tell(donation: Donation, kind: NoticeKind, now: datetime, what: str = "") -> None:
    """Whoever took replayed money writes to its donors."""
    if donation.provider != Provider.REPLAY and donation.email:
        instant = f"{now:%Y%m%d%H%M%S}"
        about = f"{what}:{instant}" if what else instant
        notices.queue(kind=kind, donation=donation, now=now, about=about)
