"""What an act on a campaign will do, told before it is done. Amounts in EUR."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, F, Q, Sum

from campaigns.cofinancing.models import Commitment, CommitmentState, Fund
from campaigns.cofinancing.waiting_list import TopUp, next_top_ups
from campaigns.funding.models import Funding
from campaigns.money import ZERO
from campaigns.payments.models import Donation, Status


@dataclass(frozen=True, kw_only=True)
class PaymentsUnderWay:
    """Payments that have begun: pages that may still be paid, and slow payments being processed."""

    pages: int
    processing: int
    processing_amount: Decimal


@dataclass(frozen=True, kw_only=True)
class CancellationForecast:
    """What cancelling does: to the donors, to the fund and its waiting list, to the operator."""

    donations: int
    amount: Decimal
    released: Decimal
    top_ups: list[TopUp]
    fees: Decimal
    under_way: PaymentsUnderWay


def under_way(funding: Funding) -> PaymentsUnderWay:
    """The payments of a campaign that have begun and not ended."""
    pages = Q(status__in=[Status.CREATED, Status.AWAITING], requested_at__isnull=False)
    processing = Q(status=Status.PROCESSING)
    counts = Donation.objects.filter(funding=funding).aggregate(
        pages=Count("pk", filter=pages),
        processing=Count("pk", filter=processing),
        amount=Sum("amount", filter=processing),
    )
    return PaymentsUnderWay(
        pages=counts["pages"],
        processing=counts["processing"],
        processing_amount=counts["amount"] or ZERO,
    )


def forecast_cancellation(funding: Funding) -> CancellationForecast:
    """What cancelling a campaign would do as things stand."""
    gifts = Donation.objects.filter(funding=funding)
    left = F("amount") - F("refunded_amount") - F("disputed_amount")
    back = gifts.to_refund().aggregate(count=Count("pk"), amount=Sum(left))
    fees = gifts.filter(status=Status.CONFIRMED).aggregate(fees=Sum(F("fee") - F("fee_covered")))
    released = committed_to(funding)
    fund = Fund.objects.select_related("call").filter(call=funding.call_id).first()
    return CancellationForecast(
        donations=back["count"],
        amount=back["amount"] or ZERO,
        released=released,
        top_ups=(
            next_top_ups(fund=fund, available=fund.available + released, leaving=funding)
            if fund is not None
            else []
        ),
        fees=fees["fees"] or ZERO,
        under_way=under_way(funding),
    )


def committed_to(funding: Funding) -> Decimal:
    """What the Comune holds for a campaign, in EUR."""
    held = Commitment.objects.filter(funding=funding, state=CommitmentState.RESERVED)
    return held.values_list("reserved", flat=True).first() or ZERO
