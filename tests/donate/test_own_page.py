"""A donation's own page: what it says, to whom, and its paper."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.html import escape
from pytest_django import DjangoAssertNumQueries

from campaigns.funding.models import Funding
from campaigns.models import CampaignPage
from campaigns.payments.links import step_url, token_of
from campaigns.payments.models import (
    Dispute,
    DisputeState,
    Donation,
    DonorKind,
    ErasureRequest,
    RefundRequest,
    RefundState,
    Status,
)
from tests.donate.conftest import Say
from tests.donate.own_page import SENT, add_refund, page_of
from tests.factories import give, make_donation

PAGES = ("donation", "ask_refund", "correct_email", "ask_erasure")


@pytest.fixture
def donation(funding: Funding) -> Donation:
    """A gift that has arrived."""
    return give(funding, "25.00", at=timezone.now(), payment_id="pi_1")


def add_dispute(donation: Donation, state: DisputeState) -> None:
    Dispute.objects.create(
        provider_id="dp_1",
        donation=donation,
        amount=donation.amount,
        counted=donation.amount,
        state=state,
        opened_at=timezone.now(),
    )
    Donation.objects.filter(pk=donation.pk).update(disputed_amount=donation.amount)


class TestWhatItSays:
    @pytest.mark.parametrize(
        ("change", "standing"),
        [
            (lambda gift: None, "confirmed"),
            (lambda gift: add_refund(gift, RefundState.PENDING, "10.00"), "partly_refunded"),
            (lambda gift: add_refund(gift, RefundState.PAID), "refunded"),
            (lambda gift: add_dispute(gift, DisputeState.OPEN), "disputed"),
            (lambda gift: add_dispute(gift, DisputeState.LOST), "disputed"),
            (lambda gift: Donation.objects.update(late=True), "late"),
            (lambda gift: Donation.objects.update(duplicate_of=gift, late=True), "duplicate"),
        ],
        ids=["confirmed", "part", "refunded", "disputed", "lost", "late", "twice"],
    )
    def test_where_the_gift_stands(
        self,
        client: Client,
        donation: Donation,
        change: Callable[[Donation], object],
        standing: str,
    ) -> None:
        change(donation)
        page = page_of(client, donation)
        assert f"result--{standing}" in page
        assert donation.reference in page
        assert "ricevuta.pdf" in page

    @pytest.mark.parametrize(
        ("status", "standing"),
        [
            (Status.CREATED, "awaiting"),
            (Status.AWAITING, "awaiting"),
            (Status.PROCESSING, "processing"),
            (Status.FAILED, "failed"),
            (Status.EXPIRED, "expired"),
            (Status.CANCELLED, "expired"),
        ],
    )
    def test_a_payment_not_made_offers_no_paper(
        self, client: Client, funding: Funding, status: Status, standing: str
    ) -> None:
        donation = make_donation(funding, status=status)
        page = page_of(client, donation)
        assert f"result--{standing}" in page
        assert "ricevuta.pdf" not in page
        assert client.get(step_url(donation, "confirmation")).status_code == 404
        has_way_back = step_url(donation, "review") in page
        assert has_way_back is (standing != "processing")

    @pytest.mark.parametrize("language", ["it", "en"])
    @pytest.mark.parametrize(
        ("state", "message"),
        [
            (RefundState.INTENDED, "on its way since %(day)s, to where it came from."),
            (RefundState.WAITING, "on its way since %(day)s, to where it came from."),
            (RefundState.PENDING, "on its way since %(day)s, to where it came from."),
            (RefundState.COVERED, "came back to you through your bank."),
            (
                RefundState.OWED,
                "could not be sent to your card or account on %(day)s: we owe it to you.",
            ),
        ],
    )
    def test_each_refund_is_followed(
        self,
        client: Client,
        donation: Donation,
        say: Say,
        state: RefundState,
        message: str,
        language: str,
    ) -> None:
        Donation.objects.update(locale=language)
        donation.refresh_from_db()
        add_refund(donation, state)
        said = say(message, language).split("%(day)s")
        page = page_of(client, donation)
        assert all(escape(part) in page for part in said)

    def test_a_withdrawn_refund_is_not_told(self, client: Client, donation: Donation) -> None:
        add_refund(donation, RefundState.WITHDRAWN, "7.77")
        Donation.objects.update(refunded_amount=0)
        assert "7,77" not in page_of(client, donation)

    def test_an_owed_refund_leads_to_the_bank_details(
        self, client: Client, donation: Donation
    ) -> None:
        assert step_url(donation, "transfer") not in page_of(client, donation)
        add_refund(donation, RefundState.OWED)
        assert step_url(donation, "transfer") in page_of(client, donation)

    def test_a_company_stands_with_its_number(self, client: Client, donation: Donation) -> None:
        Donation.objects.update(
            donor_kind=DonorKind.COMPANY, company="Officine Lambro", vat_number="IT00743110157"
        )
        page = page_of(client, donation)
        assert "Officine Lambro" in page
        assert "IT00743110157" in page

    def test_how_the_campaign_went(
        self, client: Client, campaign_page: CampaignPage, donation: Donation
    ) -> None:
        page = page_of(client, donation)
        assert campaign_page.url in page
        assert "bar__status" in page

    def test_r16_the_address_is_not_shown_in_full(self, client: Client, donation: Donation) -> None:
        assert donation.email not in page_of(client, donation)
        form = client.get(step_url(donation, "correct_email")).content.decode()
        assert donation.email not in form
        assert "a•••@e•••.org" in form

    def test_r16_a_corrected_address_is_told_to_no_older_link(
        self, client: Client, donation: Donation
    ) -> None:
        thanks = step_url(donation, "thanks")
        assert donation.email in client.get(thanks).content.decode()
        client.post(step_url(donation, "correct_email"), SENT["correct_email"])
        for page in ("thanks", "donation", "correct_email", "ask_erasure"):
            answer = client.get(step_url(donation, page))
            assert "giusta@" not in answer.content.decode()
        answer = client.get(f"/dona/orto/dati/?importo=25&bozza={token_of(donation)}")
        assert "giusta@" not in answer.content.decode()

    def test_the_number_of_queries_does_not_grow(
        self,
        client: Client,
        donation: Donation,
        django_assert_max_num_queries: DjangoAssertNumQueries,
    ) -> None:
        for amount in ("1.00", "2.00", "3.00", "4.00"):
            add_refund(donation, RefundState.PAID, amount)
        with django_assert_max_num_queries(16):
            page_of(client, donation)


class TestThePaper:
    def test_it_comes_as_a_file_nobody_keeps(self, client: Client, donation: Donation) -> None:
        answer = client.get(step_url(donation, "confirmation"))
        assert answer["Content-Type"] == "application/pdf"
        assert donation.reference in answer["Content-Disposition"]
        assert answer.content.startswith(b"%PDF-")
        assert answer["Referrer-Policy"] == "no-referrer"
        assert "no-store" in answer["Cache-Control"]


class TestItsLink:
    @pytest.mark.parametrize("page", [*PAGES, "confirmation"])
    def test_it_opens_without_a_cookie_and_tells_nobody(
        self, client: Client, donation: Donation, page: str
    ) -> None:
        answer = client.get(step_url(donation, page))
        assert answer.status_code == 200
        assert answer.cookies == {}
        assert answer["Referrer-Policy"] == "no-referrer"
        assert answer["X-Robots-Tag"] == "noindex"
        assert "no-store" in answer["Cache-Control"]

    @pytest.mark.parametrize("page", [*PAGES, "confirmation", "transfer"])
    @pytest.mark.parametrize("method", ["get", "post"])
    def test_anothers_signature_opens_nothing(
        self, client: Client, donation: Donation, page: str, method: str
    ) -> None:
        other = make_donation(donation.funding)
        forged = f"{donation.pk.hex}:{token_of(other).split(':')[1]}"
        for wrong in (forged, donation.pk.hex, "x"):
            address = step_url(donation, page).replace(token_of(donation), wrong)
            assert getattr(client, method)(address, SENT.get(page, {})).status_code == 404
        assert not RefundRequest.objects.exists()
        assert not ErasureRequest.objects.exists()


def test_the_page_is_in_the_donors_language(client: Client, funding: Funding) -> None:
    gift = give(funding, "25.00", at=timezone.now() - timedelta(hours=1), locale="en")
    answer: Any = client.get(step_url(gift, "donation"))
    assert '<html lang="en"' in answer.content.decode()
