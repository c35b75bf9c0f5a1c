"""How money and campaigns are written for programs: amounts as strings, instants with offset."""

from datetime import datetime
from typing import Any

from django.utils import timezone

from campaigns.cofinancing.models import Fund
from campaigns.cofinancing.progress import Progress
from campaigns.money import wire_format
from campaigns.payments.models import Donation


def instant(value: datetime) -> str:
    """ISO 8601 with the offset of Rome."""
    return timezone.localtime(value).isoformat()


def optional_instant(value: datetime | None) -> str | None:
    """As ``instant``; ``None`` for none."""
    return instant(value) if value is not None else None


def progress_data(progress: Progress) -> dict[str, Any]:
    """The bar of a campaign: cost, threshold, what was collected, what the Comune adds."""
    return {
        "campaign": progress.campaign,
        "state": progress.state.value,
        "cost": wire_format(progress.cost),
        "threshold": wire_format(progress.threshold),
        "collected": wire_format(progress.collected),
        "donations": progress.donations,
        "match": {
            "state": progress.match_state,
            "amount": wire_format(progress.match_amount),
            "shortfall": wire_format(progress.match_shortfall),
        },
        "at_risk": progress.at_risk,
        "closes_at": instant(progress.closes_at),
        "currency": "EUR",
    }


def donation_data(donation: Donation) -> dict[str, Any]:
    """A donation, without anything of a person (R16)."""
    return {
        "id": str(donation.pk),
        "status": donation.status,
        "campaign": donation.funding.slug,
        "amount": wire_format(donation.amount),
    }


def fund_data(fund: Fund) -> dict[str, Any]:
    """A fund and its parts; ``slug`` is its call's."""
    return {
        "slug": fund.call.slug,
        "call": fund.call.slug,
        "total": wire_format(fund.total),
        "reserved": wire_format(fund.reserved),
        "granted": wire_format(fund.granted),
        "available": wire_format(fund.available),
        "currency": "EUR",
    }
