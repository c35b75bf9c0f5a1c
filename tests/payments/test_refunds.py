"""R9: every donor of a campaign that failed has the money back, once, whatever breaks."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from types import ModuleType
from typing import Any

import pytest
from django.utils import timezone

from campaigns.funding.models import Funding, State
from campaigns.ledger.models import Entry, Kind
from campaigns.payments import outbox, refund_following, refund_sending, refunds
from campaigns.payments.confirmation import apply_report
from campaigns.payments.gateways.stripe import StripeGateway
from campaigns.payments.models import SHORT_OF_MONEY, Donation, Refund, RefundState
from campaigns.transparency.audit import audit
from tests.concurrency import at_once
from tests.factories import make_open_funding

from .checkouts import begin_checkout
from .sandbox.control import Control

SEND = {"path_prefix": "/v1/refunds", "method": "POST"}


def failed_campaign(gateway: StripeGateway, bank: Control, gifts: int) -> Funding:
    """A campaign that failed, with gifts of 10.00, 11.00, 12.00… paid at the sandbox."""
    bank.post("balance", overdraft=None)
    funding = make_open_funding(cost="1000000.00")
    for number in range(gifts):
        donation = begin_checkout(funding, gateway, f"{10 + number}.00")
        bank.outcome(str(donation.session_id), "pay")
        report = gateway.fetch_checkout(str(donation.session_id))
        apply_report(donation_id=donation.pk, report=report, now=timezone.now())
    funding.refresh_from_db()
    Funding.objects.filter(pk=funding.pk).update(
        state=State.FAILED, settled_at=timezone.now(), settled_net=funding.net
    )
    return funding


def run(gateway: StripeGateway, *, later: timedelta = timedelta(0)) -> int:
    return refund_sending.run_refunds(gateway=gateway, now=timezone.now() + later)


def assert_given_back_once(gateway: StripeGateway, funding: Funding) -> None:
    funding.refresh_from_db()
    assert funding.net == 0
    gifts = {gift.payment_id: int(gift.amount * 100) for gift in Donation.objects.all()}
    listed = gateway._client.v1.refunds.list(params={"limit": 100}).data
    assert len(listed) == len(gifts)
    assert {refund.payment_intent: refund.amount for refund in listed} == gifts
    assert set(Refund.objects.values_list("state", flat=True)) == {RefundState.PAID}
    for kind in (Kind.REFUND, Kind.REFUND_PAID):
        assert Entry.objects.filter(kind=kind).count() == len(gifts)
    told = audit()
    assert told["ok"], told["checks"]


@pytest.mark.django_db
class TestExactlyOnce:
    @pytest.fixture
    def funding(self, gateway: StripeGateway, bank: Control) -> Funding:
        return failed_campaign(gateway, bank, 4)

    def test_everybody_in_full(self, funding: Funding, gateway: StripeGateway) -> None:
        assert run(gateway) == 8
        assert_given_back_once(gateway, funding)

    def test_run_again_nothing_is_left_to_do(
        self, funding: Funding, gateway: StripeGateway
    ) -> None:
        run(gateway)
        assert [run(gateway) for _ in range(3)] == [0, 0, 0]
        assert_given_back_once(gateway, funding)

    @pytest.mark.parametrize("at", [1, 2, 4])
    @pytest.mark.parametrize(
        ("module", "function"),
        [
            (refunds, "_decide"),
            (outbox, "commit_refund"),
            (refund_sending, "_send"),
            (refund_sending, "_apply"),
            (refunds, "apply_refund_report"),
            (refunds, "_settle"),
            (outbox, "finish"),
        ],
        ids=lambda each: getattr(each, "__name__", each).rpartition(".")[2],
    )
    def test_a_crash_in_the_middle_is_taken_up_by_the_next_run(
        self,
        funding: Funding,
        gateway: StripeGateway,
        monkeypatch: pytest.MonkeyPatch,
        module: ModuleType,
        function: str,
        at: int,
    ) -> None:
        with monkeypatch.context() as patch, pytest.raises(Died):
            patch.setattr(module, function, _dying(getattr(module, function), at))
            run(gateway)
        run(gateway)
        assert_given_back_once(gateway, funding)

    @pytest.mark.parametrize("fault", ["drop_before", "drop_after", "500", "500_after", "429"])
    def test_an_answer_that_is_lost_is_asked_for_again(
        self, funding: Funding, gateway: StripeGateway, bank: Control, fault: str
    ) -> None:
        bank.post("faults", fault=fault, times=3, **SEND)
        run(gateway)
        run(gateway, later=outbox.FIRST_DELAY)
        assert_given_back_once(gateway, funding)

    def test_r13_after_a_day_a_refund_that_was_sent_is_found_and_not_sent_again(
        self, funding: Funding, gateway: StripeGateway, bank: Control
    ) -> None:
        bank.post("faults", fault="drop_after", times=3, **SEND)
        run(gateway)
        assert Refund.objects.filter(state=RefundState.INTENDED).count() == 1
        after = timedelta(hours=25)
        bank.post("clock", advance=after.total_seconds())
        run(gateway, later=after)
        assert_given_back_once(gateway, funding)

    def test_r13_after_a_day_a_refund_that_was_never_sent_is_sent(
        self, funding: Funding, gateway: StripeGateway, bank: Control
    ) -> None:
        bank.post("faults", fault="drop_before", times=3, **SEND)
        run(gateway)
        after = timedelta(hours=25)
        bank.post("clock", advance=after.total_seconds())
        run(gateway, later=after)
        assert_given_back_once(gateway, funding)

    def test_a_refund_that_waits_for_money_is_asked_about_until_it_is_paid(
        self, funding: Funding, gateway: StripeGateway, bank: Control
    ) -> None:
        balance = gateway._client.v1.balance.retrieve().available[0].amount
        bank.post("balance", overdraft=0, pay_out=balance)
        run(gateway)
        waiting = Refund.objects.filter(SHORT_OF_MONEY, state=RefundState.PENDING)
        assert waiting.count() == 4
        assert run(gateway) == 0
        bank.post("balance", top_up=10_000)
        assert run(gateway) == 0, "asked about a moment ago"
        assert run(gateway, later=refund_following.SOONEST_QUESTION) == 4
        assert not waiting.exists()
        assert_given_back_once(gateway, funding)


@pytest.mark.django_db
def test_a_refund_that_the_bank_sends_back_is_owed_to_the_donor(
    gateway: StripeGateway, bank: Control
) -> None:
    failed_campaign(gateway, bank, 1)
    balance = gateway._client.v1.balance.retrieve().available[0].amount
    bank.post("balance", overdraft=0, pay_out=balance)
    run(gateway)
    bank.post(f"refunds/{Refund.objects.get().provider_id}/fail")
    run(gateway)
    assert Refund.objects.get().state == RefundState.OWED
    assert not Entry.objects.filter(kind=Kind.REFUND_PAID).exists()
    assert audit()["ok"]


@pytest.mark.django_db
def test_a_refund_that_the_provider_refuses_is_owed_and_alerts(
    gateway: StripeGateway, bank: Control, caplog: pytest.LogCaptureFixture
) -> None:
    failed_campaign(gateway, bank, 2)
    first = Donation.objects.order_by("confirmed_at").first()
    assert first is not None
    Donation.objects.filter(pk=first.pk).update(payment_id="pi_unknown")
    run(gateway)
    refund = Refund.objects.get(donation=first)
    assert refund.state == RefundState.OWED
    assert str(refund.pk) in caplog.text
    assert Refund.objects.exclude(pk=refund.pk).get().state == RefundState.PAID


@pytest.mark.django_db
@pytest.mark.parametrize("state", [each for each in State if each not in refunds._REASONS])
def test_campaigns_that_have_not_failed_give_nothing_back(
    gateway: StripeGateway, bank: Control, state: State
) -> None:
    failed_campaign(gateway, bank, 1)
    Funding.objects.update(state=state)
    assert run(gateway) == 0
    assert not Refund.objects.exists()


@pytest.mark.committed
def test_runs_at_once_give_back_once(
    committed_db: str, gateway: StripeGateway, bank: Control
) -> None:
    funding = failed_campaign(gateway, bank, 5)
    at_once([partial(run, gateway)] * 4)
    run(gateway)
    assert_given_back_once(gateway, funding)


class Died(BaseException):
    """The process was killed: nothing in it catches that."""


def _dying(function: Callable[..., Any], at: int) -> Callable[..., Any]:
    """The function, whose process dies the moment before it is called for the ``at``-th time."""
    calls: list[int] = []

    def dying(*args: Any, **kwargs: Any) -> Any:
        calls.append(1)
        if len(calls) == at:
            raise Died
        return function(*args, **kwargs)

    return dying
