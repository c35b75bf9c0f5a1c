"""The audit: ledger, counters, donations, commitments and fund must tell the same story."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from campaigns.cofinancing.models import Commitment, Fund
from campaigns.funding.models import Funding
from campaigns.ledger.snapshot import snapshot
from campaigns.money import ZERO, wire_format
from campaigns.payments.gateways.contract import Gateway
from campaigns.transparency import (
    campaign_checks,
    database_checks,
    digest_checks,
    donation_checks,
    fund_checks,
    grant_checks,
    payer_checks,
    provider_checks,
)
from campaigns.transparency.provider_checks import PROVIDER_CHECKS, Told

DIFFERENCES_TOLD: Final = 5
CHECKS: Final[dict[str, Callable[[], Iterator[str]]]] = {
    "ledger chains hold": campaign_checks.broken_chains,
    "ledger is append-only": database_checks.unguarded_ledger,
    "the database guards its rows": database_checks.unguarded_rows,
    "daily digests hold": digest_checks.broken_digests,
    "the ledger is as the daily digests have it": digest_checks.digests_unlike_ledger,
    "campaign totals agree with the ledger": campaign_checks.counters_unlike_ledger,
    "campaign totals agree with the donations": campaign_checks.counters_unlike_donations,
    "accounts hold what they should": campaign_checks.accounts_unlike_rows,
    "donations agree with the ledger": donation_checks.donations_unlike_ledger,
    "refunds agree with the donations": donation_checks.refunds_unlike_donations,
    "refunds agree with the ledger": donation_checks.refunds_unlike_ledger,
    "disputes agree with the donations": donation_checks.disputes_unlike_donations,
    "disputes agree with the ledger": donation_checks.disputes_unlike_ledger,
    "no gift is counted wrongly": donation_checks.counted_wrongly,
    "payers agree with the donations": payer_checks.payers_unlike_donations,
    "funds agree with the ledger": fund_checks.funds_unlike_ledger,
    "funds agree with the commitments": fund_checks.funds_unlike_commitments,
    "commitments agree with the ledger": fund_checks.commitments_unlike_ledger,
    "grants agree with their documents": grant_checks.grants_unlike_documents,
    "the rules hold": fund_checks.rules_broken,
    "no money lies idle while somebody waits": fund_checks.idle_money,
}


@dataclass(frozen=True)
class Check:
    """The outcome of one check; ``detail`` says what does not agree."""

    name: str
    ok: bool
    detail: str


def audit(*, gateway: Gateway | None = None) -> dict[str, Any]:
    """Run every check and return the report of ``audit --json``.

    With a gateway the provider's own figures are compared too. Rows are read as they stood at one
    instant; the provider is asked before, and once more where it differs.
    """
    told = provider_checks.ask(gateway) if gateway is not None else None
    with snapshot():
        checks = [_run(name, find) for name, find in CHECKS.items()]
        differing = {} if told is None else _differing(told)
        report = {
            "funds": [_fund(fund) for fund in Fund.objects.select_related("call").order_by("pk")],
            "campaigns": [
                _campaign(funding)
                for funding in Funding.objects.select_related("commitment").order_by("pk")
            ],
        }
    if gateway is not None:
        if any(differing.values()):
            differing = _still_differing(differing, gateway)
        checks += [
            _check(f"provider: {name}", list(found.values())) for name, found in differing.items()
        ]
    is_ok = all(check.ok for check in checks)
    return {"ok": is_ok, "checks": [vars(check) for check in checks], **report}


def _run(name: str, find: Callable[[], Iterator[str]]) -> Check:
    return _check(name, list(find()))


def _check(name: str, found: list[str]) -> Check:
    told = "; ".join(found[:DIFFERENCES_TOLD])
    if len(found) > DIFFERENCES_TOLD:
        told += f"; and {len(found) - DIFFERENCES_TOLD} more"
    return Check(name=name, ok=not found, detail=told)


def _differing(told: Told) -> dict[str, dict[str, str]]:
    """By list of the provider's: what differs, by subject."""
    return {
        name: {name: told.silence[name]}
        if name in told.silence
        else {found.subject: found.text for found in find(told)}
        for name, find in PROVIDER_CHECKS.items()
    }


def _still_differing(
    before: dict[str, dict[str, str]], gateway: Gateway
) -> dict[str, dict[str, str]]:
    """What differs, asked again, about the same subjects as before."""
    told = provider_checks.ask(gateway)
    with snapshot():
        after = _differing(told)
    return {
        name: {subject: text for subject, text in found.items() if subject in before[name]}
        for name, found in after.items()
    }


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
