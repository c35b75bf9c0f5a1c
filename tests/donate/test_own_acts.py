"""What donors do on their donation's own page; a double tap does it once."""

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.html import escape

from campaigns.funding.models import Funding, State
from campaigns.payments.links import step_url
from campaigns.payments.models import (
    Donation,
    DonorKind,
    ErasureRequest,
    Notice,
    NoticeKind,
    RefundRequest,
    RefundState,
    RequestOrigin,
    RequestState,
    TransferDetails,
)
from tests.donate.conftest import Say
from tests.donate.own_page import SENT, add_refund, page_of
from tests.factories import give, make_donation

ACTS = tuple(SENT)


@pytest.fixture
def donation(funding: Funding) -> Donation:
    """A gift that has arrived."""
    return give(funding, "25.00", at=timezone.now(), payment_id="pi_1")


class TestActs:
    def test_asking_for_the_gift_back(self, client: Client, donation: Donation) -> None:
        address = step_url(donation, "ask_refund")
        assert address in page_of(client, donation)
        for _ in range(2):
            answer = client.post(address, SENT["ask_refund"])
            assert answer.status_code == 303
        request = RefundRequest.objects.get()
        assert (request.origin, request.state) == (RequestOrigin.DONOR, RequestState.ASKED)
        page = client.get(answer["Location"]).content.decode()
        assert "notice--done" in page
        assert address not in page

    def test_r16_the_reason_is_not_shown_to_who_has_the_link(
        self, client: Client, donation: Donation
    ) -> None:
        client.post(step_url(donation, "ask_refund"), SENT["ask_refund"])
        assert "due volte" not in page_of(client, donation)

    def test_a_refusal_is_told_with_its_answer(self, client: Client, donation: Donation) -> None:
        client.post(step_url(donation, "ask_refund"), SENT["ask_refund"])
        RefundRequest.objects.update(
            state=RequestState.REFUSED, decided_at=timezone.now(), answer="Il progetto è finito"
        )
        page = page_of(client, donation)
        assert "Il progetto è finito" in page
        assert step_url(donation, "ask_refund") in page

    def test_correcting_the_address(self, client: Client, donation: Donation) -> None:
        for _ in range(2):
            answer = client.post(step_url(donation, "correct_email"), SENT["correct_email"])
            assert answer.status_code == 303
        donation.refresh_from_db()
        assert donation.email == "giusta@example.org"
        assert Notice.objects.filter(kind=NoticeKind.EMAIL_CHANGED).count() == 1
        assert "notice--done" in client.get(answer["Location"]).content.decode()

    def test_asking_to_be_forgotten(self, client: Client, donation: Donation) -> None:
        for _ in range(2):
            answer = client.post(step_url(donation, "ask_erasure"), SENT["ask_erasure"])
            assert answer.status_code == 303
        assert ErasureRequest.objects.get().donation == donation
        assert step_url(donation, "ask_erasure") not in page_of(client, donation)

    def test_a_company_is_told_what_the_law_keeps(
        self, client: Client, donation: Donation, say: Say
    ) -> None:
        kept = say("the company's name and VAT number, for ten years", "it")
        assert kept not in client.get(step_url(donation, "ask_erasure")).content.decode()
        Donation.objects.update(donor_kind=DonorKind.COMPANY, company="Officine Lambro")
        assert kept in client.get(step_url(donation, "ask_erasure")).content.decode()

    def test_giving_bank_details(self, client: Client, donation: Donation) -> None:
        add_refund(donation, RefundState.OWED)
        address = step_url(donation, "transfer")
        for _ in range(2):
            answer = client.post(address, SENT["transfer"])
            assert answer.status_code == 303
        details = TransferDetails.objects.get()
        assert (details.iban, details.holder) == ("IT60X0542811101000000123456", "Ada Brambilla")
        for shown in (page_of(client, donation), client.get(address).content.decode()):
            assert "3456" in shown
            assert "0542811101" not in shown.replace(" ", "")

    @pytest.mark.parametrize(
        "iban",
        ["IT60X0542811101000000123457", "IT60X05428111010000001234", "ciao", "XX00", "à" * 20],
        ids=["check digits", "short", "word", "country", "letters"],
    )
    def test_a_wrong_iban_is_kept_in_its_field(
        self, client: Client, donation: Donation, iban: str
    ) -> None:
        add_refund(donation, RefundState.OWED)
        answer = client.post(step_url(donation, "transfer"), {"holder": "Ada B.", "iban": iban})
        page = answer.content.decode()
        assert answer.status_code == 400
        assert f'value="{escape(iban)}"' in page
        assert 'value="Ada B."' in page
        assert 'href="#id_iban"' in page
        assert not TransferDetails.objects.exists()

    @pytest.mark.parametrize(
        ("act", "wrong"),
        [
            ("ask_refund", {"reason": " "}),
            ("ask_refund", {"reason": "a" * 501}),
            ("correct_email", {"email": "ada@"}),
            ("ask_erasure", {}),
        ],
    )
    def test_a_mistake_is_said_and_nothing_done(
        self, client: Client, donation: Donation, act: str, wrong: dict[str, str]
    ) -> None:
        answer = client.post(step_url(donation, act), wrong)
        page = answer.content.decode()
        assert answer.status_code == 400
        assert "error-summary" in page
        assert all(escape(value) in page for value in wrong.values())
        assert not RefundRequest.objects.exists()
        assert not ErasureRequest.objects.exists()

    @pytest.mark.parametrize("act", ACTS)
    @pytest.mark.parametrize("method", ["get", "post"])
    def test_what_cannot_be_done_leads_back(
        self, client: Client, funding: Funding, act: str, method: str
    ) -> None:
        donation = make_donation(funding)
        if act == "ask_erasure":
            ErasureRequest.objects.create(donation=donation, asked_at=timezone.now())
        answer = getattr(client, method)(step_url(donation, act), SENT[act])
        assert answer.status_code == 303
        assert answer["Location"].startswith(step_url(donation, "donation"))

    @pytest.mark.parametrize("act", ACTS)
    def test_an_address_alone_proves_no_act(
        self, client: Client, donation: Donation, act: str
    ) -> None:
        assert "notice--done" not in page_of(client, donation, f"?fatto={act}")

    def test_a_campaign_that_failed_gives_back_without_asking(
        self, client: Client, funding: Funding, donation: Donation
    ) -> None:
        Funding.objects.filter(pk=funding.pk).update(state=State.FAILED)
        assert step_url(donation, "ask_refund") not in page_of(client, donation)

    def test_an_erased_donation_still_opens_and_names_nobody(
        self, client: Client, donation: Donation
    ) -> None:
        Donation.objects.update(name="", email="", erased_at=timezone.now())
        page = page_of(client, donation)
        assert "Brambilla" not in page
        for act in ACTS[:3]:
            assert step_url(donation, act) not in page
