"""What the provider tells of refunds and disputes, unless told otherwise."""

from decimal import Decimal
from typing import Any

from campaigns.payments.gateways.contract import (
    DisputeReport,
    DisputeStatus,
    RefundReport,
    RefundStatus,
)
from campaigns.payments.models import Donation, Refund
from tests.factories import NOW


def refund_report(donation: Donation, amount: str = "", **told: Any) -> RefundReport:
    """A refund that somebody made on the provider's dashboard."""
    values: dict[str, Any] = {
        "refund_id": "re_dashboard",
        "status": RefundStatus.PAID,
        "payment_id": donation.payment_id,
        "amount": Decimal(amount or donation.amount),
        "currency": "eur",
        "our_id": None,
        "created_at": NOW,
    }
    return RefundReport(**(values | told))


def report_of(refund: Refund, status: RefundStatus, **told: Any) -> RefundReport:
    """What became of a refund of ours."""
    values: dict[str, Any] = {
        "refund_id": f"re_{refund.pk.hex}",
        "status": status,
        "our_id": refund.pk,
        "amount": str(refund.amount),
    }
    return refund_report(refund.donation, **(values | told))


def dispute_report(
    donation: Donation, status: DisputeStatus, amount: str = "", **told: Any
) -> DisputeReport:
    """A dispute of a donation's payment, with the provider's fee."""
    values: dict[str, Any] = {
        "dispute_id": "du_1",
        "status": status,
        "payment_id": donation.payment_id,
        "charge_id": None,
        "amount": Decimal(amount or donation.amount),
        "currency": "eur",
        "livemode": False,
        "fee": Decimal("20.00"),
        "reason": "fraudulent",
        "opened_at": NOW,
    }
    return DisputeReport(**(values | told))
