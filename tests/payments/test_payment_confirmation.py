"""The payment confirmation: what stands on the paper, in every European alphabet."""

import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader
from pytest_django import Settings

from campaigns.funding.models import Funding
from campaigns.payments.models import (
    Donation,
    DonorKind,
    Provider,
    Refund,
    RefundReason,
    RefundState,
    Status,
)
from campaigns.payments.payment_confirmation import NotConfirmed, file_name, payment_confirmation
from tests.factories import NOW, OrganizationFactory, give, make_donation, make_fund, make_funding

SUMMER_NIGHT = datetime(2026, 7, 31, 22, 30, tzinfo=UTC)
"""In Rome it is 1 August, half past midnight."""


@pytest.fixture
def funding(db: None) -> Funding:
    organization = OrganizationFactory.create(name="Cooperativa Łódź & figli")
    funding = make_funding(title="Orto condiviso", organization=organization)
    make_fund(funding.call)
    return funding


def gift(funding: Funding, **fields: Any) -> Donation:
    given = give(funding, "1250.50", provider=Provider.STRIPE, payment_id="pi_123", **fields)
    return Donation.objects.select_related("funding__organization").get(pk=given.pk)


def text_of(donation: Donation, now: datetime = NOW) -> str:
    """What can be read on the paper, in one line."""
    reader = PdfReader(BytesIO(payment_confirmation(donation=donation, now=now)))
    assert len(reader.pages) == 1
    return " ".join(reader.pages[0].extract_text().split())


def test_it_says_all_that_a_donor_must_prove(funding: Funding) -> None:
    donation = gift(funding, locale="en", name="Ada Brambilla")
    text = text_of(donation)
    for expected in (
        *("Crowdfunding civico", "Comune di Milano", "Payment confirmation", "€1,250.50"),
        *("10 March 2026, 13:00", "Ada Brambilla", "Orto condiviso", "Cooperativa Łódź & figli"),
        *("chosen by the Comune di Milano", donation.reference, "pi_123", "Collecting"),
        "It is not a receipt for tax relief",
    ):
        assert expected in text


def test_it_speaks_the_donors_language(funding: Funding) -> None:
    text = text_of(gift(funding, locale="it"))
    assert "1.250,50 €" in text.replace("\xa0", " ")
    assert "10 marzo 2026" in text


def test_its_file_is_named_after_the_reference(funding: Funding) -> None:
    donation = gift(funding, locale="en")
    assert file_name(donation) == f"payment-confirmation-{donation.reference}.pdf"


def test_its_dates_are_romes(funding: Funding) -> None:
    Funding.objects.filter(pk=funding.pk).update(closes_at=SUMMER_NIGHT + timedelta(days=9))
    donation = gift(funding, locale="en", at=SUMMER_NIGHT)
    assert "1 August 2026, 00:30" in text_of(donation, now=SUMMER_NIGHT)


@pytest.mark.parametrize(
    "name",
    [
        "Zoë Đặng-Łuczak",
        "Ελένη Παπαδοπούλου",
        "Юлія Ґалаґан",
        "Đorđe Šćepanović",
        "Þórdís Guðmundsdóttir",
        "Ğülşen Çiçek",
        "Ġorġ Ħaż-Żebbuġ",
        "Սեդա Պետրոսյան",
        "ნინო ბერიძე",
    ],
)
def test_a_name_in_any_european_alphabet_stands_as_it_is(funding: Funding, name: str) -> None:
    assert name in text_of(gift(funding, name=name))


@pytest.mark.parametrize("name", ["😀 Ada", "山田太郎", "a" * 120, "مريم", "e\u0301ric", "A\nB\tC"])
def test_no_name_breaks_the_paper(funding: Funding, name: str) -> None:
    assert text_of(gift(funding, name=name))


def test_a_company_stands_with_its_vat_number(funding: Funding) -> None:
    donation = gift(
        funding,
        name="Ada Brambilla",
        donor_kind=DonorKind.COMPANY,
        company="Officine Lambro s.r.l.",
        vat_number="IT00743110157",
    )
    text = text_of(donation)
    assert "Officine Lambro s.r.l." in text
    assert "IT00743110157" in text
    assert "Ada Brambilla" not in text


def test_what_went_back_is_said(funding: Funding) -> None:
    donation = gift(funding, locale="en")
    assert "What is left" not in text_of(donation)
    for state, amount in (
        (RefundState.PAID, "10.00"),
        (RefundState.PENDING, "20.00"),
        (RefundState.OWED, "30.00"),
        (RefundState.WITHDRAWN, "40.00"),
    ):
        Refund.objects.create(
            donation=donation,
            amount=Decimal(amount),
            reason=RefundReason.FINANCE,
            state=state,
            created_at=NOW,
            owed_at=NOW,
            paid_at=NOW,
        )
    donation.refunded_amount = Decimal("60.00")
    text = text_of(donation)
    assert "€10, paid on 10 March 2026" in text
    assert "€20, on its way since 10 March 2026" in text
    assert "€30, to be paid by bank transfer" in text
    assert "€40" not in text
    assert "What is left of the gift €1,190.50" in text


def test_who_runs_the_platform_is_named_where_it_is_known(
    funding: Funding, settings: Settings
) -> None:
    settings.SITE_BRAND = settings.SITE_BRAND | {"operator": "Gestore S.p.A."}
    donation = gift(funding, locale="en")
    assert "Gestore S.p.A., which runs the platform for the Comune di Milano" in text_of(donation)


def test_a_campaign_without_a_beneficiary_has_none(funding: Funding) -> None:
    donation = gift(funding, locale="en")
    donation.funding.organization = None
    assert "Beneficiary" not in text_of(donation)


@pytest.mark.parametrize("status", [status for status in Status if status != Status.CONFIRMED])
def test_money_that_has_not_arrived_is_not_confirmed(funding: Funding, status: Status) -> None:
    with pytest.raises(NotConfirmed):
        payment_confirmation(donation=make_donation(funding, status=status), now=NOW)


def test_the_paper_says_its_language_and_title_to_machines(funding: Funding) -> None:
    donation = gift(funding, locale="en")
    reader = PdfReader(BytesIO(payment_confirmation(donation=donation, now=NOW)))
    assert reader.metadata is not None
    assert reader.metadata.title == f"Payment confirmation {donation.reference}"
    assert reader.root_object["/Lang"] == "en"


def test_no_letter_of_a_name_reaches_the_logs(
    funding: Funding, caplog: pytest.LogCaptureFixture
) -> None:
    text_of(gift(funding, name="山田太郎"))
    assert not re.search("[山田太郎]", caplog.text)
