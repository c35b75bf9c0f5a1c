"""Following a campaign by mail: asked for, confirmed, ended, forgotten."""

from datetime import datetime
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, F, OuterRef
from django.db.models.functions import Lower

from campaigns.dialogue.confirming import CONFIRMED_WITHIN, may_ask_mailbox
from campaigns.following import mailing
from campaigns.following.models import Follow
from campaigns.funding.models import ENDED, Funding
from campaigns.payments.models import Donation
from campaigns.rate_limits import is_within_limit, mailbox_of

BATCH: Final = 500


def may_follow(client: str, email: str) -> bool:
    """Count one more request of a client and of an address; false beyond their share."""
    mailbox = mailbox_of(email)
    return (
        is_within_limit(f"follow:{client}", settings.FOLLOWS_PER_CLIENT)
        and is_within_limit(f"follow-address:{mailbox}", settings.FOLLOWS_PER_ADDRESS)
        and may_ask_mailbox(email)
    )


def has_news_to_come(funding: Funding) -> bool:
    """True until the campaign has ended: afterwards there is nothing to follow by mail."""
    return funding.state not in ENDED


@transaction.atomic
def ask(*, campaign_key: UUID, email: str, language: str, now: datetime) -> None:
    """Have the link sent that begins the news; for who follows already, nothing.

    Whoever asks is told the same. Asked again before it is confirmed, the link goes once more.
    """
    known = Follow.objects.filter(campaign_key=campaign_key, email__iexact=email).first()
    if known is not None and known.confirmed_at is not None:
        return
    if known is not None:
        known.delete()
    follow = Follow(campaign_key=campaign_key, email=email, language=language, asked_at=now)
    Follow.objects.bulk_create([follow], ignore_conflicts=True)
    if Follow.objects.filter(pk=follow.pk).exists():  # else another request of the same instant
        mailing.queue_confirmation(follow=follow, now=now)


def confirm(*, follow: Follow, now: datetime) -> None:
    """The address is its owner's: the news begins. Once more, or too late, nothing changes."""
    in_time = Follow.objects.filter(pk=follow.pk, asked_at__gt=now - CONFIRMED_WITHIN)
    in_time.filter(confirmed_at=None).update(confirmed_at=now)


def is_expired(follow: Follow, now: datetime) -> bool:
    """True for what nobody has confirmed in time: it is about to be deleted."""
    return follow.confirmed_at is None and follow.asked_at <= now - CONFIRMED_WITHIN


@transaction.atomic
def stop(*, follow: Follow) -> None:
    """End the news of one campaign for an address, and keep nothing; its gifts bring none again."""
    gifts = Donation.objects.filter(
        funding__translation_key=follow.campaign_key, email__iexact=follow.email
    )
    gifts.filter(wants_news=True).update(wants_news=False)
    Follow.objects.filter(pk=follow.pk).delete()


def follow_with_gifts(*, now: datetime) -> int:
    """Let donors follow who did not say no, once their gift has arrived; return how many.

    Their address is confirmed by the gift. Who follows already follows once.
    """
    forget_left()
    same = Follow.objects.filter(
        campaign_key=OuterRef("funding__translation_key"), email__iexact=OuterRef("email")
    )
    gifts = (
        Donation.objects.counted()
        .filter(wants_news=True)
        .exclude(email="")
        .exclude(funding__state__in=ENDED)
        .filter(~Exists(same.confirmed()))
        .select_related("funding")
        .annotate(address=Lower("email"))
        .order_by("funding_id", "address", "confirmed_at", "pk")
        .distinct("funding_id", "address")[:BATCH]
    )
    began = 0
    for gift in gifts:
        began += _follow_with(gift, now)
    return began


def forget_due(*, now: datetime) -> int:
    """Delete what was never confirmed, and what followed a campaign whose outcome is told.

    Returns how many follows that were.
    """
    never = Follow.objects.filter(confirmed_at=None, asked_at__lte=now - CONFIRMED_WITHIN)
    ended = Funding.objects.filter(state__in=ENDED).values("translation_key")
    told = mailing.outcomes_sent()
    over = Follow.objects.filter(campaign_key__in=ended).filter(campaign_key__in=told)
    deleted = never.count() + over.count()
    never.delete()
    over.delete()
    return deleted


def forget_left() -> None:
    """What came with a gift goes with its address: erased (R16), or corrected by the donor."""
    with_gift = Follow.objects.filter(donation__isnull=False)
    with_gift.exclude(email__iexact=F("donation__email")).delete()


@transaction.atomic
def _follow_with(gift: Donation, now: datetime) -> bool:
    key = gift.funding.translation_key
    known = Follow.objects.filter(campaign_key=key, email__iexact=gift.email)
    if known.exists():
        return bool(known.filter(confirmed_at=None).update(confirmed_at=now, donation=gift))
    follow = Follow(
        campaign_key=key,
        email=gift.email,
        language=gift.locale,
        donation=gift,
        asked_at=now,
        confirmed_at=now,
    )
    Follow.objects.bulk_create([follow], ignore_conflicts=True)
    return True
