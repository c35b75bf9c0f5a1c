"""What went wrong with the provider and with mail: tried again, or set aside, by finance."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from campaigns.payments import refunds
from campaigns.payments.admin import queues
from campaigns.payments.models import CallState, Depth, EventState, NoticeState, ProviderCall
from campaigns.transparency.audit import audit
from tests.admin.conftest import ROLES, SignIn, make_user
from tests.admin.waiting_rows import (
    dead_call,
    dead_notice,
    difference,
    event,
    owed_refund,
    refused_call,
    run,
)

STRANGERS = (*(role for role in ROLES if role != "Ragioneria"), "anonymous")


@pytest.fixture
def finance(sign_in: SignIn) -> Client:
    return sign_in("Ragioneria")


def act(client: Client, name: str, what: str, pk: int) -> Any:
    return client.post(reverse(f"finance:{name}", args=[what, pk]))


def jobs(task: str) -> int:
    return ProcrastinateJob.objects.filter(task_name=task).count()


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
