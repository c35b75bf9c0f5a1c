"""R11: a reconciliation brings all totals right, whatever events were lost.

The sandbox of these tests sends no events: every webhook is lost.
"""

from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone

from campaigns.funding.models import Funding
from campaigns.ledger.models import Entry
from campaigns.payments import alerts
from campaigns.payments.gateways.stripe import StripeGateway
from campaigns.payments.models import (
    Depth,
    Difference,
    DisputeState,
    Donation,
    EventState,
    Provider,
    ProviderEvent,
    ReconciliationRun,
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
from .provider_money import LATER, dispute_there, lines, paid_there, refund_there, run, silent
from .sandbox.control import Control

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


@pytest.fixture
def funding(db: None) -> Funding:
    return make_campaign()


def make_campaign() -> Funding:
    call = CallFactory.create()
    make_fund(call)
    return make_open_funding(call, slug="orto")


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

    def test_one_full_run_needs_no_list_of_events_either(
        self, funding: Funding, gateway: StripeGateway, bank: Control
    ) -> None:
        gifts = everything_that_can_happen(funding, gateway, bank)
        Donation.objects.update(session_id=None, requested_at=None, status=Status.CREATED)
        found = run(silent(gateway, "events"), Depth.FULL)
        assert (found.complete, found.error) == (False, "events: events")
        assert lines(found) == {
            ("missing_here", "payment", True),
            ("missing_here", "refund", True),
            ("missing_here", "dispute", True),
        }
        assert found.differences.count() == found.repaired == 6 + 2 + 3
        assert_all_is_known(gifts)
        assert_agreed(gateway)

    def test_another_run_finds_nothing(
        self, funding: Funding, gateway: StripeGateway, bank: Control
    ) -> None:
        everything_that_can_happen(funding, gateway, bank)
        run(gateway, Depth.FULL)
        before = Entry.objects.count()
        for depth in Depth:
            again = run(gateway, depth)
            assert (again.complete, again.repaired, again.differences.count()) == (True, 0, 0)
            assert again.examined > 0
        assert Entry.objects.count() == before

    def test_events_are_taken_into_the_inbox_once(
        self, funding: Funding, gateway: StripeGateway, bank: Control
    ) -> None:
        everything_that_can_happen(funding, gateway, bank)
        told = run(gateway).differences.filter(object_type="event")
        assert told.count() == ProviderEvent.objects.count()
        assert set(told.values_list("kind", "repaired")) == {("missing_here", True)}
        assert set(ProviderEvent.objects.values_list("state", flat=True)) == {EventState.APPLIED}

    @pytest.mark.parametrize("question", ["payments", "refunds", "disputes", "fees"])
    def test_a_list_that_is_not_answered_holds_up_no_other(
        self, funding: Funding, gateway: StripeGateway, bank: Control, question: str
    ) -> None:
        gifts = everything_that_can_happen(funding, gateway, bank)
        found = run(silent(gateway, "events", question), Depth.FULL)
        assert found.error == f"events: events; {question}: {question}"
        assert {line.object_type for line in found.differences.all()} == {
            "payment",
            *({"refund", "dispute"} - {question.removesuffix("s")}),
        }
        assert run(gateway, Depth.FULL).complete
        assert_all_is_known(gifts)
        assert_agreed(gateway)


@pytest.mark.committed
def test_runs_at_once_count_once(committed_db: str, gateway: StripeGateway, bank: Control) -> None:
    gifts = everything_that_can_happen(make_campaign(), gateway, bank)
    acts: list[Callable[[], Any]] = [
        lambda: run(gateway, Depth.FULL),
        lambda: run(gateway),
        lambda: run(silent(gateway, "events"), Depth.FULL),
    ]
    at_once(acts)
    assert_all_is_known(gifts)
    assert_agreed(gateway)


class TestRuns:
    def test_the_next_looks_from_the_last_complete_one_on(
        self, funding: Funding, gateway: StripeGateway
    ) -> None:
        now = timezone.now()
        first = reconcile(gateway=gateway, now=now)
        assert (first.since, first.until) == (now - 30 * DAY, now)
        assert not reconcile(gateway=silent(gateway, "events"), now=now + MINUTE).complete
        third = reconcile(gateway=gateway, now=now + 2 * MINUTE)
        assert (third.since, third.complete) == (now - 60 * MINUTE, True)
        fourth = reconcile(gateway=gateway, now=now + 3 * MINUTE)
        assert fourth.since == now - 58 * MINUTE

    def test_a_full_one_looks_from_the_last_complete_full_one_on(
        self, funding: Funding, gateway: StripeGateway
    ) -> None:
        donation = begin(funding, now=timezone.now())
        Donation.objects.update(created_at=donation.created_at - 200 * DAY)
        now = timezone.now()
        first = reconcile(gateway=gateway, now=now, depth=Depth.FULL)
        assert first.since == donation.created_at - 203 * DAY
        reconcile(gateway=gateway, now=now + 2 * DAY)
        third = reconcile(gateway=gateway, now=now + 3 * DAY, depth=Depth.FULL)
        assert third.since == now - 3 * DAY

    @pytest.mark.parametrize("depth", list(Depth))
    def test_while_the_provider_is_away_nothing_breaks_and_nothing_is_complete(
        self, funding: Funding, gateway: StripeGateway, depth: Depth
    ) -> None:
        for _ in range(5):
            checkout(begin(funding), gateway)
        questions = ("events", "fetch_checkout", "payments", "refunds", "disputes", "fees")
        found = run(silent(gateway, *questions), depth)
        assert (found.complete, found.finished_at is None) == (False, False)
        assert (found.examined, found.differences.count()) == (3, 0)

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
        rows = [*Difference.objects.values(), *ReconciliationRun.objects.values()]
        for personal in ("Ada", "Brambilla", "example.org"):
            assert personal not in str(rows)

    def test_an_event_of_this_moment_may_only_be_late(
        self, funding: Funding, gateway: StripeGateway, bank: Control
    ) -> None:
        paid_there(funding, gateway, bank)
        found = run(gateway, after=timedelta(0)).differences.all()
        assert found
        assert all(line.detail.endswith("may have been on its way") for line in found)

    def test_an_event_that_cannot_be_applied_is_told_and_kept(
        self, funding: Funding, gateway: StripeGateway, bank: Control
    ) -> None:
        paid_there(funding, gateway, bank)
        Donation.objects.update(amount="90.00")
        found = run(gateway)
        assert set(found.differences.values_list("repaired", flat=True)) == {False}
        assert ProviderEvent.objects.filter(state=EventState.QUARANTINED).exists()


class TestCommand:
    def test_it_prints_a_line_a_difference(
        self, funding: Funding, gateway: StripeGateway, bank: Control
    ) -> None:
        donation = paid_there(funding, gateway, bank)
        give(funding, at=timezone.now(), provider=Provider.STRIPE, payment_id="pi_invented")
        said = StringIO()
        now = (timezone.now() + LATER).isoformat()
        call_command("reconcile", "--full", "--now", now, stdout=said)
        donation.refresh_from_db()
        assert donation.status == Status.CONFIRMED
        rows = said.getvalue().splitlines()
        assert rows[-1] == "not repaired: 1"
        marks = ("NOT REPAIRED  missing_there payment pi_invented", "    repaired  missing_here")
        for mark in marks:
            assert any(row.startswith(mark) for row in rows)

    def test_it_exits_1_when_the_provider_does_not_answer(
        self, funding: Funding, gateway: StripeGateway, bank: Control
    ) -> None:
        bank.post("faults", fault="500", times=3, path_prefix="/v1/events")
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
