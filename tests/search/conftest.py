"""A small site to search: one page of each kind, in two languages."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from wagtail.models import Page

from campaigns.calls.models import Area, CallPage
from campaigns.models import CampaignPage
from home.models import InformationPage, NewsPage
from home.site_tree import ensure_site_tree
from tests.factories import CallFactory, make_campaign_page, make_open_funding


def under_home(page: Page, language: str = "it") -> Page:
    """The page, published below the home page of a language."""
    tree = ensure_site_tree(language)
    page.locale = tree.locale
    type(tree.home).objects.get(pk=tree.home.pk).add_child(instance=page)
    page.save_revision().publish()
    return page


@pytest.fixture
def garden(db: None) -> CampaignPage:
    """A live campaign of an area and a Municipio."""
    green = Area.objects.create(
        slug="verde", name_it="Verde pubblico", name_en="Parks", short_name_it="Verde"
    )
    funding = make_open_funding(slug="giardino", title="Il giardino della città")
    return make_campaign_page(
        funding, area=green, municipio=4, summary="Un’aiuola dell’orto, perché cresca il quartiere."
    )


@pytest.fixture
def others(garden: CampaignPage) -> dict[str, Page]:
    """Pages of the other kinds that speak of gardens too, and a campaign elsewhere."""
    funding = make_open_funding(slug="teatro", title="Il teatro nel giardino")
    return {
        "theatre": make_campaign_page(funding, municipio=2, summary="Si recita all’aperto."),
        "call": under_home(
            CallPage(title="Avviso giardini", slug="avviso-giardini", call=CallFactory.create())
        ),
        "news": under_home(NewsPage(title="Nuovi giardini", slug="nuovi-giardini")),
        "information": under_home(InformationPage(title="Orti e giardini", slug="orti")),
        "english": under_home(
            InformationPage(title="Volunteering in gardens", slug="volunteering"), "en"
        ),
    }


@pytest.fixture
def titles(client: Client) -> Callable[..., list[str]]:
    """The titles that a search finds, in their order."""

    def search(query: str, prefix: str = "", **chosen: Any) -> list[str]:
        answer = client.get(f"{prefix}/cerca/", {"q": query, **chosen})
        assert answer.status_code == 200
        return [result.page.title for result in answer.context.get("results", [])]

    return search
