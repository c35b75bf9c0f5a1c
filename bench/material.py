"""What the bench works on: campaigns, donations on their payment page, and their stored events."""

import hashlib
import json
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Final

from campaigns.calls.models import Call, Overfunding, Phase
from campaigns.cofinancing.services import create_fund
from campaigns.funding.models import Funding, State
from campaigns.payments.gateways.contract import PaymentReport, PaymentStatus
from campaigns.payments.models import Donation, Provider, ProviderEvent, Status

NOW: Final = datetime(2026, 3, 10, 12, tzinfo=UTC)
AMOUNT: Final = Decimal("25.00")
COST: Final = Decimal("9999998.00")
"""So much that no campaign crosses: the bench measures the confirmation that happens all day."""
BATCH: Final = 1000


@dataclass(frozen=True)
class Pool:
    """Donations of one measurement, by the id of their stored event, none of which is due yet."""

    events: list[int]

    def make_due(self) -> None:
        """The events have come."""
        ProviderEvent.objects.filter(pk__in=self.events).update(next_attempt_at=NOW)


class MemoryGateway:
    """A provider that answers from memory, without HTTP: every page was paid."""

    def fetch_checkout(self, session_id: str) -> PaymentReport:
        """The session's id tells the donation."""
        hexadecimal = session_id.removeprefix("cs_")
        return PaymentReport(
            session_id=session_id,
            status=PaymentStatus.PAID,
            donation_id=uuid.UUID(hexadecimal),
            amount=AMOUNT,
            currency="eur",
            livemode=False,
            payment_id=f"pi_{hexadecimal}",
            charge_id=f"ch_{hexadecimal}",
            paid_at=NOW,
            settled_at=NOW,
            instrument=hexadecimal,
        )


def make_campaigns(number: int) -> list[Funding]:
    """Live campaigns of one call with a fund."""
    call = Call.objects.create(slug="bench", title="Bench", phase=Phase.CAMPAIGNS)
    create_fund(call=call, total=Decimal("400000.00"), now=NOW)
    return Funding.objects.bulk_create(
        Funding(
            call=call,
            slug=f"campagna-{each}",
            title=f"Campagna {each}",
            cost=COST,
            threshold_percent=50,
            threshold=COST / 2,
            match_percent=50,
            cap=50_000,
            overfunding=Overfunding.FILL_GAP,
            opens_at=NOW - timedelta(days=10),
            closes_at=NOW + timedelta(days=3650),
            state=State.LIVE,
        )
        for each in range(number)
    )


def make_pool(fundings: list[Funding], number: int) -> Pool:
    """``number`` donations in turn to each campaign, paid, their events received."""
    events: list[int] = []
    for start in range(0, number, BATCH):
        gifts = [
            _donation(fundings[each % len(fundings)])
            for each in range(start, min(start + BATCH, number))
        ]
        Donation.objects.bulk_create(gifts)
        stored = ProviderEvent.objects.bulk_create([_event(gift) for gift in gifts])
        events += [event.pk for event in stored]
    return Pool(events=events)


def event_body(donation_id: uuid.UUID, event_id: str) -> bytes:
    """What the provider posts when a payment page was paid."""
    metadata = {"donation_id": str(donation_id)}
    page = {"id": f"cs_{donation_id.hex}", "object": "checkout.session", "metadata": metadata}
    event = {
        "id": event_id,
        "object": "event",
        "type": "checkout.session.completed",
        "livemode": False,
        "data": {"object": page},
    }
    return json.dumps(event, indent=2).encode()


def _donation(funding: Funding) -> Donation:
    donation_id = uuid.uuid4()
    return Donation(
        pk=donation_id,
        funding=funding,
        amount=AMOUNT,
        status=Status.AWAITING,
        name="Ada Brambilla",
        email="ada@example.org",
        provider=Provider.STRIPE,
        session_id=f"cs_{donation_id.hex}",
        created_at=NOW,
        requested_at=NOW,
    )


def _event(gift: Donation) -> ProviderEvent:
    event_id = f"evt_{gift.pk.hex}"
    body = event_body(gift.pk, event_id)
    return ProviderEvent(
        provider=Provider.STRIPE,
        event_id=event_id,
        type="checkout.session.completed",
        object_id=gift.session_id or "",
        body=body.decode(),
        digest=hashlib.sha256(body).hexdigest(),
        next_attempt_at=NOW + timedelta(days=1),
        received_at=NOW,
    )
