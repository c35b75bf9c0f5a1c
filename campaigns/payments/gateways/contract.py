"""What a gateway offers, in the platform's words. Amounts are in EUR, instants aware and in UTC."""

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, Protocol


class GatewayError(Exception):
    """The provider did not do what was asked."""


class GatewayUnavailable(GatewayError):
    """No answer, or a passing trouble: the same request may be sent again with the same key."""


class GatewayKeySpent(GatewayUnavailable):
    """The provider repeats a failure that it stored for this key, and always will.

    Whether it acted is to be looked up; to be sent again, the request needs another key.
    """


class GatewayBalanceTooLow(GatewayUnavailable):
    """The provider holds too little of our money: the request is good once it holds more."""


class GatewayRefused(GatewayError):
    """The provider understood and refused: sending again will not help.

    ``code`` is the provider's own, such as ``charge_already_refunded``; empty where it gives none.
    """

    def __init__(self, message: str, code: str = "") -> None:
        super().__init__(message)
        self.code = code


class PaymentStatus(StrEnum):
    """Where a checkout stands at the provider."""

    OPEN = "open"
    PROCESSING = "processing"
    PAID = "paid"
    FAILED = "failed"
    EXPIRED = "expired"


@dataclass(frozen=True, kw_only=True)
class CheckoutRequest:
    """A payment page to be made."""

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
    """What the provider says of a payment, at the moment it was asked."""

    session_id: str | None
    """``None`` where the payment was looked at without its page."""
    status: PaymentStatus
    donation_id: uuid.UUID | None
    amount: Decimal
    currency: str
    livemode: bool
    payment_id: str | None = None
    charge_id: str | None = None
    paid_at: datetime | None = None
    """The provider's own instant of the payment; for a slow method, of its beginning."""
    settled_at: datetime | None = None
    """The provider's instant at which the money came in, where it tells it."""
    instrument: str | None = field(default=None, repr=False)
    """What tells one payer's means of payment from another's; never stored in clear (R17)."""


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
    payment_id: str | None
    amount: Decimal
    currency: str
    our_id: uuid.UUID | None
    """The refund of ours that it carries out; ``None`` for one made on the dashboard."""
    failure: str = ""
    created_at: datetime


class DisputeStatus(StrEnum):
    """Where the money of a dispute is."""

    INQUIRY = "inquiry"
    OPEN = "open"
    WON = "won"
    LOST = "lost"


@dataclass(frozen=True, kw_only=True)
class DisputeReport:
    """What the provider says of a dispute."""

    dispute_id: str
    status: DisputeStatus
    payment_id: str | None
    charge_id: str | None
    amount: Decimal
    currency: str
    livemode: bool
    fee: Decimal
    """What the provider keeps for the dispute, in EUR, so far as it tells."""
    reason: str = ""
    opened_at: datetime


@dataclass(frozen=True, kw_only=True)
class FeeReport:
    """What the provider kept of one charge, in EUR."""

    transaction_id: str
    charge_id: str
    fee: Decimal
    at: datetime


class Gateway(Protocol):
    """A payment provider. Every method raises ``GatewayUnavailable`` or ``GatewayRefused``.

    No method but ``checkout_params`` and ``refund_params`` may be called inside a database
    transaction (R13). Iterators ask page by page, and raise while they are read.
    """

    def checkout_params(self, request: CheckoutRequest) -> dict[str, Any]:
        """The provider's parameters for a payment page, as JSON, to be frozen in the outbox."""

    def create_checkout(self, params: Mapping[str, Any], *, key: str) -> Checkout:
        """Make the payment page, or return the one made before with the same key."""

    def fetch_checkout(self, session_id: str) -> PaymentReport:
        """Ask how a checkout stands."""

    def find_checkout(self, donation_id: uuid.UUID, *, since: datetime) -> PaymentReport | None:
        """Look for the newest checkout of a donation among those made since an instant."""

    def expire_checkout(self, session_id: str, *, key: str) -> PaymentReport:
        """Close a checkout that nobody has paid, and say how it stands afterwards."""

    def fetch_payment(self, payment_id: str) -> PaymentReport:
        """Ask how a payment stands, with the page it was made on where the provider tells it."""

    def refund_params(
        self, *, refund_id: uuid.UUID, payment_id: str, amount: Decimal
    ) -> dict[str, Any]:
        """The provider's parameters for a refund, as JSON, to be frozen in the outbox."""

    def refund(self, params: Mapping[str, Any], *, key: str) -> RefundReport:
        """Send money back once for each key. Raises ``GatewayBalanceTooLow`` too."""

    def find_refund(self, *, refund_id: uuid.UUID, payment_id: str) -> RefundReport | None:
        """Look for a refund of ours among those of a payment."""

    def fetch_refund(self, provider_refund_id: str) -> RefundReport:
        """Ask how a refund stands."""

    def refunds_of(self, payment_id: str) -> Iterator[RefundReport]:
        """Every refund of a payment, whoever made it."""

    def fetch_dispute(self, dispute_id: str) -> DisputeReport:
        """Ask how a dispute stands."""

    def balance(self) -> Decimal:
        """What the provider holds for us and can send back now, in EUR; below zero if we owe."""

    def payments(self, *, since: datetime) -> Iterator[PaymentReport]:
        """Every payment made since an instant, newest first."""

    def refunds(self, *, since: datetime) -> Iterator[RefundReport]:
        """Every refund made since an instant, newest first."""

    def disputes(self, *, since: datetime) -> Iterator[DisputeReport]:
        """Every dispute opened since an instant, newest first."""

    def fees(self, *, since: datetime) -> Iterator[FeeReport]:
        """What the provider kept of each charge since an instant, newest first."""

    def events(self, *, since: datetime) -> Iterator[dict[str, Any]]:
        """Every event that the provider made since an instant, as it would have sent it."""
