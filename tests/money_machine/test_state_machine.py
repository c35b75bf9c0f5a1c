"""R1–R14, R17: whatever people, banks, clocks and networks do, all totals are the model's.

Every step acts on the platform with its provider and on the reference model; then they are
compared. In the end everything is settled, and the books must balance with the provider's.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, TypeVar

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from pytest_django import Settings

from campaigns.accounts.models import User
from campaigns.calls.models import Overfunding
from campaigns.payments.gateways.stripe import StripeGateway
from campaigns.payments.models import Depth
from campaigns.transparency.audit import audit
from tests.factories import NOW
from tests.payments.sandbox.control import Control

from .both import DAY, MINUTE, Both
from .candidates import Candidates, left_there
from .reference_model import ENDED
from .world import World

CARDS = ("4242424242424242", "4000000000000077", "5555555555554444")
PASSING = [7 * MINUTE, 65 * MINUTE, 13 * 60 * MINUTE, 30 * 60 * MINUTE, 75 * 60 * MINUTE, 6 * DAY]
Candidate = TypeVar("Candidate")

which = st.integers(0, 30)
card = st.sampled_from(CARDS)
percent = st.sampled_from([10, 50, 100])


class MoneyMachine(Candidates, RuleBasedStateMachine):
    """Candidates of an act are chosen by a number, counted round."""

    gateway: StripeGateway
    bank: Control

    def __init__(self) -> None:
        super().__init__()
        self.transaction = transaction.atomic()
        self.transaction.__enter__()
        self.bank.post("reset")
        self.bank.post("balance", overdraft=None)
        finance = User.objects.create_superuser("ada", "ada@example.org", "password")
        self.world = World(self.gateway, self.bank, finance, NOW)
        self.world.move_clock(timedelta(0))

    @initialize(
        fund=st.sampled_from([0, 60_000, 80_000]), overfunding=st.sampled_from(list(Overfunding))
    )
    def begin(self, fund: int, overfunding: Overfunding) -> None:
        self.both = Both(self.world, fund=fund, overfunding=overfunding)
        self.both.tick()

    @rule(campaign=which, cents=st.sampled_from([100, 5_001, 25_000, 40_000, 60_000]))
    def give(self, campaign: int, cents: int) -> None:
        self.both.pass_time()
        self.both.give(_nth(self.both.model.campaigns, campaign), cents)

    @precondition(lambda self: self.gifts_to_try_again())
    @rule(gift=which)
    def try_again(self, gift: int) -> None:
        self.both.pass_time()
        self.both.try_again(_nth(self.gifts_to_try_again(), gift))

    @precondition(lambda self: self.open_pages())
    @rule(page=which, card=card)
    def pay(self, page: int, card: str) -> None:
        self.both.pass_time()
        self.both.pay(_nth(self.open_pages(), page), card)

    @precondition(lambda self: self.open_pages())
    @rule(page=which)
    def a_card_is_declined(self, page: int) -> None:
        self.both.pass_time()
        session = self.both.sessions[_nth(self.open_pages(), page)]
        self.world.pay(session, "decline", CARDS[0])

    @precondition(lambda self: self.open_pages())
    @rule(page=which)
    def pay_slowly(self, page: int) -> None:
        self.both.pass_time()
        self.both.pay_slowly(_nth(self.open_pages(), page))

    @precondition(lambda self: self.both.pages("processing"))
    @rule(page=which, succeeds=st.booleans())
    def a_slow_payment_settles(self, page: int, succeeds: bool) -> None:
        self.both.pass_time()
        self.both.settle_slow(_nth(self.both.pages("processing"), page), succeeds=succeeds)

    @precondition(lambda self: self.both.donations)
    @rule(gift=which, card=card)
    def pay_twice(self, gift: int, card: str) -> None:
        self.both.pass_time()
        self.both.pay_second_page(_nth(list(self.both.donations), gift), card)

    @precondition(lambda self: self.both.donations)
    @rule(data=st.data())
    def events_arrive(self, data: st.DataObject) -> None:
        """Some are lost, some doubled, all in any order; the others are still on their way."""
        self.both.pass_time()
        self.both.events += self.world.new_events()
        for _ in range(data.draw(st.integers(1, 8))):
            events = self.both.on_the_way()
            if not events:
                break
            event = events[data.draw(st.integers(0, len(events) - 1))]
            fate = data.draw(st.sampled_from(["once", "once", "again", "lost"]))
            if fate == "lost":
                self.both.lost.add(event["id"])
                continue
            self.both.deliver(event)
            if fate == "once":
                self.both.events.remove(event)

    @precondition(lambda self: self.both.payments)
    @rule(data=st.data())
    def a_queue_of_events_is_drained(self, data: st.DataObject) -> None:
        self.both.pass_time()
        self.both.events += self.world.new_events()
        events = data.draw(st.permutations(self.both.on_the_way()))
        self.both.drain(events)
        for event in events:
            self.both.events.remove(event)

    @rule(passing=st.sampled_from(PASSING), ticks=st.sampled_from([True, True, False]))
    def time_passes(self, passing: timedelta, ticks: bool) -> None:
        self.both.pass_time(passing)
        if ticks:
            self.both.tick()

    @precondition(lambda self: self.both.payments)
    @rule(depth=st.sampled_from(list(Depth)))
    def reconcile(self, depth: Depth) -> None:
        self.both.pass_time()
        self.both.reconcile(depth)

    @precondition(lambda self: self.payments_with_money_left())
    @rule(payment=which, percent=percent)
    def finance_refunds(self, payment: int, percent: int) -> None:
        self.both.pass_time()
        target, left = _nth(self.payments_with_money_left(), payment)
        self.both.finance_refunds(target, max(1, left * percent // 100))

    @precondition(lambda self: self.undisputed_payments(at_least=1))
    @rule(page=which, percent=percent)
    def the_dashboard_refunds(self, page: int, percent: int) -> None:
        self.both.pass_time()
        target = _nth(self.undisputed_payments(at_least=1), page)
        self.both.dashboard_refunds(target, max(1, left_there(target) * percent // 100))

    @precondition(lambda self: self.both.sent_refunds())
    @rule(refund=which)
    def a_refund_fails(self, refund: int) -> None:
        self.both.pass_time()
        self.both.fail_refund(_nth(self.both.sent_refunds(), refund))

    @precondition(lambda self: self.owed_refunds())
    @rule(refund=which)
    def finance_pays_an_owed_refund(self, refund: int) -> None:
        self.both.pass_time()
        self.both.transfer(*_nth(self.owed_refunds(), refund))

    @precondition(lambda self: self.undisputed_payments())
    @rule(page=which, percent=st.sampled_from([40, 100]))
    def a_payment_is_disputed(self, page: int, percent: int) -> None:
        self.both.pass_time()
        target = _nth(self.undisputed_payments(), page)
        self.both.dispute(target, max(1, target.amount * percent // 100))

    @precondition(lambda self: self.open_disputes())
    @rule(dispute=which, status=st.sampled_from(["won", "lost"]))
    def a_dispute_ends(self, dispute: int, status: str) -> None:
        self.both.pass_time()
        self.both.close_dispute(_nth(self.open_disputes(), dispute), status)

    @precondition(lambda self: self.campaigns_in("live"))
    @rule(campaign=which)
    def suspend(self, campaign: int) -> None:
        self._act("suspend", campaign, "live")

    @precondition(lambda self: self.campaigns_in("suspended"))
    @rule(campaign=which)
    def resume(self, campaign: int) -> None:
        self._act("resume", campaign, "suspended")

    @precondition(lambda self: self.campaigns_in("scheduled", "live", "suspended", "settling"))
    @rule(campaign=which, surely=st.sampled_from([False, False, True]))
    def cancel(self, campaign: int, surely: bool) -> None:
        if surely:
            self._act("cancel", campaign, "scheduled", "live", "suspended", "settling")

    @rule(cents=st.sampled_from([-10_000, -1, 5_000, 30_000]))
    def change_fund(self, cents: int) -> None:
        self.both.pass_time()
        model = self.both.model
        total = max(model.total - model.available, model.total + cents)
        if total != model.total:
            self.both.change_fund(total)

    @precondition(lambda self: self.campaigns_with("to_pay_out"))
    @rule(campaign=which, percent=percent)
    def an_instalment_is_paid(self, campaign: int, percent: int) -> None:
        self.both.pass_time()
        target = _nth(self.campaigns_with("to_pay_out"), campaign)
        self.both.pay_out(target, max(1, target.to_pay_out * percent // 100))

    @precondition(lambda self: self.campaigns_with("due"))
    @rule(campaign=which, percent=st.sampled_from([0, 40, 90]))
    def a_grant_is_set_anew(self, campaign: int, percent: int) -> None:
        self.both.pass_time()
        target = _nth(self.campaigns_with("due"), campaign)
        self.both.set_grant(target, target.due * percent // 100)

    @precondition(lambda self: self.campaigns_with("receivable"))
    @rule(campaign=which, percent=percent)
    def a_beneficiary_pays_back(self, campaign: int, percent: int) -> None:
        self.both.pass_time()
        target = _nth(self.campaigns_with("receivable"), campaign)
        self.both.pay_back(target, max(1, target.receivable * percent // 100))

    @invariant()
    def totals_are_the_models(self) -> None:
        self.both.compare()

    def teardown(self) -> None:
        try:
            if hasattr(self, "both"):
                self._settle_everything()
        finally:
            transaction.set_rollback(True)
            self.transaction.__exit__(None, None, None)

    def _settle_everything(self) -> None:
        """Banks decide, everything is told, all campaigns end: then the books balance."""
        for name in self.open_disputes():
            self.both.close_dispute(name, "won")
        for page in self.both.pages("processing"):
            self.both.settle_slow(page, succeeds=True)
        for _ in range(3):
            self.both.pass_time(8 * DAY)
            self.both.reconcile(Depth.FULL)
            self.both.tick()
            self.both.compare()
        assert all(each.state in ENDED for each in self.both.fundings)
        told = audit(gateway=self.gateway)
        assert told["ok"], [check for check in told["checks"] if not check["ok"]]

    def _act(self, what: str, campaign: int, *states: str) -> None:
        self.both.pass_time()
        self.both.act(what, _nth(self.campaigns_in(*states), campaign))


def _nth(candidates: Sequence[Candidate], number: int) -> Candidate:
    return candidates[number % len(candidates)]


def _run(gateway: StripeGateway, bank: Control, configured: Settings, **effort: Any) -> None:
    configured.REFUND_APPROVAL_ABOVE = 10**6
    machine = type("Machine", (MoneyMachine,), {"gateway": gateway, "bank": bank})
    run_state_machine_as_test(
        machine,
        settings=settings(
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
            phases=(Phase.generate, Phase.shrink),
            **effort,
        ),
    )


@pytest.mark.django_db
def test_money_is_never_wrong(gateway: StripeGateway, bank: Control, settings: Settings) -> None:
    _run(gateway, bank, settings, max_examples=8, stateful_step_count=30, derandomize=True)


@pytest.mark.deep
@pytest.mark.django_db
def test_money_is_never_wrong_for_long(
    gateway: StripeGateway, bank: Control, settings: Settings
) -> None:
    _run(gateway, bank, settings, max_examples=200, stateful_step_count=50)
