"""The platform and its provider, as donors, banks, finance and the network act on them.

The sandbox answers over real HTTP, and tells of events only when asked: which of them arrive, in
what order and how often, the machine decides.
"""

import json
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from campaigns.accounts.models import User
from campaigns.cofinancing import grant_acts
from campaigns.cofinancing.acts import change_fund, record_act
from campaigns.cofinancing.grant_acts import GrantPaper
from campaigns.cofinancing.models import Commitment, CommitmentAct, Fund
from campaigns.funding.models import Funding
from campaigns.ledger.models import Account, Entry
from campaigns.money import ZERO, from_cents, to_cents
from campaigns.payments import (
    campaign_acts,
    closing,
    draining,
    inbox,
    refund_sending,
    refunds,
)
from campaigns.payments.checkouts import SESSION_LIFE, open_checkout
from campaigns.payments.donations import Gift as Typed
from campaigns.payments.donations import begin_donation
from campaigns.payments.gateways.contract import CheckoutRequest
from campaigns.payments.gateways.stripe import StripeGateway
from campaigns.payments.models import (
    CallState,
    Depth,
    Donation,
    EventState,
    ProviderCall,
    ProviderEvent,
    Refund,
    RefundState,
)
from campaigns.payments.reconciliation import reconcile
from campaigns.payments.refund_requests import ask_refund
from tests.cofinancing.grants import reasons
from tests.payments.acts import document
from tests.payments.checkouts import URLS
from tests.payments.sandbox.control import Control

NEVER = 10**9
"""Seconds after which a slow payment would settle by itself."""
REFUND_ARRIVES = timedelta(seconds=25)
"""The sandbox's refunds to bank accounts take 20 seconds."""


@dataclass
class World:
    """Everything outside the reference model; amounts are in cents, as the model's."""

    gateway: StripeGateway
    bank: Control
    finance: User
    now: datetime
    last_event: str = ""

    def move_clock(self, by: timedelta) -> None:
        """The provider's clock goes with ours, half a second into the same second."""
        self.now += by
        self.bank.post("clock", now=self.now.timestamp() + 0.5)

    def give(self, funding: Funding, cents: int) -> uuid.UUID:
        """Begin a donation and open its payment page. Raises ``DonationRefused``."""
        gift = Typed(amount=from_cents(cents), name="Ada Brambilla", email="ada@example.org")
        funding = Funding.objects.select_related("call").get(pk=funding.pk)
        donation = begin_donation(
            funding=funding, gift=gift, now=self.now, donation_id=uuid.uuid4()
        )
        self.open_page(donation.pk)
        return donation.pk

    def open_page(self, donation_id: uuid.UUID) -> str:
        """The payment page that the donor is sent to."""
        donation = open_checkout(
            donation_id=donation_id, urls=URLS, gateway=self.gateway, now=self.now
        )
        assert donation.session_id
        return donation.session_id

    def page_of(self, donation_id: uuid.UUID) -> str:
        return str(Donation.objects.values_list("session_id", flat=True).get(pk=donation_id))

    def second_page(self, donation_id: uuid.UUID, cents: int) -> str:
        """Another page of a donation, whose request the platform has forgotten."""
        request = CheckoutRequest(
            donation_id=donation_id,
            attempt=9,
            amount=from_cents(cents),
            description="Un progetto",
            email="ada@example.org",
            locale="it",
            success_url=URLS.success,
            cancel_url=URLS.cancel,
            expires_at=self.now + SESSION_LIFE,
        )
        params = self.gateway.checkout_params(request)
        return self.gateway.create_checkout(params, key=str(uuid.uuid4())).session_id

    def pay(self, session_id: str, outcome: str, card: str) -> str | None:
        """What the donor does on the page; the id of the payment, if there is one."""
        slow = {} if outcome in ("pay", "decline") else {"slow_seconds": NEVER}
        cards = {"card": card} if outcome in ("pay", "decline") else {}
        answer = self.bank.outcome(session_id, outcome, **slow, **cards)
        payment: str | None = answer["session"]["payment_intent"]
        return payment

    def new_events(self) -> list[dict[str, Any]]:
        """What the provider has to tell since the last question, oldest first."""
        params: Any = {"limit": 100}
        if self.last_event:
            params["ending_before"] = self.last_event
        listed = self.gateway._client.v1.events.list(params=params)
        news: list[dict[str, Any]] = [event.to_dict(for_json=True) for event in listed.data]
        self.last_event = news[0]["id"] if news else self.last_event
        return news[::-1]

    def deliver(self, event: dict[str, Any]) -> EventState:
        """An event arrives, and is applied at once."""
        stored = inbox.store(event=event, body=json.dumps(event).encode(), now=self.now)
        return inbox.apply_event(event_id=stored.event_id, gateway=self.gateway, now=self.now)

    def drain(self, events: list[dict[str, Any]]) -> set[EventState]:
        """Events arrive, and are applied as the worker does those that wait; their states."""
        stored = [
            inbox.store(event=event, body=json.dumps(event).encode(), now=self.now).event_id
            for event in events
        ]
        draining.drain(gateway=self.gateway, now=self.now)
        rows = ProviderEvent.objects.filter(pk__in=stored)
        return {EventState(state) for state in rows.values_list("state", flat=True)}

    def tick(self) -> None:
        """What the worker does each minute; requests do not wait for their turn.

        It asks again once the refunds that go to a bank account have arrived there.
        """
        waiting = ProviderCall.objects.filter(state=CallState.COMMITTED)
        waiting.update(next_attempt_at=self.now)
        moved = closing.advance(now=self.now, gateway=self.gateway)
        assert not moved.undone
        refund_sending.run_refunds(gateway=self.gateway, now=self.now)
        self.move_clock(REFUND_ARRIVES)
        refund_sending.run_refunds(gateway=self.gateway, now=self.now)

    def reconcile(self, depth: Depth) -> None:
        run = reconcile(gateway=self.gateway, now=self.now, depth=depth)
        assert run.complete, run.error
        open_lines = run.differences.filter(repaired=False)
        assert not open_lines, list(open_lines.values("kind", "object_type", "detail"))

    def ask_refund(self, donation_id: uuid.UUID, cents: int) -> None:
        ask_refund(
            donation_id=donation_id,
            amount=from_cents(cents),
            reason="Chiesto dal donatore.",
            by=self.finance,
            now=self.now,
        )

    def transfer(self, refund: Refund) -> None:
        refunds.pay_by_transfer(
            refund_id=refund.pk, reference="CRO 1", now=self.now, by=self.finance
        )

    def refund_there(self, payment_id: str, cents: int) -> str:
        """Give something back on the provider's dashboard."""
        params: Any = {"payment_intent": payment_id, "amount": cents}
        return self.gateway._client.v1.refunds.create(params=params).id

    def fail_refund(self, refund_id: str) -> None:
        self.bank.post(f"refunds/{refund_id}/fail")

    def dispute(self, payment_id: str, cents: int) -> str:
        charge = self.gateway._client.v1.payment_intents.retrieve(payment_id).latest_charge
        return str(self.bank.post(f"charges/{charge}/dispute", amount=cents)["id"])

    def close_dispute(self, dispute_id: str, status: str) -> None:
        self.bank.post(f"disputes/{dispute_id}/close", status=status)

    def act(self, what: str, funding: Funding) -> None:
        act = getattr(campaign_acts, what)
        act(funding_id=funding.pk, document=document(date=self.now.date()), now=self.now)

    def change_fund(self, fund: Fund, cents: int) -> None:
        change_fund(
            fund=fund,
            total=from_cents(cents),
            number="DD 7/2026",
            date=self.now.date(),
            reason="Variazione di bilancio",
            by=self.finance,
            now=self.now,
        )

    def pay_out(self, funding: Funding, cents: int) -> None:
        commitment = Commitment.objects.select_related("fund").get(funding=funding)
        if not CommitmentAct.objects.filter(commitment=commitment).exists():
            record_act(
                commitment=commitment,
                number="DD 8/2026",
                date=self.now.date(),
                budget_chapter="4512.01",
                budget_year=2026,
                cup="",
                by=self.finance,
                now=self.now,
            )
        grant_acts.pay_out(
            commitment_id=commitment.pk,
            amount=from_cents(cents),
            paper=self._paper(),
            now=self.now,
        )

    def set_grant(self, funding: Funding, cents: int) -> None:
        grant_acts.change_grant(
            commitment_id=Commitment.objects.get(funding=funding).pk,
            due=from_cents(cents) if cents else ZERO,
            paper=self._paper(),
            reasons=reasons(),
            now=self.now,
        )

    def pay_back(self, funding: Funding, cents: int) -> None:
        grant_acts.record_recovery(
            commitment_id=Commitment.objects.get(funding=funding).pk,
            amount=from_cents(cents),
            paper=self._paper(),
            now=self.now,
        )

    def _paper(self) -> GrantPaper:
        return GrantPaper(number=uuid.uuid4().hex, date=self.now.date(), by=self.finance)


def totals_of(funding: Funding) -> dict[str, Any]:
    """What the platform says of a campaign, in the model's words."""
    funding = Funding.objects.select_related("commitment").get(pk=funding.pk)
    commitment: Commitment | None = getattr(funding, "commitment", None)
    owed = _balance(funding.slug, Account.REFUND_OWED)
    return {
        "state": funding.state,
        **{name: _cents(getattr(funding, name)) for name in ("confirmed", "refunded", "disputed")},
        **{name: _cents(getattr(funding, name)) for name in ("late", "late_refunded", "net")},
        "commitment": commitment.state if commitment else "",
        **{
            name: _cents(getattr(commitment, name)) if commitment else 0
            for name in ("reserved", "granted", "shortfall", "paid", "receivable")
        },
        "at_risk": funding.is_at_risk,
        "owed": _cents(owed),
    }


def owed_refunds(donation_payment: str) -> list[Refund]:
    """Refunds of a payment that wait for a bank transfer."""
    owed = Refund.objects.filter(state=RefundState.OWED, donation__payment_id=donation_payment)
    return list(owed.order_by("created_at", "pk"))


def _balance(campaign: str, account: Account) -> Decimal:
    entries = Entry.objects.filter(campaign=campaign)
    moved = entries.values_list("source", "destination", "amount")
    inside = sum((amount for _source, to, amount in moved if to == account), ZERO)
    return inside - sum((amount for source, _to, amount in moved if source == account), ZERO)


def _cents(amount: Decimal) -> int:
    return to_cents(amount) if amount else 0
