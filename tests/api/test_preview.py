"""Drafts are read by who holds a fresh token, and by nobody else."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from django.test import Client, RequestFactory
from django.utils import timezone
from django.utils.html import escape

from campaigns.api.models import DraftPreview
from campaigns.models import CampaignPage
from tests.api.conftest import assert_problem
from tests.factories import make_campaign_page, make_open_funding

pytestmark = pytest.mark.django_db

CLIENT = "https://portale.example/anteprima"


@pytest.fixture
def page(db: None) -> CampaignPage:
    return make_campaign_page(make_open_funding(slug="orto", title="Orto"))


@pytest.fixture
def preview(page: CampaignPage, settings: Any, rf: RequestFactory) -> Callable[..., Any]:
    """Preview the page as the editor has it; what is shown."""
    settings.HEADLESS_PREVIEW_URL = CLIENT

    def open_preview(**changes: str) -> Any:
        for name, value in changes.items():
            setattr(page, name, value)
        return page.make_preview_request(rf.get("/admin/"), page.default_preview_mode)

    return open_preview


def token_in(answer: Any) -> str:
    source = answer.content.decode().partition('src="')[2].partition('"')[0]
    assert source.startswith(CLIENT)
    return parse_qs(urlsplit(source.replace(escape("&"), "&")).query)["token"][0]


def ask(client: Client, token: str, **query: str) -> Any:
    return client.get("/api/v2/page_preview/", {"token": token, **query})


def test_the_client_reads_what_the_editor_has(
    client: Client, page: CampaignPage, preview: Callable[..., Any]
) -> None:
    story = [{"type": "paragraph", "value": "<p>Bozza</p>", "id": "1"}]
    page.story = story
    token = token_in(preview(title="Un altro orto"))
    answer = ask(client, token)
    body = answer.json()
    assert (body["title"], body["id"]) == ("Un altro orto", page.pk)
    assert body["story"] == story
    assert body["budget"] == [{"description": "Tutto", "amount": "1000.00"}]
    assert body["funding"]["campaign"] == "orto"
    assert client.get(f"/api/v2/pages/{page.pk}/").json()["title"] == "Orto"
    assert list(ask(client, token, fields="_,title").json()) == ["title"]


def test_a_preview_is_kept_by_nobody(client: Client, preview: Callable[..., Any]) -> None:
    shown = preview()
    assert "no-store" in shown["Cache-Control"]
    answer = ask(client, token_in(shown))
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["X-Robots-Tag"] == "noindex"
    assert "ETag" not in answer.headers


def test_a_token_ends(client: Client, preview: Callable[..., Any]) -> None:
    token = token_in(preview())
    with time_machine.travel(timezone.now() + timedelta(minutes=16)):
        assert_problem(ask(client, token), 404, "preview_ended")


@pytest.mark.parametrize("token", ["", "x", "a:b:c", "%00", "é", "a" * 10_000])
def test_no_other_token_opens_anything(
    client: Client, preview: Callable[..., Any], token: str
) -> None:
    preview()
    assert_problem(ask(client, token), 404, "preview_ended")
    draft = DraftPreview.objects.get()
    assert_problem(ask(client, str(draft.pk)), 404, "preview_ended")


def test_an_older_draft_of_the_same_editor_is_written_over(preview: Callable[..., Any]) -> None:
    preview(title="Uno")
    preview(title="Due")
    assert DraftPreview.objects.get().content["title"] == "Due"


def test_drafts_do_not_lie_there_for_ever(preview: Callable[..., Any]) -> None:
    DraftPreview.objects.create(
        page=1, editor=1, content={}, made_at=timezone.now() - timedelta(days=2)
    )
    preview()
    assert DraftPreview.objects.count() == 1


def test_without_a_client_the_site_previews_itself(
    page: CampaignPage, settings: Any, rf: RequestFactory
) -> None:
    settings.HEADLESS_PREVIEW_URL = ""
    answer = page.make_preview_request(rf.get("/admin/"), page.default_preview_mode)
    assert "<h1" in answer.content.decode()
    assert not DraftPreview.objects.exists()
