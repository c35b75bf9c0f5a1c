"""Where a donation stands, in the words its donor should read."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final

from campaigns.funding.models import Reward
from campaigns.payments.deliveries import Stage, stage_of
from campaigns.payments.models import (
    OPEN_STATUSES,
    DeliveryAddress,
    Dispute,
    DisputeState,
    Donation,
    Refund,
    RefundState,
    RewardDelivery,
    Status,
)

_LINE_STATES: Final = {
    RefundState.OWED: "owed",
    RefundState.PAID: "paid",
    RefundState.COVERED: "covered",
}


@dataclass(frozen=True, kw_only=True)
class RefundLine:
    """A refund as its donor follows it: on_its_way, paid, transferred, owed or covered.

    Amounts in EUR. ``last_digits`` are those of the account given for a bank transfer.
    """

    amount: Decimal
    state: str
    since: datetime
    last_digits: str = ""


@dataclass(frozen=True, kw_only=True)
class RewardStanding:
    """A donor's reward, and how far it is. Of an address only the town is shown."""

    reward: Reward
    stage: Stage
    delivery: RewardDelivery | None
    town: str

    @property
    def needs_address(self) -> bool:
        """True while nobody knows where to send it."""
        return self.reward.is_shipped and not self.town and self.stage != Stage.SENT


def reward_of(donation: Donation) -> RewardStanding | None:
    """The reward that is to come, or came; ``None`` where there is none."""
    stage = stage_of(donation)
    if stage is None or donation.reward is None:
        return None
    address = DeliveryAddress.objects.filter(donation=donation).there().first()
    return RewardStanding(
        reward=donation.reward,
        stage=stage,
        delivery=RewardDelivery.objects.filter(donation=donation).first(),
        town=address.city if address and donation.reward.is_shipped else "",
    )


def outcome_of(donation: Donation) -> str:
    """What the page after the payment says: confirmed, refunded, late, waiting, failed, expired."""
    standing = standing_of(donation)
    return {
        "awaiting": "waiting",
        "processing": "waiting",
        "duplicate": "late",
        "partly_refunded": "confirmed",
        "disputed": "confirmed",
    }.get(standing, standing)


def standing_of(donation: Donation) -> str:
    """What the donation's own page says.

    One of awaiting, processing, failed, expired, confirmed, partly_refunded, refunded, disputed,
    late and duplicate.
    """
    if donation.status != Status.CONFIRMED:
        return _unpaid(donation)
    if donation.duplicate_of_id is not None:
        return "duplicate"
    if donation.late:
        return "late"
    if donation.disputed_amount:
        return "disputed"
    if donation.refunded_amount:
        return "partly_refunded" if donation.left else "refunded"
    return "confirmed"


def refund_lines(donation: Donation) -> list[RefundLine]:
    """Every refund that counts, oldest first."""
    refunds = donation.refunds.standing().select_related("transfer_details")
    return [_line(refund) for refund in refunds.order_by("created_at", "pk")]


def disputes_shown(donation: Donation) -> list[Dispute]:
    """What the donor's bank did, oldest first; an inquiry took no money and is not told."""
    disputes = donation.disputes.exclude(state=DisputeState.INQUIRY)
    return list(disputes.order_by("opened_at", "pk"))


def masked(email: str) -> str:
    """An address that its owner recognizes and nobody else can use: ``a•••@e•••.org``."""
    name, _at, domain = email.partition("@")
    host, _dot, ending = domain.rpartition(".")
    return f"{name[:1]}•••@{host[:1]}•••.{ending}" if ending else ""


def _unpaid(donation: Donation) -> str:
    if donation.status == Status.PROCESSING:
        return "processing"
    if donation.status in OPEN_STATUSES:
        return "awaiting"
    return "failed" if donation.status == Status.FAILED else "expired"


def _line(refund: Refund) -> RefundLine:
    details = getattr(refund, "transfer_details", None)
    state = _LINE_STATES.get(RefundState(refund.state), "on_its_way")
    instants = {"owed": refund.owed_at, "paid": refund.paid_at}
    return RefundLine(
        amount=refund.amount,
        state="transferred" if state == "paid" and refund.transfers else state,
        since=instants.get(state) or refund.created_at,
        last_digits=details.last_digits if details is not None else "",
    )
