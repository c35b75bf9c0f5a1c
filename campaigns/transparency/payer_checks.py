"""Checks of the audit on payers: what each has in the net, where a rule looks at it (R17)."""

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from django.db.models import Q

from campaigns.funding.models import Funding, PayerTotal
from campaigns.money import ZERO
from campaigns.payments.models import Donation
from campaigns.transparency.differences import differences

Payers = dict[int, dict[str, Decimal]]


def payers_unlike_donations() -> Iterator[str]:
    watched = Q(payer_limit__isnull=False) | Q(min_payers__gt=0)
    given, kept = _given(watched), _kept()
    for funding in Funding.objects.order_by("pk"):
        expected, rows = given.get(funding.pk, {}), kept.get(funding.pk, {})
        for payer in sorted(expected.keys() | rows.keys()):
            has, should = rows.get(payer, ZERO), expected.get(payer, ZERO)
            if has != should:
                yield f"{funding.slug}: payer {payer[:8]} has {has}, should have {should}"
        yield from differences(funding.slug, funding, _expected_counts(funding, expected))


def _expected_counts(funding: Funding, by_payer: dict[str, Decimal]) -> dict[str, Decimal | int]:
    limit = funding.payer_limit
    over = [total - limit for total in by_payer.values() if limit is not None and total > limit]
    return {
        "payers": sum(total > 0 for total in by_payer.values()),
        "over_limit": sum(over, ZERO),
    }


def _given(watched: Q) -> Payers:
    """What each payer has in the net of each campaign, from the donations, in EUR."""
    totals: Payers = defaultdict(lambda: defaultdict(lambda: ZERO))
    fundings = Funding.objects.filter(watched)
    donations = Donation.objects.counted().filter(funding__in=fundings)
    columns = ("funding", "payer", "amount", "refunded_amount", "disputed_amount")
    for donation in donations.only(*columns).iterator(chunk_size=2000):
        totals[donation.funding_id][donation.payer_key] += donation.left
    return totals


def _kept() -> Payers:
    totals: Payers = defaultdict(dict)
    for funding_id, payer, net in PayerTotal.objects.values_list("funding_id", "payer", "net"):
        totals[funding_id][payer] = net
    return totals
