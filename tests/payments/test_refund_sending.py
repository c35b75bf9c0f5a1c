"""R13: what may stand between a decided refund and its donor, and that it arrives once."""

import time
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Any, Final

import pytest
from django.db import transaction
from django.utils import timezone

from campaigns.funding import services as funding_services
from campaigns.funding.models import Funding, State
from campaigns.payments import outbox, refund_sending, refunds
from campaigns.payments.disputes import apply_dispute_report
from campaigns.payments.gateways.contract import RefundReport
from campaigns.payments.gateways.stripe import StripeGateway
from campaigns.payments.models import (
    CallKind,
    CallState,
    Donation,
    ProviderCall,
    Refund,
    RefundReason,
    RefundState,
)
from campaigns.payments.refund_sending import MOST_SHORT, run_refunds
from campaigns.transparency.audit import audit
from tests.concurrency import at_once

from .provider_money import dispute_there, refund_there
from .sandbox.control import Control
from .test_refunds import SEND, assert_given_back_once, failed_campaign

SHORT: Final = {"overdraft": 0, "when_short": "refuse"}
MINUTE: Final = timedelta(minutes=1)


@pytest.fixture
def funding(gateway: StripeGateway, bank: Control) -> Funding:
    """A failed campaign that owes 10.00, 11.00, 12.00 and 13.00."""
    return failed_campaign(gateway, bank, 4)


@pytest.fixture
def now() -> datetime:
    return timezone.now()


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


@pytest.mark.django_db
class TestMoneyThatIsMissing:
    @pytest.fixture(autouse=True)
    def no_money(self, funding: Funding, gateway: StripeGateway, bank: Control) -> None:
        bank.post("balance", pay_out=int(gateway.balance() * 100), **SHORT)

    def test_refunds_wait_for_the_top_up_and_are_sent_after_it(
        self, funding: Funding, gateway: StripeGateway, bank: Control, now: datetime
    ) -> None:
        assert run_refunds(gateway=gateway, now=now) == 4
        assert states() == [RefundState.WAITING, *[RefundState.INTENDED] * 3]
        assert asked_for(gateway) == []
        bank.post("balance", top_up=10_000)
        assert run_refunds(gateway=gateway, now=now + 2 * MINUTE) == 4
        assert calls() == {CallState.DONE, CallState.DROPPED}
        assert_given_back_once(gateway, funding)

    def test_one_that_does_not_fit_does_not_stop_a_smaller_one(
        self, funding: Funding, gateway: StripeGateway, bank: Control, now: datetime
    ) -> None:
        refunds.decide_refunds(now=now)
        Refund.objects.filter(amount__gt=12).update(created_at=now - MINUTE)
        bank.post("balance", top_up=1200)
        assert run_refunds(gateway=gateway, now=now) == 1
        assert asked_for(gateway) == [1000]
        waiting, intended = RefundState.WAITING, RefundState.INTENDED
        assert states() == [RefundState.PAID, waiting, intended, waiting]

    def test_the_provider_is_not_hammered(
        self, funding: Funding, gateway: StripeGateway, bank: Control, now: datetime
    ) -> None:
        """Each refund is smaller than the one before it: none tells that the next will not fit."""
        refunds.decide_refunds(now=now)
        for refund in Refund.objects.all():
            at = now - MINUTE * int(refund.amount)
            Refund.objects.filter(pk=refund.pk).update(created_at=at)
        for minute in range(30):
            run_refunds(gateway=gateway, now=now + minute * MINUTE)
        assert 4 < tried() <= 4 * 5

    def test_after_some_refusals_a_run_asks_for_no_more(self) -> None:
        purse = refund_sending.Purse()
        for amount in range(20, 20 - MOST_SHORT, -1):
            assert purse.may_hold(Decimal(amount))
            assert not purse.may_hold(Decimal(30)) or amount == 20
            purse.was_short_of(Decimal(amount))
        assert not purse.may_hold(Decimal(1))


@pytest.mark.django_db
class TestWhatOthersDidBefore:
    def test_a_refund_of_the_dashboard_takes_the_place_of_ours(
        self, funding: Funding, gateway: StripeGateway, now: datetime
    ) -> None:
        refunds.decide_refunds(now=now)
        refund_there(oldest(), gateway, 1000)
        run_refunds(gateway=gateway, now=now)
        ours, theirs = oldest().refunds.order_by("created_at", "reason")
        assert (ours.reason, ours.state) == (RefundReason.CAMPAIGN_FAILED, RefundState.WITHDRAWN)
        assert (theirs.reason, theirs.state) == (RefundReason.PROVIDER, RefundState.PAID)
        assert calls() == {CallState.DONE, CallState.DROPPED}
        assert sorted(asked_for(gateway)) == [1000, 1100, 1200, 1300]
        assert audit(gateway=gateway)["ok"]

    def test_after_a_part_from_the_dashboard_ours_gives_the_rest(
        self, funding: Funding, gateway: StripeGateway, now: datetime
    ) -> None:
        refunds.decide_refunds(now=now)
        refund_there(oldest(), gateway, 400)
        run_refunds(gateway=gateway, now=now)
        assert set(oldest().refunds.values_list("amount", "state")) == {
            (4, RefundState.PAID),
            (6, RefundState.PAID),
        }
        assert sorted(asked_for(gateway)) == [400, 600, 1100, 1200, 1300]
        assert audit(gateway=gateway)["ok"]

    @pytest.mark.parametrize("is_known", [True, False], ids=["known", "unheard_of"])
    @pytest.mark.parametrize("outcome", ["won", "lost"])
    def test_a_disputed_refund_waits_for_the_end_of_the_dispute(
        self,
        funding: Funding,
        gateway: StripeGateway,
        bank: Control,
        now: datetime,
        is_known: bool,
        outcome: str,
    ) -> None:
        refunds.decide_refunds(now=now)
        dispute = dispute_there(oldest(), gateway, bank)
        if is_known:
            _tell(gateway, dispute, now)
        run_refunds(gateway=gateway, now=now)
        assert states() == [RefundState.INTENDED, *[RefundState.PAID] * 3]
        assert tried() == 3 + (not is_known)

        bank.post(f"disputes/{dispute['id']}/close", status=outcome)
        _tell(gateway, dispute, now)
        run_refunds(gateway=gateway, now=now + refund_sending.DISPUTED_DELAY)
        ended = RefundState.PAID if outcome == "won" else RefundState.COVERED
        assert states()[0] == ended
        assert sorted(asked_for(gateway))[0] == (1000 if outcome == "won" else 1100)
        assert audit(gateway=gateway)["ok"]


@pytest.mark.django_db
class TestKeys:
    def test_a_failure_that_the_provider_stored_needs_another_key(
        self, funding: Funding, gateway: StripeGateway, bank: Control, now: datetime
    ) -> None:
        bank.post("faults", fault="500_stored", **SEND)
        run_refunds(gateway=gateway, now=now)
        assert states().count(RefundState.PAID) == 3
        run_refunds(gateway=gateway, now=now + 2 * MINUTE)
        assert_given_back_once(gateway, funding)

    @pytest.mark.parametrize("fault", ["drop_before", "drop_after", "500_after"])
    def test_after_a_day_what_was_made_is_found_and_what_was_not_is_sent(
        self, gateway: StripeGateway, bank: Control, now: datetime, fault: str
    ) -> None:
        """Refunds in part: the provider itself would make a second one."""
        give_back_in_part(gateway, bank, 3, now)
        bank.post("faults", fault=fault, times=3, **SEND)
        run_refunds(gateway=gateway, now=now)
        bank.post("clock", advance=90_000)
        run_refunds(gateway=gateway, now=now + timedelta(hours=25))
        assert asked_for(gateway) == [500] * 3
        assert set(states()) == {RefundState.PAID}
        assert audit(gateway=gateway)["ok"]

    def test_a_call_is_given_up_in_the_end_and_somebody_told(
        self,
        funding: Funding,
        gateway: StripeGateway,
        bank: Control,
        now: datetime,
        monkeypatch: pytest.MonkeyPatch,
        caplog: pytest.LogCaptureFixture,
    ) -> None:
        monkeypatch.setattr(outbox, "MOST_ATTEMPTS", 2)
        bank.post("faults", fault="500", times=8 * 3, **SEND)
        run_refunds(gateway=gateway, now=now)
        assert calls() == {CallState.COMMITTED}
        run_refunds(gateway=gateway, now=now + MINUTE)
        assert calls() == {CallState.DEAD}
        assert set(states()) == {RefundState.INTENDED}
        assert "given up" in caplog.text

    def test_a_call_that_has_nothing_more_to_do_is_closed(
        self, funding: Funding, gateway: StripeGateway, now: datetime
    ) -> None:
        refunds.decide_refunds(now=now)
        Refund.objects.update(state=RefundState.WITHDRAWN)
        run_refunds(gateway=gateway, now=now)
        assert calls() == {CallState.DROPPED}
        assert asked_for(gateway) == []


@pytest.mark.django_db
def test_one_refund_in_trouble_holds_up_no_other(
    funding: Funding, gateway: StripeGateway, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    poor, apply = oldest().pk, refunds.apply_refund_report

    def broken(**told: Any) -> Refund:
        if told["report"].amount == 10:
            raise RuntimeError(str(poor))
        return apply(**told)

    with monkeypatch.context() as patch:
        patch.setattr(refunds, "apply_refund_report", broken)
        run_refunds(gateway=gateway, now=now)
    assert states() == [RefundState.INTENDED, *[RefundState.PAID] * 3]
    run_refunds(gateway=gateway, now=now + MINUTE)
    assert_given_back_once(gateway, funding)


@pytest.mark.django_db
def test_a_refund_under_way_is_asked_about_ever_more_seldom(
    funding: Funding,
    gateway: StripeGateway,
    bank: Control,
    now: datetime,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    bank.post("balance", overdraft=0, pay_out=int(gateway.balance() * 100))
    run_refunds(gateway=gateway, now=now)
    asked: list[str] = []
    fetch = gateway.fetch_refund

    def counting(refund_id: str) -> RefundReport:
        asked.append(refund_id)
        return fetch(refund_id)

    monkeypatch.setattr(gateway, "fetch_refund", counting)
    for minute in range(120):
        run_refunds(gateway=gateway, now=now + minute * MINUTE)
    assert 4 * 5 < len(asked) < 4 * 30


@pytest.mark.committed
def test_two_runs_never_send_with_two_keys_at_once(
    committed_db: str, gateway: StripeGateway, bank: Control
) -> None:
    """One run is slow to send what another finds too old, looks up and sends with a new key."""
    now = timezone.now()
    give_back_in_part(gateway, bank, 1, now)
    bank.post("faults", fault="delay", seconds=1, **SEND)

    def late() -> int:
        time.sleep(0.4)
        return run_refunds(gateway=gateway, now=now + outbox.KEY_LIFE)

    at_once([partial(run_refunds, gateway=gateway, now=now), late])
    assert asked_for(gateway) == [500]
    assert states() == [RefundState.PAID]
    assert audit(gateway=gateway)["ok"]


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


def _tell(gateway: StripeGateway, dispute: Any, now: datetime) -> None:
    apply_dispute_report(report=gateway.fetch_dispute(dispute["id"]), now=now)
