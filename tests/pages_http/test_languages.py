"""Italian first: the address alone decides the language, and one link changes it."""

import re

import pytest
from django.test import Client
from django.utils.translation import gettext, override

from campaigns.models import CampaignPage
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
    found = re.search(rf'<a href="([^"]+)" hreflang="{language}"', page)
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
        ("/progetti/orto-1/", "/en/progetti/garden-1/"),
        ("/cerca/?q=orto", "/en/cerca/?q=orto"),
        ("/dona/orto-1/", "/en/dona/orto-1/"),
        ("/dona/orto-1/dati/?importo=25", "/en/dona/orto-1/dati/?importo=25"),
    ):
        assert switch(client, italian, "en") == english
        assert switch(client, english, "it") == italian


def test_a_page_without_a_translation_links_to_the_other_home(
    client: Client, campaign_page: CampaignPage
) -> None:
    ensure_site_tree("en")
    assert switch(client, "/progetti/orto-1/", "en") == "/en/"


@pytest.mark.parametrize(("prefix", "language"), [("", "it"), ("/en", "en")])
def test_what_is_not_found_is_said_in_the_readers_language(
    client: Client, translated: CampaignPage, prefix: str, language: str
) -> None:
    answer = client.get(f"{prefix}/non-esiste/")
    assert answer.status_code == 404
    with override(language):
        assert gettext("We cannot find this page") in answer.content.decode()
    assert f'<html lang="{language}"' in answer.content.decode()
