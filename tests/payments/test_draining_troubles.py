"""R12: the trouble of one event that waits is no other's; what a crash leaves is taken up."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from campaigns.funding.models import Funding, State
from campaigns.ledger.models import Entry, Kind
from campaigns.payments import draining
from campaigns.payments.gateways.contract import PaymentStatus
from campaigns.payments.models import (
    Donation,
    EventState,
    ProviderEvent,
    Refund,
    RefundReason,
    Status,
)
from tests.factories import NOW

from .waiting_events import (
    Provider,
    assert_books_balance,
    campaign,
    drain,
    paid,
    paid_again,
    refunded,
    states,
    tell,
    tell_of_page,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def provider() -> Provider:
    return Provider()


class TestOnesTroubleIsNoOthers:
    @pytest.fixture
    def funding(self) -> Funding:
        return campaign()

    @pytest.fixture
    def others(self, funding: Funding, provider: Provider) -> list[Donation]:
        return [paid(funding, provider) for _ in range(3)]

    def assert_others_are_confirmed(self, others: list[Donation], funding: Funding) -> None:
        for donation in others:
            donation.refresh_from_db()
            assert (donation.status, donation.late) == (Status.CONFIRMED, False)
        funding.refresh_from_db()
        assert funding.confirmed >= 150
        assert_books_balance()

    @pytest.mark.parametrize(
        "wrong",
        [{"amount": Decimal("49.99")}, {"livemode": True}, {"currency": "usd"}],
        ids=["amount", "mode", "currency"],
    )
    def test_r11_what_does_not_match_is_quarantined_alone(
        self, funding: Funding, provider: Provider, others: list[Donation], wrong: dict[str, Any]
    ) -> None:
        donation = paid(funding, provider)
        session_id = str(donation.session_id)
        provider.reports[session_id] = replace(provider.reports[session_id], **wrong)
        drain(provider)
        self.assert_others_are_confirmed(others, funding)
        event = ProviderEvent.objects.get(object_id=donation.session_id)
        assert event.state == EventState.QUARANTINED
        assert ProviderEvent.objects.filter(state=EventState.APPLIED).count() == 3

    def test_r10_late_money_is_given_back_alone(
        self, funding: Funding, provider: Provider, others: list[Donation]
    ) -> None:
        late = paid(funding, provider, paid_at=funding.closes_at)
        drain(provider)
        self.assert_others_are_confirmed(others, funding)
        assert Refund.objects.get().donation == late

    def test_r10_a_second_payment_is_given_back_alone(
        self, funding: Funding, provider: Provider, others: list[Donation]
    ) -> None:
        first = others[0]
        drain(provider)
        again = replace(provider.reports[str(first.session_id)], payment_id="pi_again")
        provider.reports[str(first.session_id)] = replace(again, session_id=None)
        tell_of_page(first)
        paid(funding, provider)
        drain(provider)
        self.assert_others_are_confirmed(others, funding)
        assert Refund.objects.get().reason == RefundReason.DUPLICATE

    def test_r10_of_two_payments_told_at_once_the_second_is_given_back(
        self, funding: Funding, provider: Provider, others: list[Donation]
    ) -> None:
        paid_again(others[0], provider)
        drain(provider)
        self.assert_others_are_confirmed(others, funding)
        funding.refresh_from_db()
        assert (funding.confirmed, funding.late, funding.late_refunded) == (150, 50, 50)
        assert Refund.objects.get().reason == RefundReason.DUPLICATE

    def test_r11_a_page_of_another_donation_confirms_neither(
        self, funding: Funding, provider: Provider, others: list[Donation]
    ) -> None:
        donation = paid(funding, provider)
        session_id = str(donation.session_id)
        another = replace(provider.reports[session_id], donation_id=others[0].pk, payment_id="pi_x")
        provider.reports[session_id] = another
        drain(provider)
        self.assert_others_are_confirmed(others, funding)
        donation.refresh_from_db()
        assert donation.status == Status.AWAITING
        event = ProviderEvent.objects.get(object_id=session_id)
        assert (event.state, event.error) == (
            EventState.QUARANTINED,
            "ReportMismatch: donation id",
        )

    @pytest.mark.parametrize(
        ("fields", "state"),
        [
            ({"account": "acct_other"}, EventState.QUARANTINED),
            ({"livemode": True}, EventState.QUARANTINED),
            ({"kind": "payment_intent.succeeded"}, EventState.QUARANTINED),
            ({}, EventState.IGNORED),
        ],
        ids=["account", "mode", "of-nothing", "of-nobody"],
    )
    def test_an_odd_event_holds_up_no_other(
        self,
        funding: Funding,
        provider: Provider,
        others: list[Donation],
        fields: dict[str, Any],
        state: EventState,
    ) -> None:
        odd = tell(**({"kind": "checkout.session.completed", "subject": {}} | fields))
        last = paid(funding, provider)
        drain(provider)
        self.assert_others_are_confirmed([*others, last], funding)
        odd.refresh_from_db()
        assert odd.state == state

    def test_a_blanked_event_holds_up_no_other(
        self, funding: Funding, provider: Provider, others: list[Donation]
    ) -> None:
        ProviderEvent.objects.filter(object_id=others[0].session_id).update(body="")
        tell_of_page(others[0])
        drain(provider)
        self.assert_others_are_confirmed(others, funding)

    def test_a_provider_that_answers_nonsense_holds_up_no_other(
        self, funding: Funding, provider: Provider, others: list[Donation]
    ) -> None:
        broken = paid(funding, provider)
        last = paid(funding, provider)
        provider.broken.add(str(broken.session_id))
        drain(provider)
        self.assert_others_are_confirmed([*others, last], funding)
        event = ProviderEvent.objects.get(object_id=broken.session_id)
        assert (event.state, event.attempts) == (EventState.PENDING, 1)

    def test_a_silent_provider_is_asked_once_about_each(
        self, provider: Provider, others: list[Donation]
    ) -> None:
        provider.silent = {str(each.session_id) for each in others}
        drain(provider)
        assert provider.asked == [each.session_id for each in others]

    def test_a_slow_provider_leaves_nothing_behind(
        self,
        funding: Funding,
        provider: Provider,
        others: list[Donation],
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        refunded(others[0], provider)
        last = paid(funding, provider)
        monkeypatch.setattr(draining, "ASKING_SECONDS", -1.0)
        assert drain(provider) == 5
        self.assert_others_are_confirmed([*others[1:], last], funding)
        assert states() == {EventState.APPLIED}

    def test_what_is_told_twice_counts_once(
        self, funding: Funding, provider: Provider, others: list[Donation]
    ) -> None:
        for donation in others:
            tell_of_page(donation)
        drain(provider)
        for donation in others:
            tell_of_page(donation)
        drain(provider)
        self.assert_others_are_confirmed(others, funding)
        assert Entry.objects.filter(kind=Kind.DONATION).count() == 3
        assert states() == {EventState.APPLIED}

    def test_what_the_provider_does_not_tell_now_is_asked_again(
        self, funding: Funding, provider: Provider, others: list[Donation]
    ) -> None:
        silent = paid(funding, provider)
        provider.silent.add(str(silent.session_id))
        drain(provider)
        self.assert_others_are_confirmed(others, funding)
        event = ProviderEvent.objects.get(object_id=silent.session_id)
        assert (event.state, event.attempts) == (EventState.PENDING, 1)
        provider.silent.clear()
        drain(provider, now=event.next_attempt_at)
        event.refresh_from_db()
        assert event.state == EventState.APPLIED

    def test_an_unpaid_page_goes_its_own_way(
        self, funding: Funding, provider: Provider, others: list[Donation]
    ) -> None:
        donation = paid(
            funding, provider, status=PaymentStatus.PROCESSING, paid_at=NOW, payment_id="pi_slow"
        )
        drain(provider)
        self.assert_others_are_confirmed(others, funding)
        donation.refresh_from_db()
        assert donation.status == Status.PROCESSING

    def test_a_donation_of_nobodys_holds_up_no_other(
        self, funding: Funding, provider: Provider, others: list[Donation]
    ) -> None:
        unknown = paid(funding, provider)
        Donation.objects.filter(pk=unknown.pk).delete()
        drain(provider)
        self.assert_others_are_confirmed(others, funding)

    def test_a_row_that_breaks_the_transaction_is_found_out(
        self, funding: Funding, provider: Provider, others: list[Donation]
    ) -> None:
        clash = paid(funding, provider, payment_id=f"pi_{others[0].pk.hex}")
        drain(provider)
        confirmed = funding.gifts.counted().filter(pk__in=[clash.pk, *(o.pk for o in others)])
        assert confirmed.count() == 3
        assert_books_balance()

    def test_of_an_ended_campaign_nothing_is_counted(
        self, funding: Funding, provider: Provider, others: list[Donation]
    ) -> None:
        funding.state, funding.settled_at = State.FAILED, NOW
        funding.save()
        drain(provider)
        funding.refresh_from_db()
        assert (funding.confirmed, funding.late) == (0, 150)
        assert Refund.objects.count() == 3
