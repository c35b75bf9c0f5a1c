"""What a reader meets: no cookie, no other host, and pages for everyone."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from playwright.sync_api import expect

from tests.journeys.conftest import NewDonor
from tests.journeys.demo import Demo
from tests.journeys.donor import Donor
from tests.journeys.processes import free_port
from tests.journeys.stack import HOST, Stack


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


def test_the_keyboard_alone_gives(donor: Donor) -> None:
    """No pointer from the campaign to the thanks; what is asked for is reached by Tab."""
    donor.open("/progetti/ruote-in-comune/")
    donor.page.keyboard.press("Tab")
    expect(donor.page.locator(":focus")).to_have_attribute("href", "#content")
    donor.type_into("#give-amount", "25,50")
    expect(donor.page.locator(".donation__amount strong")).to_have_text("25,50 €")
    donor.type_into("input[name=name]", "Ada Brambilla", enter=False)
    donor.type_into("input[name=email]", donor.email)
    expect(donor.page.locator(".review")).to_contain_text(donor.email)
    donor.tab_to(donor.submit_button)
    donor.page.keyboard.press("Enter")
    donor.expect_pay_page()
    donor.tab_to(donor.page.get_by_test_id("pay"))
    donor.page.keyboard.press("Enter")
    donor.expect_result("confirmed")


def test_a_reader_without_javascript_gets_everywhere(new_donor: NewDonor) -> None:
    """The menu of the phone, the list, the search, the other language; giving has its own test."""
    reader = new_donor(java_script_enabled=False)
    page = reader.page
    reader.open("/")
    page.locator(".masthead button[popovertarget=menu]").last.click()
    page.locator("#menu a[href='/progetti/']").click()
    expect(page.locator(".campaign-card").first).to_be_visible()
    page.locator(".campaign-card a").first.click()
    expect(page.locator("#give")).to_be_visible()
    page.locator(".slim__languages a[hreflang=en]").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    reader.open("/cerca/")
    page.locator("main input[type=search]").fill("cinema")
    page.locator("main [role=search] button").click()
    expect(page.locator("main a", has_text="Cinema").first).to_be_visible()


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
