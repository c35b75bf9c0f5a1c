"""What happens to campaigns of the demo while they collect: each trouble by its act."""

import uuid
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from django.conf import settings
from django.utils.timezone import localdate

from campaigns.funding.models import Funding
from campaigns.money import ZERO
from campaigns.payments import campaign_acts
from campaigns.payments.campaign_acts import Document
from campaigns.payments.confirmation import apply_report, confirm_locked
from campaigns.payments.disputes import apply_dispute_report
from campaigns.payments.gateways.contract import (
    DisputeReport,
    DisputeStatus,
    PaymentReport,
    PaymentStatus,
)
from campaigns.payments.models import Donation, Provider
from campaigns.payments.verification import CURRENCY
from home.demo.gifts import Plan
from home.demo.selection_campaigns import until
from home.demo.selection_stage import Stage, told_of
from home.scenario.replay import ReplayedAct

_NAMESPACE: Final = uuid.UUID("0c3c7f0a-53c1-4a0e-8d6b-1d1f0f2a2026")
DISPUTED: Final = Decimal("240.00")
"""The gift whose payer's bank wants it back: with it the threshold was crossed."""
ON_ITS_WAY: Final = Decimal("260.00")
"""A bank transfer begun on the last evening: with it the threshold would be crossed."""
SUSPENDED, CANCELLED = -3, -6


def plans(stage: Stage, fundings: Mapping[str, Funding]) -> dict[Funding, Plan]:
    """What each had collected when its trouble came. Amounts in EUR."""
    collected = {
        "prato-delle-lucciole": ("5830.00", 84, -4),
        "riva-che-torna-verde": ("4815.00", 71, -1),
        "giardino-dei-binari": ("5460.00", 76, SUSPENDED - 1),
        "balconi-che-profumano": ("2310.00", 52, CANCELLED - 1),
    }
    return {
        fundings[key]: until(stage, fundings[key], Decimal(total), count, last_day=day)
        for key, (total, count, day) in collected.items()
    }


def acts(stage: Stage, fundings: Mapping[str, Funding]) -> list[ReplayedAct]:
    """A suspension, a cancellation, a dispute that costs the threshold, a transfer on its way."""
    rails, balconies = fundings["giardino-dei-binari"], fundings["balconi-che-profumano"]
    meadow, bank = fundings["prato-delle-lucciole"], fundings["riva-che-torna-verde"]

    def suspend(at: datetime) -> None:
        document = _document(stage, told_of("giardino-dei-binari")["act"], at)
        campaign_acts.suspend(funding_id=rails.pk, document=document, now=at)

    def cancel(at: datetime) -> None:
        document = _document(stage, told_of("balconi-che-profumano")["act"], at)
        campaign_acts.cancel(funding_id=balconies.pk, document=document, now=at)

    return [
        ReplayedAct(stage.at(CANCELLED, 15), cancel),
        ReplayedAct(stage.at(-4, 23), lambda at: _pay(meadow, at)),
        ReplayedAct(stage.at(SUSPENDED, 15), suspend),
        ReplayedAct(stage.at(-2, 9), lambda at: _dispute(meadow, at)),
        ReplayedAct(stage.at(-1, 22), lambda at: _begin_transfer(bank, at)),
    ]


def _document(stage: Stage, told: dict[str, Any], at: datetime) -> Document:
    return Document(
        number=f"{told['number']}/{localdate(at):%Y}",
        date=localdate(at),
        reason=told["reason"],
        public_reason_it=told["it"],
        public_reason_en=told["en"],
        by=stage.person("rup"),
    )


def _pay(funding: Funding, at: datetime) -> None:
    """A gift by a card whose holder's bank will want it back."""
    donation = _begun(funding, "Ettore Vailati", DISPUTED, at)
    donation.payment_id = _provider_id("payment", funding)
    donation.save(update_fields=["payment_id"])
    confirm_locked(donation=donation, paid_at=at, now=at)


def _dispute(funding: Funding, at: datetime) -> None:
    report = DisputeReport(
        dispute_id=_provider_id("dispute", funding),
        status=DisputeStatus.OPEN,
        payment_id=_provider_id("payment", funding),
        charge_id=None,
        amount=DISPUTED,
        currency=CURRENCY,
        livemode=settings.STRIPE_LIVE_MODE,
        fee=ZERO,
        reason="fraudulent",
        opened_at=at,
    )
    apply_dispute_report(report=report, now=at)


def _begin_transfer(funding: Funding, at: datetime) -> None:
    donation = _begun(funding, "Rosalba Pozzi", ON_ITS_WAY, at)
    report = PaymentReport(
        session_id=_provider_id("page", funding),
        status=PaymentStatus.PROCESSING,
        donation_id=donation.pk,
        amount=donation.amount,
        currency=CURRENCY,
        livemode=settings.STRIPE_LIVE_MODE,
        payment_id=_provider_id("payment", funding),
        paid_at=at,
    )
    apply_report(donation_id=donation.pk, report=report, now=at)


def _begun(funding: Funding, name: str, amount: Decimal, at: datetime) -> Donation:
    return Donation.objects.create(
        pk=uuid.uuid5(_NAMESPACE, f"{funding.slug}/{name}"),
        funding=funding,
        amount=amount,
        name=name,
        email=f"{name.lower().replace(' ', '.')}@example.org",
        provider=Provider.REPLAY,
        created_at=at,
    )


def _provider_id(kind: str, funding: Funding) -> str:
    return f"replayed-{kind}-{funding.slug}"
