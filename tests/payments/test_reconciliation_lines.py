"""R11: each thing that the provider and we tell differently is a line; some are for people."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import transaction
from django.utils import timezone

from campaigns.funding import services as funding_services
from campaigns.funding.models import Funding
from campaigns.ledger.models import Entry, Kind
from campaigns.payments.fees import apply_fee_report
from campaigns.payments.gateways.contract import FeeReport
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
    Refund,
    RefundReason,
    RefundState,
    Status,
)
from campaigns.payments.refunds import intend_refund_of_locked, pay_by_transfer
from campaigns.transparency.audit import audit
from tests.factories import give, make_open_funding

from .checkouts import begin, checkout
from .provider_money import (
    LATER,
    charge_of,
    dispute_there,
    lines,
    paid_there,
    refund_there,
    run,
    silent,
)
from .sandbox.control import Control, session_params

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture
def funding() -> Funding:
    return make_open_funding(slug="orto")


def assert_agreed(gateway: StripeGateway) -> None:
    told = audit(gateway=gateway)
    assert told["ok"], [check for check in told["checks"] if not check["ok"]]


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
        line = run(gateway, Depth.FULL).differences.get()
        assert (line.kind, line.ours, line.theirs, line.repaired) == ("amount", 90, 100, False)
        assert line.donation == donation

    def test_one_of_a_donation_that_is_gone_is_told(
        self, funding: Funding, gateway: StripeGateway, bank: Control
    ) -> None:
        donation = paid_there(funding, gateway, bank)
        donation.calls.all().delete()
        donation.delete()
        begin(funding)
        line = run(silent(gateway, "events"), Depth.FULL).differences.get()
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
        assert lines(run(silent(gateway, "events"))) == {("state", "payment", True)}
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
        found = run(silent(gateway, "events"), Depth.FULL)
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

    def test_one_that_comes_back_weeks_later_is_owed(
        self, donation: Donation, gateway: StripeGateway, bank: Control
    ) -> None:
        refund = refund_there(donation, gateway, 100_00)
        run(silent(gateway, "events"), Depth.FULL)
        run(gateway, Depth.FULL, after=10 * DAY)
        bank.post(f"refunds/{refund.id}/fail")
        assert lines(run(silent(gateway, "events"), Depth.FULL, after=30 * DAY)) == {
            ("state", "refund", True)
        }
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
        assert lines(run(silent(gateway, "events"), Depth.FULL)) == {("state", "refund", True)}
        refund.refresh_from_db()
        assert refund.state == RefundState.PAID
        assert_agreed(gateway)

    def test_one_that_the_provider_does_not_know_is_told(
        self, donation: Donation, gateway: StripeGateway, bank: Control
    ) -> None:
        refund = _intend(donation)
        Refund.objects.update(state=RefundState.PENDING, provider_id="re_invented")
        line = run(silent(gateway, "events"), Depth.FULL).differences.get()
        assert (line.kind, line.object_type, line.ours) == ("missing_there", "refund", 100)
        assert (line.object_id, line.repaired) == ("re_invented", False)
        refund.refresh_from_db()
        assert refund.state == RefundState.PENDING

    def test_one_of_another_amount_is_told(
        self, donation: Donation, gateway: StripeGateway, bank: Control
    ) -> None:
        refund_there(donation, gateway, 40_00)
        run(silent(gateway, "events"), Depth.FULL)
        Refund.objects.update(amount=Decimal("41.00"))
        assert lines(run(silent(gateway, "events"), Depth.FULL, after=DAY)) == {
            ("amount", "refund", False)
        }

    def test_one_paid_by_bank_transfer_is_not_the_providers_business(
        self, donation: Donation, gateway: StripeGateway, bank: Control
    ) -> None:
        refund = refund_there(donation, gateway, 40_00)
        bank.post(f"refunds/{refund.id}/fail")
        run(silent(gateway, "events"), Depth.FULL)
        ours = Refund.objects.get()
        pay_by_transfer(refund_id=ours.pk, reference="CRO 1", now=timezone.now(), by=None)
        assert lines(run(silent(gateway, "events"), Depth.FULL, after=DAY)) == set()
        assert_agreed(gateway)


class TestDisputes:
    def test_one_that_closes_months_later_is_learnt(
        self, funding: Funding, gateway: StripeGateway, bank: Control
    ) -> None:
        donation = paid_there(funding, gateway, bank)
        dispute = dispute_there(donation, gateway, bank)
        run(gateway, Depth.FULL)
        run(gateway, Depth.FULL, after=60 * DAY)
        bank.post(f"disputes/{dispute['id']}/close", status="lost")
        found = run(silent(gateway, "events"), Depth.FULL, after=90 * DAY)
        assert lines(found) == {("state", "dispute", True)}
        assert Dispute.objects.get().state == DisputeState.LOST
        assert_agreed(gateway)

    def test_one_that_the_provider_does_not_know_is_told(
        self, funding: Funding, gateway: StripeGateway, bank: Control
    ) -> None:
        dispute_there(paid_there(funding, gateway, bank), gateway, bank)
        run(gateway, Depth.FULL)
        Dispute.objects.update(provider_id="du_invented")
        found = run(gateway, Depth.FULL)
        assert ("missing_there", "dispute", False) in lines(found)

    def test_one_of_replayed_money_is_nobody_s_but_ours(
        self, funding: Funding, gateway: StripeGateway, bank: Control
    ) -> None:
        donation = paid_there(funding, gateway, bank)
        dispute_there(donation, gateway, bank)
        run(gateway, Depth.FULL)
        Dispute.objects.update(
            provider_id="replayed", donation=give(funding, at=timezone.now() - DAY)
        )
        found = run(gateway, Depth.FULL)
        assert ("missing_there", "dispute", False) not in lines(found)


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


def _intend(donation: Donation) -> Refund:
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
