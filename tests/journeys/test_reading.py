"""What a reader meets: no cookie, no other host, and pages for everyone."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from playwright.sync_api import BrowserContext, Page, expect

from tests.databases import ROOT
from tests.journeys.demo import Demo
from tests.journeys.donor import Donor
from tests.journeys.processes import free_port
from tests.journeys.stack import HOST, Stack

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
DESKTOP = {"width": 1280, "height": 900}
NARROWEST = 320
PAGES = {
    "home": "/",
    "home in English": "/en/",
    "index": "/progetti/",
    "live campaign": "/progetti/ecolab/",
    "reached campaign": "/progetti/so-lunch/",
    "scheduled campaign": "/progetti/child-explorer/",
    "succeeded campaign": "/progetti/la-casa-sull-albero/",
    "call": "/avviso-2015/",
    "amount": "/dona/ecolab/",
    "wrong amount": "/dona/ecolab/?importo=abc",
    "details": "/dona/ecolab/dati/?importo=25",
    "closed": "/dona/la-casa-sull-albero/",
    "not open yet": "/dona/child-explorer/",
    "search": "/cerca/?q=cinema",
    "not found": "/non-esiste/",
}


@pytest.fixture(scope="module")
def steps(stack: Stack) -> dict[str, str]:
    """Addresses of a donation's own pages: summary, and thanks while it waits."""
    with requests.Session() as donor:
        form = donor.get(f"{stack.url}/dona/ruote-in-comune/dati/?importo=25", timeout=30).text
        key = form.split('name="form_key" value="')[1].split('"')[0]
        details = {"importo": "25", "name": "Ada", "email": "a@example.org", "form_key": key}
        summary = donor.post(
            f"{stack.url}/dona/ruote-in-comune/dati/", data=details, timeout=30
        ).url
    return {"summary": summary, "thanks": summary.replace("/riepilogo/", "/grazie/") + "?js"}


@pytest.fixture
def addresses(stack: Stack, steps: dict[str, str]) -> dict[str, str]:
    """Every kind of page."""
    return {name: stack.url + path for name, path in PAGES.items()} | steps


@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_nothing(
    new_context: Callable[..., BrowserContext], addresses: dict[str, str], width: int
) -> None:
    context = new_context(bypass_csp=True, viewport=DESKTOP | {"width": width})
    context.add_init_script(path=AXE)
    page = context.new_page()
    found = {}
    for name, address in addresses.items():
        answer = page.goto(address)
        assert answer is not None
        assert answer.ok != (name == "not found"), name
        found[name] = violations(page)
    assert {name: wrong for name, wrong in found.items() if wrong} == {}


def violations(page: Page) -> list[str]:
    """Rules of axe-core that the page breaks, with the first element that does."""
    report: dict[str, Any] = page.evaluate(
        """axe.run(document, {
            resultTypes: ["violations"],
            rules: {"target-size": {enabled: true}},
        })"""
    )
    return [f"{wrong['id']}: {wrong['nodes'][0]['html'][:160]}" for wrong in report["violations"]]


def test_nothing_is_cut_off_at_320_pixels(
    new_context: Callable[..., BrowserContext], addresses: dict[str, str]
) -> None:
    page = new_context(viewport=DESKTOP | {"width": NARROWEST}).new_page()
    widths = {}
    for name, address in addresses.items():
        page.goto(address)
        widths[name] = page.evaluate("document.documentElement.scrollWidth")
    assert {name: width for name, width in widths.items() if width > NARROWEST} == {}


def test_a_reader_and_a_donor_get_no_cookie_and_meet_no_other_host(donor: Donor) -> None:
    cookies: list[str] = []
    donor.page.on("response", lambda response: cookies.extend(response.header_values("set-cookie")))
    for path in ("/", "/progetti/", "/progetti/ecolab/", "/avviso-2015/", "/cerca/?q=orto"):
        donor.open(path)
    donor.reach_pay_page("medicinema")
    donor.press("pay")
    donor.expect_result("confirmed")
    assert cookies == []
    assert donor.context.cookies() == []
    assert donor.watch.strangers == []
    assert donor.watch.complaints == []


def test_the_content_security_policy_is_felt(donor: Donor) -> None:
    """The watch that every journey keeps can see a violation."""
    donor.open("/")
    donor.page.evaluate(
        "document.body.append(new Image()); document.images[document.images.length - 1].src = 'http://other.example/x.png'"
    )
    donor.page.wait_for_timeout(200)
    assert any("Content Security Policy" in text for text in donor.watch.complaints)
    donor.watch.complaints.clear()
    donor.watch.strangers.clear()


def test_keyboard_alone_reaches_the_gift(donor: Donor) -> None:
    donor.open("/progetti/ecolab/")
    donor.page.keyboard.press("Tab")
    expect(donor.page.locator(":focus")).to_have_attribute("href", "#content")
    donor.page.locator("#give-amount").focus()
    donor.page.keyboard.type("25,50")
    donor.page.keyboard.press("Enter")
    expect(donor.page.locator(".donation__amount strong")).to_have_text("25,50 €")


@pytest.fixture
def stack_without_database(demo: Demo, tmp_path: Path) -> Iterator[Stack]:
    """A web server whose database is gone."""
    nowhere = f"postgresql://nobody@{HOST}:{free_port()}/nothing"
    stack = Stack(database_url=nowhere, media=tmp_path, static=demo.static, folder=tmp_path)
    try:
        yield stack.start_web("/healthz/")
    finally:
        stack.stop()


def test_a_database_that_is_gone_is_said_kindly(stack_without_database: Stack) -> None:
    url = stack_without_database.url
    page = requests.get(f"{url}/", timeout=30)
    assert page.status_code == 503
    assert page.headers["Retry-After"] == "30"
    assert "<h1>" in page.text
    api = requests.get(f"{url}/api/v1/campaigns/", timeout=30)
    assert api.status_code == 503
    assert api.headers["Content-Type"] == "application/problem+json"
    assert requests.get(f"{url}/healthz/", timeout=30).status_code == 200
    ready = requests.get(f"{url}/readyz/", timeout=30)
    assert ready.status_code == 503
    assert ready.json()["checks"]["database"] is False
