"""Fees: the provider tells them in its balance alone, so they are learnt here."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from functools import partial

from campaigns.ledger.models import Entry, Kind
from campaigns.payments.fees import apply_fee_report
from campaigns.payments.gateways.contract import FeeReport, Gateway
from campaigns.payments.models import DifferenceKind
from campaigns.payments.reconciliation.findings import Findings, attempt, batches


def take_fees(
    *,
    gateway: Gateway,
    findings: Findings,
    since: datetime,
    payment_of_charge: Mapping[str, str],
    now: datetime,
) -> None:
    """Record the fees that the provider kept since an instant. New ones are no difference.

    Raises ``GatewayError`` where the provider does not list them.
    """
    for reports in batches(gateway.fees(since=since)):
        recorded = _recorded(reports)
        for report in reports:
            findings.examined += 1
            ours = recorded.get(report.transaction_id)
            if ours is None:
                payment_id = payment_of_charge.get(report.charge_id)
                trouble = attempt(
                    partial(apply_fee_report, report=report, now=now, payment_id=payment_id)
                )
                if trouble:
                    _tell(report, DifferenceKind.MISSING_HERE, None, trouble, findings)
            elif ours != report.fee:
                _tell(report, DifferenceKind.AMOUNT, ours, "", findings)


def _recorded(reports: Iterable[FeeReport]) -> dict[str, Decimal]:
    told = [report.transaction_id for report in reports]
    entries = Entry.objects.filter(kind=Kind.FEE, reference__in=told)
    return dict(entries.values_list("reference", "amount"))


def _tell(
    report: FeeReport,
    kind: DifferenceKind,
    ours: Decimal | None,
    detail: str,
    findings: Findings,
) -> None:
    findings.add(
        kind,
        "fee",
        report.transaction_id,
        repaired=False,
        ours=ours,
        theirs=report.fee,
        detail=detail,
    )
