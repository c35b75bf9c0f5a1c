"""R13: a decided refund is sent once, with one key after another where one is spent."""

import time
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
from django.utils import timezone

from campaigns.funding.models import Funding
from campaigns.payments import outbox, refund_sending, refunds
from campaigns.payments.gateways.contract import RefundReport
from campaigns.payments.gateways.stripe import StripeGateway
from campaigns.payments.models import (
    CallKind,
    CallState,
    ProviderCall,
    Refund,
    RefundState,
)
from campaigns.payments.refund_sending import run_refunds
from campaigns.transparency.audit import audit
from tests.concurrency import at_once

from .giving_back import MINUTE, asked_for, calls, give_back_in_part, oldest, states, tried
from .sandbox.control import Control
from .test_refunds import SEND, assert_given_back_once, failed_campaign


@pytest.fixture
def funding(gateway: StripeGateway, bank: Control) -> Funding:
    """A failed campaign that owes 10.00, 11.00, 12.00 and 13.00."""
    return failed_campaign(gateway, bank, 4)


@pytest.fixture
def now() -> datetime:
    return timezone.now()


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
        bank.post("faults", fault="500", times=3, **SEND)
        run_refunds(gateway=gateway, now=now)
        call = ProviderCall.objects.get(attempts=1, kind=CallKind.REFUND, error__gt="")
        assert call.state == CallState.COMMITTED
        bank.post("faults", fault="500", times=3, **SEND)
        run_refunds(gateway=gateway, now=now + MINUTE)
        call.refresh_from_db()
        assert (call.state, call.attempts) == (CallState.DEAD, 2)
        assert call.refund is not None
        assert call.refund.state == RefundState.INTENDED
        assert call.key in caplog.text

    def test_a_silent_provider_is_not_asked_about_every_refund(
        self, gateway: StripeGateway, bank: Control, now: datetime
    ) -> None:
        failed_campaign(gateway, bank, 6)
        bank.post("faults", fault="500", times=100, **SEND)
        assert run_refunds(gateway=gateway, now=now) == 6
        assert tried() == refund_sending.MOST_SILENCES

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
