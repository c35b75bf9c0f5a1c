"""R12: events that wait are taken once and applied together."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from campaigns.funding.models import Funding
from campaigns.ledger.models import Entry
from campaigns.payments import draining, inbox
from campaigns.payments.models import EventState, Notice, NoticeKind, ProviderEvent
from campaigns.payments.tasks import apply_event
from tests.concurrency import at_once
from tests.factories import NOW

from .waiting_events import Provider, assert_books_balance, campaign, drain, paid, states, tell


@pytest.fixture
def provider() -> Provider:
    return Provider()


@pytest.fixture
def big(db: None) -> Funding:
    """A campaign far from its threshold."""
    return campaign(cost="100000.00")


@pytest.mark.django_db
class TestTogether:
    def test_many_confirmations_of_many_campaigns(self, provider: Provider) -> None:
        fundings = [campaign() for _ in range(3)]
        for number in range(30):
            paid(fundings[number % 3], provider)
        assert drain(provider) == 30
        for funding in fundings:
            funding.refresh_from_db()
            assert (funding.confirmed, funding.donations) == (500, 10)
            assert funding.threshold_reached_at == NOW
            assert funding.commitment.reserved == 500
        assert Notice.objects.filter(kind=NoticeKind.CONFIRMED).count() == 30
        assert states() == {EventState.APPLIED}
        assert_books_balance()

    def test_the_ledger_has_them_in_the_order_in_which_they_came(
        self, provider: Provider, big: Funding
    ) -> None:
        gifts = [paid(big, provider) for _ in range(12)]
        drain(provider)
        rows = Entry.objects.filter(campaign=big.slug).order_by("seq")
        assert list(rows.values_list("donation", flat=True)) == [each.pk for each in gifts]

    def test_a_queue_costs_a_fraction_of_the_queries(
        self, provider: Provider, big: Funding
    ) -> None:
        paid(big, provider)
        with CaptureQueriesContext(connection) as one:
            drain(provider)
        for _ in range(40):
            gift = paid(big, provider)
            tell("payment_intent.succeeded", {"id": f"pi_{gift.pk.hex}"})
        with CaptureQueriesContext(connection) as eighty:
            assert drain(provider) == 80
        assert len(eighty) < 2 * len(one)
        assert Notice.objects.count() == big.gifts.counted().count() == 41
        assert states() == {EventState.APPLIED}
        assert_books_balance()

    def test_what_was_confirmed_already_keeps_none_apart(
        self, provider: Provider, big: Funding
    ) -> None:
        gifts = [paid(big, provider) for _ in range(10)]
        drain(provider)
        for gift in gifts:
            tell("payment_intent.succeeded", {"id": f"pi_{gift.pk.hex}"})
            paid(big, provider)
        with CaptureQueriesContext(connection) as queries:
            drain(provider)
        assert len(queries) < 40
        big.refresh_from_db()
        assert (big.donations, states()) == (20, {EventState.APPLIED})

    def test_r15_donations_are_locked_by_their_keys_then_the_campaign_then_the_fund(
        self, provider: Provider
    ) -> None:
        funding = campaign()
        for amount in ("300.00", "200.00"):
            paid(funding, provider, amount)
        with CaptureQueriesContext(connection) as queries:
            drain(provider)
        locks = [each["sql"] for each in queries if "FOR NO KEY UPDATE OF" in each["sql"]]
        tables = [sql.partition(' FROM "')[2].partition('"')[0] for sql in locks]
        together = ["payments_donation", "funding_funding", "cofinancing_fund"]
        assert tables[:3] == together
        assert 'ORDER BY "payments_donation"."id" ASC' in locks[0]
        assert tables[3:] == ["payments_donation", "funding_funding", *together]


@pytest.mark.django_db
class TestTaking:
    @pytest.mark.parametrize("number", [0, 1])
    def test_few_are_drained_too(self, provider: Provider, big: Funding, number: int) -> None:
        for _ in range(number):
            paid(big, provider)
        assert drain(provider) == number
        assert big.gifts.counted().count() == number

    def test_at_most_a_hundred_are_taken(self, provider: Provider, big: Funding) -> None:
        for _ in range(draining.MOST_AT_ONCE + 5):
            paid(big, provider)
        assert [drain(provider) for _ in range(3)] == [draining.MOST_AT_ONCE, 5, 0]
        assert big.gifts.counted().count() == draining.MOST_AT_ONCE + 5

    def test_an_event_that_another_process_holds_is_left_to_it(
        self, provider: Provider, big: Funding
    ) -> None:
        for _ in range(3):
            paid(big, provider)
        held = ProviderEvent.objects.order_by("pk").first()
        assert held is not None
        draining._take(NOW, held.pk)
        assert drain(provider, first=held.pk) == 0
        after = NOW + draining.LEASE
        assert drain(provider, now=after, first=held.pk) == 3
        assert big.gifts.counted().count() == 3

    def test_what_is_not_due_is_not_taken(self, provider: Provider, big: Funding) -> None:
        paid(big, provider)
        ProviderEvent.objects.update(next_attempt_at=NOW + timedelta(seconds=1))
        assert drain(provider) == 0
        assert states() == {EventState.PENDING}

    def test_the_job_of_one_event_applies_those_that_wait_beside_it(
        self, provider: Provider, big: Funding, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("campaigns.payments.tasks.get_gateway", lambda: provider)
        for _ in range(3):
            paid(big, provider)
        last = ProviderEvent.objects.latest("pk")
        apply_event(last.pk)
        assert states() == {EventState.APPLIED}
        assert big.gifts.counted().count() == 3


@pytest.mark.committed
class TestAtOnce:
    def test_drains_apply_everything_once(self, committed_db: str, provider: Provider) -> None:
        fundings = [campaign() for _ in range(2)]
        for number in range(160):
            paid(fundings[number % 2], provider, "10.00")
        acts: list[Callable[[], int]] = [partial(drain, provider) for _ in range(6)]
        assert sum(at_once(acts)) == 160
        assert drain(provider, now=NOW + timedelta(hours=1)) == 0
        for funding in fundings:
            funding.refresh_from_db()
            assert (funding.confirmed, funding.donations) == (800, 80)
        assert states() == {EventState.APPLIED}
        assert_books_balance()

    def test_drains_and_single_events_wait_for_each_other(
        self, committed_db: str, provider: Provider
    ) -> None:
        """The same events, from both ends: nobody waits in a circle, nothing counts twice."""
        fundings = [campaign(cost=cost) for cost in ("1000.00", "100000.00")]
        for number in range(60):
            paid(fundings[number % 2], provider, "20.00")
        gateway: Any = provider
        pending = inbox.pending_events(NOW)

        def one_by_one() -> None:
            for event_id in reversed(pending):
                inbox.apply_event(event_id=event_id, gateway=gateway, now=NOW)

        at_once([partial(drain, provider), one_by_one, partial(drain, provider), one_by_one])
        for funding in fundings:
            funding.refresh_from_db()
            assert (funding.confirmed, funding.donations) == (600, 30)
        assert Notice.objects.filter(kind=NoticeKind.CONFIRMED).count() == 60
        assert states() == {EventState.APPLIED}
        assert_books_balance()
