"""Donations whose end we do not know: the provider is asked about each payment page (R11)."""

from datetime import datetime, timedelta
from functools import partial
from typing import Final

from campaigns.payments import outbox
from campaigns.payments.confirmation import apply_report
from campaigns.payments.gateways.contract import (
    Gateway,
    GatewayRefused,
    GatewayUnavailable,
    PaymentReport,
)
from campaigns.payments.models import OPEN_STATUSES, DifferenceKind, Donation, Provider, Status
from campaigns.payments.reconciliation.findings import TROUBLES_BORNE, Findings, attempt

UNDER_WAY: Final = timedelta(minutes=2)
"""How long the making of a payment page may take: whoever asked for it stores its address."""


def ask(donation: Donation, gateway: Gateway) -> PaymentReport | None:
    """How a donation's payment page stands, looked for where we do not know its session (R13)."""
    if donation.session_id:
        return gateway.fetch_checkout(donation.session_id)
    return outbox.find_page(donation, gateway)


def ask_about_unfinished(*, gateway: Gateway, findings: Findings, now: datetime) -> None:
    """Bring every donation with a payment page under way to what the provider says of it."""
    unfinished = Donation.objects.filter(
        provider=Provider.STRIPE, status__in=OPEN_STATUSES, requested_at__isnull=False
    )
    silent = 0
    for donation in unfinished.order_by("created_at", "pk").iterator(chunk_size=500):
        if silent >= TROUBLES_BORNE:
            return
        if donation.session_id is None and _is_under_way(donation, now):
            continue
        findings.examined += 1
        try:
            _bring_up_to_date(donation, gateway, findings, now)
        except GatewayUnavailable as error:
            silent += 1
            findings.unanswered(f"donation {donation.pk}", error)


def _is_under_way(donation: Donation, now: datetime) -> bool:
    return donation.requested_at is not None and now - donation.requested_at < UNDER_WAY


def _bring_up_to_date(
    donation: Donation, gateway: Gateway, findings: Findings, now: datetime
) -> None:
    try:
        report = ask(donation, gateway)
    except GatewayRefused as error:
        findings.add(
            DifferenceKind.MISSING_THERE,
            "payment",
            donation.session_id,
            repaired=False,
            donation=donation,
            detail=str(error),
        )
        return
    if report is None:
        return
    trouble = attempt(partial(apply_report, donation_id=donation.pk, report=report, now=now))
    status = Donation.objects.values_list("status", flat=True).get(pk=donation.pk)
    if trouble or status not in (donation.status, Status.AWAITING):
        _tell(donation, report, status, trouble, findings)


def _tell(
    donation: Donation, report: PaymentReport, status: str, trouble: str, findings: Findings
) -> None:
    kind = DifferenceKind.STATE
    if report.amount != donation.amount:
        kind = DifferenceKind.AMOUNT
    elif status == Status.CONFIRMED:
        kind = DifferenceKind.MISSING_HERE
    findings.add(
        kind,
        "payment",
        report.payment_id or report.session_id,
        repaired=not trouble,
        donation=donation,
        ours=donation.amount,
        theirs=report.amount,
        detail=trouble or f"{donation.status} → {status}",
    )
