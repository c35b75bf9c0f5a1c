"""A donation on its way through the payment sandbox, as donor and provider act on it."""

import uuid
from datetime import datetime
from decimal import Decimal

from django.utils import timezone

from campaigns.funding.models import Funding
from campaigns.payments.checkouts import open_checkout
from campaigns.payments.donations import Gift, begin_donation
from campaigns.payments.gateways.contract import Gateway
from campaigns.payments.links import ReturnUrls
from campaigns.payments.models import Donation

URLS = ReturnUrls(
    success="http://127.0.0.1:8000/dona/grazie/", cancel="http://127.0.0.1:8000/dona/riepilogo/"
)


def begin(funding: Funding, amount: str = "25.00", *, now: datetime | None = None) -> Donation:
    """A donation begun now, by a new donor."""
    gift = Gift(amount=Decimal(amount), name="Ada Brambilla", email="ada@example.org")
    return begin_donation(
        funding=funding, gift=gift, now=now or timezone.now(), donation_id=uuid.uuid4()
    )


def checkout(donation: Donation, gateway: Gateway, *, now: datetime | None = None) -> Donation:
    """The donation, sent to its payment page."""
    return open_checkout(
        donation_id=donation.pk, urls=URLS, gateway=gateway, now=now or timezone.now()
    )


def begin_checkout(funding: Funding, gateway: Gateway, amount: str = "25.00") -> Donation:
    """A donation whose payment page is open."""
    return checkout(begin(funding, amount), gateway)
