"""Asking the provider what its lost events would have told (R11)."""

import logging
from dataclasses import dataclass
from datetime import datetime

from campaigns.payments.confirmation import ReportMismatch, apply_report
from campaigns.payments.gateways.contract import Gateway, GatewayError, PaymentReport
from campaigns.payments.models import Donation, Provider, Status

logger = logging.getLogger(__name__)


@dataclass
class Reconciliation:
    """How many donations were asked about, changed, or could not be settled."""

    asked: int = 0
    changed: int = 0
    failed: int = 0


def reconcile(*, gateway: Gateway, now: datetime) -> Reconciliation:
    """Fetch every donation whose end we do not know, and repair through the one apply function."""
    found = Reconciliation()
    unfinished = Donation.objects.filter(
        provider=Provider.STRIPE,
        status__in=[Status.CREATED, Status.AWAITING, Status.PROCESSING],
        requested_at__isnull=False,
    )
    for donation in unfinished.order_by("created_at", "pk"):
        found.asked += 1
        try:
            report = ask(donation, gateway)
            if report is None:
                continue
            applied = apply_report(donation_id=donation.pk, report=report, now=now)
            found.changed += applied.status != donation.status
        except (GatewayError, ReportMismatch) as error:
            found.failed += 1
            logger.error("Donation %s cannot be reconciled: %s", donation.pk, error)
    return found


def ask(donation: Donation, gateway: Gateway) -> PaymentReport | None:
    """How a donation's payment page stands, looked for where we do not know its session (R13)."""
    if donation.session_id:
        return gateway.fetch_checkout(donation.session_id)
    assert donation.requested_at is not None
    return gateway.find_checkout(donation.pk, since=donation.requested_at)
