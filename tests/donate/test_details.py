"""Dati: who gives. What is wrong is said beside its field, and nothing typed is lost."""

import re
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.html import escape

from campaigns.funding.models import Funding, Reward, State
from campaigns.payments import campaign_acts
from campaigns.payments.campaign_acts import Document
from campaigns.payments.models import Donation
from tests.donate.conftest import Say

DETAILS = {
    "importo": "25",
    "ricompensa": "",
    "name": "Ada Brambilla",
    "email": "ada@example.org",
    "message": "Avanti così!",
}


@pytest.fixture
def form_key(client: Client, funding: Funding) -> str:
    """The key of a form just served."""
    return key_in(client.get("/dona/orto/dati/?importo=25"))


def key_in(answer: Any) -> str:
    found = re.search(r'name="form_key" value="([^"]+)"', answer.content.decode())
    assert found is not None
    return found[1]


def test_a_link_may_name_the_amount(client: Client, funding: Funding) -> None:
    answer = client.get("/dona/orto/?importo=25")
    assert answer.status_code == 302
    assert answer["Location"] == "/dona/orto/dati/?importo=25.00"


@pytest.mark.parametrize("amount", ["", " "])
def test_without_an_amount_one_begins_at_the_first_step(
    client: Client, funding: Funding, amount: str
) -> None:
    answer = client.get("/dona/orto/dati/", {"importo": amount}, follow=True)
    assert answer.redirect_chain[0][0].startswith("/dona/orto/?")
    assert answer.context["form"].errors["importo"]


@pytest.mark.parametrize("amount", ["abc", "0", "10000.01"])
def test_a_wrong_amount_in_the_address_is_said_here_and_nothing_typed_is_lost(
    client: Client, form_key: str, amount: str
) -> None:
    review = client.post("/dona/orto/dati/", DETAILS | {"form_key": form_key}, follow=True)
    address, _, query = review.context["edit_details_url"].partition("?")
    answer = client.get(f"{address}?{query.replace('25.00', amount)}")
    page = answer.content.decode()
    assert answer.status_code == 200
    assert set(answer.context["form"].errors) == {"importo"}
    assert all(escape(DETAILS[name]) in page for name in ("name", "email", "message"))
    assert re.search(rf'name="importo" value="{amount}"[^>]*aria-invalid="true"', page)
    assert '<details class="gift-amount" open>' in page


def test_the_amount_is_changed_where_it_stands(client: Client, form_key: str) -> None:
    page = client.get("/dona/orto/dati/?importo=25").content.decode()
    assert '<details class="gift-amount">' in page
    client.post("/dona/orto/dati/", DETAILS | {"form_key": form_key, "importo": "40"})
    assert Donation.objects.get().amount == 40


@pytest.mark.parametrize("wrong", [{}, {"importo": "1e3"}, {"name": ""}, {"form_key": "x"}])
def test_what_is_typed_can_be_read_in_the_other_language(
    client: Client, form_key: str, wrong: dict[str, str]
) -> None:
    typed = DETAILS | {"form_key": form_key, "anonymous": "on", "lingua": "en"} | wrong
    answer = client.post("/en/dona/orto/dati/?importo=25.00", typed)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert '<html lang="en"' in page
    assert set(answer.context["form"].errors) == wrong.keys() & {"importo"}
    assert all(escape(typed[name]) in page for name in ("importo", "name", "email", "message"))
    assert re.search(r'name="anonymous"[^>]*checked', page)
    assert not Donation.objects.exists()


def test_a_language_is_chosen_by_sending_the_form(client: Client, funding: Funding) -> None:
    page = client.get("/dona/orto/dati/?importo=25.00").content.decode()
    buttons = re.findall(r'<button[^>]* form="details"[^>]*>', page)
    assert '<form id="details" method="post"' in page
    assert "formaction" not in buttons[0]  # what a key presses
    assert 'formaction="/en/dona/orto/dati/?importo=25.00"' in buttons[1]
    assert 'name="lingua" value="en"' in buttons[1]
    assert 'hreflang="en"' not in page.split("<main")[0].split("<body")[1]


def test_a_browser_may_keep_the_form_for_its_way_back(client: Client, funding: Funding) -> None:
    said = client.get("/dona/orto/dati/?importo=25")["Cache-Control"]
    assert "no-store" not in said
    assert {"private", "max-age=0", "must-revalidate"} <= set(said.split(", "))


@pytest.mark.parametrize("language", ["it", "en"])
@pytest.mark.parametrize(
    ("wrong", "field", "message"),
    [
        ({"name": ""}, "name", "Write your name: it stands on your receipt."),
        ({"name": "   "}, "name", "Write your name: it stands on your receipt."),
        ({"email": ""}, "email", "Write your e-mail: the confirmation goes there."),
        *(
            (
                {"email": email},
                "email",
                "This does not look like an e-mail address: check it, please.",
            )
            for email in ("ada", "ada@", "@example.org", "a b@example.org", "ada@example")
        ),
    ],
)
def test_a_mistake_is_said_beside_its_field_and_at_the_top(
    client: Client,
    form_key: str,
    say: Say,
    wrong: dict[str, str],
    field: str,
    message: str,
    language: str,
) -> None:
    prefix = "/en" if language == "en" else ""
    typed = DETAILS | {"form_key": form_key} | wrong
    answer = client.post(f"{prefix}/dona/orto/dati/", typed)
    page = answer.content.decode()
    assert answer.status_code == 400
    assert page.count(escape(say(message, language))) == 2
    assert f'href="#id_{field}"' in page
    assert f'id="id_{field}_error"' in page
    assert escape(typed["message"]) in page
    assert not Donation.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [{"name": "a" * 121}, {"message": "a" * 501}, {"name": "Ada\x00"}, {"email": "a\x00@b.it"}],
)
def test_what_does_not_fit_is_refused(client: Client, form_key: str, wrong: dict[str, str]) -> None:
    answer = client.post("/dona/orto/dati/", DETAILS | {"form_key": form_key} | wrong)
    assert answer.status_code == 400
    assert set(answer.context["form"].errors) == set(wrong)
    assert not Donation.objects.exists()


def test_good_details_lead_to_the_summary(client: Client, form_key: str) -> None:
    answer = client.post("/dona/orto/dati/", DETAILS | {"form_key": form_key}, follow=True)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "/riepilogo/" in answer.redirect_chain[0][0]
    assert "Ada Brambilla" in page and "ada@example.org" in page and "25\xa0€" in page
    donation = Donation.objects.get()
    assert (donation.status, donation.requested_at) == ("created", None)


def test_the_same_form_sent_twice_is_one_donation(client: Client, form_key: str) -> None:
    for _ in range(2):
        client.post("/dona/orto/dati/", DETAILS | {"form_key": form_key})
    assert Donation.objects.count() == 1


def test_a_corrected_form_is_another_donation_and_the_first_is_never_paid(
    client: Client, form_key: str
) -> None:
    client.post("/dona/orto/dati/", DETAILS | {"form_key": form_key})
    client.post("/dona/orto/dati/", DETAILS | {"form_key": form_key, "name": "Ada Colombo"})
    assert sorted(Donation.objects.values_list("name", flat=True)) == [
        "Ada Brambilla",
        "Ada Colombo",
    ]
    assert not Donation.objects.filter(requested_at__isnull=False).exists()


@pytest.mark.parametrize("key", ["", "x", "0" * 32, "00000000000000000000000000000000:abc"])
def test_a_form_key_not_made_here_is_refused_and_replaced(
    client: Client, funding: Funding, key: str
) -> None:
    answer = client.post("/dona/orto/dati/", DETAILS | {"form_key": key})
    assert answer.status_code == 400
    assert not Donation.objects.exists()
    assert escape(DETAILS["name"]) in answer.content.decode()
    again = client.post("/dona/orto/dati/", DETAILS | {"form_key": key_in(answer)})
    assert again.status_code == 302
    assert Donation.objects.count() == 1


def test_a_wrong_amount_is_corrected_where_one_is_and_nothing_typed_is_lost(
    client: Client, form_key: str
) -> None:
    answer = client.post("/dona/orto/dati/", DETAILS | {"form_key": form_key, "importo": "1e3"})
    page = answer.content.decode()
    assert answer.status_code == 400
    assert not Donation.objects.exists()
    assert answer.context["form"].errors["importo"]
    for typed in ("1e3", DETAILS["name"], DETAILS["email"], DETAILS["message"]):
        assert escape(typed) in page
    assert re.search(r'<input type="text" name="importo"', page)
    assert 'href="#id_importo"' in page
    again = client.post("/dona/orto/dati/", DETAILS | {"form_key": form_key, "importo": "30"})
    assert again.status_code == 302
    assert Donation.objects.get().amount == 30


def test_who_goes_back_to_change_the_amount_finds_what_was_typed(
    client: Client, form_key: str
) -> None:
    review = client.post("/dona/orto/dati/", DETAILS | {"form_key": form_key}, follow=True)
    amount = client.get(review.context["edit_amount_url"])
    kept = re.search(r'name="bozza" value="([^"]+)"', amount.content.decode())
    assert kept is not None
    typed = client.get("/dona/orto/", {"importo": "40", "bozza": kept[1]}, follow=True)
    page = typed.content.decode()
    assert all(escape(DETAILS[name]) in page for name in ("name", "email", "message"))
    preset = client.get(amount.context["presets"][0]["url"])
    assert escape(DETAILS["message"]) in preset.content.decode()


def test_a_reward_is_kept_when_no_amount_was_named(client: Client, funding: Funding) -> None:
    reward = Reward.objects.create(
        campaign_key=funding.translation_key,
        amount="10.00",
        title_it="Semi",
        description_it="Un sacchetto",
    )
    page = client.get("/dona/orto/", {"ricompensa": str(reward.pk)}).content.decode()
    assert re.search(rf'name="ricompensa" value="{reward.pk}"', page)


def test_anothers_reward_is_refused(client: Client, funding: Funding, form_key: str) -> None:
    other = Reward.objects.create(
        campaign_key="00000000-0000-4000-8000-000000000000",
        amount="10.00",
        title_it="Altrui",
        description_it="Di un'altra campagna",
    )
    answer = client.post(
        "/dona/orto/dati/", DETAILS | {"form_key": form_key, "ricompensa": str(other.pk)}
    )
    assert answer.status_code == 400
    assert not Donation.objects.exists()


def test_a_campaign_that_is_suspended_meanwhile_keeps_what_was_typed(
    client: Client, funding: Funding, form_key: str
) -> None:
    document = Document(
        number="DD 3",
        date=timezone.localdate(),
        reason="Per gli uffici.",
        public_reason_it="Manca un permesso.",
    )
    campaign_acts.suspend(funding_id=funding.pk, document=document, now=timezone.now())
    typed = DETAILS | {"form_key": form_key}
    answer = client.post("/dona/orto/dati/", typed)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Manca un permesso." in page and escape(DETAILS["email"]) in page
    assert not Donation.objects.exists()
    campaign_acts.resume(funding_id=funding.pk, document=document, now=timezone.now())
    assert client.post("/dona/orto/dati/", typed).status_code == 302
    assert Donation.objects.get().email == DETAILS["email"]


def test_a_campaign_that_closes_meanwhile_takes_nothing(
    client: Client, funding: Funding, form_key: str
) -> None:
    Funding.objects.filter(pk=funding.pk).update(state=State.FAILED)
    answer = client.post("/dona/orto/dati/", DETAILS | {"form_key": form_key})
    assert answer.context["reason"] == "closed"
    assert not Donation.objects.exists()
