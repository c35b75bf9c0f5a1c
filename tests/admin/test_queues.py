"""What waits for finance: queues with ages, what went wrong, and the panel of the home page."""

import uuid
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django import Settings

from campaigns.payments import notices, refund_requests, refunds
from campaigns.payments.admin import queues
from campaigns.payments.models import (
    CallKind,
    CallState,
    Depth,
    Difference,
    DifferenceKind,
    Donation,
    EventState,
    Notice,
    NoticeKind,
    NoticeState,
    ProviderCall,
    ProviderEvent,
    ReconciliationRun,
    Refund,
    RefundRequest,
    RefundState,
    RequestOrigin,
    RequestState,
)
from campaigns.payments.sandbox.server import Sandbox
from campaigns.transparency.audit import audit
from tests.admin.conftest import ROLES, SignIn, make_user
from tests.factories import give, make_fund, make_open_funding
from tests.payments.sandbox.control import Control

PAGES = ("finance:refunds", "finance:inbox")
STRANGERS = (*(role for role in ROLES if role != "Ragioneria"), "anonymous")


@pytest.fixture
def finance(sign_in: SignIn) -> Client:
    return sign_in("Ragioneria")


def gift(amount: str = "100.00", **fields: Any) -> Donation:
    funding = make_open_funding(cost="1000.00")
    make_fund(funding.call)
    return give(funding, amount, at=timezone.now(), provider="stripe", **fields)


def refund_of(donation: Donation, amount: str | None = None) -> Refund:
    request = refund_requests.ask_refund(
        donation_id=donation.pk,
        amount=Decimal(amount) if amount else donation.left,
        reason="Errore",
        by=make_user("superuser"),
        now=timezone.now(),
    )
    assert request.refund is not None
    return request.refund


def owed_refund() -> Refund:
    refund = refund_of(gift())
    refunds.mark_refused(refund_id=refund.pk, code="declined", now=timezone.now())
    refund.refresh_from_db()
    return refund


def asked_request() -> RefundRequest:
    donation = gift()
    return RefundRequest.objects.create(
        donation=donation,
        amount=donation.left,
        reason="Ho sbagliato progetto",
        origin=RequestOrigin.DONOR,
        state=RequestState.ASKED,
        requested_at=timezone.now() - timedelta(days=12),
    )


def event(state: EventState = EventState.DEAD, **fields: Any) -> ProviderEvent:
    now = timezone.now()
    values: dict[str, Any] = {
        "provider": "stripe",
        "event_id": f"evt_{uuid.uuid4().hex}",
        "type": "charge.refunded",
        "body": '{"email": "ada@example.org"}',
        "digest": "d" * 64,
        "state": state,
        "attempts": 30,
        "error": "ReportMismatch: amount of the refund",
        "next_attempt_at": now,
        "received_at": now,
    }
    return ProviderEvent.objects.create(**(values | fields))


def dead_call() -> ProviderCall:
    """A refund that could not be sent for a week."""
    call = ProviderCall.objects.get(refund=refund_of(gift()))
    call.state, call.attempts, call.error = CallState.DEAD, 50, "no answer"
    call.save()
    return call


def refused_call() -> ProviderCall:
    """A payment page that the provider would not close; its parameters named a donor."""
    return ProviderCall.objects.create(
        kind=CallKind.EXPIRE_CHECKOUT,
        key=f"{uuid.uuid4()}:expire:1",
        params={"customer_email": "ada@example.org"},
        donation=gift(),
        state=CallState.REFUSED,
        error="resource_missing",
        next_attempt_at=timezone.now(),
        created_at=timezone.now(),
    )


def dead_notice() -> Notice:
    notice = notices.queue(kind=NoticeKind.CONFIRMED, donation=gift(), now=timezone.now())
    notice.state, notice.attempts, notice.error = NoticeState.DEAD, 8, "SMTPRecipientsRefused"
    notice.save()
    return notice


def run(depth: Depth = Depth.FULL, *, ago: timedelta = timedelta(0)) -> ReconciliationRun:
    at = timezone.now() - ago
    return ReconciliationRun.objects.create(
        depth=depth, started_at=at, finished_at=at, since=at, until=at, complete=True
    )


def difference(of: ReconciliationRun, *, repaired: bool = False) -> Difference:
    return Difference.objects.create(
        run=of,
        kind=DifferenceKind.MISSING_HERE,
        object_type="payment",
        object_id="pi_unknown",
        theirs=Decimal("12.00"),
        repaired=repaired,
    )


def act(client: Client, name: str, what: str, pk: int) -> Any:
    return client.post(reverse(f"finance:{name}", args=[what, pk]))


def jobs(task: str) -> int:
    return ProcrastinateJob.objects.filter(task_name=task).count()


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("role", [*STRANGERS, "Ragioneria", "superuser"])
def test_the_queues_are_seen_by_finance_only(sign_in: SignIn, role: str, name: str) -> None:
    response = sign_in(role).get(reverse(name))
    assert response.status_code == (302 if role in STRANGERS else 200)


@pytest.mark.django_db
@pytest.mark.parametrize("name", PAGES)
def test_the_queues_are_for_reading(finance: Client, name: str) -> None:
    assert finance.post(reverse(name)).status_code == 405


@pytest.mark.django_db
class TestRefundQueue:
    def test_each_request_has_its_reason_and_its_age(self, finance: Client) -> None:
        asked_request()
        response = finance.get(reverse("finance:refunds"))
        assert "Ho sbagliato progetto" in response.content.decode()
        assert response.context["asked"].oldest[0].days == 12

    def test_what_is_owed_says_since_when_and_why(self, finance: Client) -> None:
        refund = owed_refund()
        Refund.objects.filter(pk=refund.pk).update(owed_at=timezone.now() - timedelta(days=3))
        response = finance.get(reverse("finance:refunds"))
        assert "declined" in response.content.decode()
        assert response.context["owed"].oldest[0].days == 3

    def test_a_long_queue_shows_the_oldest_and_links_to_the_list(
        self, finance: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(queues, "LONGEST", 2)
        for _number in range(3):
            owed_refund()
        queue = queues.owed(timezone.now())
        assert (len(queue.oldest), queue.count, queue.more) == (2, 3, 1)
        assert queue.amount == Decimal("300.00")
        page = finance.get(reverse("finance:refunds")).content.decode()
        assert f"{reverse('payments_refund_modeladmin_index')}?state__exact=owed" in page

    def test_the_top_up_is_what_all_unsent_refunds_need_less_the_balance(
        self, payment_sandbox: Sandbox, finance: Client
    ) -> None:
        Control(payment_sandbox.url).post("balance", top_up=4_000)
        waiting = refund_of(gift())
        refund_of(gift("50.00"))
        refunds.mark_waiting(refund_id=waiting.pk, now=timezone.now())
        needs = queues.top_up(timezone.now())
        assert (needs.waiting, needs.needed) == (1, Decimal("150.00"))
        assert (needs.available, needs.missing) == (Decimal("40.00"), Decimal("110.00"))
        with translation.override("it"):
            assert "110\xa0€" in finance.get(reverse("finance:refunds")).content.decode()

    def test_nothing_is_missing_once_the_balance_holds_enough(
        self, payment_sandbox: Sandbox
    ) -> None:
        Control(payment_sandbox.url).post("balance", top_up=100_000)
        refunds.mark_waiting(refund_id=refund_of(gift()).pk, now=timezone.now())
        assert queues.top_up(timezone.now()).missing == 0

    def test_a_provider_that_does_not_answer_is_said_kindly(
        self, finance: Client, settings: Settings
    ) -> None:
        settings.STRIPE_API_BASE = "http://127.0.0.1:9"
        refunds.mark_waiting(refund_id=refund_of(gift()).pk, now=timezone.now())
        response = finance.get(reverse("finance:refunds"))
        assert response.status_code == 200
        assert response.context["top_up"].missing is None

    def test_the_provider_is_not_asked_while_nothing_waits(
        self, finance: Client, settings: Settings
    ) -> None:
        settings.STRIPE_API_BASE = "http://127.0.0.1:9"
        assert finance.get(reverse("finance:refunds")).context["top_up"].available is None


@pytest.mark.django_db
class TestInbox:
    def test_bodies_and_parameters_are_shown_nowhere(self, finance: Client) -> None:
        shown = event(EventState.QUARANTINED)
        call = refused_call()
        urls = [
            reverse("finance:inbox"),
            reverse("payments_providercall_modeladmin_index"),
            reverse("payments_providercall_modeladmin_inspect", args=[call.pk]),
            reverse("payments_notice_modeladmin_index"),
        ]
        pages = [finance.get(url).content.decode() for url in urls]
        exported = finance.get(urls[1], {"export": "csv"}).getvalue().decode()
        assert shown.event_id in pages[0]
        assert call.key in pages[2]
        for page in (*pages, exported):
            assert "ada@example.org" not in page

    @pytest.mark.parametrize("state", [EventState.DEAD, EventState.QUARANTINED])
    def test_an_event_is_tried_again(self, finance: Client, state: EventState) -> None:
        stuck = event(state)
        before = jobs("payments.apply_event")
        assert act(finance, "retry", "event", stuck.pk).status_code == 302
        stuck.refresh_from_db()
        assert (stuck.state, stuck.attempts) == (EventState.PENDING, 0)
        assert stuck.next_attempt_at <= timezone.now()
        assert jobs("payments.apply_event") == before + 1

    def test_an_event_that_was_erased_with_age_is_not(self, finance: Client) -> None:
        stuck = event(body="")
        act(finance, "retry", "event", stuck.pk)
        stuck.refresh_from_db()
        assert stuck.state == EventState.DEAD

    @pytest.mark.parametrize("state", [EventState.APPLIED, EventState.PENDING, EventState.IGNORED])
    @pytest.mark.parametrize("name", ["retry", "set_aside"])
    def test_what_is_not_stuck_is_left_alone(
        self, finance: Client, state: EventState, name: str
    ) -> None:
        fine = event(state)
        act(finance, name, "event", fine.pk)
        fine.refresh_from_db()
        assert (fine.state, fine.attempts) == (state, 30)

    def test_an_event_that_was_looked_at_leaves_with_a_note(self, finance: Client) -> None:
        stuck = event(EventState.QUARANTINED)
        act(finance, "set_aside", "event", stuck.pk)
        stuck.refresh_from_db()
        assert stuck.state == EventState.IGNORED
        assert "ReportMismatch" in stuck.error
        assert "ragioneria" in stuck.error
        assert stuck.event_id not in finance.get(reverse("finance:inbox")).content.decode()

    def test_r13_a_refund_that_was_given_up_is_sent_again_with_the_same_key(
        self, finance: Client
    ) -> None:
        call = dead_call()
        key, params = call.key, call.params
        act(finance, "retry", "request", call.pk)
        call.refresh_from_db()
        assert (call.state, call.attempts) == (CallState.COMMITTED, 0)
        assert (call.key, call.params) == (key, params)
        assert ProviderCall.objects.filter(refund=call.refund).count() == 1

    def test_a_refund_owed_by_now_is_not_sent_too(self, finance: Client) -> None:
        call = dead_call()
        assert call.refund is not None
        refunds.mark_refused(refund_id=call.refund.pk, code="declined", now=timezone.now())
        act(finance, "retry", "request", call.pk)
        call.refresh_from_db()
        assert call.state == CallState.DEAD
        assert audit()["ok"]

    def test_a_refund_that_waits_to_be_sent_is_never_set_aside(self, finance: Client) -> None:
        call = dead_call()
        act(finance, "set_aside", "request", call.pk)
        call.refresh_from_db()
        assert call.state == CallState.DEAD
        assert call.params

    def test_what_the_provider_refused_is_set_aside_and_its_parameters_forgotten(
        self, finance: Client
    ) -> None:
        call = refused_call()
        assert act(finance, "retry", "request", call.pk).status_code == 302
        call.refresh_from_db()
        assert call.state == CallState.REFUSED
        act(finance, "set_aside", "request", call.pk)
        call.refresh_from_db()
        assert (call.state, call.params) == (CallState.DROPPED, {})

    def test_a_refund_that_was_refused_and_then_transferred_needs_no_look(
        self, finance: Client
    ) -> None:
        refund = owed_refund()
        ProviderCall.objects.filter(refund=refund).update(state=CallState.REFUSED)
        assert queues.counts().calls == 1
        refunds.pay_by_transfer(
            refund_id=refund.pk, reference="TRN 1", now=timezone.now(), by=make_user("superuser")
        )
        assert queues.counts().calls == 0

    def test_a_message_is_tried_again(self, finance: Client) -> None:
        notice = dead_notice()
        before = jobs("payments.send_notice")
        act(finance, "retry", "message", notice.pk)
        notice.refresh_from_db()
        assert (notice.state, notice.attempts) == (NoticeState.QUEUED, 0)
        assert jobs("payments.send_notice") == before + 1

    def test_a_message_is_set_aside(self, finance: Client) -> None:
        notice = dead_notice()
        act(finance, "set_aside", "message", notice.pk)
        notice.refresh_from_db()
        assert notice.state == NoticeState.DROPPED
        assert notice.error.startswith("SMTPRecipientsRefused")

    def test_differences_of_the_newest_reconciliation_only(self, finance: Client) -> None:
        difference(run(ago=timedelta(days=1)))
        assert queues.counts().differences == 1
        newest = run()
        assert queues.counts().differences == 0
        difference(newest, repaired=True)
        difference(newest)
        difference(run(Depth.LIGHT))
        assert queues.counts().differences == 2
        assert "pi_unknown" in finance.get(reverse("finance:inbox")).content.decode()

    @pytest.mark.parametrize("name", ["retry", "set_aside"])
    @pytest.mark.parametrize("role", STRANGERS)
    def test_strangers_are_refused(self, sign_in: SignIn, role: str, name: str) -> None:
        stuck = event()
        assert act(sign_in(role), name, "event", stuck.pk).status_code == 302
        stuck.refresh_from_db()
        assert stuck.state == EventState.DEAD

    @pytest.mark.parametrize("name", ["retry", "set_aside"])
    def test_reading_is_not_acting(self, sign_in: SignIn, name: str) -> None:
        stuck = event()
        group = Group.objects.get(name="Ragioneria")
        group.permissions.remove(*group.permissions.filter(codename="retry_providerevent"))
        client = sign_in("Ragioneria")
        assert reverse(f"finance:{name}", args=["event", stuck.pk]) not in (
            client.get(reverse("finance:inbox")).content.decode()
        )
        act(client, name, "event", stuck.pk)
        stuck.refresh_from_db()
        assert stuck.state == EventState.DEAD

    def test_only_by_post_and_only_what_exists(self, finance: Client) -> None:
        stuck = event()
        assert finance.get(reverse("finance:retry", args=["event", stuck.pk])).status_code == 405
        assert act(finance, "retry", "nothing", stuck.pk).status_code == 404
        assert act(finance, "retry", "request", 0).status_code == 404
        assert act(finance, "retry", "message", 0).status_code == 404


@pytest.mark.django_db
class TestHomePanel:
    def home(self, client: Client) -> str:
        with translation.override("it"):
            return client.get(reverse("wagtailadmin_home")).content.decode()

    def test_nothing_to_do_is_one_line(self, finance: Client) -> None:
        page = self.home(finance)
        assert page.count('id="finance-section"') == 1
        panel = page.split('id="finance-section"', 1)[1].split("</section>", 1)[0]
        assert reverse("finance:refunds") not in panel
        assert reverse("finance:inbox") not in panel

    def test_each_queue_that_is_not_empty_is_counted(self, finance: Client) -> None:
        asked_request()
        owed_refund()
        event()
        event(EventState.QUARANTINED)
        dead_notice()
        counts = queues.counts()
        assert (counts.asked, counts.owed, counts.events, counts.notices) == (1, 1, 2, 1)
        panel = self.home(finance).split('id="finance-section"', 1)[1].split("</section>", 1)[0]
        assert panel.count(reverse("finance:refunds")) == 2
        assert panel.count(reverse("finance:inbox")) == 2

    def test_r7_campaigns_at_risk_are_named(self, finance: Client) -> None:
        donation = gift("600.00")
        refund_of(donation, "200.00")
        panel = self.home(finance).split('id="finance-section"', 1)[1].split("</section>", 1)[0]
        assert donation.funding.title in panel

    @pytest.mark.parametrize("role", ["Redazione", "Amministrazione"])
    def test_strangers_do_not_see_it(self, sign_in: SignIn, role: str) -> None:
        assert 'id="finance-section"' not in self.home(sign_in(role))


def _rows() -> None:
    asked_request()
    owed_refund()
    event()
    dead_call()
    refused_call()
    dead_notice()
    difference(run())
    refund_of(gift("600.00"), "200.00")


@pytest.mark.django_db
@pytest.mark.parametrize("name", [*PAGES, "wagtailadmin_home"])
def test_queues_ask_the_same_number_of_queries_whatever_their_length(
    finance: Client, name: str
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert finance.get(reverse(name)).status_code == 200
        return len(captured)

    _rows()
    queries()
    few = queries()
    for _number in range(3):
        _rows()
    assert Refund.objects.filter(state=RefundState.OWED).count() == 4
    assert queries() == few
