"""Refunds at the sandbox: deciding some, and what became of them."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final

from django.db import transaction

from campaigns.funding import services as funding_services
from campaigns.funding.models import Funding, State
from campaigns.payments import refunds
from campaigns.payments.gateways.stripe import StripeGateway
from campaigns.payments.models import (
    CallKind,
    Donation,
    ProviderCall,
    Refund,
    RefundReason,
)

from .sandbox.control import Control
from .test_refunds import failed_campaign

MINUTE: Final = timedelta(minutes=1)


def states() -> list[str]:
    """The states of our refunds, smallest amount first."""
    return list(Refund.objects.order_by("amount").values_list("state", flat=True))


def calls() -> set[str]:
    return set(ProviderCall.objects.filter(refund__isnull=False).values_list("state", flat=True))


def tried() -> int:
    """With how many keys a refund was asked for."""
    return ProviderCall.objects.filter(kind=CallKind.REFUND, attempts__gt=0).count()


def asked_for(gateway: StripeGateway) -> list[int]:
    """Amounts of the refunds at the provider, in cents, oldest first."""
    listed = gateway._client.v1.refunds.list(params={"limit": 100}).data
    return [refund.amount for refund in reversed(listed)]


def oldest() -> Donation:
    return Donation.objects.order_by("amount")[0]


def give_back_in_part(gateway: StripeGateway, bank: Control, gifts: int, now: datetime) -> None:
    """Finance gives back 5.00 of each gift to a live campaign; nothing has been sent."""
    funding = failed_campaign(gateway, bank, gifts)
    Funding.objects.update(state=State.LIVE, settled_at=None, settled_net=None)
    for gift in Donation.objects.order_by("amount"):
        with transaction.atomic():
            donation = Donation.objects.locked().get(pk=gift.pk)
            refunds.intend_refund_of_locked(
                donation=donation,
                funding=funding_services.lock(funding.pk),
                reason=RefundReason.FINANCE,
                now=now,
                amount=Decimal("5.00"),
            )
