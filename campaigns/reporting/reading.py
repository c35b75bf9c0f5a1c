"""What everybody reads of a campaign after its success."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import OuterRef, Prefetch, QuerySet, Subquery

from campaigns.cofinancing.models import Commitment, GrantChange, Payout, Recovery
from campaigns.funding.models import Funding, State
from campaigns.money import ZERO
from campaigns.reporting.models import (
    Impact,
    ItemKind,
    ItemQuerySet,
    ItemState,
    ReportDocument,
    ReportItem,
)
from campaigns.reporting.silence import silent_since


@dataclass(frozen=True, kw_only=True)
class Afterwards:
    """What was planned, done and spent, what the Comune paid; amounts in EUR."""

    milestones: list[ReportItem]
    expenses: list[ReportItem]
    final: ReportItem | None
    impacts: list[Impact]
    payouts: list[Payout]
    changes: list[GrantChange]
    recoveries: list[Recovery]
    granted: Decimal
    paid: Decimal
    receivable: Decimal
    silent_since: datetime | None

    @property
    def spent(self) -> Decimal:
        """All accepted expenses."""
        return sum((item.accepted_amount or ZERO for item in self.expenses), ZERO)

    @property
    def to_pay(self) -> Decimal:
        """What is granted and not paid yet."""
        return self.granted - self.paid

    @property
    def reached(self) -> int:
        """How many milestones are reached, as the staff has checked."""
        return sum(item.state == ItemState.ACCEPTED for item in self.milestones)


def afterwards_of(funding: Funding, now: datetime) -> Afterwards | None:
    """Of a campaign fetched through ``with_match``; ``None`` unless it has succeeded.

    The queries are as many whatever there is to tell.
    """
    if funding.state != State.SUCCEEDED:
        return None
    told: dict[str, list[ReportItem]] = {kind: [] for kind in ItemKind.values}
    for item in public_items().filter(campaign_key=funding.translation_key):
        told[item.kind].append(item)
    commitment: Commitment | None = getattr(funding, "commitment", None)
    return Afterwards(
        milestones=told[ItemKind.MILESTONE],
        expenses=told[ItemKind.EXPENSE],
        final=next(iter(told[ItemKind.FINAL]), None),
        impacts=list(public_impacts().filter(campaign_key=funding.translation_key)),
        payouts=list(Payout.objects.filter(commitment__funding=funding)),
        changes=list(GrantChange.objects.filter(commitment__funding=funding)),
        recoveries=list(Recovery.objects.filter(commitment__funding=funding)),
        granted=commitment.granted if commitment else ZERO,
        paid=commitment.paid if commitment else ZERO,
        receivable=commitment.receivable if commitment else ZERO,
        silent_since=silent_since(funding, now),
    )


def public_items() -> ItemQuerySet:
    """What everybody reads of the reports of campaigns that have succeeded.

    Each with the slug of its ``campaign`` and its ``public_documents``.
    """
    shown = Prefetch("documents", ReportDocument.objects.public(), to_attr="public_documents")
    return _of_succeeded(ReportItem.objects.public()).prefetch_related(shown)


def public_impacts() -> QuerySet[Impact]:
    """What these promised to change, each with the slug of its ``campaign``."""
    return _of_succeeded(Impact.objects.all())


def _of_succeeded(rows: Any) -> Any:
    succeeded = Funding.objects.filter(
        translation_key=OuterRef("campaign_key"), state=State.SUCCEEDED
    )
    named = rows.annotate(campaign=Subquery(succeeded.values("slug")[:1]))
    return named.filter(campaign__isnull=False)
