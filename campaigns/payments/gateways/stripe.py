"""Stripe: Checkout Sessions on the hosted page. No card data ever reaches the platform."""

import uuid
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, Final, TypeVar, cast

import stripe
from stripe.params import RefundCreateParams
from stripe.params.checkout import SessionCreateParams

from campaigns.payments.gateways.contract import (
    Checkout,
    CheckoutRequest,
    DisputeReport,
    FeeReport,
    GatewayRefused,
    PaymentReport,
    RefundReport,
)
from campaigns.payments.gateways.stripe_errors import translated_errors, translated_refund_errors
from campaigns.payments.gateways.stripe_params import refund_params, session_params
from campaigns.payments.gateways.stripe_reports import (
    METADATA_KEY,
    as_event,
    available,
    dispute_report,
    expanded,
    fee_report,
    identifier,
    named,
    payment_report,
    refund_report,
)

TIMEOUT_SECONDS: Final = 10.0
NETWORK_RETRIES: Final = 2
CLOCK_SKEW: Final = timedelta(minutes=5)
"""How far the provider's clock may be behind ours."""
PAGE: Final = 100
_CHARGE: Final = "latest_charge.balance_transaction"

Told = TypeVar("Told")


class StripeGateway:
    """Stripe through its SDK. ``api_base`` points at Stripe, or at the sandbox in a demo."""

    def __init__(
        self, *, secret_key: str, api_base: str, timeout_seconds: float = TIMEOUT_SECONDS
    ) -> None:
        self._client = stripe.StripeClient(
            secret_key,
            base_addresses={"api": api_base},
            max_network_retries=NETWORK_RETRIES,
            http_client=stripe.RequestsClient(timeout=timeout_seconds),
        )
        self._v1 = self._client.v1

    def checkout_params(self, request: CheckoutRequest) -> dict[str, Any]:
        """Stripe's parameters for a payment page: equal requests have equal ones (R13)."""
        return cast(dict[str, Any], session_params(request))

    def create_checkout(self, params: Mapping[str, Any], *, key: str) -> Checkout:
        """Make the payment page, or return the one made before with the same key."""
        with translated_errors():
            session = self._v1.checkout.sessions.create(
                params=cast(SessionCreateParams, dict(params)), options={"idempotency_key": key}
            )
            return Checkout(session_id=session.id, url=session.url or "")

    def fetch_checkout(self, session_id: str) -> PaymentReport:
        """Ask how a checkout stands, its payment and charge included."""
        with translated_errors():
            session = self._v1.checkout.sessions.retrieve(
                session_id, params={"expand": [f"payment_intent.{_CHARGE}"]}
            ).to_dict()
            return payment_report(session, self._intent(session))

    def find_checkout(self, donation_id: uuid.UUID, *, since: datetime) -> PaymentReport | None:
        """Look for the newest checkout of a donation among those made since an instant."""
        with translated_errors():
            sessions = self._v1.checkout.sessions.list(
                params={"created": _from(since), "limit": PAGE}
            )
            for session in sessions.auto_paging_iter():
                session_id = session.id
                if named(session.to_dict(), METADATA_KEY) == donation_id:
                    return self.fetch_checkout(session_id)
        return None

    def expire_checkout(self, session_id: str, *, key: str) -> PaymentReport:
        """Close a checkout that nobody has paid, and say how it stands afterwards."""
        try:
            with translated_errors():
                self._v1.checkout.sessions.expire(session_id, options={"idempotency_key": key})
        except GatewayRefused:
            pass  # It is no longer open: what it became is told below.
        return self.fetch_checkout(session_id)

    def fetch_payment(self, payment_id: str) -> PaymentReport:
        """Ask how a payment stands, with the page it was made on where the provider tells it."""
        with translated_errors():
            intent = self._with_charge(
                self._v1.payment_intents.retrieve(
                    payment_id, params={"expand": [_CHARGE]}
                ).to_dict()
            )
            return payment_report(self._session_of(payment_id), intent)

    def refund_params(
        self, *, refund_id: uuid.UUID, payment_id: str, amount: Decimal
    ) -> dict[str, Any]:
        """Stripe's parameters for a refund."""
        return cast(
            dict[str, Any],
            refund_params(refund_id=refund_id, payment_id=payment_id, amount=amount),
        )

    def refund(self, params: Mapping[str, Any], *, key: str) -> RefundReport:
        """Send money back once for each key. Raises ``GatewayBalanceTooLow`` too."""
        with translated_refund_errors():
            refund = self._v1.refunds.create(
                params=cast(RefundCreateParams, dict(params)), options={"idempotency_key": key}
            )
            return refund_report(refund.to_dict())

    def find_refund(self, *, refund_id: uuid.UUID, payment_id: str) -> RefundReport | None:
        """Look for a refund of ours among those of a payment."""
        found = (each for each in self.refunds_of(payment_id) if each.our_id == refund_id)
        return next(found, None)

    def fetch_refund(self, provider_refund_id: str) -> RefundReport:
        """Ask how a refund stands."""
        with translated_errors():
            return refund_report(self._v1.refunds.retrieve(provider_refund_id).to_dict())

    def refunds_of(self, payment_id: str) -> Iterator[RefundReport]:
        """Every refund of a payment, whoever made it."""
        return _told(
            lambda: self._v1.refunds.list(params={"payment_intent": payment_id, "limit": PAGE}),
            refund_report,
        )

    def fetch_dispute(self, dispute_id: str) -> DisputeReport:
        """Ask how a dispute stands."""
        with translated_errors():
            return dispute_report(self._v1.disputes.retrieve(dispute_id).to_dict())

    def balance(self) -> Decimal:
        """What Stripe holds for us and can send back now, in EUR; below zero if we owe."""
        with translated_errors():
            return available(self._v1.balance.retrieve().to_dict())

    def payments(self, *, since: datetime) -> Iterator[PaymentReport]:
        """Every payment made since an instant, newest first; the pages are not asked about."""
        return _told(
            lambda: self._v1.payment_intents.list(
                params={"created": _from(since), "limit": PAGE, "expand": [f"data.{_CHARGE}"]}
            ),
            lambda intent: payment_report(None, self._with_charge(intent)),
        )

    def refunds(self, *, since: datetime) -> Iterator[RefundReport]:
        """Every refund made since an instant, newest first."""
        return _told(
            lambda: self._v1.refunds.list(params={"created": _from(since), "limit": PAGE}),
            refund_report,
        )

    def disputes(self, *, since: datetime) -> Iterator[DisputeReport]:
        """Every dispute opened since an instant, newest first."""
        return _told(
            lambda: self._v1.disputes.list(params={"created": _from(since), "limit": PAGE}),
            dispute_report,
        )

    def fees(self, *, since: datetime) -> Iterator[FeeReport]:
        """What Stripe kept of each charge since an instant, newest first."""
        kept = _told(
            lambda: self._v1.balance_transactions.list(
                params={"created": _from(since), "limit": PAGE}
            ),
            fee_report,
        )
        return (report for report in kept if report is not None)

    def events(self, *, since: datetime) -> Iterator[dict[str, Any]]:
        """Every event made since an instant, newest first, as Stripe would have sent it."""
        return _told(
            lambda: self._v1.events.list(params={"created": _from(since), "limit": PAGE}), as_event
        )

    def _intent(self, session: Mapping[str, Any]) -> Mapping[str, Any] | None:
        """The payment of a page, also where the answer gave only its id."""
        intent = expanded(session, "payment_intent")
        payment_id = identifier(session, "payment_intent")
        if intent is None and payment_id is not None:
            intent = self._v1.payment_intents.retrieve(
                payment_id, params={"expand": [_CHARGE]}
            ).to_dict()
        return self._with_charge(intent) if intent is not None else None

    def _with_charge(self, intent: Mapping[str, Any]) -> Mapping[str, Any]:
        """The payment with its charge, also where the answer gave only the charge's id."""
        charge_id = identifier(intent, "latest_charge")
        if charge_id is None or expanded(intent, "latest_charge") is not None:
            return intent
        return {**intent, "latest_charge": self._v1.charges.retrieve(charge_id).to_dict()}

    def _session_of(self, payment_id: str) -> Mapping[str, Any] | None:
        try:
            with translated_errors():
                pages = self._v1.checkout.sessions.list(
                    params={"payment_intent": payment_id, "limit": 1}
                )
                return next((page.to_dict() for page in pages.data), None)
        except GatewayRefused:
            return None


def _from(since: datetime) -> Any:
    return {"gte": int((since - CLOCK_SKEW).timestamp())}


def _told(ask: Callable[[], Any], tell: Callable[[dict[str, Any]], Told]) -> Iterator[Told]:
    """Read a list of Stripe's page by page; each object as ``tell`` puts it."""
    with translated_errors():
        for each in ask().auto_paging_iter():
            yield tell(each.to_dict(for_json=True))
