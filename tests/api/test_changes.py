"""Following changes: what is new, what is gone, and the site around it."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Site

from campaigns.calls.models import Area
from campaigns.freshness.models import Generation
from campaigns.funding.models import Funding, State
from campaigns.models import CampaignPage, Update
from home.models import InformationPage, SiteSettings
from tests.factories import CallFactory, give, make_campaign_page, make_fund, make_open_funding
from tests.search.conftest import under_home

pytestmark = pytest.mark.django_db

SITE = "http://127.0.0.1:8000"


def read(client: Client, path: str, language: str = "it", **query: str) -> Any:
    answer = client.get(path, query, headers={"Accept-Language": language})
    assert answer.status_code == 200, answer.content
    return answer.json()


def removals(client: Client, **query: str) -> list[tuple[str, str]]:
    rows = read(client, "/api/v1/removals/", **query)["results"]
    return [(row["what"], row["html_url"].removeprefix(SITE)) for row in rows]


@pytest.fixture
def page(db: None) -> CampaignPage:
    page = make_campaign_page(make_open_funding(slug="orto", title="Orto"))
    Funding.objects.update(state=State.FAILED)  # so that its page may go
    return page


def test_what_is_unpublished_is_told_until_it_is_back(client: Client, page: CampaignPage) -> None:
    assert removals(client) == []
    page.unpublish()
    (row,) = read(client, "/api/v1/removals/")["results"]
    assert (row["page"], row["type"], row["locale"]) == (page.pk, "campaigns.CampaignPage", "it")
    assert removals(client) == [("unpublished", "/progetti/orto/")]
    page.save_revision().publish()
    assert removals(client) == []


def test_what_is_deleted_is_told(client: Client) -> None:
    page = under_home(InformationPage(title="Contatti", slug="contatti"))
    withdrawn = under_home(InformationPage(title="Ritirata", slug="ritirata"))
    withdrawn.unpublish()
    draft = InformationPage(title="Bozza", slug="bozza", locale=page.locale, live=False)
    type(page.get_parent()).objects.get(pk=page.get_parent().pk).add_child(instance=draft)
    before = timezone.now().isoformat()
    for each in (page, withdrawn, draft):
        InformationPage.objects.get(pk=each.pk).delete()
    assert removals(client, modified_after=before) == [
        ("deleted", "/contatti/"),
        ("deleted", "/ritirata/"),
    ]


def test_what_is_below_a_moved_page_moves_with_it(
    client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    above = under_home(InformationPage(title="Guide", slug="guide"))
    below = InformationPage(title="Donare", slug="donare", locale=above.locale)
    above.add_child(instance=below)
    below.save_revision().publish()
    above = InformationPage.objects.get(pk=above.pk)
    above.slug = "manuali"
    with django_capture_on_commit_callbacks(execute=True):
        above.save_revision().publish()
    told = read(client, "/api/v1/removals/")["results"]
    ways = {row["html_url"].removeprefix(SITE): row["new_html_url"] for row in told}
    assert ways == {
        "/guide/": f"{SITE}/manuali/",
        "/guide/donare/": f"{SITE}/manuali/donare/",
    }


def age(seconds: int) -> None:
    """Everything so far happened a while ago."""
    ago = timezone.now() - timedelta(seconds=seconds)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE freshness_generation DISABLE TRIGGER USER")
        Generation.objects.update(changed_at=ago)
        cursor.execute("ALTER TABLE freshness_generation ENABLE TRIGGER USER")
    CampaignPage.objects.update(last_published_at=ago)


def test_what_changed_of_campaigns(client: Client) -> None:
    call = CallFactory.create()
    make_fund(call)
    fundings = {slug: make_open_funding(call, slug=slug) for slug in ("uno", "due", "tre")}
    pages = {slug: make_campaign_page(funding) for slug, funding in fundings.items()}
    age(3600)
    then = (timezone.now() - timedelta(minutes=30)).isoformat()

    def changed() -> list[str]:
        rows = read(client, "/api/v1/campaigns/", modified_after=then)["results"]
        return [row["slug"] for row in rows]

    assert changed() == []
    give(fundings["uno"], "1.00", at=timezone.now())
    assert changed() == ["uno"]
    Update.objects.create(
        campaign_key=pages["due"].translation_key, title="Ecco", published_at=timezone.now()
    )
    assert changed() == ["uno", "due"]
    pages["tre"].save_revision().publish()
    assert changed() == ["uno", "due", "tre"]
    content = read(
        client, "/api/v2/pages/", type="campaigns.CampaignPage", modified_after=then, order="id"
    )
    assert [item["meta"]["slug"] for item in content["items"]] == ["uno", "due", "tre"]
    age(3600)
    with time_machine.travel(fundings["uno"].closes_at + timedelta(seconds=1), tick=False):
        then = (timezone.now() - timedelta(minutes=30)).isoformat()
        assert changed() == ["uno", "due", "tre"]


def test_pages_published_since(client: Client) -> None:
    under_home(InformationPage(title="Prima", slug="prima"))
    then = timezone.now().isoformat()
    under_home(InformationPage(title="Dopo", slug="dopo"))
    items = read(client, "/api/v2/pages/", modified_after=then)["items"]
    assert [item["meta"]["slug"] for item in items] == ["dopo"]


@pytest.mark.parametrize("instant", ["x", "2026-03-10", "2026-03-10T12:00:00", ""])
@pytest.mark.parametrize("path", ["/api/v1/removals/", "/api/v1/campaigns/", "/api/v2/pages/"])
def test_an_instant_has_an_offset(client: Client, path: str, instant: str) -> None:
    assert client.get(path, {"modified_after": instant}).status_code == 400


def test_the_site_around_the_pages(client: Client) -> None:
    page = under_home(
        InformationPage(title="Contatti", slug="contatti", in_footer=True, show_in_menus=True)
    )
    site = Site.objects.get()
    SiteSettings.objects.create(
        site=site, telephone="02 0202", hours_it="Sempre", hours_en="Always"
    )
    Redirect.objects.create(old_path="/vecchio", redirect_page=page, site=site)
    body = read(client, "/api/v1/site/", "en")
    assert (body["telephone"], body["hours"]) == ("02 0202", "Always")
    assert body["homes"] == [{"locale": "it", "url": f"{SITE}/"}]
    links = read(client, "/api/v1/navigation/")
    contact = {"title": "Contatti", "url": f"{SITE}/contatti/", "element": ""}
    assert contact in links["menu"]
    assert contact in links["footer"]
    assert read(client, "/api/v1/redirects/")["results"] == [
        {"from": "/vecchio", "to": f"{SITE}/contatti/", "permanent": True}
    ]


def test_words_for_values_are_in_the_readers_language(client: Client) -> None:
    Area.objects.create(slug="v", name_it="Verde", name_en="Parks", short_name_it="Verde")
    italian, english = (read(client, "/api/v1/labels/", language) for language in ("it", "en"))
    assert {row["value"] for row in italian["states"]} == set(State.values)
    live = [
        next(row["label"] for row in words["states"] if row["value"] == "live")
        for words in (italian, english)
    ]
    assert live[1] == "Collecting" and live[0] != live[1]
    assert {"value": "v", "label": "Parks", "short_label": "Verde"} in english["areas"]
    assert len(italian["municipi"]) == 9
