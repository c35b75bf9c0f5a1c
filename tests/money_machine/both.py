"""Every act, done to the platform and its provider and to the reference model at once."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from campaigns.calls.models import Overfunding
from campaigns.cofinancing.models import Fund
from campaigns.funding.models import Funding, State
from campaigns.money import ZERO, from_cents
from campaigns.payments.donations import DonationRefused
from campaigns.payments.event_routes import ROUTES
from campaigns.payments.models import Depth, Donation, EventState, Refund, RefundReason, RefundState
from tests.factories import NOW, CallFactory, make_fund, make_funding

from .hearing import NEVER, Dispute, Hearing, Intent, Payment
from .reference_model import Campaign
from .reference_model import Refund as ModelRefund
from .world import World, owed_refunds, totals_of

SETTLEMENT_DAYS = 5
DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)
ODD = timedelta(seconds=30)
"""Keeps the boundaries of campaigns off the minutes at which things happen."""
TERMS: tuple[tuple[str, timedelta, timedelta, str | None], ...] = (
    ("1000.00", -DAY, 2 * DAY, None),
    ("600.01", -DAY, 2 * DAY, None),
    ("800.00", timedelta(hours=2), 4 * DAY, "150.00"),
)
"""Cost, opening and closing from the beginning on, most of one payer that counts."""


class Both:
    """Amounts are in cents. Provider's ids of payments, refunds and disputes are kept here."""

    def __init__(self, world: World, *, fund: int, overfunding: Overfunding) -> None:
        self.world = world
        call = CallFactory.create(overfunding=overfunding, settlement_days=SETTLEMENT_DAYS)
        self.fund = make_fund(call, str(_euro(fund)))
        self.fundings: dict[Campaign, Funding] = {}
        for cost, opens, closes, limit in TERMS:
            call.payer_limit = Decimal(limit) if limit else None
            funding = make_funding(
                call,
                cost=cost,
                opens_at=NOW + opens + ODD,
                closes_at=NOW + closes + ODD,
                state=State.SCHEDULED,
            )
            self.fundings[_modelled(funding)] = funding
        in_order = sorted(self.fundings, key=lambda campaign: campaign.closes_at)
        self.model = Hearing(fund, in_order)
        self.donations: dict[Intent, Any] = {}
        self.sessions: dict[Payment, str] = {}
        self.payments: dict[Payment, str] = {}
        self.refunds: dict[str, tuple[Payment, ModelRefund]] = {}
        self.disputes: dict[str, tuple[Payment, Dispute]] = {}
        self.events: list[dict[str, Any]] = []
        self.lost: set[str] = set()
        self.heard: set[str] = set()

    def pass_time(self, by: timedelta = MINUTE) -> None:
        """At the provider too, where pages close by themselves after an hour."""
        self.world.move_clock(by)
        for page in self.pages("open"):
            if page.asked + timedelta(hours=1) <= self.world.now:
                page.truth = "expired"

    def tick(self) -> None:
        self.model.move_clock(self.world.now)
        self.model.send_refunds()
        self.world.tick()

    def give(self, campaign: Campaign, cents: int) -> None:
        if not campaign.takes_money(self.world.now):
            with pytest.raises(DonationRefused):
                self.world.give(self.fundings[campaign], cents)
            return
        intent = Intent(campaign, cents)
        self.donations[intent] = self.world.give(self.fundings[campaign], cents)
        self.model.intents.append(intent)
        self._new_page(intent)

    def try_again(self, intent: Intent) -> None:
        self.world.open_page(self.donations[intent])
        intent.known = "open"
        self._new_page(intent)

    def pay(self, page: Payment, card: str) -> None:
        self._paid(page, self.world.pay(self.sessions[page], "pay", card), card, "paid")

    def pay_slowly(self, page: Payment) -> None:
        told = self.world.pay(self.sessions[page], "slow_success", "")
        self._paid(page, told, "account", "processing")

    def settle_slow(self, page: Payment, *, succeeds: bool) -> None:
        result = "succeed" if succeeds else "fail"
        self.world.bank.post(f"sessions/{self.sessions[page]}/settle", result=result)
        page.truth = "paid" if succeeds else "failed"
        page.settled = self.world.now

    def pay_second_page(self, intent: Intent, card: str) -> None:
        page = Payment(intent, self.world.now)
        self.sessions[page] = self.world.second_page(self.donations[intent], intent.amount)
        self.pay(page, card)

    def finance_refunds(self, payment: Payment, cents: int) -> None:
        assert payment.holder
        donation = Donation.objects.get(payment_id=self.payments[payment])
        self.world.ask_refund(donation.pk, cents)
        self.model.refund(payment.holder, cents)

    def dashboard_refunds(self, page: Payment, cents: int) -> None:
        refund = ModelRefund(cents, "paid")
        name = self.world.refund_there(self.payments[page], cents)
        self.refunds[name] = page, refund
        page.unknown.append(refund)
        page.given_back += cents

    def fail_refund(self, name: str) -> None:
        page, refund = self.refunds[name]
        self.world.fail_refund(name)
        refund.failed = True
        page.given_back -= refund.amount

    def transfer(self, payment: Payment, refund: ModelRefund) -> None:
        rows = owed_refunds(self.payments[payment])
        self.world.transfer(next(row for row in rows if row.amount == _euro(refund.amount)))
        refund.state = "transferred"

    def dispute(self, page: Payment, cents: int) -> None:
        dispute = Dispute(cents)
        self.disputes[self.world.dispute(self.payments[page], cents)] = page, dispute
        page.disputes.append(dispute)

    def close_dispute(self, name: str, status: str) -> None:
        self.world.close_dispute(name, status)
        self.disputes[name][1].truth = status

    def act(self, what: str, campaign: Campaign) -> None:
        self.world.act(what, self.fundings[campaign])
        if what == "cancel":
            self.model.release(campaign, "cancelled")
        elif what == "suspend":
            campaign.state = "suspended"
            campaign.stops.append((self.world.now, NEVER))
        else:
            campaign.state = "live"
            campaign.stops[-1] = (campaign.stops[-1][0], self.world.now)

    def change_fund(self, cents: int) -> None:
        self.world.change_fund(self.fund, cents)
        self.model.change_fund(cents)

    def set_grant(self, campaign: Campaign, cents: int) -> None:
        self.world.set_grant(self.fundings[campaign], cents)
        self.model.set_grant(campaign, cents)

    def pay_out(self, campaign: Campaign, cents: int) -> None:
        self.world.pay_out(self.fundings[campaign], cents)
        campaign.paid += cents

    def pay_back(self, campaign: Campaign, cents: int) -> None:
        self.world.pay_back(self.fundings[campaign], cents)
        self.model.pay_back(campaign, cents)

    def on_the_way(self) -> list[dict[str, Any]]:
        """Events that may still arrive."""
        return [event for event in self.events if event["id"] not in self.lost]

    def deliver(self, event: dict[str, Any]) -> None:
        state = self.world.deliver(event)
        assert state in (EventState.APPLIED, EventState.IGNORED), (event["type"], state)
        self._learn(event)

    def drain(self, events: list[dict[str, Any]]) -> None:
        """Together they come to what one by one comes to."""
        states = self.world.drain(events)
        assert states <= {EventState.APPLIED, EventState.IGNORED}, states
        for event in events:
            self._learn(event)

    def reconcile(self, depth: Depth) -> None:
        """Every event that did not arrive is found; then unfinished donations are asked about."""
        self.world.reconcile(depth)
        self.events += self.world.new_events()
        for event in self.events:
            self._learn(event)
        self.events = []
        for intent in self.donations:
            if intent.page and intent.known in ("open", "processing"):
                self.model.learn_payment(intent.page)

    def compare(self) -> None:
        """Raise ``AssertionError`` where a total is not the model's."""
        for campaign, funding in self.fundings.items():
            told = totals_of(funding).items()
            ought = {name: getattr(campaign, name) for name, _value in told}
            differences = {
                name: (value, ought[name]) for name, value in told if value != ought[name]
            }
            assert not differences, f"campaign of {funding.cost}: platform, model {differences}"
        fund = Fund.objects.get(pk=self.fund.pk)
        assert (fund.total, fund.available) == (
            _euro(self.model.total),
            _euro(self.model.available),
        )

    def pages(self, truth: str) -> list[Payment]:
        """Payment pages that stand so at the provider."""
        return [page for page in self.sessions if page.truth == truth]

    def sent_refunds(self) -> list[str]:
        """Refunds that the provider has made and the bank has not sent back."""
        ours = Refund.objects.filter(state=RefundState.PAID, transfers=0)
        for row in ours.exclude(reason=RefundReason.PROVIDER).select_related("donation"):
            if row.provider_id not in self.refunds:
                page = next(p for p, i in self.payments.items() if i == row.donation.payment_id)
                self.refunds[str(row.provider_id)] = page, self._modelled_refund(page, row)
        return [name for name, (_page, refund) in self.refunds.items() if not refund.failed]

    def _modelled_refund(self, page: Payment, row: Refund) -> ModelRefund:
        known = [refund for _page, refund in self.refunds.values()]
        assert page.holder
        return next(
            refund
            for refund in page.holder.refunds
            if (refund.state, _euro(refund.amount)) == ("paid", row.amount) and refund not in known
        )

    def _learn(self, event: dict[str, Any]) -> None:
        """What the platform learns by asking about an event's object, when it first hears of it."""
        if event["id"] in self.heard:
            return
        self.heard.add(event["id"])
        kind, told = event["type"], event["data"]["object"]
        if kind not in ROUTES:
            return
        payments = {name: page for page, name in self.payments.items()}
        pages = {name: page for page, name in self.sessions.items()}
        if kind.startswith("charge.dispute."):
            self.model.learn_dispute(*self.disputes[told["id"]])
        elif kind.startswith("refund.") and told["id"] in self.refunds:
            self.model.learn_refund(*self.refunds[told["id"]])
        elif kind == "charge.refunded":
            self.model.learn_refunds(payments[told["payment_intent"]])
        elif kind.startswith("payment_intent.") and told["id"] in payments:
            self.model.learn_payment(payments[told["id"]])
        elif kind.startswith("checkout.session."):
            self.model.learn_payment(pages[told["id"]])

    def _new_page(self, intent: Intent) -> None:
        intent.page = Payment(intent, self.world.now)
        self.sessions[intent.page] = self.world.page_of(self.donations[intent])

    def _paid(self, page: Payment, told: str | None, payer: str, truth: str) -> None:
        assert told
        self.payments[page] = told
        page.intent.payments.append(page)
        page.payer, page.truth = payer, truth
        page.began = page.settled = self.world.now


def _modelled(funding: Funding) -> Campaign:
    limit = funding.payer_limit
    return Campaign(
        cost=_cents(funding.cost),
        threshold=_cents(funding.threshold),
        due=_cents(funding.due),
        opens_at=funding.opens_at,
        closes_at=funding.closes_at,
        window_ends=funding.closes_at + SETTLEMENT_DAYS * DAY,
        fills_gap=funding.overfunding == Overfunding.FILL_GAP,
        payer_limit=None if limit is None else _cents(limit),
    )


def _cents(amount: Decimal) -> int:
    return int(amount * 100)


def _euro(cents: int) -> Decimal:
    return from_cents(cents) if cents else ZERO
