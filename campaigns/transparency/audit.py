"""The audit: ledger, counters, donations, commitments and fund must tell the same story."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from campaigns.cofinancing.models import Commitment, Fund
from campaigns.funding.models import Funding
from campaigns.money import ZERO, wire_format
from campaigns.transparency import campaign_checks, fund_checks

DIFFERENCES_TOLD: Final = 5
CHECKS: Final[dict[str, Callable[[], Iterator[str]]]] = {
    "ledger chains hold": campaign_checks.broken_chains,
    "ledger is append-only": campaign_checks.unguarded_ledger,
    "campaign totals agree with the ledger": campaign_checks.counters_unlike_ledger,
    "campaign totals agree with the donations": campaign_checks.counters_unlike_donations,
    "donations agree with the ledger": campaign_checks.donations_unlike_ledger,
    "refunds agree with the donations": campaign_checks.refunds_unlike_donations,
    "funds agree with the ledger": fund_checks.funds_unlike_ledger,
    "funds agree with the commitments": fund_checks.funds_unlike_commitments,
    "commitments agree with the ledger": fund_checks.commitments_unlike_ledger,
    "the rules hold": fund_checks.rules_broken,
    "no money lies idle while somebody waits": fund_checks.idle_money,
}


@dataclass(frozen=True)
class Check:
    """The outcome of one check; ``detail`` says what does not agree."""

    name: str
    ok: bool
    detail: str


def audit() -> dict[str, Any]:
    """Run every check and return the report of ``audit --json`` (DESIGN, section 6)."""
    checks = [_run(name, find) for name, find in CHECKS.items()]
    return {
        "ok": all(check.ok for check in checks),
        "checks": [vars(check) for check in checks],
        "funds": [_fund(fund) for fund in Fund.objects.select_related("call").order_by("pk")],
        "campaigns": [
            _campaign(funding)
            for funding in Funding.objects.select_related("commitment").order_by("pk")
        ],
    }


def _run(name: str, find: Callable[[], Iterator[str]]) -> Check:
    differences = list(find())
    told = "; ".join(differences[:DIFFERENCES_TOLD])
    if len(differences) > DIFFERENCES_TOLD:
        told += f"; and {len(differences) - DIFFERENCES_TOLD} more"
    return Check(name=name, ok=not differences, detail=told)


def _fund(fund: Fund) -> dict[str, str]:
    amounts = ("total", "reserved", "granted", "available")
    return {"call": fund.call.slug} | {name: wire_format(getattr(fund, name)) for name in amounts}


def _campaign(funding: Funding) -> dict[str, str]:
    commitment: Commitment | None = getattr(funding, "commitment", None)
    own = ("cost", "confirmed", "refunded", "disputed", "net", "threshold")
    committed = ("committed", "shortfall", "granted")
    return {
        "slug": funding.slug,
        "state": funding.state,
        **{name: wire_format(getattr(funding, name)) for name in own},
        **{name: wire_format(getattr(commitment, name, ZERO)) for name in committed},
    }
