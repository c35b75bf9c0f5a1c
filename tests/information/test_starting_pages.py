"""The pages that every public site has: there, in both languages, and the staff's own."""

import re
from collections.abc import Callable
from html import unescape

import pytest
from django.core.management import call_command
from django.test import Client
from wagtail.models import Locale, Page

from home.models import InformationPage, NewsIndexPage, SiteMapPage
from home.site_tree import ensure_site_tree
from home.starting_pages.texts import entries
from home.starting_pages.writing import LANGUAGES, write_starting_pages

ELEMENTS = {
    "faq",
    "report-inefficiency",
    "privacy-policy-link",
    "legal-notes",
    "accessibility-link",
}
LABELS = {
    "it": [
        "Leggi le FAQ",
        "Richiesta d’assistenza",
        "Segnalazione disservizio",
        "Amministrazione trasparente",
        "Informativa privacy",
        "Note legali",
        "Dichiarazione di accessibilità",
        "Media policy",
        "Mappa del sito",
    ],
    "en": [
        "Read the FAQ",
        "Ask for help",
        "Report a problem",
        "Transparent administration",
        "Privacy notice",
        "Legal notes",
        "Accessibility statement",
        "Media policy",
        "Site map",
    ],
}
PREFIX = {"it": "", "en": "/en"}


@pytest.fixture
def write(db: None) -> Callable[..., list[str]]:
    """Write the pages, as drafts or at once."""

    def written(*, publish: bool = True) -> list[str]:
        trees = {language: ensure_site_tree(language) for language in LANGUAGES}
        return write_starting_pages(trees, publish=publish)

    return written


def footer_links(page: str) -> dict[str, tuple[str, str]]:
    """The links of the footer: address and ``data-element``, by their words."""
    footer = page[page.index('id="footer"') :]
    found = re.findall(r'<a href="([^"]+)"( data-element="([^"]+)")?>([^<]+)</a>', footer)
    return {unescape(text): (unescape(url), element) for url, _all, element, text in found}


@pytest.mark.parametrize("language", ["it", "en"])
def test_every_link_of_the_footer_leads_to_a_real_page(
    client: Client, write: Callable[..., list[str]], language: str
) -> None:
    write()
    links = footer_links(client.get(f"{PREFIX[language]}/").content.decode())
    assert [label for label in links if label in LABELS[language]] == LABELS[language]
    assert {element for _url, element in links.values()} >= ELEMENTS
    for label, (url, _element) in links.items():
        if url.startswith("mailto:"):
            continue
        answer = client.get(url)
        page = answer.content.decode()
        assert answer.status_code == 200, label
        assert f'<html lang="{language}">' in page, label
        assert "<h1" in page, label
        for address in re.findall(r'<a [^>]*href="(/[^"]*)"', page[page.index("<main") :]):
            assert client.get(unescape(address), follow=True).status_code == 200, (label, address)


@pytest.mark.parametrize("language", ["it", "en"])
def test_every_page_says_when_it_was_updated_and_asks_for_a_rating(
    client: Client, write: Callable[..., list[str]], language: str
) -> None:
    write()
    for page in Page.objects.filter(locale__language_code=language, depth__gte=2).live():
        text = client.get(page.get_url()).content.decode()
        assert 'class="container updated"' in text, page
        assert 'data-element="feedback"' in text, page


def test_no_text_is_left_to_fill_in(client: Client, write: Callable[..., list[str]]) -> None:
    write()
    for page in InformationPage.objects.live():
        text = client.get(page.get_url()).content.decode()
        assert not re.search(r"\$[a-z_]+|(page|url):[a-z]", text), page


def test_the_licence_of_the_contents_is_told(
    client: Client, write: Callable[..., list[str]]
) -> None:
    write()
    text = client.get("/note-legali/").content.decode()
    assert "<h2>Licenza dei contenuti</h2>" in text
    assert "creativecommons.org/licenses/by/4.0" in text


def test_a_city_reads_its_pages_before_it_publishes_them(db: None, client: Client) -> None:
    call_command("write_starting_pages", verbosity=0)
    assert InformationPage.objects.count() == 2 * 8
    assert not InformationPage.objects.live().exists()
    assert client.get("/privacy/").status_code == 404
    draft = InformationPage.objects.get(slug="privacy", locale=Locale.get_default())
    draft.get_latest_revision().publish()
    assert client.get("/privacy/").status_code == 200


def test_what_staff_wrote_is_left_alone(write: Callable[..., list[str]]) -> None:
    assert len(write()) == len(entries())
    mine = InformationPage.objects.get(slug="note-legali")
    mine.title = "Le nostre note"
    mine.save_revision().publish()
    InformationPage.objects.get(slug="media-policy", locale=Locale.get_default()).delete()
    NewsIndexPage.objects.all().delete()
    assert write() == ["news"]
    assert InformationPage.objects.get(slug="note-legali").title == "Le nostre note"


def test_every_text_is_there_in_both_languages() -> None:
    for entry in entries():
        for suffix in LANGUAGES.values():
            assert entry[f"slug{suffix}"] and entry[f"title{suffix}"] and entry[f"intro{suffix}"]
        kinds = [
            [block["type"] for block in entry[f"body{suffix}"]] for suffix in LANGUAGES.values()
        ]
        assert kinds[0] == kinds[1], entry["key"]


def test_the_map_shows_published_pages_only(
    client: Client, write: Callable[..., list[str]]
) -> None:
    write()
    InformationPage.objects.get(slug="note-legali").unpublish()
    text = client.get("/mappa-del-sito/").content.decode()
    listed = text[text.index("<main") : text.index("</main>")]
    assert 'href="/domande-frequenti/"' in listed
    assert 'href="/note-legali/"' not in listed
    assert "/en/" not in listed
    assert SiteMapPage.objects.count() == 2
