"""What waits for finance: queues with ages, and the panel of the home page."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation
from pytest_django import Settings

from campaigns.payments import refunds
from campaigns.payments.admin import queues
from campaigns.payments.models import EventState, Refund, RefundState
from campaigns.payments.sandbox.server import Sandbox
from tests.admin.conftest import ROLES, SignIn
from tests.admin.waiting_rows import (
    asked_request,
    dead_call,
    dead_notice,
    difference,
    event,
    gift,
    owed_refund,
    refund_of,
    refused_call,
    run,
)
from tests.payments.sandbox.control import Control

PAGES = ("finance:refunds", "finance:inbox")
STRANGERS = (*(role for role in ROLES if role != "Ragioneria"), "anonymous")


@pytest.fixture
def finance(sign_in: SignIn) -> Client:
    return sign_in("Ragioneria")


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
