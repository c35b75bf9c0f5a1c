"""Beginning a donation: who may give what, to which campaign, for which reward."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from campaigns.calls.models import Call
from campaigns.funding.models import ENDED, Funding, Reward, State
from campaigns.money import InvalidAmount, check_amount, format_eur
from campaigns.payments.models import Donation, DonorKind, Provider, Status
from campaigns.plain_words import plain

GAVE_REWARD_UP: Final = (Status.EXPIRED, Status.FAILED, Status.CANCELLED)
"""Where a donation holds no reward, and can still be paid (R11)."""


class DonationRefused(Exception):
    """The donation cannot be made; ``code`` for programs, ``message`` in the reader's language."""

    def __init__(self, code: str, message: Any) -> None:
        super().__init__(code)
        self.code = code
        self.message = message


@dataclass(frozen=True, kw_only=True)
class Gift:
    """What a donor typed. ``amount`` in EUR; ``locale`` is ``it`` or ``en``."""

    amount: Decimal
    name: str
    email: str
    donor_kind: str = DonorKind.PERSON
    company: str = ""
    vat_number: str = ""
    anonymous: bool = False
    message: str = ""
    wants_news: bool = False
    reward_id: int | None = None
    locale: str = "it"
    return_url: str = ""


def check_gift_amount(call: Call, amount: Decimal) -> Decimal:
    """Return the amount if the call's limits allow it (R1). Raises ``InvalidAmount``."""
    amount = check_amount(amount)
    if amount < call.donation_min:
        raise InvalidAmount(
            _("The smallest donation is %(amount)s.") % {"amount": format_eur(call.donation_min)}
        )
    if amount > call.donation_max:
        raise InvalidAmount(
            _("The largest online donation is %(amount)s. To give more, write to us.")
            % {"amount": format_eur(call.donation_max)}
        )
    return amount


def check_open(funding: Funding, now: datetime) -> None:
    """Raise ``DonationRefused`` unless the campaign takes money at ``now`` (R8)."""
    state = funding.state_at(now)
    if state == State.LIVE:
        return
    if state == State.SCHEDULED:
        raise DonationRefused("not_open", _("This campaign is not open yet."))
    if state == State.SUSPENDED:
        raise DonationRefused("suspended", _("This campaign is suspended for now."))
    assert state in ENDED or state == State.SETTLING
    raise DonationRefused("closed", _("This campaign has closed and takes no more donations."))


@transaction.atomic
def begin_donation(
    *, funding: Funding, gift: Gift, now: datetime, donation_id: uuid.UUID
) -> Donation:
    """Store a donation before anything is asked of the provider, and return it.

    ``donation_id`` is chosen by the caller: the same id is the same donation, so a double tap
    makes one. Raises ``DonationRefused`` and ``InvalidAmount``.
    """
    check_open(funding, now)
    amount = check_gift_amount(funding.call, gift.amount)
    reward = _chosen_reward(funding, gift)
    donation, _created = Donation.objects.get_or_create(
        pk=donation_id,
        defaults={
            "funding": funding,
            "amount": amount,
            "name": plain(gift.name),
            "email": gift.email,
            "donor_kind": gift.donor_kind,
            "company": plain(gift.company),
            "vat_number": gift.vat_number,
            "anonymous": gift.anonymous,
            "message": plain(gift.message),
            "wants_news": gift.wants_news,
            "reward": reward,
            "locale": gift.locale,
            "return_url": gift.return_url,
            "provider": Provider.STRIPE,
            "created_at": now,
        },
    )
    return donation


def note_language(donation: Donation, language: str) -> None:
    """Letters and papers speak the language in which the donor went on to pay.

    ``language`` is ``it`` or ``en``. What is paid already keeps its own.
    """
    unpaid = Donation.objects.filter(pk=donation.pk).exclude(status=Status.CONFIRMED)
    if donation.locale != language and unpaid.update(locale=language):
        donation.locale = language


def _chosen_reward(funding: Funding, gift: Gift) -> Reward | None:
    """The reward chosen, if the amount reaches it. Raises ``DonationRefused``."""
    if gift.reward_id is None:
        return None
    reward = Reward.objects.filter(pk=gift.reward_id, campaign_key=funding.translation_key).first()
    if reward is None:
        raise DonationRefused("reward_unknown", _("This campaign has no such reward."))
    if gift.amount < reward.amount:
        raise DonationRefused(
            "reward_amount",
            _("This reward is for donations from %(amount)s.")
            % {"amount": format_eur(reward.amount)},
        )
    _check_reward_left(reward)
    return reward


def hold_reward(donation: Donation) -> None:
    """Hold a limited reward from the asking of the payment page on; never more than there are.

    Raises ``DonationRefused``.
    """
    if donation.reward_id is not None:
        _check_reward_left(Reward.objects.select_for_update(no_key=True).get(pk=donation.reward_id))


def keep_or_miss_rewards(donations: Sequence[Donation]) -> None:
    """Settle whether locked donations about to be confirmed still have their rewards.

    A payment page that had ended gave its reward to others; paid all the same, the gift stands,
    and the reward only if one is left. Rewards are locked here, after the donations and before
    the funding (R15). Nothing is saved.
    """
    came_back = [each for each in donations if each.reward_id and each.status in GAVE_REWARD_UP]
    wanted = [each.reward_id for each in came_back if each.reward_id]
    locked = Reward.objects.select_for_update(no_key=True).filter(pk__in=wanted).order_by("pk")
    left = {reward.pk: _left_of(reward) for reward in locked}
    for donation in came_back:
        assert donation.reward_id is not None
        remaining = left[donation.reward_id]
        if remaining is None:
            continue
        if remaining > 0:
            left[donation.reward_id] = remaining - 1
        else:
            donation.missed_reward, donation.reward = donation.reward, None


def _check_reward_left(reward: Reward) -> None:
    remaining = _left_of(reward)
    if remaining is not None and remaining <= 0:
        raise DonationRefused(
            "reward_gone",
            _("This reward is no longer available. You can still give without one."),
        )


def _left_of(reward: Reward) -> int | None:
    """How many of a reward are left; ``None`` where there is no limit."""
    if reward.limit is None:
        return None
    return reward.limit - Donation.objects.holding_reward().filter(reward=reward).count()
