"""The provider's fees: what it kept of each payment, and what of it the operator bears.

A fee belongs to the campaign as long as the gift does. The provider does not return it with a
refund or a lost dispute: that part is at the operator's charge, so that the donor has it all.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from django.db import transaction
from django.db.models import F, Q, Sum

from campaigns.funding import movements
from campaigns.funding import services as funding_services
from campaigns.funding.models import ENDED, Funding
from campaigns.ledger import services as ledger
from campaigns.ledger.models import Entry, Kind
from campaigns.money import CENT, ZERO, to_cents
from campaigns.payments.gateways.contract import FeeReport
from campaigns.payments.models import Dispute, DisputeState, Donation, Status

_BORNE: Final = (Kind.FEE_COVERED, Kind.DISPUTE_FEE)


@dataclass(frozen=True, kw_only=True)
class OperatorForecast:
    """What refunds and disputes cost the operator, in EUR."""

    borne: Decimal
    """So far: fees of money given back, fees of disputes, lost disputes of refunded money."""
    disputed: Decimal
    """Refunded money that open disputes have taken a second time: borne if they are lost."""
    if_all_failed: Decimal
    """What it would bear besides, if every campaign that has not ended gave all back."""


@transaction.atomic
def apply_fee_report(*, report: FeeReport, now: datetime, payment_id: str | None = None) -> bool:
    """Record what the provider kept of a confirmed donation; true the first time it is told.

    ``payment_id`` finds a donation whose charge we were never told. A charge of nobody's, and a
    fee of nothing, change nothing.
    """
    if not report.fee or ledger.is_recorded(kind=Kind.FEE, reference=report.transaction_id):
        return False
    donation = _donation_of(report, payment_id)
    if donation is None or ledger.is_recorded(kind=Kind.FEE, reference=report.transaction_id):
        return False
    funding = funding_services.lock(donation.funding_id)
    donation.fee += report.fee
    donation.charge_id = donation.charge_id or report.charge_id
    donation.save(update_fields=["fee", "charge_id"])
    movements.record_fee(
        funding=funding,
        kind=Kind.FEE,
        amount=report.fee,
        reference=report.transaction_id,
        donation=donation.pk,
        occurred_at=report.at,
    )
    cover_fees_of_locked(donation=donation, funding=funding, now=now)
    return True


def cover_fees_of_locked(*, donation: Donation, funding: Funding, now: datetime) -> None:
    """Charge the operator with the fee's share of what a donation has lost; both rows are locked.

    Lost is what was refunded, from the committed intent, and what lost disputes took. What the
    operator has borne never comes back, for neither do they.
    """
    if not donation.fee:
        return
    covered = fee_at_operators_charge(donation=donation)
    more = covered - donation.fee_covered
    if more <= 0:
        return
    donation.fee_covered = covered
    donation.save(update_fields=["fee_covered"])
    movements.record_fee(
        funding=funding,
        kind=Kind.FEE_COVERED,
        amount=more,
        reference=f"fee:{donation.pk}:{to_cents(covered)}",
        donation=donation.pk,
        occurred_at=now,
    )


def fee_at_operators_charge(*, donation: Donation, refunded: Decimal = ZERO) -> Decimal:
    """What the operator bears of a donation's fee, in EUR, once ``refunded`` EUR more go back."""
    lost = donation.disputes.filter(state=DisputeState.LOST).aggregate(sum=Sum("counted"))["sum"]
    share = (donation.refunded_amount + refunded + (lost or ZERO)) / donation.amount
    return (donation.fee * share).quantize(CENT, rounding=ROUND_HALF_UP)


def operator_forecast() -> OperatorForecast:
    """What the operator has borne so far, and what else it may come to bear."""
    running = Donation.objects.filter(status=Status.CONFIRMED).exclude(funding__state__in=ENDED)
    still_paid = running.aggregate(sum=Sum(F("fee") - F("fee_covered")))["sum"]
    excess = Dispute.objects.aggregate(
        lost=Sum("excess", filter=Q(state=DisputeState.LOST)),
        open=Sum("excess", filter=Q(state=DisputeState.OPEN)),
    )
    fees = _recorded(*_BORNE) - _recorded(Kind.REFUND_COVERED)
    return OperatorForecast(
        borne=fees + (excess["lost"] or ZERO),
        disputed=excess["open"] or ZERO,
        if_all_failed=still_paid or ZERO,
    )


def _donation_of(report: FeeReport, payment_id: str | None) -> Donation | None:
    """The confirmed donation of a charge, locked."""
    is_its = Q(charge_id=report.charge_id) | Q(payment_id=report.charge_id)
    if payment_id is not None:
        is_its |= Q(payment_id=payment_id)
    return Donation.objects.locked().filter(is_its, status=Status.CONFIRMED).first()


def _recorded(*kinds: Kind) -> Decimal:
    return Entry.objects.filter(kind__in=kinds).aggregate(sum=Sum("amount"))["sum"] or ZERO
