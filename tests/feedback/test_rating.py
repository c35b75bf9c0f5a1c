"""Stars for a page: two GETs and a POST, without a cookie, a token or a script."""

import re
from html import unescape
from typing import Any
from urllib.parse import quote

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone
from wagtail.models import PageViewRestriction

from campaigns.funding.models import Funding
from home.feedback import ratings
from home.feedback.models import RatedThing, Rating
from home.models import InformationPage
from tests.factories import give, make_campaign_page, make_open_funding


def stars_form(page: str) -> dict[str, str]:
    """The hidden fields of the stars at the foot of a page."""
    form = re.search(r'<form class="stars".*?</form>', page, re.DOTALL)
    assert form is not None
    fields = re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form[0])
    return {name: unescape(value) for name, value in fields}


@pytest.mark.parametrize(
    ("prefix", "path", "question"),
    [
        ("", "/guida/", "Quanto sono chiare le informazioni su questa pagina?"),
        ("/en", "/en/guide/", "How clear is the information on this page?"),
    ],
)
def test_a_reader_rates_a_page(
    client: Client, page: InformationPage, prefix: str, path: str, question: str
) -> None:
    read = client.get(path)
    assert question in read.content.decode()
    fields = stars_form(read.content.decode())
    assert fields == {"pagina": path}

    asked = client.get(f"{prefix}/valuta/", fields | {"voto": "2"})
    assert asked.status_code == 200
    address = asked.request["PATH_INFO"] + "?" + asked.request["QUERY_STRING"]
    thanked = client.post(address, {"aspect": "unclear", "details": "Troppi passaggi"})

    assert thanked.status_code == 303
    kept = Rating.objects.get()
    assert (kept.stars, kept.aspect, kept.details) == (2, "unclear", "Troppi passaggi")
    assert kept.page is not None and kept.page.get_url() == path == kept.address
    assert client.get(thanked.headers["Location"]).status_code == 200
    assert not client.cookies


@pytest.mark.parametrize(("prefix", "path"), [("/en", "/guida/"), ("", "/en/guide/")])
def test_the_stars_can_be_read_in_the_other_language(
    client: Client, page: InformationPage, prefix: str, path: str
) -> None:
    asked = client.get(f"{prefix}/valuta/", {"pagina": path, "voto": "2"})
    assert asked.status_code == 200
    assert asked.context["subject"].address == path


def test_looking_keeps_nothing_and_is_not_cached(client: Client, page: InformationPage) -> None:
    response = client.get("/valuta/?pagina=/guida/&voto=5")
    assert "no-store" in response.headers["Cache-Control"]
    assert not Rating.objects.exists()


@pytest.mark.parametrize(("stars", "liked"), [(1, False), (3, False), (4, True), (5, True)])
def test_low_and_high_ratings_are_asked_different_questions(
    client: Client, page: InformationPage, stars: int, liked: bool
) -> None:
    text = client.get(f"/valuta/?pagina=/guida/&voto={stars}").content.decode()
    assert ("Quali sono stati gli aspetti che hai preferito?" in text) == liked
    assert ("Dove hai incontrato le maggiori difficoltà?" in text) != liked
    assert len(re.findall(r'type="radio" name="aspect"', text)) == 5


def test_stars_alone_are_enough(client: Client, page: InformationPage) -> None:
    assert client.post("/valuta/?pagina=/guida/&voto=5", {}).status_code == 303
    assert Rating.objects.get().stars == 5


def test_an_answer_of_the_other_question_is_refused_and_nothing_typed_is_lost(
    client: Client, page: InformationPage
) -> None:
    response = client.post(
        "/valuta/?pagina=/guida/&voto=5", {"aspect": "unclear", "details": "Bello"}
    )
    assert response.status_code == 400
    assert "Bello" in response.content.decode()
    assert not Rating.objects.exists()


@pytest.mark.parametrize("stars", ["0", "6", "-1", "uno", "", "1e1", "٣", "4.5", "9" * 400, "\x00"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_odd_stars_are_asked_again(
    client: Client, page: InformationPage, stars: str, method: str
) -> None:
    response = getattr(client, method)(f"/valuta/?pagina=/guida/&voto={quote(stars)}")
    assert response.status_code == 400
    assert "Scegli da una a cinque stelle." in response.content.decode()
    assert not Rating.objects.exists()


@pytest.mark.parametrize(
    "address",
    [
        *("", "/", "/non-esiste/", "/guida", "guida", "//evil.example/", "https://evil.example/"),
        *("/admin/", "/i-miei-progetti/", "/dona/x/grazie/secret/", "/le-mie-donazioni/l/secret/"),
        *("/valuta/", "/guida/\x00", "/" + "a" * 10_000, "/media/x.jpg", "javascript:alert(1)"),
    ],
)
def test_only_public_pages_can_be_rated(
    client: Client, page: InformationPage, address: str
) -> None:
    response = client.get("/valuta/", {"pagina": address, "voto": "5"})
    expected = 200 if address == "/" else 404
    assert response.status_code == expected
    assert not Rating.objects.exists()


def test_what_follows_the_address_is_not_kept(client: Client, page: InformationPage) -> None:
    client.post("/valuta/?pagina=%2Fguida%2F%3Femail%3Da%40example.org&voto=5", {})
    assert Rating.objects.get().address == "/guida/"


def test_a_restricted_page_cannot_be_rated(client: Client, page: InformationPage) -> None:
    PageViewRestriction.objects.create(page=page, restriction_type="login")
    assert client.get("/valuta/?pagina=/guida/&voto=5").status_code == 404


def test_who_gave_is_asked_about_giving(client: Client, db: None) -> None:
    text = client.get("/valuta/?servizio=dona").content.decode()
    assert "Quanto è stato facile usare questo servizio?" in text
    client.post("/valuta/?servizio=dona&voto=4", {"aspect": "no_trouble"})
    kept = Rating.objects.get()
    assert (kept.thing, kept.address, kept.page) == (RatedThing.DONATION, "", None)


def test_pages_of_ones_own_hold_no_rating(client: Client, db: None) -> None:
    funding: Funding = make_open_funding()
    make_campaign_page(funding)
    give(funding, at=timezone.now())
    for path in (f"/dona/{funding.slug}/", "/accesso/", "/le-mie-donazioni/", "/non-esiste/"):
        assert 'class="stars"' not in client.get(path, follow=True).content.decode(), path
    assert 'class="stars"' in client.get(f"/progetti/{funding.slug}/").content.decode()


def test_a_machine_that_fills_the_trap_keeps_nothing(client: Client, page: InformationPage) -> None:
    response = client.post("/valuta/?pagina=/guida/&voto=1", {"website": "http://spam.example"})
    assert response.status_code == 303
    assert not Rating.objects.exists()


def test_beyond_the_hours_share_what_is_typed_stays(
    client: Client, page: InformationPage, settings: Any
) -> None:
    settings.RATINGS_PER_CLIENT = 1
    address = "/valuta/?pagina=/guida/&voto=4"
    assert client.post(address, {}).status_code == 303
    again = client.post(address, {"details": "Ancora io"})
    assert again.status_code == 429
    assert "Ancora io" in again.content.decode()
    assert Rating.objects.count() == 1


def test_details_longer_than_allowed_are_said_so(client: Client, page: InformationPage) -> None:
    response = client.post("/valuta/?pagina=/guida/&voto=4", {"details": "a" * 201})
    assert response.status_code == 400
    assert not Rating.objects.exists()


@pytest.mark.parametrize("stars", [0, 6])
def test_the_database_refuses_other_stars(db: None, stars: int) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        ratings.rate(thing=RatedThing.PAGE, stars=stars, language="it", now=timezone.now())


def test_a_deleted_page_leaves_its_ratings(client: Client, page: InformationPage) -> None:
    client.post("/valuta/?pagina=/guida/&voto=4", {})
    InformationPage.objects.get(pk=page.pk).delete()
    kept = Rating.objects.get()
    assert (kept.page, kept.address) == (None, "/guida/")
