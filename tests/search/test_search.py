"""What readers find, whatever they type."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.contrib.search_promotions.models import Query, QueryDailyHits, SearchPromotion
from wagtail.models import Page, PageViewRestriction

from campaigns.models import CampaignPage
from home.models import InformationPage
from tests.search.conftest import under_home

Titles = Callable[..., list[str]]
ODD = [
    *('"', "'", '"""', "' '", "%", "%%", "\x00", "a\x00b", "and or not", "AND", "OR NOT", "!", "&"),
    *("(", ")", ":*", "a:*", "<->", "\\", "title:x", "live:true", "*", "-", "--", "';DROP TABLE"),
    *("😀", "\u202e", "ﷺ", "É" * 300, "a" * 10_000, "a " * 5_000, '"' * 500, "l'" * 200, "\ud7ff"),
]


@pytest.mark.parametrize("typed", ["giardini", "GIARDINO", "giardino citta", "citta'", "Città"])
def test_forms_accents_and_capitals_make_no_difference(
    titles: Titles, garden: CampaignPage, typed: str
) -> None:
    assert titles(typed) == [garden.title]


@pytest.mark.parametrize("typed", ["orto", "dell'orto", "dell’orto", "l’aiuola", "aiuole"])
def test_apostrophes_part_words(titles: Titles, garden: CampaignPage, typed: str) -> None:
    assert titles(typed) == [garden.title]


@pytest.mark.parametrize("typed", ["verde pubblico", "municipio 4"])
def test_a_campaign_is_found_by_its_area_and_municipio(
    titles: Titles, garden: CampaignPage, typed: str
) -> None:
    assert titles(typed) == [garden.title]


def test_every_kind_is_found_in_the_readers_language(
    titles: Titles, others: dict[str, Page]
) -> None:
    assert len(titles("giardino")) == 5
    assert titles("volunteer", prefix="/en") == ["Volunteering in gardens"]
    assert titles("volunteers garden", prefix="/en") == ["Volunteering in gardens"]
    assert titles("volunteer") == []


def test_facets_narrow_and_count(client: Client, titles: Titles, others: dict[str, Page]) -> None:
    assert titles("giardino", tipo="notizie") == ["Nuovi giardini"]
    assert titles("giardino", municipio="4") == ["Il giardino della città"]
    assert titles("giardino", area="verde", stato="live") == ["Il giardino della città"]
    assert titles("giardino", area="verde", stato="failed") == []
    found = client.get("/cerca/", {"q": "giardino"}).context["facets"]
    counts = {facet.name: [option.count for option in facet.options] for facet in found}
    assert counts == {"tipo": [2, 1, 1, 1], "area": [1], "municipio": [1, 1], "stato": [2]}


def test_words_that_no_page_has_together_find_pages_with_some(
    client: Client, others: dict[str, Page]
) -> None:
    answer = client.get("/cerca/", {"q": "giardino astronave"})
    assert answer.context["partial"]
    assert answer.context["count"] == 5


def test_a_typing_error_gets_a_hint(client: Client, others: dict[str, Page]) -> None:
    answer = client.get("/cerca/", {"q": "giradino"})
    assert answer.context["corrected"] == "giardino"
    assert 'href="?q=giardino"' in answer.content.decode()


def test_nothing_found_leads_on(client: Client, others: dict[str, Page]) -> None:
    page = client.get("/cerca/", {"q": "xyzzy"}).content.decode()
    assert "?area=verde" in page
    narrowed = client.get("/cerca/", {"q": "giardino", "tipo": "nessuno"})
    assert narrowed.context["count"] == 0
    assert narrowed.context["everywhere"] == 5


@pytest.mark.parametrize("path", ["/cerca/", "/en/cerca/", "/cerca/suggerimenti/"])
def test_odd_input_never_fails(client: Client, garden: CampaignPage, path: str) -> None:
    for text in ODD:
        assert client.get(path, {"q": text}).status_code == 200, text[:30]
    for name in ("tipo", "area", "municipio", "stato", "pagina"):
        for value in ("\x00", "' OR 1", "9" * 99, "٣", "-1"):
            answer = client.get(path, {"q": "giardino", name: value})
            assert answer.status_code == 200, (name, value)


def test_what_readers_may_not_read_is_not_found(
    client: Client, titles: Titles, others: dict[str, Page]
) -> None:
    others["news"].unpublish()
    PageViewRestriction.objects.create(page=others["information"], restriction_type="login")
    assert "Nuovi giardini" not in titles("giardino")
    assert "Orti e giardini" not in titles("giardino")
    suggested = client.get("/cerca/suggerimenti/", {"q": "orti"}).json()
    assert suggested == {"suggestions": []}


def test_typing_gets_suggestions(client: Client, others: dict[str, Page]) -> None:
    answer = client.get("/cerca/suggerimenti/", {"q": "giardino cittÀ"})
    assert answer.json() == {
        "suggestions": [
            {"title": "Il giardino della città", "kind": "Progetto", "url": "/progetti/giardino/"}
        ]
    }
    assert answer["Cache-Control"] == "public, max-age=300"
    assert len(client.get("/cerca/suggerimenti/", {"q": "gi"}).json()["suggestions"]) == 5
    assert client.get("/cerca/suggerimenti/", {"q": "g"}).json() == {"suggestions": []}


def test_editors_put_a_page_first_and_searches_are_not_kept(
    client: Client, others: dict[str, Page]
) -> None:
    query = Query.get("come si dona")
    SearchPromotion.objects.create(
        query=query, page=others["information"], description="Le risposte"
    )
    SearchPromotion.objects.create(
        query=query, external_link_url="https://example.org/", external_link_text="Altrove"
    )
    answer = client.get("/cerca/", {"q": "Come si dòna?"})
    assert [choice.title for choice in answer.context["promoted"]] == ["Orti e giardini", "Altrove"]
    client.get("/cerca/", {"q": "Rossi Mario RSSMRA80A01F205X"})
    assert list(Query.objects.values_list("query_string", flat=True)) == ["come si dona"]
    assert QueryDailyHits.objects.count() == 0


def test_many_pages_take_as_many_queries_as_few(client: Client, others: dict[str, Page]) -> None:
    def queries(path: str) -> int:
        client.get(path)
        with CaptureQueriesContext(connection) as captured:
            client.get(path)
        return len(captured)

    paths = ("/cerca/?q=giardino", "/cerca/suggerimenti/?q=giardino", "/cerca/?q=giradino")
    few = {path: queries(path) for path in paths}
    for number in range(15):
        under_home(InformationPage(title=f"Giardino {number}", slug=f"giardino-{number}"))
    assert {path: queries(path) for path in paths} == few
