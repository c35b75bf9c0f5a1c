"""R11: a reconciliation brings all totals right, whatever events were lost, and says what differed.

The sandbox of these tests sends no events: every webhook is lost.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone

from campaigns.funding.models import Funding
from campaigns.ledger.models import Entry, Kind
from campaigns.payments import alerts
from campaigns.payments.gateways.stripe import StripeGateway
from campaigns.payments.models import (
    Depth,
    Difference,
    DifferenceKind,
    Dispute,
    DisputeState,
    Donation,
    EventState,
    Provider,
    ProviderEvent,
    ReconciliationRun,
    Refund,
    RefundReason,
    RefundState,
    Status,
)
from campaigns.payments.reconciliation import reconcile
from campaigns.payments.tasks import reconcile as reconcile_task
from campaigns.payments.tasks import reconcile_fully
from campaigns.transparency.audit import audit
from tests.concurrency import at_once
from tests.factories import CallFactory, give, make_fund, make_open_funding

from .checkouts import begin, checkout
from .provider_money import charge_of, dispute_there, paid_there, refund_there
from .sandbox.control import Control, session_params

pytestmark = pytest.mark.django_db

EVENTS = {"path_prefix": "/v1/events", "method": "GET"}
LATER = timedelta(minutes=10)


@pytest.fixture
def funding() -> Funding:
    call = CallFactory.create()
    make_fund(call)
    return make_open_funding(call, slug="orto")


def run(
    gateway: StripeGateway, depth: Depth = Depth.LIGHT, *, after: timedelta = LATER
) -> ReconciliationRun:
    return reconcile(gateway=gateway, now=timezone.now() + after, depth=depth)


def lines(run: ReconciliationRun) -> set[tuple[str, str, bool]]:
    """Kind, object and whether it was repaired, of each line but the events'."""
    told = run.differences.exclude(object_type="event")
    return set(told.values_list("kind", "object_type", "repaired"))


def assert_agreed(gateway: StripeGateway) -> None:
    told = audit(gateway=gateway)
    assert told["ok"], [check for check in told["checks"] if not check["ok"]]


def everything_that_can_happen(
    funding: Funding, gateway: StripeGateway, bank: Control
) -> dict[str, Donation]:
    """Six gifts of 100.00 paid there, and what became of them; none of it is known here."""
    names = ("kept", "refunded", "returned", "disputed", "won", "lost")
    gifts = {name: paid_there(funding, gateway, bank) for name in names}
    refund_there(gifts["refunded"], gateway, 30_00)
    sent_back = refund_there(gifts["returned"], gateway, 50_00)
    bank.post(f"refunds/{sent_back.id}/fail")
    dispute_there(gifts["disputed"], gateway, bank)
    dispute_there(gifts["won"], gateway, bank, "won")
    dispute_there(gifts["lost"], gateway, bank, "lost")
    return gifts


def assert_all_is_known(gifts: dict[str, Donation]) -> None:
    for donation in gifts.values():
        donation.refresh_from_db()
        assert donation.status == Status.CONFIRMED
    funding = Funding.objects.get()
    assert (funding.confirmed, funding.refunded, funding.disputed) == (600, 80, 200)
    assert gifts["refunded"].refunds.get().state == RefundState.PAID
    assert gifts["returned"].refunds.get().state == RefundState.OWED
    states = {name: gifts[name].disputes.get().state for name in ("disputed", "won", "lost")}
    assert states == {
        "disputed": DisputeState.OPEN,
        "won": DisputeState.WON,
        "lost": DisputeState.LOST,
    }


class TestWithEveryWebhookLost:
    @pytest.mark.parametrize("depth", list(Depth))
    def test_one_run_brings_all_totals_right(
        self, funding: Funding, gateway: StripeGateway, bank: Control, depth: Depth
    ) -> None:
        gifts = everything_that_can_happen(funding, gateway, bank)
        found = run(gateway, depth)
        assert found.complete
        assert_all_is_known(gifts)
        assert_agreed(gateway)
        assert not found.differences.filter(repaired=False).exists()

    def test_one_full_run_needs_no_events_either(
        self, funding: Funding, gateway: StripeGateway, bank: Control
    ) -> None:
        gifts = everything_that_can_happen(funding, gateway, bank)
        Donation.objects.update(session_id=None, requested_at=None, status=Status.CREATED)
        bank.post("faults", fault="500", times=3, **EVENTS)
        found = run(gateway, Depth.FULL)
        assert not found.complete
        assert "events" in found.error
        assert lines(found) == {
            ("missing_here", "payment", True),
            ("missing_here", "refund", True),
            ("missing_here", "dispute", True),
        }
        assert found.differences.count() == found.repaired == 6 + 2 + 3
        for donation in gifts.values():
            donation.refresh_from_db()
        assert_all_is_known(gifts)
        assert_agreed(gateway)

    @pytest.mark.parametrize("depth", list(Depth))
    def test_another_run_finds_nothing(
        self, funding: Funding, gateway: StripeGateway, bank: Control, depth: Depth
    ) -> None:
        everything_that_can_happen(funding, gateway, bank)
        run(gateway, Depth.FULL)
        before = Entry.objects.count()
        again = run(gateway, depth, after=2 * LATER)
        assert (again.complete, again.repaired, again.differences.count()) == (True, 0, 0)
        assert again.examined > 0
        assert Entry.objects.count() == before

    def test_events_are_taken_into_the_inbox_once(
        self, funding: Funding, gateway: StripeGateway, bank: Control
    ) -> None:
        everything_that_can_happen(funding, gateway, bank)
        found = run(gateway)
        told = found.differences.filter(object_type="event")
        assert told.count() == ProviderEvent.objects.count()
        assert set(told.values_list("kind", "repaired")) == {("missing_here", True)}
        assert set(ProviderEvent.objects.values_list("state", flat=True)) == {EventState.APPLIED}

    @pytest.mark.committed
    def test_runs_at_once_count_once(
        self, committed_db: str, gateway: StripeGateway, bank: Control
    ) -> None:
        call = CallFactory.create()
        make_fund(call)
        gifts = everything_that_can_happen(make_open_funding(call), gateway, bank)
        acts: list[Callable[[], Any]] = [
            lambda: run(gateway, Depth.FULL),
            lambda: run(gateway),
            lambda: run(gateway, Depth.FULL),
        ]
        at_once(acts)
        assert_all_is_known(gifts)
        assert_agreed(gateway)


class TestPayments:
    def test_one_confirmed_here_alone_is_for_people_and_alerts(
        self, funding: Funding, gateway: StripeGateway, caplog: pytest.LogCaptureFixture
    ) -> None:
        donation = give(
            funding, "25.00", at=timezone.now(), provider=Provider.STRIPE, payment_id="pi_invented"
        )
        found = run(gateway, Depth.FULL)
        line = found.differences.get()
        assert (line.kind, line.object_type) == (DifferenceKind.MISSING_THERE, "payment")
        assert (line.donation, line.ours, line.repaired) == (donation, 25, False)
        assert "pi_invented" in caplog.text
        assert (found.complete, found.repaired) == (True, 0)

    def test_one_of_another_amount_is_not_repaired(
        self, funding: Funding, gateway: StripeGateway, bank: Control
    ) -> None:
        donation = paid_there(funding, gateway, bank, "100.00")
        Donation.objects.update(amount=Decimal("90.00"))
        found = run(gateway, Depth.FULL)
        assert ("amount", "payment", False) in lines(found)
        line = found.differences.filter(object_type="payment").latest("pk")
        assert (line.donation, line.ours, line.theirs) == (donation, 90, 100)
        donation.refresh_from_db()
        assert donation.status == Status.AWAITING

    def test_a_confirmed_one_of_another_amount_is_told(
        self, funding: Funding, gateway: StripeGateway, bank: Control
    ) -> None:
        donation = paid_there(funding, gateway, bank, "100.00")
        run(gateway, Depth.FULL)
        Donation.objects.update(amount=Decimal("90.00"))
        line = run(gateway, Depth.FULL, after=2 * LATER).differences.get()
        assert (line.kind, line.ours, line.theirs, line.repaired) == ("amount", 90, 100, False)
        assert line.donation == donation

    def test_one_of_a_donation_that_is_gone_is_told(
        self, funding: Funding, gateway: StripeGateway, bank: Control
    ) -> None:
        donation = paid_there(funding, gateway, bank)
        donation.calls.all().delete()
        donation.delete()
        begin(funding)
        bank.post("faults", fault="500", times=3, **EVENTS)
        line = run(gateway, Depth.FULL).differences.get()
        assert (line.kind, line.object_type, line.theirs) == ("missing_here", "payment", 100)
        assert not line.repaired

    def test_payments_of_others_are_no_concern(
        self, funding: Funding, gateway: StripeGateway, bank: Control
    ) -> None:
        begin(funding)
        session = gateway._client.v1.checkout.sessions.create(params=session_params())
        bank.outcome(session.id, "pay")
        found = run(gateway, Depth.FULL)
        assert (found.differences.count(), found.complete) == (0, True)
        assert set(ProviderEvent.objects.values_list("state", flat=True)) == {EventState.IGNORED}

    def test_an_expired_page_is_told_as_another_state(
        self, funding: Funding, gateway: StripeGateway, bank: Control
    ) -> None:
        donation = checkout(begin(funding), gateway)
        gateway.expire_checkout(str(donation.session_id), key="dashboard")
        bank.post("faults", fault="500", times=3, **EVENTS)
        assert lines(run(gateway)) == {("state", "payment", True)}
        donation.refresh_from_db()
        assert donation.status == Status.EXPIRED

    def test_a_page_that_is_open_is_no_difference(
        self, funding: Funding, gateway: StripeGateway
    ) -> None:
        checkout(begin(funding), gateway)
        found = run(gateway, Depth.FULL)
        assert (found.differences.count(), found.complete) == (0, True)

    def test_a_page_that_is_being_made_is_left_to_whoever_makes_it(
        self, funding: Funding, gateway: StripeGateway
    ) -> None:
        donation = checkout(begin(funding), gateway)
        Donation.objects.update(session_id=None, checkout_url="", status=Status.CREATED)
        run(gateway, after=timedelta(seconds=30))
        donation.refresh_from_db()
        assert donation.session_id is None
        run(gateway, after=LATER)
        donation.refresh_from_db()
        assert donation.session_id is not None

    def test_r10_a_second_payment_of_one_donation_is_found_and_given_back(
        self, funding: Funding, gateway: StripeGateway, bank: Control
    ) -> None:
        first = paid_there(funding, gateway, bank)
        run(gateway, Depth.FULL)
        params = session_params(100_00, metadata={"donation_id": str(first.pk)})
        params["payment_intent_data"] = {"metadata": {"donation_id": str(first.pk)}}
        session = gateway._client.v1.checkout.sessions.create(params=params)
        bank.outcome(session.id, "pay")
        bank.post("faults", fault="500", times=3, **EVENTS)
        found = run(gateway, Depth.FULL, after=2 * LATER)
        assert lines(found) == {("missing_here", "payment", True)}
        second = Donation.objects.get(duplicate_of=first)
        assert (second.late, second.refunds.get().reason) == (True, RefundReason.DUPLICATE)
        funding.refresh_from_db()
        assert (funding.confirmed, funding.late) == (100, 100)


class TestRefunds:
    @pytest.fixture
    def donation(self, funding: Funding, gateway: StripeGateway, bank: Control) -> Donation:
        donation = paid_there(funding, gateway, bank)
        run(gateway, Depth.FULL)
        donation.refresh_from_db()
        return donation

    def full(self, gateway: StripeGateway, bank: Control, **period: int) -> ReconciliationRun:
        """A full run to which no event is told."""
        bank.post("faults", fault="500", times=3, **EVENTS)
        return run(gateway, Depth.FULL, after=timedelta(**period) if period else 2 * LATER)

    def test_one_that_comes_back_weeks_later_is_owed(
        self, donation: Donation, gateway: StripeGateway, bank: Control
    ) -> None:
        refund = refund_there(donation, gateway, 100_00)
        self.full(gateway, bank)
        bank.post(f"refunds/{refund.id}/fail")
        run(gateway, Depth.FULL, after=timedelta(days=10))
        found = self.full(gateway, bank, days=30)
        ReconciliationRun.objects.exclude(pk=found.pk).exists()
        assert Refund.objects.get().state == RefundState.OWED
        assert Entry.objects.filter(kind=Kind.REFUND_RETURNED).count() == 1
        assert_agreed(gateway)

    def test_one_of_ours_whose_answer_was_lost_is_found(
        self, donation: Donation, gateway: StripeGateway, bank: Control
    ) -> None:
        refund = _intend(donation)
        assert donation.payment_id is not None
        params = gateway.refund_params(
            refund_id=refund.pk, payment_id=donation.payment_id, amount=refund.amount
        )
        gateway.refund(params, key=refund.calls.get().key)
        assert lines(self.full(gateway, bank)) == {("state", "refund", True)}
        refund.refresh_from_db()
        assert refund.state == RefundState.PAID
        assert_agreed(gateway)

    def test_one_that_the_provider_does_not_know_is_told(
        self, donation: Donation, gateway: StripeGateway, bank: Control
    ) -> None:
        refund = _intend(donation)
        Refund.objects.update(state=RefundState.PENDING, provider_id="re_invented")
        line = self.full(gateway, bank).differences.get()
        assert (line.kind, line.object_type, line.ours) == ("missing_there", "refund", 100)
        assert (line.object_id, line.repaired) == ("re_invented", False)
        refund.refresh_from_db()
        assert refund.state == RefundState.PENDING

    def test_one_of_another_amount_is_told(
        self, donation: Donation, gateway: StripeGateway, bank: Control
    ) -> None:
        refund_there(donation, gateway, 40_00)
        self.full(gateway, bank)
        Refund.objects.update(amount=Decimal("41.00"))
        assert lines(self.full(gateway, bank, days=1)) == {("amount", "refund", False)}

    def test_one_paid_by_bank_transfer_is_not_the_providers_business(
        self, donation: Donation, gateway: StripeGateway, bank: Control
    ) -> None:
        refund = refund_there(donation, gateway, 40_00)
        bank.post(f"refunds/{refund.id}/fail")
        self.full(gateway, bank)
        refunds_of_ours = Refund.objects.get()
        from campaigns.payments.refunds import pay_by_transfer

        pay_by_transfer(
            refund_id=refunds_of_ours.pk, reference="CRO 1", now=timezone.now(), by=None
        )
        assert lines(self.full(gateway, bank, days=1)) == set()
        assert_agreed(gateway)


class TestDisputes:
    def test_one_that_closes_months_later_is_learnt(
        self, funding: Funding, gateway: StripeGateway, bank: Control
    ) -> None:
        donation = paid_there(funding, gateway, bank)
        dispute = dispute_there(donation, gateway, bank)
        run(gateway, Depth.FULL)
        run(gateway, Depth.FULL, after=timedelta(days=60))
        bank.post(f"disputes/{dispute['id']}/close", status="lost")
        bank.post("faults", fault="500", times=3, **EVENTS)
        found = run(gateway, Depth.FULL, after=timedelta(days=90))
        assert lines(found) == {("state", "dispute", True)}
        assert Dispute.objects.get().state == DisputeState.LOST
        assert_agreed(gateway)

    def test_one_that_the_provider_does_not_know_is_told(
        self, funding: Funding, gateway: StripeGateway, bank: Control
    ) -> None:
        dispute_there(paid_there(funding, gateway, bank), gateway, bank)
        run(gateway, Depth.FULL)
        Dispute.objects.update(provider_id="du_invented")
        found = run(gateway, Depth.FULL, after=2 * LATER)
        assert ("missing_there", "dispute", False) in lines(found)


class TestFees:
    def test_they_are_learnt_once_and_are_no_difference(
        self, funding: Funding, gateway: StripeGateway, bank: Control
    ) -> None:
        donation = paid_there(funding, gateway, bank, "100.00")
        for number in range(1, 4):
            run(gateway, Depth.FULL, after=number * LATER)
        donation.refresh_from_db()
        assert donation.fee == Decimal("1.75")
        assert Entry.objects.filter(kind=Kind.FEE).count() == 1
        assert not Difference.objects.exclude(object_type__in=["event", "payment"]).exists()
        assert_agreed(gateway)

    def test_they_are_learnt_where_the_charge_was_never_told(
        self, funding: Funding, gateway: StripeGateway, bank: Control
    ) -> None:
        donation = paid_there(funding, gateway, bank, "100.00")
        run(gateway)
        Donation.objects.update(charge_id=None)
        run(gateway, Depth.FULL)
        donation.refresh_from_db()
        assert donation.fee == Decimal("1.75")
        assert donation.charge_id == charge_of(donation, gateway).id

    def test_one_of_another_amount_is_told(
        self, funding: Funding, gateway: StripeGateway, bank: Control
    ) -> None:
        from campaigns.payments.fees import apply_fee_report
        from campaigns.payments.gateways.contract import FeeReport

        donation = paid_there(funding, gateway, bank, "100.00")
        run(gateway)
        donation.refresh_from_db()
        [transaction] = gateway._client.v1.balance_transactions.list(params={"type": "charge"})
        report = FeeReport(
            transaction_id=transaction.id,
            charge_id=str(donation.charge_id),
            fee=Decimal("1.00"),
            at=timezone.now(),
        )
        assert apply_fee_report(report=report, now=timezone.now())
        line = run(gateway, Depth.FULL).differences.get()
        assert (line.kind, line.object_type) == ("amount", "fee")
        assert (line.ours, line.theirs, line.repaired) == (1, Decimal("1.75"), False)


class TestRuns:
    def test_the_next_looks_from_the_last_complete_one_on(
        self, funding: Funding, gateway: StripeGateway, bank: Control
    ) -> None:
        now = timezone.now()
        minute = timedelta(minutes=1)
        first = reconcile(gateway=gateway, now=now)
        assert (first.since, first.until) == (now - timedelta(days=30), now)
        bank.post("faults", fault="500", times=3, **EVENTS)
        assert not reconcile(gateway=gateway, now=now + minute).complete
        third = reconcile(gateway=gateway, now=now + 2 * minute)
        assert (third.since, third.complete) == (now - timedelta(hours=1), True)
        fourth = reconcile(gateway=gateway, now=now + 3 * minute)
        assert fourth.since == now + 2 * minute - timedelta(hours=1)

    def test_a_full_one_looks_from_the_last_complete_full_one_on(
        self, funding: Funding, gateway: StripeGateway
    ) -> None:
        donation = begin(funding, now=timezone.now() - timedelta(days=200))
        now = timezone.now()
        first = reconcile(gateway=gateway, now=now, depth=Depth.FULL)
        assert first.since == donation.created_at - timedelta(days=3)
        reconcile(gateway=gateway, now=now + timedelta(days=2))
        third = reconcile(gateway=gateway, now=now + timedelta(days=3), depth=Depth.FULL)
        assert third.since == now - timedelta(days=3)

    @pytest.mark.parametrize("depth", list(Depth))
    def test_while_the_provider_is_away_nothing_breaks_and_nothing_is_complete(
        self, funding: Funding, gateway: StripeGateway, bank: Control, depth: Depth
    ) -> None:
        for _ in range(5):
            checkout(begin(funding), gateway)
        bank.post("faults", fault="500", times=1000)
        found = run(gateway, depth)
        assert (found.complete, found.finished_at is None) == (False, False)
        assert found.examined == 3
        assert found.differences.count() == 0

    @pytest.mark.parametrize(
        "path", ["payment_intents", "refunds", "disputes", "balance_transactions"]
    )
    def test_a_list_that_is_not_answered_holds_up_no_other(
        self, funding: Funding, gateway: StripeGateway, bank: Control, path: str
    ) -> None:
        gifts = everything_that_can_happen(funding, gateway, bank)
        bank.post("faults", fault="500", path_prefix=f"/v1/{path}?", times=3, method="GET")
        bank.post("faults", fault="500", path_prefix=f"/v1/{path}", times=3, method="GET")
        run(gateway, Depth.FULL)
        last = run(gateway, Depth.FULL, after=2 * LATER)
        assert last.complete
        assert_all_is_known(gifts)
        assert_agreed(gateway)

    def test_the_staff_is_told_once_a_day_of_the_same_differences(
        self, funding: Funding, gateway: StripeGateway, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        told: list[dict[str, str]] = []
        monkeypatch.setattr(alerts, "alert", lambda **alert: told.append(alert))
        for payment_id in ("pi_one", "pi_two"):
            give(funding, at=timezone.now(), provider=Provider.STRIPE, payment_id=payment_id)
            run(gateway, Depth.FULL)
            run(gateway, Depth.FULL)
        keys = [alert["key"] for alert in told]
        assert (keys[0], keys[2]) == (keys[1], keys[3])
        assert len(set(keys)) == 2
        assert "pi_two" in told[-1]["text"]

    def test_lines_carry_no_personal_data(
        self, funding: Funding, gateway: StripeGateway, bank: Control
    ) -> None:
        everything_that_can_happen(funding, gateway, bank)
        run(gateway, Depth.FULL)
        text = str(list(Difference.objects.values())) + str(
            list(ReconciliationRun.objects.values())
        )
        for personal in ("Ada", "Brambilla", "example.org"):
            assert personal not in text

    def test_an_event_of_this_moment_may_only_be_late(
        self, funding: Funding, gateway: StripeGateway, bank: Control
    ) -> None:
        paid_there(funding, gateway, bank)
        found = run(gateway, after=timedelta(0))
        assert {line.repaired for line in found.differences.all()} == {True}
        for line in found.differences.filter(object_type="event"):
            assert line.detail.endswith("may have been on its way")


class TestCommand:
    def test_it_prints_a_line_a_difference(
        self, funding: Funding, gateway: StripeGateway, bank: Control
    ) -> None:
        donation = paid_there(funding, gateway, bank)
        give(funding, at=timezone.now(), provider=Provider.STRIPE, payment_id="pi_invented")
        said = StringIO()
        call_command("reconcile", "--full", "--now", _in_a_while(), stdout=said)
        donation.refresh_from_db()
        rows = said.getvalue().splitlines()
        assert any(
            row.startswith("NOT REPAIRED  missing_there payment pi_invented") for row in rows
        )
        assert any(row.startswith("    repaired  missing_here event") for row in rows)
        assert rows[-1] == "not repaired: 1"
        assert donation.status == Status.CONFIRMED

    def test_it_exits_1_when_the_provider_does_not_answer(
        self, funding: Funding, gateway: StripeGateway, bank: Control
    ) -> None:
        bank.post("faults", fault="500", times=3, **EVENTS)
        said = StringIO()
        with pytest.raises(SystemExit, match="1"):
            call_command("reconcile", stdout=said)
        assert "not complete: events: " in said.getvalue()

    def test_the_schedule_does_both(
        self, funding: Funding, gateway: StripeGateway, bank: Control
    ) -> None:
        paid_there(funding, gateway, bank)
        reconcile_task(timestamp=0)
        reconcile_fully(timestamp=0)
        runs = ReconciliationRun.objects.order_by("pk")
        assert list(runs.values_list("depth", "complete")) == [("light", True), ("full", True)]
        assert_agreed(gateway)


def _in_a_while() -> str:
    instant: datetime = timezone.now() + LATER
    return instant.isoformat()


def _intend(donation: Donation) -> Refund:
    from django.db import transaction

    from campaigns.funding import services as funding_services
    from campaigns.payments.refunds import intend_refund_of_locked

    with transaction.atomic():
        locked = Donation.objects.locked().get(pk=donation.pk)
        refund = intend_refund_of_locked(
            donation=locked,
            funding=funding_services.lock(locked.funding_id),
            reason=RefundReason.FINANCE,
            now=timezone.now(),
        )
    assert refund is not None
    return refund
