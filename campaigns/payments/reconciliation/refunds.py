"""Refunds: ours and the dashboard's, as the provider has them and as we do."""

from collections.abc import Iterable
from datetime import datetime
from functools import partial

from django.db.models import Q, QuerySet

from campaigns.payments.gateways.contract import (
    Gateway,
    GatewayRefused,
    GatewayUnavailable,
    RefundReport,
    RefundStatus,
)
from campaigns.payments.models import DifferenceKind, Donation, Refund, RefundState, Status
from campaigns.payments.reconciliation.findings import (
    TROUBLES_BORNE,
    Findings,
    attempt,
    batches,
)
from campaigns.payments.refunds import apply_refund_report

_FAILED_HERE = (RefundState.OWED, RefundState.COVERED, RefundState.WITHDRAWN)


def compare_refunds(
    *, gateway: Gateway, findings: Findings, since: datetime, now: datetime
) -> None:
    """Compare the refunds made since an instant, and those that are still on their way.

    Raises ``GatewayError`` where the provider does not list them.
    """
    seen: set[str] = set()
    for reports in batches(gateway.refunds(since=since)):
        ours = _payments_of_ours(reports)
        for report in reports:
            findings.examined += 1
            seen.add(report.refund_id)
            if report.payment_id in ours or _known(report) is not None:
                _compare(report, findings, now)
    silent = 0
    for refund in _to_look_for(since).iterator(chunk_size=500):
        if refund.provider_id in seen or silent >= TROUBLES_BORNE:
            continue
        assert refund.provider_id is not None
        try:
            _compare(gateway.fetch_refund(refund.provider_id), findings, now)
        except GatewayUnavailable as error:
            silent += 1
            findings.unanswered(f"refund {refund.provider_id}", error)
        except GatewayRefused as error:
            _tell_missing(refund, error, findings)


def _payments_of_ours(reports: Iterable[RefundReport]) -> set[str | None]:
    confirmed = Donation.objects.filter(
        status=Status.CONFIRMED, payment_id__in=[report.payment_id for report in reports]
    )
    return set(confirmed.values_list("payment_id", flat=True))


def _to_look_for(since: datetime) -> QuerySet[Refund]:
    """Refunds that the provider must have; older ones may still fail while they travel."""
    sent = Q(state=RefundState.PENDING) | Q(
        state=RefundState.PAID, transfers=0, created_at__gte=since
    )
    return Refund.objects.filter(sent, provider_id__isnull=False).order_by("created_at", "pk")


def _known(report: RefundReport) -> Refund | None:
    refund = Refund.objects.filter(provider_id=report.refund_id).first()
    if refund is None and report.our_id is not None:
        refund = Refund.objects.filter(pk=report.our_id).first()
    return refund


def _compare(report: RefundReport, findings: Findings, now: datetime) -> None:
    refund = _known(report)
    if refund is not None and _agrees(refund, report):
        return
    trouble = attempt(partial(apply_refund_report, report=report, now=now))
    after = _known(report)
    is_repaired = after is not None and not trouble and _agrees(after, report)
    kind = DifferenceKind.STATE
    if refund is None:
        kind = DifferenceKind.MISSING_HERE
    elif refund.amount != report.amount:
        kind = DifferenceKind.AMOUNT
    known = after or refund
    findings.add(
        kind,
        "refund",
        report.refund_id,
        repaired=is_repaired,
        donation=known.donation_id if known is not None else None,
        ours=refund.amount if refund is not None else None,
        theirs=report.amount,
        detail=trouble or _change(refund, report),
    )


def _agrees(refund: Refund, report: RefundReport) -> bool:
    """Whether our row tells the same as the provider; a bank transfer is not known to it.

    One that failed there moved nothing, and may have been settled here in part since.
    """
    if refund.provider_id != report.refund_id:
        return False
    if report.status == RefundStatus.FAILED:
        return refund.state in _FAILED_HERE or refund.transfers > 0
    if refund.amount != report.amount:
        return False
    if report.status == RefundStatus.PENDING:
        return refund.state == RefundState.PENDING
    return refund.state == RefundState.PAID and not refund.transfers


def _change(refund: Refund | None, report: RefundReport) -> str:
    return f"{refund.state} → {report.status}" if refund is not None else report.status.value


def _tell_missing(refund: Refund, error: Exception, findings: Findings) -> None:
    findings.add(
        DifferenceKind.MISSING_THERE,
        "refund",
        refund.provider_id,
        repaired=False,
        donation=refund.donation_id,
        ours=refund.amount,
        detail=str(error),
    )
