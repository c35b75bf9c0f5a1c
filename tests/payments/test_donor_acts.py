"""What donors do with their own donation: each act once, and never what cannot be."""

from decimal import Decimal
from functools import partial

import pytest

from campaigns.funding.models import Funding, State
from campaigns.payments import donor_acts
from campaigns.payments.donor_acts import DonorActRefused
from campaigns.payments.models import (
    Donation,
    Notice,
    NoticeKind,
    Refund,
    RefundReason,
    RefundRequest,
    RefundState,
    RequestOrigin,
    RequestState,
    Status,
    TransferDetails,
)
from tests.concurrency import at_once
from tests.factories import NOW, give, make_donation, make_fund, make_funding

IBAN = "IT60X0542811101000000123456"
OTHER_IBAN = "DE89370400440532013000"


@pytest.fixture
def funding(db: None) -> Funding:
    funding = make_funding()
    make_fund(funding.call)
    return funding


@pytest.fixture
def donation(funding: Funding) -> Donation:
    return give(funding, "25.00")


def owe(donation: Donation, amount: str = "25.00") -> Refund:
    """A refund that came back."""
    return Refund.objects.create(
        donation=donation,
        amount=Decimal(amount),
        reason=RefundReason.FINANCE,
        state=RefundState.OWED,
        created_at=NOW,
        owed_at=NOW,
    )


class TestAskingForARefund:
    def test_all_that_is_left_is_asked_for_and_finance_decides(self, donation: Donation) -> None:
        Donation.objects.filter(pk=donation.pk).update(refunded_amount=Decimal("5.00"))
        request = donor_acts.ask_refund(donation_id=donation.pk, reason="Doppione", now=NOW)
        assert (request.amount, request.reason) == (Decimal("20.00"), "Doppione")
        assert (request.origin, request.state) == (RequestOrigin.DONOR, RequestState.ASKED)
        assert not Refund.objects.exists()

    def test_asked_twice_it_is_one_request(self, donation: Donation) -> None:
        first = donor_acts.ask_refund(donation_id=donation.pk, reason="Uno", now=NOW)
        again = donor_acts.ask_refund(donation_id=donation.pk, reason="Due", now=NOW)
        assert again == first
        assert RefundRequest.objects.get().reason == "Uno"

    def test_a_refused_request_may_be_followed_by_another(self, donation: Donation) -> None:
        first = donor_acts.ask_refund(donation_id=donation.pk, reason="Uno", now=NOW)
        RefundRequest.objects.filter(pk=first.pk).update(state=RequestState.REFUSED)
        donor_acts.ask_refund(donation_id=donation.pk, reason="Due", now=NOW)
        assert RefundRequest.objects.count() == 2

    @pytest.mark.parametrize(
        "changes",
        [
            {"status": Status.PROCESSING, "paid_at": None, "confirmed_at": None},
            {"refunded_amount": Decimal("25.00")},
            {"disputed_amount": Decimal("25.00")},
            {"late": True},
            {"erased_at": NOW},
        ],
        ids=["unpaid", "refunded", "disputed", "late", "erased"],
    )
    def test_what_nobody_can_give_back_is_not_asked_for(
        self, donation: Donation, changes: dict[str, object]
    ) -> None:
        Donation.objects.filter(pk=donation.pk).update(**changes)
        with pytest.raises(DonorActRefused):
            donor_acts.ask_refund(donation_id=donation.pk, reason="Perché", now=NOW)
        assert not RefundRequest.objects.exists()

    @pytest.mark.parametrize("state", [State.FAILED, State.CANCELLED])
    def test_what_goes_back_anyway_is_not_asked_for(
        self, donation: Donation, funding: Funding, state: State
    ) -> None:
        Funding.objects.filter(pk=funding.pk).update(state=state)
        with pytest.raises(DonorActRefused):
            donor_acts.ask_refund(donation_id=donation.pk, reason="Perché", now=NOW)


class TestCorrectingTheAddress:
    def test_the_new_address_is_written_to(self, donation: Donation) -> None:
        donor_acts.correct_email(donation_id=donation.pk, email="giusta@example.org", now=NOW)
        donation.refresh_from_db()
        assert donation.email == "giusta@example.org"
        notice = Notice.objects.get(kind=NoticeKind.EMAIL_CHANGED)
        assert notice.donation == donation

    def test_sent_twice_it_is_one_correction(self, donation: Donation) -> None:
        for _ in range(2):
            donor_acts.correct_email(donation_id=donation.pk, email="giusta@example.org", now=NOW)
        assert Notice.objects.filter(kind=NoticeKind.EMAIL_CHANGED).count() == 1

    def test_every_correction_is_written_about_the_way_back_too(self, donation: Donation) -> None:
        for email in ("b@example.org", "ada@example.org", "b@example.org"):
            donor_acts.correct_email(donation_id=donation.pk, email=email, now=NOW)
        assert Notice.objects.filter(kind=NoticeKind.EMAIL_CHANGED).count() == 3

    def test_a_link_is_no_machine_for_writing_to_strangers(self, donation: Donation) -> None:
        for number in range(donor_acts.MOST_CORRECTIONS):
            email = f"{number}@example.org"
            donor_acts.correct_email(donation_id=donation.pk, email=email, now=NOW)
        with pytest.raises(DonorActRefused):
            donor_acts.correct_email(donation_id=donation.pk, email="x@example.org", now=NOW)
        donation.refresh_from_db()
        assert donation.email == f"{donor_acts.MOST_CORRECTIONS - 1}@example.org"

    def test_a_payment_not_begun_is_corrected_in_its_form(self, funding: Funding) -> None:
        donation = make_donation(funding)
        with pytest.raises(DonorActRefused):
            donor_acts.correct_email(donation_id=donation.pk, email="b@example.org", now=NOW)

    def test_who_was_erased_does_not_come_back(self, donation: Donation) -> None:
        Donation.objects.filter(pk=donation.pk).update(erased_at=NOW, email="")
        with pytest.raises(DonorActRefused):
            donor_acts.correct_email(donation_id=donation.pk, email="b@example.org", now=NOW)


class TestGivingBankDetails:
    def test_they_are_kept_for_every_refund_that_is_owed(self, donation: Donation) -> None:
        owed = [owe(donation, "10.00"), owe(donation, "15.00")]
        donor_acts.give_transfer_details(
            donation_id=donation.pk, holder="Ada Brambilla", iban=IBAN, now=NOW
        )
        for refund in owed:
            details = TransferDetails.objects.get(refund=refund)
            assert (details.iban, details.last_digits) == (IBAN, "3456")

    def test_they_can_be_corrected_until_they_are_used(self, donation: Donation) -> None:
        owe(donation)
        for iban in (IBAN, OTHER_IBAN):
            donor_acts.give_transfer_details(
                donation_id=donation.pk, holder="Ada", iban=iban, now=NOW
            )
        assert TransferDetails.objects.get().iban == OTHER_IBAN

    @pytest.mark.parametrize("state", [state for state in RefundState if state != RefundState.OWED])
    def test_nothing_owed_takes_no_details(self, donation: Donation, state: RefundState) -> None:
        refund = owe(donation)
        Refund.objects.filter(pk=refund.pk).update(state=state)
        with pytest.raises(DonorActRefused):
            donor_acts.give_transfer_details(
                donation_id=donation.pk, holder="Ada", iban=IBAN, now=NOW
            )
        assert not TransferDetails.objects.exists()


def test_two_requests_at_the_same_instant_are_one(committed_db: str) -> None:
    funding = make_funding()
    make_fund(funding.call)
    donation = give(funding, "25.00")
    asked = partial(donor_acts.ask_refund, donation_id=donation.pk, reason="Doppione", now=NOW)
    requests = at_once([asked] * 6)
    assert {request.pk for request in requests} == {RefundRequest.objects.get().pk}
