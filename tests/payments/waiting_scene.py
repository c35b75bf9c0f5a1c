"""A queue of events about campaigns that share a fund, and all that came of applying it."""

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any, Final

from campaigns.cofinancing.models import Commitment
from campaigns.funding.models import Act, ActKind, Funding, PayerTotal, State
from campaigns.ledger.models import Entry
from campaigns.payments import inbox
from campaigns.payments.gateways.contract import DisputeStatus, PaymentStatus
from campaigns.payments.models import Donation, ProviderEvent
from tests.factories import NOW, CallFactory, make_fund, make_funding

from . import waiting_events as waiting
from .waiting_events import Provider

Step = tuple[str, int, int]
"""What is told, of which campaign or donation (counted round), and how many euros it is."""

NEWS: Final[dict[str, dict[str, Any]]] = {
    "paid": {},
    "late": {"paid_at": NOW + timedelta(days=60)},
    "stopped": {"paid_at": NOW - timedelta(days=8, hours=12)},
    "unreal": {"livemode": True},
    "slow": {"settled_at": NOW + timedelta(days=100)},
    "pending": {"status": PaymentStatus.PROCESSING},
    "silent": {},
    "broken": {},
}
"""What the provider may say of a new donation."""
MORE: Final = ("told again", "paid again", "expired", "payment told", "refunded")
"""What may be told of a donation after that."""
DISPUTES: Final = {f"dispute {each.value}": each for each in DisputeStatus}


class Scene:
    """Three campaigns of 1000.00 (one still to open, one that counts payers) on a fund of 300.00.

    Each was suspended for a day.
    """

    def __init__(self) -> None:
        self.provider: Any = Provider()
        self.call = CallFactory.create()
        make_fund(self.call, "300.00")
        self.campaigns = [
            make_funding(self.call),
            make_funding(self.call, state=State.SCHEDULED, opens_at=NOW - timedelta(days=10)),
        ]
        self.call.min_payers, self.call.payer_limit = 2, Decimal("350.00")
        self.campaigns.append(make_funding(self.call))
        self.donations: list[Donation] = []
        for funding in self.campaigns:
            _suspend_for_a_day(funding)

    def tell(self, steps: Sequence[Step]) -> None:
        for what, which, amount in steps:
            if what in NEWS:
                funding = self.campaigns[which % len(self.campaigns)]
                payer = f"card {len(self.donations) % 3}"
                told = {"instrument": payer} | NEWS[what]
                donation = waiting.paid(funding, self.provider, str(amount), **told)
                self.donations.append(donation)
                if what in ("silent", "broken"):
                    getattr(self.provider, what).add(donation.session_id)
            elif self.donations:
                self._tell_more(what, self.donations[which % len(self.donations)])

    def _tell_more(self, what: str, donation: Donation) -> None:
        if what == "told again":
            waiting.tell_of_page(donation)
        elif what == "payment told":
            payment = self.provider.reports[donation.session_id].payment_id
            waiting.tell("payment_intent.succeeded", {"id": payment})
        elif what in DISPUTES:
            waiting.disputed(donation, self.provider, DISPUTES[what])
        else:
            act = {
                "paid again": waiting.paid_again,
                "expired": waiting.expired,
                "refunded": waiting.refunded,
            }[what]
            act(donation, self.provider)

    def drain(self) -> None:
        waiting.drain(self.provider)

    def apply_one_by_one(self) -> None:
        for event_id in inbox.pending_events(NOW):
            inbox.apply_event(event_id=event_id, gateway=self.provider, now=NOW)

    def outcome(self) -> dict[str, Any]:
        """All that came of it; campaigns and donations by their number."""
        names: dict[Any, Any] = {each.pk: n for n, each in enumerate(self.donations)}
        for second in Donation.objects.filter(duplicate_of__in=self.donations):
            names[second.pk] = f"second of {names[second.duplicate_of_id]}"
        gifts = Donation.objects.filter(funding__in=self.campaigns)
        return {
            "campaigns": [_totals_of(each) for each in self.campaigns],
            "ledger": {
                number: _chain(f"campaign:{each.slug}", names)
                for number, each in enumerate(self.campaigns)
            },
            "fund": _chain(f"fund:{self.call.slug}", names),
            "commitments": [
                (self.campaigns.index(each.funding), each.reserved, each.due, each.crossed_at)
                for each in Commitment.objects.filter(fund__call=self.call).order_by("serial")
            ],
            "donations": {names[each.pk]: _facts_of(each) for each in gifts},
            "events": list(
                ProviderEvent.objects.order_by("pk").values_list("state", "attempts", "error")
            ),
        }


def _suspend_for_a_day(funding: Funding) -> None:
    for kind, days in ((ActKind.SUSPENSION, 9), (ActKind.RESUMPTION, 8)):
        at = NOW - timedelta(days=days)
        Act.objects.create(
            funding=funding, kind=kind, number="DD 1", date=at.date(), reason="Prova", at=at
        )


def _totals_of(funding: Funding) -> dict[str, Any]:
    names = (
        *("confirmed", "refunded", "disputed", "late", "late_refunded", "donations"),
        *("payers", "over_limit", "state", "threshold_reached_at"),
    )
    payers = PayerTotal.objects.filter(funding=funding).values_list("payer", "net")
    return Funding.objects.values(*names).get(pk=funding.pk) | {"of payers": sorted(payers)}


def _chain(chain: str, names: dict[Any, Any]) -> list[Any]:
    rows = Entry.objects.filter(chain=chain).order_by("seq")
    return [(row.kind, row.amount, row.occurred_at, names.get(row.donation)) for row in rows]


def _facts_of(donation: Donation) -> list[Any]:
    fields = ("status", "late", "left", "payer", "paid_at", "confirmed_at", "processing_at")
    return [
        *(getattr(donation, name) for name in fields),
        str(donation.payment_id).endswith("_again"),
        str(donation.session_id).rpartition("_")[2] in ("again", "expired"),
        sorted(donation.refunds.values_list("reason", "amount", "state")),
        sorted(donation.disputes.values_list("state", "amount")),
        sorted(donation.notices.values_list("kind", flat=True)),
    ]
