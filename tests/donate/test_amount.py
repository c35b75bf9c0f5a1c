"""Importo: what a person may type (R1), and what is said to the rest."""

import re

import pytest
from django.test import Client
from django.utils.html import escape

from campaigns.calls.models import Call
from campaigns.funding.models import Funding, Reward
from campaigns.payments.models import Donation
from tests.donate.conftest import Say

PREFIXES = {"it": "", "en": "/en"}
NOT_FIGURES = "Write the amount in figures, with at most two decimals: for example 25 or 25,50."
NOT_POSITIVE = "The amount must be greater than zero."
MISSING = "Choose or write how much you want to give."
UNREADABLE = [
    *("abc", "-5", "+25", "1e3", "1E3", "NaN", "Infinity", "-0", "0x10", "25.005", "25,5,0"),
    *("1.000,00", "1,000.00", "25 50", "25.", ",50", "25..5", "٢٥", "２５", "½", "25 euro", "<b>"),
]


@pytest.mark.parametrize("language", ["it", "en"])
@pytest.mark.parametrize("typed", UNREADABLE)
def test_r1_what_is_no_amount_is_refused_and_kept(
    client: Client, funding: Funding, say: Say, typed: str, language: str
) -> None:
    answer = client.get(f"{PREFIXES[language]}/dona/orto/", {"importo": typed})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert escape(say(NOT_FIGURES, language)) in page
    assert f'value="{escape(typed)}"' in page
    assert 'href="#id_importo"' in page
    assert 'aria-invalid="true"' in page


@pytest.mark.parametrize("language", ["it", "en"])
@pytest.mark.parametrize(
    ("typed", "message"),
    [("0", NOT_POSITIVE), ("0,00", NOT_POSITIVE), ("", MISSING), ("  ", MISSING)],
)
def test_r1_nothing_and_zero_are_refused(
    client: Client, funding: Funding, say: Say, typed: str, message: str, language: str
) -> None:
    answer = client.get(f"{PREFIXES[language]}/dona/orto/", {"importo": typed})
    assert answer.status_code == 200
    assert escape(say(message, language)) in answer.content.decode()


@pytest.mark.parametrize(
    ("typed", "language", "limit"),
    [
        ("0,99", "it", "1\xa0€"),
        ("0.99", "en", "€1"),
        ("10000,01", "it", "10.000\xa0€"),
        ("10000.01", "en", "€10,000"),
        ("9999999999", "it", "10.000\xa0€"),
    ],
)
def test_r1_the_calls_limits_are_named(
    client: Client, funding: Funding, typed: str, language: str, limit: str
) -> None:
    answer = client.get(f"{PREFIXES[language]}/dona/orto/", {"importo": typed})
    assert answer.status_code == 200
    error = answer.context["form"].errors["importo"][0]
    assert limit in error
    assert escape(error) in answer.content.decode()


@pytest.mark.parametrize("typed", ["1", "25", "25,5", "25,50", "25.50", " 25 € ", "10000"])
def test_r1_what_people_type_is_understood(client: Client, funding: Funding, typed: str) -> None:
    answer = client.get("/dona/orto/", {"importo": typed}, follow=True)
    assert answer.status_code == 200
    assert answer.redirect_chain[0][0].startswith("/dona/orto/dati/?importo=")
    assert answer.context["amount"] == answer.context["form"].fields["importo"].clean(typed)


@pytest.mark.parametrize("typed", ["25\x00", "9" * 1000, "\ud7ff" * 30, "%00", "'; --"])
def test_odd_amounts_never_fail(client: Client, funding: Funding, typed: str) -> None:
    answer = client.get("/dona/orto/", {"importo": typed})
    assert answer.status_code == 200
    assert answer.context["form"].errors["importo"]


@pytest.mark.parametrize("reward", ["x", "0", "-1", "99999999999999999999", "1\x00", "²"])
def test_odd_rewards_never_fail(client: Client, funding: Funding, reward: str) -> None:
    answer = client.get("/dona/orto/", {"ricompensa": reward})
    assert answer.status_code == 200
    answer = client.get("/dona/orto/", {"importo": "25", "ricompensa": reward}, follow=True)
    assert answer.status_code == 200


def test_without_an_amount_nothing_is_preselected_and_nothing_complains(
    client: Client, funding: Funding
) -> None:
    page = client.get("/dona/orto/").content.decode()
    assert 'value="25"' not in page
    assert "error-summary" not in page
    assert page.count('class="preset"') == 4


def test_a_change_of_mind_shows_the_amount_chosen(client: Client, funding: Funding) -> None:
    answer = client.get("/dona/orto/", {"importo": "25.00", "modifica": "1"})
    assert answer.status_code == 200
    assert 'value="25.00"' in answer.content.decode()


def test_presets_keep_to_what_the_call_and_the_reward_allow(
    client: Client, funding: Funding
) -> None:
    Call.objects.filter(pk=funding.call_id).update(donation_min="20.00", donation_max="60.00")
    shown = client.get("/dona/orto/").context["presets"]
    assert [preset["value"] for preset in shown] == [25, 50]
    reward = add_reward(funding, "40.00")
    shown = client.get("/dona/orto/", {"ricompensa": str(reward.pk)}).context["presets"]
    assert [preset["value"] for preset in shown] == [50]


def test_a_reward_can_be_chosen_and_left_again(client: Client, funding: Funding) -> None:
    reward = add_reward(funding, "40.00")
    add_reward(funding, "5.00", limit=0)
    [offered] = client.get("/dona/orto/").context["rewards"]
    details = client.get(offered["url"])
    assert details.context["amount"] == 40
    assert re.search(
        rf'type="checkbox" name="ricompensa" value="{reward.pk}"[^>]*checked',
        details.content.decode(),
    )
    key = details.context["form"].initial["form_key"]
    typed = {"importo": "40", "name": "Ada", "email": "ada@example.org", "form_key": key}
    client.post("/dona/orto/dati/", typed)
    client.post("/dona/orto/dati/", typed | {"ricompensa": str(reward.pk)})
    assert set(Donation.objects.values_list("reward", flat=True)) == {None, reward.pk}


def add_reward(funding: Funding, amount: str, limit: int | None = None) -> Reward:
    return Reward.objects.create(
        campaign_key=funding.translation_key,
        amount=amount,
        limit=limit,
        title_it="Semi",
        description_it="Un sacchetto",
    )
