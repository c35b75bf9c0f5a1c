"""What staff compose pages of: shown, checked, by a constant number of queries."""

import json
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from home.blocks import TargetBlock, check_address
from home.models import InformationPage, NewsIndexPage, NewsPage
from home.site_tree import ensure_site_tree
from tests.pages_http.conftest import make_picture, make_whole_campaign


def composed(*blocks: tuple[str, Any], language: str = "it") -> InformationPage:
    """A published page of these blocks, at ``/composta/``."""
    page = InformationPage(title="Composta", slug="composta")
    ensure_site_tree(language).home.add_child(instance=page)
    page.body = json.dumps([{"type": kind, "value": value} for kind, value in blocks])
    page.save_revision().publish()
    return page


def add_news(number: int) -> None:
    """News with pictures, below the list of news."""
    home = ensure_site_tree("it").home
    index = NewsIndexPage.objects.child_of(home).first()
    if index is None:
        index = NewsIndexPage(title="Notizie", slug="notizie")
        home.add_child(instance=index)
    for each in range(number):
        page = NewsPage(title=f"Notizia {each}", picture=make_picture(each), intro="—")
        index.add_child(instance=page)
        page.save_revision().publish()


def test_every_block_is_shown(client: Client, db: None) -> None:
    campaign = make_whole_campaign(1)
    add_news(1)
    target = {"page": campaign.pk, "address": ""}
    composed(
        ("steps", {"title": "Passi", "steps": [{"title": "Uno", "text": "<p>primo</p>"}] * 2}),
        ("answers", {"title": "", "answers": [{"question": "Chi?", "answer": "<p>Noi</p>"}]}),
        ("link_cards", {"title": "", "cards": [{"title": "A", "text": "", "target": target}]}),
        (
            "call_to_action",
            {
                "title": "Vieni",
                "text": "",
                "label": "Vai",
                "target": {"page": None, "address": "/cerca/"},
            },
        ),
        ("figures", {"title": "", "figures": [{"value": "42", "label": "orti"}], "source": "Noi"}),
        ("results", None),
        ("campaigns", {"title": "Scelte", "campaigns": [campaign.pk]}),
        ("news", {"title": "Novità", "number": 3}),
        ("contacts", None),
    )
    page = client.get("/composta/").content.decode()
    for shown in (
        '<ol class="way-of-steps">',
        "<summary>Chi?</summary>",
        'href="/progetti/orto-1/"',
        'href="/cerca/"',
        "<dd>42</dd>",
        "donati dai cittadini",
        "Orto 1",
        "Notizia 0",
        "mailto:crowdfunding@example.org",
    ):
        assert shown in page, shown
    assert "style=" not in page[page.index("<main") : page.index("</main>")]


def test_a_campaign_or_page_that_is_gone_is_left_out(client: Client, db: None) -> None:
    composed(
        ("campaigns", {"title": "Scelte", "campaigns": [999_999]}),
        (
            "link_cards",
            {
                "title": "",
                "cards": [{"title": "A", "text": "", "target": {"page": 999_999, "address": ""}}],
            },
        ),
    )
    answer = client.get("/composta/")
    assert answer.status_code == 200
    assert "Scelte" not in answer.content.decode()


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "//evil.example", "guida", "data:x", "/a b", "", "/\x00"]
)
def test_an_address_leads_to_a_page(address: str) -> None:
    with pytest.raises(ValidationError):
        check_address(address)


@pytest.mark.parametrize("address", ["/assistenza/richiesta/", "https://example.org/a?b=c"])
def test_a_path_and_a_whole_address_are_taken(address: str) -> None:
    check_address(address)


def test_a_target_is_a_page_or_an_address(db: None) -> None:
    block, page = TargetBlock(), ensure_site_tree("it").home
    for value in ({"page": None, "address": ""}, {"page": page, "address": "/cerca/"}):
        with pytest.raises(ValidationError):
            block.clean(block.normalize(value))
    block.clean(block.normalize({"page": page, "address": ""}))


def questions_asked(client: Client, path: str) -> int:
    """How many; the generation is read again each second, so that one is not counted."""
    client.get(path)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 200
    return sum("freshness_generation" not in query["sql"] for query in queries)


def test_pages_ask_the_same_number_of_questions(client: Client, db: None) -> None:
    campaigns = [make_whole_campaign(number).pk for number in range(1, 6)]
    add_news(1)
    page = composed(
        ("campaigns", {"title": "Scelte", "campaigns": campaigns[:1]}),
        ("news", {"title": "Novità", "number": 6}),
    )
    paths = ("/composta/", "/notizie/")
    few = [questions_asked(client, path) for path in paths]
    add_news(8)
    page.body = json.dumps(
        [
            {"type": "campaigns", "value": {"title": "Scelte", "campaigns": campaigns}},
            {"type": "news", "value": {"title": "Novità", "number": 6}},
        ]
    )
    page.save_revision().publish()
    assert [questions_asked(client, path) for path in paths] == few


def test_news_stand_in_order_of_their_day_and_by_pages(client: Client, db: None) -> None:
    add_news(12)
    newest = NewsPage.objects.get(title="Notizia 3")
    NewsPage.objects.exclude(pk=newest.pk).update(published_on="2020-01-01")
    first = client.get("/notizie/").content.decode()
    assert first.index("Notizia 3") < first.index("Notizia 11")
    assert "Pagina 1 di 2" in first
    for odd in ("2", "x", "999", "-1", "%00"):
        assert client.get(f"/notizie/?pagina={odd}").status_code == 200
    day = timezone.localdate().isoformat()
    assert f'datetime="{day}"' in client.get(newest.get_url()).content.decode()
