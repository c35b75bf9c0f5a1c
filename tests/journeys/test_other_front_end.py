"""A front end that is not ours, at another origin, does with the documented API all it needs."""

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, Page, Request, Response, expect

from tests.databases import ROOT
from tests.journeys.other_site import other_front_end
from tests.journeys.stack import PATIENCE_MS, Stack

FRONT_END = ROOT / "docs" / "examples" / "front-end"
SLUG, TITLE = "ruote-in-comune", "Ruote in comune"
MOST_LINES = 300
WIDE: dict[str, Any] = {"viewport": {"width": 1280, "height": 900}}


def opened(context: BrowserContext, complaints: list[str]) -> Page:
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on(
        "console",
        lambda said: complaints.append(said.text) if said.type == "error" else None,
    )
    return page


def test_the_example_is_short_and_needs_nothing_else() -> None:
    texts = [path.read_text() for path in FRONT_END.iterdir() if path.suffix != ".md"]
    assert sum(len(text.splitlines()) for text in texts) < MOST_LINES
    hosts = set(re.findall(r"https?://([\w.:-]+)", "".join(texts)))
    assert hosts == {"127.0.0.1:8000"}


def test_a_gift_is_made_from_another_origin(
    new_context: Callable[..., BrowserContext], stack: Stack
) -> None:
    complaints: list[str] = []
    before = stack.progress(SLUG)
    port = urlsplit(stack.other_origin).port
    assert port is not None
    with other_front_end(FRONT_END, platform=stack.url, port=port):
        page = opened(new_context(), complaints)
        page.goto(f"{stack.other_origin}/")
        expect(page.locator(".card")).not_to_have_count(0)
        assert "Ecolab" in page.locator(".cards").inner_text()
        page.locator(f".card a[href='#/{SLUG}']").click()
        expect(page.locator("h1")).to_have_text(TITLE)
        expect(page.locator(".story p")).not_to_have_count(0)
        expect(page.locator(".story li")).not_to_have_count(0)
        page.locator("input[name=name]").fill("Ada Brambilla")
        page.locator("input[name=email]").fill("ada.altrove@example.org")
        page.locator("input[name=amount]").fill("0,50")
        page.locator("form button").click()
        expect(page.locator(".error")).not_to_be_empty()
        complaints.clear()  # The browser itself says that the platform answered 400.
        page.locator("input[name=amount]").fill("12,50")
        page.locator("form button").click()
        page.get_by_test_id("pay").click()
        expect(page.locator("h1")).to_have_text("Grazie!")
        assert page.url.startswith(f"{stack.other_origin}/?donation=")
        page.locator("article a").click()
        expect(page.locator("h1")).to_have_text(TITLE)
    assert complaints == []
    after = stack.progress(SLUG)
    assert Decimal(after["collected"]) - Decimal(before["collected"]) == Decimal("12.50")
    assert stack.donations_of("ada.altrove@example.org") == 1


def test_the_bar_of_another_origin_follows_and_asks_with_its_etag(
    new_context: Callable[..., BrowserContext], stack: Stack
) -> None:
    complaints: list[str] = []
    asked: list[Request] = []
    port = urlsplit(stack.other_origin).port
    assert port is not None
    with other_front_end(FRONT_END, platform=stack.url, port=port):
        page = opened(new_context(**WIDE), complaints)
        page.clock.install()
        page.on("request", lambda sent: asked.append(sent) if "/progress/" in sent.url else None)

        def is_bar(answer: Response) -> bool:
            return "/progress/" in answer.url

        with page.expect_response(is_bar) as first:
            page.goto(f"{stack.other_origin}/#/{SLUG}")
        assert first.value.status == 200
        expect(page.locator(".bar .collected")).not_to_be_empty()
        with page.expect_response(is_bar) as second:
            page.clock.fast_forward(20_000)
        assert second.value.status == 304
        assert asked[-1].headers["if-none-match"] == first.value.headers["etag"]
    assert complaints == []
