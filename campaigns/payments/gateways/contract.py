"""What a gateway offers, in the platform's words. Amounts are in EUR, instants aware and in UTC."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Protocol


class GatewayError(Exception):
    """The provider did not do what was asked."""


class GatewayUnavailable(GatewayError):
    """No answer, or a passing trouble: the same request may be sent again with the same key."""


class GatewayRefused(GatewayError):
    """The provider understood and refused: sending again will not help."""


class PaymentStatus(StrEnum):
    """Where a checkout stands at the provider."""

    OPEN = "open"
    PROCESSING = "processing"
    PAID = "paid"
    FAILED = "failed"
    EXPIRED = "expired"


@dataclass(frozen=True, kw_only=True)
class CheckoutRequest:
    """A payment page to be made. Equal requests make one page, however often they are sent."""

    donation_id: uuid.UUID
    attempt: int
    amount: Decimal
    description: str
    email: str
    locale: str
    success_url: str
    cancel_url: str
    expires_at: datetime


@dataclass(frozen=True, kw_only=True)
class Checkout:
    """A payment page that exists at the provider."""

    session_id: str
    url: str


@dataclass(frozen=True, kw_only=True)
class PaymentReport:
    """What the provider says of a checkout, at the moment it was asked."""

    session_id: str
    status: PaymentStatus
    donation_id: uuid.UUID | None
    amount: Decimal
    currency: str
    livemode: bool
    payment_id: str | None = None
    paid_at: datetime | None = None
    """The provider's own instant of the payment; for a slow method, of its beginning."""


class RefundStatus(StrEnum):
    """Where a refund stands at the provider."""

    PENDING = "pending"
    PAID = "paid"
    FAILED = "failed"


@dataclass(frozen=True, kw_only=True)
class RefundReport:
    """What the provider says of a refund."""

    refund_id: str
    status: RefundStatus


class Gateway(Protocol):
    """A payment provider. Every method raises ``GatewayUnavailable`` or ``GatewayRefused``.

    No method may be called inside a database transaction (R13).
    """

    def create_checkout(self, request: CheckoutRequest) -> Checkout:
        """Make the payment page, or return the one made before for the same request."""

    def fetch_checkout(self, session_id: str) -> PaymentReport:
        """Ask how a checkout stands."""

    def find_checkout(self, donation_id: uuid.UUID, *, since: datetime) -> PaymentReport | None:
        """Look for the newest checkout of a donation among those made since an instant."""

    def expire_checkout(self, session_id: str) -> PaymentReport:
        """Close a checkout that nobody has paid, and say how it stands afterwards."""

    def refund(self, *, refund_id: uuid.UUID, payment_id: str, amount: Decimal) -> RefundReport:
        """Send money back once, however often the same refund is asked for."""

    def find_refund(self, *, refund_id: uuid.UUID, payment_id: str) -> RefundReport | None:
        """Look for a refund of ours among those of a payment."""

    def fetch_refund(self, provider_refund_id: str) -> RefundReport:
        """Ask how a refund stands."""
