"""A reconciliation: what the provider tells of itself against what we have, and its report.

It repairs only through the functions that apply events; what they refuse is for people.
"""

import hashlib
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from django.db.models import Min
from django.utils.translation import gettext_lazy as _

from campaigns.payments import alerts
from campaigns.payments.gateways.contract import Gateway, GatewayError
from campaigns.payments.models import Depth, Difference, Donation, Provider, ReconciliationRun
from campaigns.payments.reconciliation.disputes import compare_disputes
from campaigns.payments.reconciliation.events import take_missed_events
from campaigns.payments.reconciliation.fees import take_fees
from campaigns.payments.reconciliation.findings import Findings
from campaigns.payments.reconciliation.payments import compare_payments
from campaigns.payments.reconciliation.refunds import compare_refunds
from campaigns.payments.reconciliation.unfinished import ask_about_unfinished

EVENTS_OVERLAP: Final = timedelta(hours=1)
EVENTS_KEPT: Final = timedelta(days=30)
"""How long the provider lists its events."""
OBJECTS_OVERLAP: Final = timedelta(days=3)
REFUNDS_MAY_FAIL: Final = timedelta(days=35)
"""A bank may send a refund back about a month after it was paid."""
LINES_TOLD: Final = 20


def reconcile(*, gateway: Gateway, now: datetime, depth: Depth = Depth.LIGHT) -> ReconciliationRun:
    """Ask the provider what its lost events would have told, repair, and return the report.

    Light: events since the last complete run, and payment pages under way. Full: besides, every
    payment, refund, dispute and fee since the last complete full one. A question that is not
    answered holds up no other, but the run is then not complete and its period is looked at again.
    """
    begun = time.monotonic()
    events_since = _events_since(now)
    objects_since = _objects_since(now)
    run = ReconciliationRun.objects.create(
        depth=depth,
        started_at=now,
        since=min(events_since, objects_since) if depth == Depth.FULL else events_since,
        until=now,
    )
    findings = Findings(run)
    _ask(
        "events",
        partial(
            take_missed_events, gateway=gateway, findings=findings, since=events_since, now=now
        ),
        findings,
    )
    ask_about_unfinished(gateway=gateway, findings=findings, now=now)
    if depth == Depth.FULL:
        _compare_objects(gateway, findings, objects_since, now)
    return _finish(findings, now + timedelta(seconds=time.monotonic() - begun))


def _compare_objects(gateway: Gateway, findings: Findings, since: datetime, now: datetime) -> None:
    """Payments first: refunds, disputes and fees are of confirmed donations."""
    payment_of_charge: dict[str, str] = {}

    def payments() -> None:
        payment_of_charge.update(
            compare_payments(gateway=gateway, findings=findings, since=since, now=now)
        )

    of_refunds = min(since, now - REFUNDS_MAY_FAIL)
    _ask("payments", payments, findings)
    _ask(
        "refunds",
        partial(compare_refunds, gateway=gateway, findings=findings, since=of_refunds, now=now),
        findings,
    )
    _ask(
        "disputes",
        partial(compare_disputes, gateway=gateway, findings=findings, since=since, now=now),
        findings,
    )
    _ask(
        "fees",
        partial(
            take_fees,
            gateway=gateway,
            findings=findings,
            since=since,
            payment_of_charge=payment_of_charge,
            now=now,
        ),
        findings,
    )


def _ask(question: str, answer: Callable[[], None], findings: Findings) -> None:
    try:
        answer()
    except GatewayError as error:
        findings.unanswered(question, error)


def _events_since(now: datetime) -> datetime:
    last = ReconciliationRun.objects.filter(complete=True).order_by("-until").first()
    return now - EVENTS_KEPT if last is None else last.until - EVENTS_OVERLAP


def _objects_since(now: datetime) -> datetime:
    complete = ReconciliationRun.objects.filter(complete=True, depth=Depth.FULL)
    last = complete.order_by("-until").first()
    if last is not None:
        return last.until - OBJECTS_OVERLAP
    donations = Donation.objects.filter(provider=Provider.STRIPE)
    first: datetime | None = donations.aggregate(first=Min("created_at"))["first"]
    return min(first or now, now - EVENTS_KEPT) - OBJECTS_OVERLAP


def _finish(findings: Findings, now: datetime) -> ReconciliationRun:
    run = findings.run
    run.finished_at = now
    run.complete = not findings.troubles
    run.examined = findings.examined
    run.repaired = findings.repaired
    run.error = "; ".join(findings.troubles)[:300]
    run.save()
    if findings.unrepaired:
        _alert(run, findings.unrepaired)
    return run


def _alert(run: ReconciliationRun, lines: list[Difference]) -> None:
    """Once a day about the same differences: those that stand are found by every run."""
    told = sorted(f"{line.kind} {line.object_type} {line.object_id}" for line in lines)
    key = hashlib.sha256("\n".join(told).encode()).hexdigest()[:32]
    more = f"\nand {len(told) - LINES_TOLD} more" if len(told) > LINES_TOLD else ""
    alerts.alert(
        key=f"reconciliation:{key}",
        subject=_("The provider and we differ"),
        text=f"Reconciliation {run.pk}: {len(told)} not repaired.\n"
        + "\n".join(told[:LINES_TOLD])
        + more,
    )
