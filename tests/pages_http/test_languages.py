"""Italian first: the address alone decides the language, and one link changes it."""

import re

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from django.utils.translation import gettext, override
from wagtail.models import Page

from campaigns.accounts.models import Organization
from campaigns.models import CampaignPage, Update
from home.models import InformationPage
from home.site_tree import ensure_site_tree


@pytest.fixture
def translated(campaign_page: CampaignPage) -> CampaignPage:
    """The campaign in English too, under a slug of its own."""
    tree = ensure_site_tree("en")
    page: CampaignPage = campaign_page.copy_for_translation(tree.locale)
    page.title, page.slug = "Garden 1", "garden-1"
    page.save_revision().publish()
    return page


def switch(client: Client, path: str, language: str) -> str:
    """Where the language link of a page leads."""
    page = client.get(path).content.decode()
    link = rf'<a href="([^"]+)" hreflang="{language}"'
    button = rf'formaction="([^"]+)" name="lingua" value="{language}"'
    found = re.search(link, page) or re.search(button, page)
    assert found is not None
    return found[1].replace("&amp;", "&")


@pytest.mark.parametrize(
    ("path", "language"), [("/", "it"), ("/progetti/orto-1/", "it"), ("/en/", "en")]
)
def test_the_address_decides_the_language(
    client: Client, translated: CampaignPage, path: str, language: str
) -> None:
    for accepted in ("", "it", "en", "de", "en-GB,en;q=0.9", "x" * 2000, "*"):
        answer = client.get(path, headers={"Accept-Language": accepted})
        assert answer.status_code == 200
        assert f'<html lang="{language}"' in answer.content.decode()
        assert answer["Content-Language"] == language


def test_the_language_link_leads_to_the_same_page(client: Client, translated: CampaignPage) -> None:
    for italian, english in (
        ("/", "/en/"),
        ("/progetti/", "/en/progetti/"),
        ("/progetti/?stato=live&q=orto", "/en/progetti/?stato=live&q=orto"),
        ("/progetti/orto-1/", "/en/progetti/garden-1/"),
        ("/cerca/?q=orto", "/en/cerca/?q=orto"),
        ("/progetti/?stato=live&pagina=1", "/en/progetti/?stato=live&pagina=1"),
        ("/avviso/nessuno/domande/", "/en/avviso/nessuno/domande/"),
        ("/dona/orto-1/", "/en/dona/orto-1/"),
        ("/dona/orto-1/dati/?importo=25", "/en/dona/orto-1/dati/?importo=25"),
    ):
        assert switch(client, italian, "en") == english
        assert switch(client, english, "it") == italian


def test_a_page_without_a_translation_links_to_the_nearest_above_that_has_one(
    client: Client, campaign_page: CampaignPage
) -> None:
    tree = ensure_site_tree("it")
    page = tree.home.add_child(instance=InformationPage(title="Aiuto", slug="aiuto"))
    page.save_revision().publish()
    ensure_site_tree("en")
    assert switch(client, "/aiuto/", "en") == "/en/"


def test_a_story_in_one_language_is_read_among_the_words_of_the_other(
    client: Client, campaign_page: CampaignPage
) -> None:
    english = ensure_site_tree("en")
    Update.objects.create(
        campaign_key=campaign_page.translation_key,
        language="it",
        title="Si semina",
        body="Oggi",
        published_at=timezone.now(),
    )
    assert switch(client, "/progetti/orto-1/?da=qr", "en") == "/en/progetti/orto-1/"
    page = client.get("/en/progetti/orto-1/").content.decode()
    assert '<html lang="en">' in page
    for element in (
        "<h1",
        '<p class="lead"',
        '<section id="story" class="prose campaign__section"',
    ):
        assert f'{element} lang="it"' in page
    assert '<article class="update" lang="it">' in page
    assert f'<link rel="canonical" href="{settings.SITE_URL}/progetti/orto-1/">' in page
    assert 'action="/en/dona/orto-1/"' in page
    listed = client.get("/en/progetti/").content.decode()
    assert 'href="/en/progetti/orto-1/" lang="it">Orto 1</a>' in listed
    assert client.get("/en/progetti/altro/").status_code == 404
    Page.objects.filter(pk=english.index.pk).update(live=False)
    assert switch(client, "/progetti/orto-1/", "en") == "/en/"


def test_a_translated_story_is_listed_once_and_says_no_other_language(
    client: Client, translated: CampaignPage
) -> None:
    listed = client.get("/en/progetti/").content.decode()
    assert listed.count("/en/progetti/garden-1/") == 1
    assert "orto-1/" not in listed.replace("/en/dona/orto-1/", "")
    page = client.get("/en/progetti/garden-1/").content.decode()
    assert "<h1 lang=" not in page
    assert client.get("/en/progetti/orto-1/").status_code == 404


@pytest.mark.parametrize(
    "path", ["/progetti/", "/dona/orto-1/", "/accesso/entra/", "/trasparenza/", "/dati-aperti/"]
)
def test_the_way_home_stays_in_the_language(
    client: Client, translated: CampaignPage, path: str
) -> None:
    for address, home in ((path, "/"), (f"/en{path}", "/en/")):
        page = client.get(address).content.decode()
        ways = re.findall(r'<a class="it-brand-wrapper" href="([^"]+)"', page)
        ways += re.findall(r'<li class="breadcrumb-item"><a href="([^"]+)">Home</a>', page)
        assert ways == [home] * (1 if "dona" in path or "accesso" in path else 2)


def test_an_organization_describes_itself_in_italian(
    client: Client, translated: CampaignPage
) -> None:
    Organization.objects.update(description="Apriamo un cortile.")
    assert (
        '<p lang="it">Apriamo un cortile.</p>'
        in client.get("/en/progetti/garden-1/").content.decode()
    )
    assert "<p>Apriamo un cortile.</p>" in client.get("/progetti/orto-1/").content.decode()


def named_addresses(client: Client, path: str) -> dict[str, str]:
    """What a page's head tells engines: its canonical address, and each alternate by language."""
    head = client.get(path).content.decode().partition("</head>")[0]
    alternates = re.findall(r'<link rel="alternate" hreflang="([^"]+)" href="([^"]+)">', head)
    [canonical] = re.findall(r'<link rel="canonical" href="([^"]+)">', head)
    return dict(alternates) | {"canonical": canonical}


@pytest.mark.parametrize(
    ("italian", "english"),
    [
        ("/", "/en/"),
        ("/progetti/", "/en/progetti/"),
        ("/progetti/orto-1/", "/en/progetti/garden-1/"),
        ("/cerca/", "/en/cerca/"),
    ],
)
@pytest.mark.parametrize("query", ["", "?utm_source=x&q=orto&stato=live", "?pagina=2&q=x"])
def test_every_public_page_names_itself_and_its_translations(
    client: Client, translated: CampaignPage, italian: str, english: str, query: str
) -> None:
    page = "?pagina=2" if "pagina=2" in query else ""
    it, en = (f"{settings.SITE_URL}{path}{page}" for path in (italian, english))
    both = {"it": it, "en": en, "x-default": it}
    assert named_addresses(client, italian + query) == both | {"canonical": it}
    assert named_addresses(client, english + query) == both | {"canonical": en}


def test_a_page_in_one_language_names_no_other(client: Client, campaign_page: CampaignPage) -> None:
    ensure_site_tree("en")
    address = f"{settings.SITE_URL}/progetti/orto-1/"
    assert named_addresses(client, "/progetti/orto-1/") == {"canonical": address}


@pytest.mark.parametrize("path", ["/dona/orto-1/", "/dona/orto-1/dati/?importo=25"])
def test_what_engines_shall_not_keep_names_no_address(
    client: Client, translated: CampaignPage, path: str
) -> None:
    page = client.get(path).content.decode()
    assert 'content="noindex"' in page
    assert 'rel="canonical"' not in page and 'rel="alternate" hreflang' not in page


@pytest.mark.parametrize(("prefix", "language"), [("", "it"), ("/en", "en")])
def test_what_is_not_found_is_said_in_the_readers_language(
    client: Client, translated: CampaignPage, prefix: str, language: str
) -> None:
    answer = client.get(f"{prefix}/non-esiste/")
    assert answer.status_code == 404
    with override(language):
        assert gettext("We cannot find this page") in answer.content.decode()
    assert f'<html lang="{language}"' in answer.content.decode()
