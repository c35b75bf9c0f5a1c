"""Payments: each that the provider has is confirmed here, and each confirmed here it has."""

from collections.abc import Iterable
from datetime import datetime
from functools import partial

from campaigns.payments.confirmation import apply_report
from campaigns.payments.gateways.contract import (
    Gateway,
    GatewayRefused,
    GatewayUnavailable,
    PaymentReport,
    PaymentStatus,
)
from campaigns.payments.models import DifferenceKind, Donation, Provider, Status
from campaigns.payments.reconciliation.findings import (
    TROUBLES_BORNE,
    Findings,
    attempt,
    batches,
)


def compare_payments(
    *, gateway: Gateway, findings: Findings, since: datetime, now: datetime
) -> dict[str, str]:
    """Compare the payments made since an instant; return the payment of each charge.

    Raises ``GatewayError`` where the provider does not list them.
    """
    payment_of_charge: dict[str, str] = {}
    seen: set[str] = set()
    for reports in batches(gateway.payments(since=since)):
        donations = _confirmed(reports)
        for report in reports:
            findings.examined += 1
            if report.payment_id is None:
                continue
            seen.add(report.payment_id)
            if report.charge_id is not None:
                payment_of_charge[report.charge_id] = report.payment_id
            donation = donations.get(report.payment_id)
            if donation is not None:
                _compare(donation, report, findings)
            elif report.status == PaymentStatus.PAID:
                _confirm(report, findings, now)
    _look_for_unseen(seen, gateway, findings, since)
    return payment_of_charge


def _confirmed(reports: Iterable[PaymentReport]) -> dict[str | None, Donation]:
    donations = Donation.objects.filter(
        status=Status.CONFIRMED, payment_id__in=[report.payment_id for report in reports]
    )
    return {donation.payment_id: donation for donation in donations}


def _compare(donation: Donation, report: PaymentReport, findings: Findings) -> None:
    """A confirmed donation against its payment. What differs is for people to look into."""
    if report.status == PaymentStatus.PAID and report.amount == donation.amount:
        return
    is_paid = report.status == PaymentStatus.PAID
    findings.add(
        DifferenceKind.AMOUNT if is_paid else DifferenceKind.STATE,
        "payment",
        report.payment_id,
        repaired=False,
        donation=donation,
        ours=donation.amount,
        theirs=report.amount,
        detail="" if is_paid else f"{donation.status} → {report.status}",
    )


def _confirm(report: PaymentReport, findings: Findings, now: datetime) -> None:
    """A payment of ours that we did not know of; payments of nobody's are no concern."""
    if report.donation_id is None:
        return
    donation = Donation.objects.filter(pk=report.donation_id).first()
    trouble = "names a donation that is not here"
    if donation is not None:
        trouble = attempt(partial(apply_report, donation_id=donation.pk, report=report, now=now))
    has_other_amount = donation is not None and donation.amount != report.amount
    findings.add(
        DifferenceKind.AMOUNT if has_other_amount else DifferenceKind.MISSING_HERE,
        "payment",
        report.payment_id,
        repaired=not trouble,
        donation=donation,
        ours=donation.amount if has_other_amount and donation is not None else None,
        theirs=report.amount,
        detail=trouble,
    )


def _look_for_unseen(seen: set[str], gateway: Gateway, findings: Findings, since: datetime) -> None:
    """Donations confirmed since, whose payment was not listed: it may be older, or not there."""
    confirmed = Donation.objects.filter(
        provider=Provider.STRIPE, status=Status.CONFIRMED, paid_at__gte=since
    )
    silent = 0
    for donation in confirmed.order_by("paid_at", "pk").iterator(chunk_size=500):
        if donation.payment_id in seen or silent >= TROUBLES_BORNE:
            continue
        assert donation.payment_id is not None
        try:
            _compare(donation, gateway.fetch_payment(donation.payment_id), findings)
        except GatewayUnavailable as error:
            silent += 1
            findings.unanswered(f"payment {donation.payment_id}", error)
        except GatewayRefused as error:
            findings.add(
                DifferenceKind.MISSING_THERE,
                "payment",
                donation.payment_id,
                repaired=False,
                donation=donation,
                ours=donation.amount,
                detail=str(error),
            )
