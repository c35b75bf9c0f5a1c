"""A project's people look at their campaign at a phone: gifts, forecast, what to spread."""

import re
from collections.abc import Callable
from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import BrowserContext, Page, expect
from pypdf import PdfReader

from home.demo.accounts import PASSWORD
from tests.journeys.other_site import other_site
from tests.journeys.proponent import Proponent
from tests.journeys.stack import Stack

CAMPAIGN = "la-serra-di-corte"
PATH = f"/progetti/{CAMPAIGN}/"
TITLE = "La serra di corte"
GIFTS = (
    "FROM payments_donation WHERE status = 'confirmed' AND "
    "funding_id = (SELECT id FROM funding_funding WHERE slug = %s)"
)


@pytest.fixture
def giorgio(new_context: Callable[..., BrowserContext], stack: Stack) -> Proponent:
    """A proponent at a phone, signed in, on the page of the live campaign."""
    found = Proponent(new_context(), stack, "le-rogge@example.org")
    found.open("/i-miei-progetti/")
    found.fill(login=found.email, password=PASSWORD)
    found.press()
    found.page.get_by_role("link", name=TITLE).first.click()
    return found


def test_gifts_by_day_name_those_alone_who_let_it(giorgio: Proponent, stack: Stack) -> None:
    page = giorgio.page
    page.locator("main a[href$='/raccolta/']").first.click()
    expect(page.locator(".bar--page")).to_be_visible()
    expect(page.locator("main")).to_contain_text(re.compile(r"ultimi 14 giorni"))
    shown = everything_on_pages(page)
    named = stack.names(f"SELECT name {GIFTS} AND NOT anonymous", CAMPAIGN)
    unnamed = stack.names(f"SELECT name {GIFTS} AND anonymous", CAMPAIGN) - named
    addresses = stack.names(f"SELECT email {GIFTS}", CAMPAIGN)
    assert len(unnamed) > 10
    assert [name for name in named if name in shown]
    assert [name for name in unnamed | addresses if name in shown] == []


def everything_on_pages(page: Page) -> str:
    """The days of gifts, from the newest to the oldest."""
    shown = page.locator(".gift-days").inner_text()
    while page.locator("a[href^='?prima=']").count():
        page.locator("a[href^='?prima=']").click()
        shown += page.locator(".gift-days").inner_text()
    page.locator("main a[href$='/raccolta/#gifts']").click()
    return shown


def test_what_is_to_be_spread_opens_what_it_says(giorgio: Proponent, stack: Stack) -> None:
    page = giorgio.page
    page.locator("main a[href$='/raccolta/']").first.click()
    kit = page.locator(".kit")
    # The demo was loaded under another port.
    expect(kit.locator("a").first).to_have_attribute("href", re.compile(f"{PATH}$"))
    poster = PdfReader(BytesIO(giorgio.fetch(kit.locator("a[href$='/locandina/']"))))
    printed = poster.pages[0].extract_text()
    assert TITLE in printed
    assert PATH in printed.replace("\n", "")
    assert giorgio.fetch(kit.locator("a[href^='/qr/']")).startswith(b"<svg")
    picture = Image.open(BytesIO(giorgio.fetch(kit.locator("a[href^='/social/']"))))
    assert picture.size == (1200, 630)
    for host in ("wa.me", "t.me", "facebook.com"):
        expect(kit.locator(f"a[href*='{host}'][href*='{CAMPAIGN}']")).to_have_count(1)
    lines = page.locator("textarea.kit__lines").input_value()

    lines = re.sub(r"http://127\.0\.0\.1:\d+", stack.url, lines)
    with other_site(lines) as address:
        page.goto(address)
        expect(page.frame_locator("iframe").locator("h1")).to_contain_text(TITLE)


def test_below_a_form_a_phone_shows_the_way_back(giorgio: Proponent) -> None:
    page = giorgio.page
    page.locator("main a[href$='/suggerimenti/']").click()
    page.locator("main a[href$='/suggerimenti/testo/title/']").click()
    expect(page.locator("main form + p a[href$='/suggerimenti/']")).to_be_visible()
