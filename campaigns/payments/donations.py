"""Beginning a donation and sending the donor to the payment page."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from campaigns.calls.models import Call
from campaigns.funding.models import ENDED, Funding, Reward, State
from campaigns.money import InvalidAmount, check_amount, format_eur
from campaigns.payments.confirmation import ReportMismatch, apply_report
from campaigns.payments.gateways.contract import (
    CheckoutRequest,
    Gateway,
    GatewayRefused,
    PaymentReport,
    PaymentStatus,
)
from campaigns.payments.links import ReturnUrls
from campaigns.payments.models import Donation, DonorKind, Provider, Status

SESSION_LIFE: Final = timedelta(hours=1)
"""How long a payment page stays open; Stripe takes 30 minutes to 24 hours."""
REQUEST_LIFE: Final = timedelta(minutes=20)
"""How long the same request may be sent again: its page must stay open for 30 minutes more."""
DESCRIPTION_LENGTH: Final = 200


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
            "name": gift.name,
            "email": gift.email,
            "donor_kind": gift.donor_kind,
            "company": gift.company,
            "vat_number": gift.vat_number,
            "anonymous": gift.anonymous,
            "message": gift.message,
            "reward": reward,
            "locale": gift.locale,
            "return_url": gift.return_url,
            "provider": Provider.STRIPE,
            "created_at": now,
        },
    )
    return donation


def open_checkout(
    *, donation_id: uuid.UUID, urls: ReturnUrls, gateway: Gateway, now: datetime
) -> Donation:
    """Give the donation a payment page, or find the one it has, and return the donation.

    The intent is committed before the provider is called, with a key that makes a repeated call
    harmless (R13). A page that was paid meanwhile is applied at once. Raises ``DonationRefused``,
    ``GatewayUnavailable`` and ``GatewayRefused``.
    """
    donation = _commit_checkout_intent(donation_id, now)
    if donation.status not in (Status.CREATED, Status.AWAITING):
        return donation
    report = _standing_checkout(donation, gateway, now)
    if report is not None and report.status not in (PaymentStatus.OPEN, PaymentStatus.EXPIRED):
        return _applied(donation, report, now)
    if report is not None and report.status == PaymentStatus.OPEN and donation.session_id:
        return donation
    if report is not None or _is_stale(donation, now):
        donation = _begin_next_attempt(donation_id, donation.attempt, now)
    checkout = gateway.create_checkout(_checkout_request(donation, urls))
    return _store_checkout(donation_id, donation.attempt, checkout.session_id, checkout.url)


def _standing_checkout(donation: Donation, gateway: Gateway, now: datetime) -> PaymentReport | None:
    """How the current attempt's page stands at the provider; ``None`` where there is none yet.

    A request too old to be sent again may have made a page all the same: it is looked for (R13).
    An open page whose address we never learned is closed, for another to take its place.
    """
    if donation.session_id:
        known = gateway.fetch_checkout(donation.session_id)
        if known.status == PaymentStatus.OPEN and not donation.checkout_url:
            return gateway.expire_checkout(donation.session_id)
        return known
    if not _is_stale(donation, now):
        return None
    assert donation.requested_at is not None
    report = gateway.find_checkout(donation.pk, since=donation.requested_at)
    if report is not None and report.status == PaymentStatus.OPEN:
        return gateway.expire_checkout(report.session_id)
    return report


def _is_stale(donation: Donation, now: datetime) -> bool:
    return donation.requested_at is not None and now - donation.requested_at >= REQUEST_LIFE


def _applied(donation: Donation, report: PaymentReport, now: datetime) -> Donation:
    try:
        return apply_report(donation_id=donation.pk, report=report, now=now)
    except ReportMismatch as error:
        raise GatewayRefused(f"the payment does not match: {error}") from error


def _checkout_request(donation: Donation, urls: ReturnUrls) -> CheckoutRequest:
    assert donation.requested_at is not None
    return CheckoutRequest(
        donation_id=donation.pk,
        attempt=donation.attempt,
        amount=donation.amount,
        description=donation.funding.title[:DESCRIPTION_LENGTH],
        email=donation.email,
        locale=donation.locale,
        success_url=urls.success,
        cancel_url=urls.cancel,
        expires_at=donation.requested_at + SESSION_LIFE,
    )


@transaction.atomic
def _commit_checkout_intent(donation_id: uuid.UUID, now: datetime) -> Donation:
    donation = Donation.objects.locked().select_related("funding__call").get(pk=donation_id)
    if donation.status in (Status.PROCESSING, Status.CONFIRMED, Status.CANCELLED):
        return donation
    check_open(donation.funding, now)
    if donation.status in (Status.EXPIRED, Status.FAILED):
        donation.attempt += 1
        donation.session_id, donation.checkout_url, donation.requested_at = None, "", None
        donation.processing_at = None
        donation.status = Status.CREATED
    if donation.requested_at is None:
        _hold_reward(donation)
        donation.requested_at = now
        donation.save(
            update_fields=[
                *("requested_at", "attempt", "session_id", "checkout_url"),
                *("processing_at", "status"),
            ]
        )
    return donation


@transaction.atomic
def _begin_next_attempt(donation_id: uuid.UUID, attempt: int, now: datetime) -> Donation:
    """Replace a payment page that the provider has expired; once, however many ask at a time."""
    donation = Donation.objects.locked().select_related("funding__call").get(pk=donation_id)
    if donation.attempt == attempt:
        donation.attempt += 1
        donation.session_id, donation.checkout_url = None, ""
        donation.requested_at = now
        donation.save(update_fields=["attempt", "session_id", "checkout_url", "requested_at"])
    return donation


@transaction.atomic
def _store_checkout(
    donation_id: uuid.UUID, attempt: int, session_id: str, checkout_url: str
) -> Donation:
    donation = Donation.objects.locked().select_related("funding__call").get(pk=donation_id)
    if donation.attempt == attempt and donation.session_id is None:
        donation.session_id = session_id
        donation.checkout_url = checkout_url
        if donation.status == Status.CREATED:
            donation.status = Status.AWAITING
        donation.save(update_fields=["session_id", "checkout_url", "status"])
    return donation


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


def _hold_reward(donation: Donation) -> None:
    """Hold a limited reward from the asking of the payment page on; never more than there are."""
    if donation.reward_id is not None:
        _check_reward_left(Reward.objects.select_for_update(no_key=True).get(pk=donation.reward_id))


def _check_reward_left(reward: Reward) -> None:
    if reward.limit is None:
        return
    if Donation.objects.holding_reward().filter(reward=reward).count() >= reward.limit:
        raise DonationRefused(
            "reward_gone",
            _("This reward is no longer available. You can still give without one."),
        )
