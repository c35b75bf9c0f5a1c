"""What pages tell to other sites: cards, structured data, feeds, the list of pages."""

import json
import re
from datetime import timedelta
from html import unescape
from typing import Any
from xml.etree import ElementTree

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from campaigns.funding.models import Funding
from campaigns.models import CampaignPage, Update
from campaigns.payments.links import step_url
from home.models import NewsPage
from home.site_tree import ensure_site_tree
from tests.factories import give, make_donation

ATOM = "{http://www.w3.org/2005/Atom}"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
XHTML = "{http://www.w3.org/1999/xhtml}"
SITE = settings.SITE_URL
PAGES = ("/", "/en/", "/progetti/", "/progetti/cortile/", "/en/progetti/courtyard/", "/cerca/?q=x")


def properties(client: Client, path: str) -> dict[str, str]:
    page = client.get(path).content.decode()
    found = re.findall(r'<meta (?:property|name)="((?:og|twitter):[^"]+)" content="([^"]*)"', page)
    return {name: unescape(value) for name, value in found}


def data(client: Client, path: str) -> dict[str, Any]:
    """The nodes of a page's data block, by their type."""
    page = client.get(path).content.decode()
    blocks = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    assert len(blocks) == 1
    return {node["@type"]: node for node in json.loads(blocks[0])["@graph"]}


@pytest.mark.parametrize("path", PAGES)
def test_every_page_can_be_shared(client: Client, shared: CampaignPage, path: str) -> None:
    told = properties(client, path)
    for name in ("og:title", "og:description", "og:site_name", "og:locale", "og:image:alt"):
        assert told[name], name
    assert told["twitter:card"] == "summary_large_image"
    assert told["og:image"].startswith(SITE)
    image = client.get(told["og:image"].removeprefix(SITE))
    assert image["Content-Type"] == "image/jpeg"


def test_a_campaign_tells_its_own(client: Client, shared: CampaignPage) -> None:
    told = properties(client, "/progetti/cortile/")
    assert told["og:title"] == shared.title
    assert told["og:url"] == f"{SITE}/progetti/cortile/"
    assert told["og:image"] == f"{SITE}/social/it/cortile.jpg"
    english = properties(client, "/en/progetti/courtyard/")
    assert english["og:image"] == f"{SITE}/social/en/cortile.jpg"
    assert english["og:locale"] == "en_GB"


@pytest.mark.parametrize("step", ["review", "thanks"])
def test_a_donors_own_address_is_not_told(client: Client, shared: CampaignPage, step: str) -> None:
    donation = make_donation(Funding.objects.get(slug="cortile"))
    told = properties(client, step_url(donation, step))
    assert told.get("og:url") in (None, f"{SITE}/progetti/cortile/")
    assert str(donation.pk) not in str(told)


def test_giving_can_be_shared_but_tells_nothing_to_search_engines(
    client: Client, shared: CampaignPage
) -> None:
    told = properties(client, "/dona/cortile/")
    assert (told["og:title"], told["og:url"]) == (shared.title, f"{SITE}/progetti/cortile/")
    page = client.get("/dona/cortile/").content.decode()
    assert "application/ld+json" not in page
    assert "application/atom+xml" not in page


@pytest.mark.parametrize("path", ["/en/dona/cortile/", "/en/segui/cortile/"])
def test_a_project_has_one_name_in_each_language(
    client: Client, shared: CampaignPage, path: str
) -> None:
    page = client.get(path).content.decode()
    assert "“The courtyard”" in page
    assert "& noi" not in unescape(page)


def test_structured_data_tell_the_event_and_the_gift(client: Client, shared: CampaignPage) -> None:
    told = data(client, "/progetti/cortile/")
    funding = Funding.objects.get(slug="cortile")
    event, give_to = told["Event"], told["DonateAction"]
    assert event["name"] == shared.title
    assert event["startDate"] == funding.opens_at.isoformat()
    assert shared.organization is not None
    assert give_to["recipient"]["name"] == shared.organization.name
    assert give_to["target"]["urlTemplate"] == f"{SITE}/dona/cortile/"
    assert give_to["priceSpecification"]["minPrice"] == "1.00"
    steps = [step["item"] for step in told["BreadcrumbList"]["itemListElement"]]
    assert steps == [f"{SITE}/", f"{SITE}/progetti/", f"{SITE}/progetti/cortile/"]
    Funding.objects.update(state="cancelled")
    told = data(client, "/progetti/cortile/")
    assert "DonateAction" not in told
    assert told["Event"]["eventStatus"] == "https://schema.org/EventCancelled"
    assert data(client, "/")["WebSite"]["potentialAction"]["@type"] == "SearchAction"


def test_news_is_an_article(client: Client, shared: CampaignPage) -> None:
    home = ensure_site_tree("it").home
    news = NewsPage(title="Si apre", slug="si-apre", intro="Domani.")
    type(home).objects.get(pk=home.pk).add_child(instance=news)
    news.save_revision().publish()
    assert data(client, news.url)["NewsArticle"]["headline"] == "Si apre"


def make_update(page: CampaignPage, title: str = "Lavori iniziati", **fields: Any) -> Update:
    values = {
        "campaign_key": page.translation_key,
        "title": title,
        "body": '<p>Ecco \x0b<a href="/progetti/">tutti</a>.</p>',
        "published_at": timezone.now() - timedelta(days=1),
    }
    return Update.objects.create(**(values | fields))


def entries(client: Client, path: str) -> list[Any]:
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
    feed = ElementTree.fromstring(answer.content)  # noqa: S314 - our own answer
    for name in ("id", "title", "updated", "author"):
        assert feed.find(ATOM + name) is not None, name
    self_link = feed.find(f"{ATOM}link[@rel='self']")
    assert self_link is not None
    assert self_link.get("href") == SITE + path
    return feed.findall(ATOM + "entry")


def text(entry: Any, name: str) -> str:
    found = entry.find(ATOM + name)
    assert found is not None
    return str(found.text)


def test_feeds_tell_campaigns_and_updates(client: Client, shared: CampaignPage) -> None:
    update = make_update(shared)
    make_update(shared, "Domani", published_at=timezone.now() + timedelta(days=1))
    make_update(shared, "Hello", language="en")
    (campaign,) = entries(client, "/feed/progetti/")
    assert text(campaign, "title") == shared.title
    assert text(campaign, "id") == f"{SITE}/#campaign:{shared.translation_key}:it"
    for path in ("/feed/aggiornamenti/", "/feed/progetti/cortile/"):
        (told,) = entries(client, path)
        assert text(told, "title") == f"{shared.title}: Lavori iniziati"
        assert text(told, "id") == f"{SITE}/#update:{update.pk}:it"
        assert f'href="{SITE}/progetti/"' in text(told, "summary")
    (english,) = entries(client, "/en/feed/aggiornamenti/")
    assert text(english, "title") == "The courtyard: Hello"


def test_an_entry_keeps_its_id_when_its_page_is_renamed(
    client: Client, shared: CampaignPage
) -> None:
    (before,) = entries(client, "/feed/progetti/")
    shared.title, shared.slug = "Altro titolo", "altro"
    shared.save_revision().publish()
    (after,) = entries(client, "/feed/progetti/")
    assert text(after, "title") == "Altro titolo"
    assert text(after, "id") == text(before, "id")


def test_pages_lead_to_feeds(client: Client, shared: CampaignPage) -> None:
    page = client.get("/progetti/cortile/").content.decode()
    found = re.findall(r'type="application/atom\+xml" title="[^"]*" href="([^"]+)"', page)
    assert found == ["/feed/progetti/", "/feed/aggiornamenti/", "/feed/progetti/cortile/"]


def test_what_is_not_public_is_in_no_feed(client: Client, shared: CampaignPage) -> None:
    make_update(shared)
    CampaignPage.objects.update(live=False)
    assert entries(client, "/feed/progetti/") == []
    assert entries(client, "/feed/aggiornamenti/") == []
    assert client.get("/feed/progetti/cortile/").status_code == 404


def test_no_donor_is_told_anywhere(client: Client, shared: CampaignPage) -> None:
    make_update(shared)
    give(Funding.objects.get(slug="cortile"), "100.00", at=timezone.now(), name="Ildegarda Bianchi")
    for path in ("/feed/progetti/", "/feed/aggiornamenti/", "/feed/progetti/cortile/"):
        assert "Ildegarda" not in client.get(path).content.decode()
    assert "Ildegarda" not in json.dumps(data(client, "/progetti/cortile/"))


def test_the_sitemap_lists_pages_with_their_translations(
    client: Client, shared: CampaignPage
) -> None:
    answer = client.get("/sitemap.xml")
    assert answer["Content-Type"] == "application/xml"
    listed = {
        str(url.findtext(f"{MAP}loc")): {
            link.get("hreflang"): link.get("href") for link in url.findall(f"{XHTML}link")
        }
        for url in ElementTree.fromstring(answer.content)  # noqa: S314 - our own answer
    }
    both = {
        "it": f"{SITE}/progetti/cortile/",
        "x-default": f"{SITE}/progetti/cortile/",
        "en": f"{SITE}/en/progetti/courtyard/",
    }
    assert listed[both["it"]] == listed[both["en"]] == both
    assert {f"{SITE}/", f"{SITE}/en/", f"{SITE}/progetti/"} <= set(listed)
    CampaignPage.objects.filter(pk=shared.pk).update(live=False)
    assert f"{SITE}/progetti/cortile/" not in client.get("/sitemap.xml").content.decode()


def test_robots_find_the_sitemap_and_leave_forms_alone(client: Client, db: None) -> None:
    answer = client.get("/robots.txt")
    assert answer["Content-Type"].startswith("text/plain")
    told = answer.content.decode()
    assert f"Sitemap: {SITE}/sitemap.xml" in told
    assert "Disallow: /dona/" in told
