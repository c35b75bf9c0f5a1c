"""What may stand between a decided refund and its donor: no money, a dashboard, a dispute."""

from datetime import datetime
from decimal import Decimal
from typing import Any, Final

import pytest
from django.utils import timezone

from campaigns.funding.models import Funding
from campaigns.payments import refund_sending, refunds
from campaigns.payments.disputes import apply_dispute_report
from campaigns.payments.gateways.stripe import StripeGateway
from campaigns.payments.models import (
    CallState,
    Refund,
    RefundReason,
    RefundState,
)
from campaigns.payments.refund_sending import MOST_SHORT, run_refunds
from campaigns.transparency.audit import audit

from .giving_back import MINUTE, asked_for, calls, oldest, states, tried
from .provider_money import dispute_there, refund_there
from .sandbox.control import Control
from .test_refunds import assert_given_back_once, failed_campaign

SHORT: Final = {"overdraft": 0, "when_short": "refuse"}


@pytest.fixture
def funding(gateway: StripeGateway, bank: Control) -> Funding:
    """A failed campaign that owes 10.00, 11.00, 12.00 and 13.00."""
    return failed_campaign(gateway, bank, 4)


@pytest.fixture
def now() -> datetime:
    return timezone.now()


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
        turn = refund_sending.Turn()
        for amount in range(20, 20 - MOST_SHORT, -1):
            assert turn.is_worth_asking(Decimal(amount))
            assert not turn.is_worth_asking(Decimal(30)) or amount == 20
            turn.was_short_of(Decimal(amount))
        assert not turn.is_worth_asking(Decimal(1))


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


def _tell(gateway: StripeGateway, dispute: Any, now: datetime) -> None:
    apply_dispute_report(report=gateway.fetch_dispute(dispute["id"]), now=now)
