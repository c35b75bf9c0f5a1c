"""Disputes: opened, won and lost at the provider, whether or not its events came."""

from datetime import datetime
from functools import partial

from django.db.models import Q, QuerySet

from campaigns.payments.disputes import apply_dispute_report
from campaigns.payments.gateways.contract import (
    DisputeReport,
    Gateway,
    GatewayRefused,
    GatewayUnavailable,
)
from campaigns.payments.models import (
    DifferenceKind,
    Dispute,
    DisputeState,
    Donation,
    Provider,
    Status,
)
from campaigns.payments.reconciliation.findings import (
    TROUBLES_BORNE,
    Findings,
    attempt,
    batches,
)

_UNDECIDED = (DisputeState.INQUIRY, DisputeState.OPEN)


def compare_disputes(
    *, gateway: Gateway, findings: Findings, since: datetime, now: datetime
) -> None:
    """Compare the disputes opened since an instant, and those that are still undecided here.

    Raises ``GatewayError`` where the provider does not list them.
    """
    seen: set[str] = set()
    for reports in batches(gateway.disputes(since=since)):
        for report in reports:
            findings.examined += 1
            seen.add(report.dispute_id)
            if _is_ours(report):
                _compare(report, findings, now)
    silent = 0
    for dispute in _to_look_for(since).iterator(chunk_size=500):
        if dispute.provider_id in seen or silent >= TROUBLES_BORNE:
            continue
        try:
            _compare(gateway.fetch_dispute(dispute.provider_id), findings, now)
        except GatewayUnavailable as error:
            silent += 1
            findings.unanswered(f"dispute {dispute.provider_id}", error)
        except GatewayRefused as error:
            findings.add(
                DifferenceKind.MISSING_THERE,
                "dispute",
                dispute.provider_id,
                repaired=False,
                donation=dispute.donation_id,
                ours=dispute.amount,
                detail=str(error),
            )


def _is_ours(report: DisputeReport) -> bool:
    is_its = Q(payment_id=report.payment_id, payment_id__isnull=False) | Q(
        charge_id=report.charge_id, charge_id__isnull=False
    )
    return Donation.objects.filter(is_its, status=Status.CONFIRMED).exists()


def _to_look_for(since: datetime) -> QuerySet[Dispute]:
    """Disputes go on for months: those not decided are asked about, whatever their age.

    Of replayed money no provider knows anything.
    """
    wanted = Q(state__in=_UNDECIDED) | Q(opened_at__gte=since)
    real = Dispute.objects.exclude(donation__provider=Provider.REPLAY)
    return real.filter(wanted).order_by("opened_at", "pk")


def _compare(report: DisputeReport, findings: Findings, now: datetime) -> None:
    before = Dispute.objects.filter(provider_id=report.dispute_id).first()
    if before is not None and _agrees(before, report):
        return
    trouble = attempt(partial(apply_dispute_report, report=report, now=now))
    after = Dispute.objects.filter(provider_id=report.dispute_id).first()
    kind = DifferenceKind.STATE
    if before is None:
        kind = DifferenceKind.MISSING_HERE
    elif before.amount != report.amount:
        kind = DifferenceKind.AMOUNT
    findings.add(
        kind,
        "dispute",
        report.dispute_id,
        repaired=after is not None and not trouble and _agrees(after, report),
        donation=after.donation_id if after is not None else None,
        ours=before.amount if before is not None else None,
        theirs=report.amount,
        detail=trouble or _change(before, report),
    )


def _agrees(dispute: Dispute, report: DisputeReport) -> bool:
    return (dispute.state, dispute.amount) == (report.status.value, report.amount)


def _change(dispute: Dispute | None, report: DisputeReport) -> str:
    return f"{dispute.state} → {report.status}" if dispute is not None else report.status.value
