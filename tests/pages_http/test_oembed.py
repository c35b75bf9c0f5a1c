"""How other sites learn to embed a campaign: ``/oembed/``."""

from io import BytesIO
from typing import Any
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree as ET

import pytest
from django.test import Client
from PIL import Image
from pytest_django import Settings

from campaigns.models import CampaignPage
from home.site_tree import ensure_site_tree


@pytest.fixture
def page_url(campaign_page: CampaignPage) -> str:
    """The public address of the campaign ``orto-1``."""
    assert campaign_page.full_url
    return str(campaign_page.full_url)


def told(client: Client, address: str, **asked: str | int) -> dict[str, Any]:
    answer = client.get("/oembed/", asked | {"url": address})
    assert answer.status_code == 200, answer.content
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert answer.cookies == {}
    return dict(answer.json())


def status(client: Client, **asked: str) -> int:
    answer = client.get("/oembed/", asked)
    assert answer["Content-Type"] == "application/problem+json"
    return answer.status_code


def test_a_campaigns_address_answers_its_embed(
    client: Client, page_url: str, campaign_page: CampaignPage, settings: Settings
) -> None:
    found = told(client, page_url)
    assert (
        found.items()
        >= {
            "version": "1.0",
            "type": "rich",
            "title": campaign_page.title,
            "provider_name": "Crowdfunding civico",
            "width": 400,
            "height": 690,
        }.items()
    )
    assert f'src="{settings.SITE_URL}/embed/orto-1/?formato=scheda"' in found["html"]
    assert 'width="400" height="690"' in found["html"]


def test_the_title_cannot_break_out_of_the_html(
    client: Client, campaign_page: CampaignPage, page_url: str
) -> None:
    campaign_page.title = '"><script>alert(1)</script>'
    campaign_page.save_revision().publish()
    assert "<script" not in told(client, page_url)["html"]


@pytest.mark.parametrize(
    ("asked", "size", "width", "height"),
    [
        ({"maxwidth": 320}, "scheda", 320, 690),
        ({"maxwidth": 800, "maxheight": 400}, "largo", 800, 400),
        ({"maxwidth": 640, "maxheight": 400}, "largo", 640, 400),
        ({"maxwidth": 290}, "compatto", 290, 400),
        ({"maxheight": 400, "maxwidth": 500}, "compatto", 400, 400),
        ({"maxwidth": "abc", "maxheight": "-5"}, "scheda", 400, 690),
        ({"maxwidth": "9" * 5000}, "scheda", 400, 690),
    ],
)
def test_it_keeps_within_what_the_other_site_has_room_for(
    client: Client, page_url: str, asked: dict[str, str | int], size: str, width: int, height: int
) -> None:
    found = told(client, page_url, **asked)
    assert (found["width"], found["height"]) == (width, height)
    assert f"formato={size}" in found["html"]


def test_its_picture_is_the_one_with_the_bar(
    client: Client, page_url: str, settings: Settings
) -> None:
    found = told(client, page_url)
    assert found["thumbnail_url"] == f"{settings.SITE_URL}/social/it/orto-1.jpg"
    answer = client.get(found["thumbnail_url"].removeprefix(settings.SITE_URL))
    size = Image.open(BytesIO(answer.content)).size
    assert size == (found["thumbnail_width"], found["thumbnail_height"])


@pytest.mark.parametrize("room", [{"maxwidth": 1199}, {"maxheight": 629}])
def test_a_picture_too_large_is_not_offered(
    client: Client, page_url: str, room: dict[str, int]
) -> None:
    assert not [name for name in told(client, page_url, **room) if name.startswith("thumbnail")]


def test_where_nothing_fits_it_is_a_link(client: Client, page_url: str) -> None:
    found = told(client, page_url, maxwidth=100)
    assert found["type"] == "link"
    assert "html" not in found


def test_an_embeds_own_address_keeps_size_and_language(
    client: Client, page_url: str, settings: Settings
) -> None:
    address = f"{settings.SITE_URL}/embed/orto-1/?formato=largo&lingua=en"
    html = told(client, address)["html"]
    assert f'src="{settings.SITE_URL}/embed/orto-1/?formato=largo&amp;lingua=en"' in html


def test_an_english_page_answers_an_english_embed(
    client: Client, campaign_page: CampaignPage
) -> None:
    ensure_site_tree("en")
    english = campaign_page.copy_for_translation(ensure_site_tree("en").locale)
    english.title, english.slug = "A garden", "a-garden"
    english.save_revision().publish()
    english.refresh_from_db()
    found = told(client, english.full_url)
    assert found["title"] == "A garden"
    assert "lingua=en" in found["html"]


def test_xml_says_the_same(client: Client, page_url: str) -> None:
    answer = client.get("/oembed/", {"url": page_url, "format": "xml"})
    assert answer["Content-Type"] == "text/xml; charset=utf-8"
    root = ET.fromstring(answer.content)  # noqa: S314
    assert root.tag == "oembed"
    assert {child.tag: child.text for child in root} == {
        name: str(value) for name, value in told(client, page_url).items()
    }


def test_an_unknown_format_is_not_implemented(client: Client, page_url: str) -> None:
    assert status(client, url=page_url, format="yaml") == 501


@pytest.mark.parametrize(
    "address",
    [
        "",
        "https://other.example/progetti/orto-1/",
        "//[",
        "javascript:alert(1)",
        "{site}/",
        "{site}/progetti/",
        "{site}/progetti/nessuno/",
        "{site}/embed/nessuno/",
        "{site}/progetti/orto-1\0/",
        "{site}/progetti/orto-1%00/",
        "{site}.evil.example/progetti/orto-1/",
        "{site}/" + "a" * 10_000,
    ],
)
def test_only_our_own_campaigns_are_described(
    client: Client, page_url: str, settings: Settings, address: str
) -> None:
    assert status(client, url=address.replace("{site}", settings.SITE_URL)) == 404


def test_a_campaign_that_is_not_public_is_not_described(
    client: Client, campaign_page: CampaignPage, page_url: str
) -> None:
    CampaignPage.objects.filter(pk=campaign_page.pk).update(live=False)
    assert status(client, url=page_url) == 404


def test_the_page_says_where_its_embed_is_described(client: Client, page_url: str) -> None:
    page = client.get("/progetti/orto-1/").content.decode()
    for kind, format in (("application/json", "json"), ("text/xml", "xml")):
        link = page.split(f'type="{kind}+oembed" href="', 1)[1].split('"', 1)[0]
        parts = urlsplit(link.replace("&amp;", "&"))
        assert parse_qs(parts.query) == {"url": [page_url], "format": [format]}
        assert client.get(f"{parts.path}?{parts.query}").status_code == 200
