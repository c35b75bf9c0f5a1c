"""Refunds asked for by finance or by donors: who decides, how much, and only once."""

import subprocess
import sys
from datetime import timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from pytest_django import Settings

from campaigns.accounts.models import User
from campaigns.funding.models import Funding
from campaigns.ledger.models import Entry, Kind
from campaigns.money import InvalidAmount
from campaigns.payments import disputes, refund_requests
from campaigns.payments.gateways.contract import DisputeReport, DisputeStatus
from campaigns.payments.models import (
    Donation,
    Notice,
    NoticeKind,
    Provider,
    Refund,
    RefundReason,
    RefundRequest,
    RefundState,
    RequestOrigin,
    RequestState,
)
from campaigns.payments.refund_requests import RefundNotPossible, SecondPersonNeeded
from campaigns.transparency.audit import audit
from tests.concurrency import at_once
from tests.factories import NOW, give, make_donation, make_fund, make_funding

ROOT = Path(__file__).resolve().parents[2]
LATER = NOW + timedelta(hours=1)


def person(name: str = "marco", **fields: Any) -> User:
    return User.objects.create_user(name, f"{name}@example.org", "password", **fields)


def gift(amount: str = "600.00", **fields: Any) -> Donation:
    """A confirmed donation to a live campaign with a fund; its money is at the provider."""
    funding = make_funding(cost="1000.00")
    make_fund(funding.call)
    return give(funding, amount, provider=fields.pop("provider", Provider.STRIPE), **fields)


def ask(donation: Donation, amount: str, by: User) -> RefundRequest:
    return refund_requests.ask_refund(
        donation_id=donation.pk,
        amount=Decimal(amount),
        reason="Donated twice by mistake",
        by=by,
        now=LATER,
    )


def asked_by_donor(donation: Donation, amount: str | None = None) -> RefundRequest:
    return RefundRequest.objects.create(
        donation=donation,
        amount=Decimal(amount) if amount else donation.amount,
        reason="I changed my mind",
        origin=RequestOrigin.DONOR,
        state=RequestState.ASKED,
        requested_at=LATER,
    )


def approve(request: RefundRequest, by: User) -> RefundRequest:
    return refund_requests.approve(request_id=request.pk, by=by, now=LATER)


def assert_books_agree() -> None:
    told = audit()
    assert told["ok"], told["checks"]


@pytest.mark.django_db
class TestFinanceAsks:
    @pytest.mark.parametrize("amount", ["0.01", "499.99", "500.00"])
    def test_r3_up_to_the_amount_of_the_setting_it_leaves_the_net_at_once(
        self, amount: str
    ) -> None:
        donation, by = gift(), person()
        request = ask(donation, amount, by)
        refund = Refund.objects.get()
        assert (request.state, request.refund) == (RequestState.APPROVED, refund)
        assert (request.requested_by, request.decided_by) == (by, by)
        assert (refund.amount, refund.reason) == (Decimal(amount), RefundReason.FINANCE)
        assert refund.state == RefundState.INTENDED
        funding = Funding.objects.get()
        assert funding.net == Decimal("600.00") - Decimal(amount)
        assert refund.calls.count() == 1
        assert Notice.objects.filter(kind=NoticeKind.REFUNDED).count() == 1
        assert_books_agree()

    def test_above_it_nothing_moves_until_a_second_person_approves(self) -> None:
        donation, first, second = gift(), person(), person("elena")
        request = ask(donation, "500.01", first)
        assert request.state == RequestState.TO_APPROVE
        assert not Refund.objects.exists()
        assert Funding.objects.get().net == Decimal("600.00")
        approved = approve(request, second)
        assert approved.state == RequestState.APPROVED
        assert approved.decided_by == second
        assert Refund.objects.get().amount == Decimal("500.01")
        assert Funding.objects.get().net == Decimal("99.99")
        assert_books_agree()

    def test_the_amount_that_takes_two_people_is_a_setting(self, settings: Settings) -> None:
        settings.REFUND_APPROVAL_ABOVE = Decimal("10.00")
        assert ask(gift(), "10.01", person()).state == RequestState.TO_APPROVE

    def test_parts_do_not_go_below_the_amount_of_the_setting(self) -> None:
        donation, by = gift(), person()
        assert ask(donation, "400.00", by).state == RequestState.APPROVED
        assert ask(donation, "100.00", by).state == RequestState.APPROVED
        assert ask(donation, "1.00", by).state == RequestState.TO_APPROVE

    @pytest.mark.parametrize("is_superuser", [False, True])
    def test_nobody_approves_their_own_request(self, is_superuser: bool) -> None:
        by = person(is_superuser=is_superuser)
        request = ask(gift(), "600.00", by)
        with pytest.raises(SecondPersonNeeded):
            approve(request, by)
        assert not Refund.objects.exists()

    def test_one_request_at_a_time(self) -> None:
        donation, by = gift(), person()
        ask(donation, "600.00", by)
        with pytest.raises(RefundNotPossible):
            ask(donation, "10.00", by)
        assert not Refund.objects.exists()

    @pytest.mark.parametrize("amount", ["600.01", "10000.00"])
    def test_never_more_than_was_paid(self, amount: str) -> None:
        with pytest.raises(RefundNotPossible, match="600"):
            ask(gift(), amount, person())
        assert not RefundRequest.objects.exists()

    def test_never_more_than_is_left(self) -> None:
        donation, by = gift(), person()
        ask(donation, "450.00", by)
        with pytest.raises(RefundNotPossible, match="150"):
            ask(donation, "150.01", by)
        assert Refund.objects.get().amount == Decimal("450.00")

    @pytest.mark.parametrize("amount", [Decimal("0"), Decimal("-1"), Decimal("0.001"), 5.0])
    def test_r1_only_amounts_of_euro(self, amount: Any) -> None:
        with pytest.raises(InvalidAmount):
            refund_requests.ask_refund(
                donation_id=gift().pk, amount=amount, reason="?", by=person(), now=LATER
            )

    def test_what_was_not_paid_is_not_given_back(self) -> None:
        donation = make_donation(make_funding())
        with pytest.raises(RefundNotPossible):
            ask(donation, "1.00", person())

    def test_r7_the_commitment_stands_when_a_refund_puts_the_campaign_at_risk(self) -> None:
        donation = gift()
        ask(donation, "200.00", person())
        funding = Funding.objects.get()
        assert funding.is_at_risk
        assert funding.commitment.reserved == Decimal("500.00")
        assert_books_agree()

    def test_replayed_money_is_given_back_by_the_same_act(self) -> None:
        ask(gift(provider=Provider.REPLAY), "100.00", person())
        assert Refund.objects.get().state == RefundState.PAID
        assert Entry.objects.filter(kind=Kind.REFUND_PAID).count() == 1
        assert_books_agree()


@pytest.mark.django_db
class TestDonorsAsk:
    def test_one_person_decides_up_to_the_amount_of_the_setting(self) -> None:
        request = approve(asked_by_donor(gift("500.00")), person())
        assert request.state == RequestState.APPROVED
        assert request.requested_by is None
        assert Refund.objects.get().amount == Decimal("500.00")

    def test_two_decide_above_it(self) -> None:
        first, second = person(), person("elena")
        request = approve(asked_by_donor(gift()), first)
        assert (request.state, request.requested_by) == (RequestState.TO_APPROVE, first)
        assert not Refund.objects.exists()
        with pytest.raises(SecondPersonNeeded):
            approve(request, first)
        assert approve(request, second).state == RequestState.APPROVED
        assert Refund.objects.get().amount == Decimal("600.00")
        assert_books_agree()

    def test_who_is_refused_is_told_why(self) -> None:
        request = asked_by_donor(gift())
        refund_requests.refuse(request_id=request.pk, by=person(), answer="Too late", now=LATER)
        request.refresh_from_db()
        assert (request.state, request.answer) == (RequestState.REFUSED, "Too late")
        notice = Notice.objects.get(kind=NoticeKind.REFUND_REFUSED)
        assert notice.object_id == str(request.pk)
        assert not Refund.objects.exists()

    def test_a_refused_request_is_not_approved_any_more(self) -> None:
        request = asked_by_donor(gift())
        refund_requests.refuse(request_id=request.pk, by=person(), answer="No", now=LATER)
        with pytest.raises(RefundNotPossible):
            approve(request, person("elena"))
        with pytest.raises(RefundNotPossible):
            refund_requests.refuse(request_id=request.pk, by=person("ada"), answer="No", now=LATER)
        assert Notice.objects.filter(kind=NoticeKind.REFUND_REFUSED).count() == 1

    def test_a_colleague_who_is_refused_is_sent_no_message(self) -> None:
        request = ask(gift(), "600.00", person())
        refund_requests.refuse(request_id=request.pk, by=person("elena"), answer="No", now=LATER)
        assert not Notice.objects.filter(kind=NoticeKind.REFUND_REFUSED).exists()

    def test_what_a_dispute_took_meanwhile_is_not_given_back(self) -> None:
        donation = gift("400.00")
        request = asked_by_donor(donation)
        dispute(donation, "150.00")
        with pytest.raises(RefundNotPossible, match="250"):
            approve(request, person())
        assert not Refund.objects.exists()
        assert_books_agree()


def dispute(donation: Donation, amount: str | None = None) -> None:
    disputes.apply_dispute_report(
        report=DisputeReport(
            dispute_id="dp_1",
            status=DisputeStatus.OPEN,
            payment_id=donation.payment_id,
            charge_id=None,
            amount=Decimal(amount) if amount else donation.amount,
            currency="eur",
            livemode=False,
            fee=Decimal("0.00"),
            opened_at=LATER,
        ),
        now=LATER,
    )


def attempt(act: Any) -> bool:
    """True if the act was done, false if it was refused."""
    try:
        act()
    except RefundNotPossible:
        return False
    return True


@pytest.mark.committed
class TestAtOnce:
    def test_two_approvals_make_one_refund(self, committed_db: str) -> None:
        request = ask(gift(), "600.00", person())
        others = [person(f"approver-{number}") for number in range(4)]
        done = at_once([partial(attempt, partial(approve, request, other)) for other in others])
        assert sorted(done) == [False, False, False, True]
        assert Refund.objects.get().amount == Decimal("600.00")
        assert Funding.objects.get().net == 0
        assert_books_agree()

    def test_two_first_decisions_on_a_donors_request_are_not_two_people_by_chance(
        self, committed_db: str
    ) -> None:
        request, one = asked_by_donor(gift()), person()
        done = at_once([partial(attempt, partial(approve, request, one))] * 3)
        assert sorted(done) == [False, False, True]
        assert not Refund.objects.exists()

    def test_approved_and_refused_at_once_is_one_of_the_two(self, committed_db: str) -> None:
        request = asked_by_donor(gift("100.00"))
        refuse = partial(
            refund_requests.refuse,
            request_id=request.pk,
            by=person("elena"),
            answer="No",
            now=LATER,
        )
        done = at_once(
            [partial(attempt, partial(approve, request, person())), partial(attempt, refuse)]
        )
        assert sorted(done) == [False, True]
        assert Refund.objects.count() == done[0]
        assert_books_agree()

    def test_a_refund_and_a_dispute_of_one_donation_never_take_it_twice(
        self, committed_db: str
    ) -> None:
        donation = gift("400.00")
        request = asked_by_donor(donation)
        done = at_once(
            [
                partial(attempt, partial(approve, request, person())),
                partial(dispute, donation),
            ]
        )
        donation.refresh_from_db()
        assert donation.refunded_amount == (400 if done[0] else 0)
        assert donation.refunded_amount + donation.disputed_amount == donation.amount
        assert Funding.objects.get().net == 0
        assert_books_agree()


@pytest.mark.parametrize("value", ["", "500", "1e3", "500,00", "0.00", "-1.00"])
def test_a_setting_that_is_no_amount_refuses_to_start(value: str) -> None:
    started = subprocess.run(
        [sys.executable, "-c", "import config.settings.base"],
        cwd=ROOT,
        env={"PYTHONPATH": f"{ROOT}:{ROOT / 'site'}", "REFUND_APPROVAL_ABOVE": value},
        capture_output=True,
        text=True,
        check=False,
    )
    assert started.returncode != 0
    assert "REFUND_APPROVAL_ABOVE: write EUR such as 500.00." in started.stderr


@pytest.mark.django_db
def test_a_refund_beyond_what_is_left_is_refused_under_the_lock_too() -> None:
    """What the page showed may be old: the amount is checked again where it is taken."""
    donation = gift("400.00")
    request = asked_by_donor(donation)
    with transaction.atomic():
        Donation.objects.filter(pk=donation.pk).update(refunded_amount=Decimal("0.01"))
        with pytest.raises(RefundNotPossible):
            approve(request, person())
        transaction.set_rollback(True)
