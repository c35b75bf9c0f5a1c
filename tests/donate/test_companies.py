"""Companies and bodies give too: with their name and VAT number, which the paper then names."""

import re
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.html import escape

from campaigns.funding.models import Funding
from campaigns.models import CampaignPage
from campaigns.payments.models import Donation, DonorKind
from tests.admin.conftest import make_user
from tests.donate.conftest import Say
from tests.factories import give

COMPANY = {
    "importo": "250",
    "ricompensa": "",
    "donor_kind": "company",
    "company": "Officine Lambro s.r.l.",
    "vat_number": "00743110157",
    "name": "Ada Brambilla",
    "email": "ada@example.org",
    "message": "",
}


@pytest.fixture
def form_key(client: Client, funding: Funding) -> str:
    page = client.get("/dona/orto/dati/?importo=250").content.decode()
    found = re.search(r'name="form_key" value="([^"]+)"', page)
    assert found is not None
    return found[1]


def send(client: Client, form_key: str, **typed: str) -> Any:
    return client.post("/dona/orto/dati/", COMPANY | {"form_key": form_key} | typed, follow=True)


def test_a_company_gives_with_its_name_and_number(client: Client, form_key: str) -> None:
    page = send(client, form_key).content.decode()
    donation = Donation.objects.get()
    assert donation.donor_kind == DonorKind.COMPANY
    assert (donation.company, donation.vat_number) == ("Officine Lambro s.r.l.", "IT00743110157")
    assert "Officine Lambro" in page
    assert "IT00743110157" in page


def test_a_person_is_asked_for_neither(client: Client, form_key: str) -> None:
    send(client, form_key, donor_kind="person")
    donation = Donation.objects.get()
    assert (donation.donor_kind, donation.company, donation.vat_number) == ("person", "", "")


def test_who_chooses_nothing_is_a_person(client: Client, form_key: str) -> None:
    send(client, form_key, donor_kind="", company="", vat_number="")
    assert Donation.objects.get().donor_kind == DonorKind.PERSON


@pytest.mark.parametrize("language", ["it", "en"])
@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"company": " "}, "Write the name of the company or body."),
        *(
            (
                {"vat_number": number},
                "This is no VAT number: 11 digits if Italian, else with its country, such as FR.",
            )
            for number in ("", "00743110158", "IT123", "ZZ00743110157", "à")
        ),
    ],
)
def test_what_a_company_lacks_is_said_and_nothing_is_lost(
    client: Client,
    form_key: str,
    say: Say,
    wrong: dict[str, str],
    message: str,
    language: str,
) -> None:
    prefix = "/en" if language == "en" else ""
    typed = COMPANY | {"form_key": form_key} | wrong
    answer = client.post(f"{prefix}/dona/orto/dati/", typed)
    page = answer.content.decode()
    assert answer.status_code == 400
    assert page.count(escape(say(message, language))) == 2
    assert all(escape(value.strip()) in page for value in typed.values())
    assert re.search(r'value="company"[^>]* checked', page)
    assert not Donation.objects.exists()


def test_the_fields_are_there_without_a_script(client: Client, form_key: str) -> None:
    page = client.get("/dona/orto/dati/?importo=25").content.decode()
    for name in ("donor_kind", "company", "vat_number"):
        assert f'name="{name}"' in page


def test_going_back_keeps_the_company(client: Client, form_key: str) -> None:
    review = send(client, form_key)
    page = client.get(review.context["edit_details_url"]).content.decode()
    assert "Officine Lambro" in page
    assert "IT00743110157" in page


def test_the_company_is_thanked_on_the_campaigns_page(
    client: Client, funding: Funding, campaign_page: CampaignPage
) -> None:
    fields: dict[str, Any] = {"donor_kind": DonorKind.COMPANY, "company": "Officine Lambro"}
    give(funding, "25.00", at=timezone.now(), name="Ada Brambilla", **fields)
    give(funding, "26.00", at=timezone.now(), anonymous=True, **fields | {"company": "Segreta"})
    page = client.get("/progetti/orto/").content.decode()
    assert "Officine Lambro" in page
    assert "Ada Brambilla" not in page
    assert "Segreta" not in page


def test_finance_reads_and_exports_the_company(client: Client, funding: Funding) -> None:
    donation = give(
        funding,
        "25.00",
        at=timezone.now(),
        donor_kind=DonorKind.COMPANY,
        company="Officine Lambro",
        vat_number="IT00743110157",
    )
    client.force_login(make_user("Ragioneria"))
    listed = client.get("/admin/payments/donation/").content.decode()
    inspected = client.get(f"/admin/payments/donation/inspect/{donation.pk}/").content.decode()
    exported: Any = client.get("/admin/payments/donation/", {"export": "csv"})
    assert "Officine Lambro" in listed
    for text in (inspected, b"".join(exported.streaming_content).decode()):
        assert "Officine Lambro" in text
        assert "IT00743110157" in text
