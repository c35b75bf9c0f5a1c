"""Folding, facets, excerpts: rules without a database."""

import pytest
from django.http import QueryDict

from campaigns.calls.models import Area
from search.excerpts import LENGTH, excerpt
from search.facets import chosen_hits, facets
from search.finding import Hit
from search.folding import clean_query, fold, words_of
from search.kinds import BY_NAME

HITS = [
    Hit(pk=1, kind=BY_NAME["progetti"], area="verde", municipio="4", state="live"),
    Hit(pk=2, kind=BY_NAME["progetti"], area="verde", municipio="2", state="failed"),
    Hit(pk=3, kind=BY_NAME["progetti"], municipio="4", state="live"),
    Hit(pk=4, kind=BY_NAME["notizie"]),
]


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("L’Ambrogìno d'Oro", "l ambrogino d oro"),
        ("CITTÀ  perché", "citta perche"),
        ("citta'", "citta"),
        ("Straße ﬃ", "strasse ffi"),
        ("a_b-c\x00d", "a b c d"),
        ("%\"'&|!():*<->", ""),
        ("😀", ""),
        ("Милан", "милан"),
    ],
)
def test_text_is_folded(typed: str, folded: str) -> None:
    assert fold(typed) == folded


def test_a_query_is_as_long_as_people_type() -> None:
    assert len(clean_query("a" * 10_000)) == 200
    assert clean_query(" a\x00\n b ") == "a b"
    assert words_of("Orto, orto e ORTO") == ["orto", "e"]


@pytest.mark.django_db
def test_each_facet_counts_under_the_choices_of_the_others() -> None:
    Area.objects.create(slug="verde", name_it="Verde pubblico", short_name_it="Verde")
    chosen = {"municipio": "4"}
    found = facets(HITS, chosen, QueryDict("q=orto&municipio=4&pagina=3"))
    counts = {
        facet.name: {option.label: option.count for option in facet.options} for facet in found
    }
    assert [hit.pk for hit in chosen_hits(HITS, chosen)] == [1, 3]
    assert counts["area"] == {"Verde": 1}
    assert sorted(counts["municipio"].values()) == [1, 2]
    assert list(counts["stato"].values()) == [2]
    assert list(counts["tipo"].values()) == [2]


@pytest.mark.django_db
def test_a_facets_address_chooses_drops_and_starts_at_the_first_page() -> None:
    found = facets(HITS, {"municipio": "4"}, QueryDict("q=orto&municipio=4&pagina=3"))
    by_name = {facet.name: facet for facet in found}
    chosen = by_name["municipio"].chosen
    assert chosen is not None
    assert chosen.url == "?q=orto"
    assert by_name["tipo"].options[0].url == "?q=orto&municipio=4&tipo=progetti"


def test_a_choice_that_nothing_has_stays_visible() -> None:
    found = facets([HITS[3]], {"tipo": "avvisi"}, QueryDict("q=x&tipo=avvisi"))
    assert [(option.count, option.selected) for option in found[0].options] == [
        (0, True),
        (1, False),
    ]


def test_an_excerpt_is_cut_around_the_word_and_marks_its_forms() -> None:
    text = "Parole prima. " * 30 + "I giardini della CITTÀ crescono." + " Parole dopo." * 30
    pieces = excerpt(text, ["giardino", "citta"])
    assert [piece.text for piece in pieces if piece.marked] == ["giardini", "CITTÀ"]
    whole = "".join(piece.text for piece in pieces)
    assert whole.startswith("… ")
    assert whole.endswith(" …")
    assert len(whole) <= LENGTH + 4


def test_an_excerpt_without_the_word_is_the_beginning() -> None:
    assert [piece.text for piece in excerpt("Una frase.", ["altro"])] == ["Una frase."]
    assert excerpt("", ["altro"]) == []
