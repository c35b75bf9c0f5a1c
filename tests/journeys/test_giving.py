"""Giving with one thumb, with the keyboard alone, without scripts; left, and taken up again."""

import re
from collections.abc import Callable

import pytest
import requests
from playwright.sync_api import BrowserContext, Locator, Page, expect

from campaigns.payments.sandbox.settings import DEFAULT_API_KEY
from tests.journeys.conftest import NewDonor
from tests.journeys.donor import Donor
from tests.journeys.stack import Stack

CAMPAIGN = "ruote-in-comune"
SMALLEST_TARGET = 44
"""Pixels, each way, of what a thumb must hit."""
MOST_TABS = 60


def small_targets(page: Page) -> list[str]:
    """What can be tapped in the panel of a step and is lower than a thumb needs."""
    found: list[str] = page.evaluate(
        """least => [...document.querySelectorAll(
            ".donation__panel :is(a, button, summary, input:not([type=hidden]), textarea, label)"
        )].filter(element => element.checkVisibility() && !element.closest("p.small-print")
            && !element.matches(":is(.field, .gift-amount) label:not(.field--check label)")
            && !element.matches("label input, .field--check input"))
          .filter(element => element.getBoundingClientRect().height < least)
          .map(element => element.outerHTML.slice(0, 120))""",
        SMALLEST_TARGET,
    )
    return found


def test_on_a_phone_a_gift_takes_four_taps_and_two_fields(donor: Donor) -> None:
    taps: list[str] = []
    fields: list[str] = []

    def tap(target: Locator, name: str) -> None:
        target.click()
        taps.append(name)

    def fill(name: str, text: str) -> None:
        donor.page.locator(f"input[name={name}]").fill(text)
        fields.append(name)

    donor.open(f"/dona/{CAMPAIGN}/")
    assert small_targets(donor.page) == []
    expect(donor.page.locator(":checked")).to_have_count(0)
    tap(donor.page.locator(".preset").nth(1), "25")
    assert small_targets(donor.page) == []
    expect(donor.page.locator("input[name=anonymous]")).not_to_be_checked()
    fill("name", "Ada Brambilla")
    fill("email", donor.email)
    tap(donor.submit_button, "continue")
    expect(donor.page).to_have_url(re.compile("/riepilogo/"))
    assert small_targets(donor.page) == []
    expect(donor.submit_button).to_be_in_viewport(ratio=1)
    tap(donor.submit_button, "pay")
    donor.expect_pay_page()
    tap(donor.page.get_by_test_id("pay"), "at the provider")
    donor.expect_result("confirmed")
    assert small_targets(donor.page) == []
    assert (len(taps), fields) == (4, ["name", "email"])


def test_the_keyboard_alone_gives(donor: Donor) -> None:
    def tab_to(selector: str) -> None:
        for _ in range(MOST_TABS):
            donor.page.keyboard.press("Tab")
            if donor.page.evaluate("s => document.activeElement.matches(s)", selector):
                return
        raise AssertionError(f"the keyboard never reaches {selector}")

    def write(selector: str, text: str) -> None:
        tab_to(selector)
        donor.page.keyboard.type(text)

    donor.open(f"/dona/{CAMPAIGN}/")
    write("input[name=importo]", "25,50")
    donor.page.keyboard.press("Enter")
    expect(donor.page).to_have_url(re.compile("/dati/"))
    tab_to(".gift-amount summary")
    donor.page.keyboard.press("Enter")
    tab_to("input[name=importo]")
    donor.page.keyboard.press("Control+A")
    donor.page.keyboard.type("30")
    write("input[name=name]", "Ada Brambilla")
    write("input[name=email]", donor.email)
    tab_to("input[name=anonymous]")
    donor.page.keyboard.press("Space")
    tab_to(".message-field summary")
    donor.page.keyboard.press("Enter")
    write("textarea", "Avanti!")
    tab_to(".donation__panel button.btn-primary")
    donor.page.keyboard.press("Enter")
    expect(donor.page).to_have_url(re.compile("/riepilogo/"))
    for said in ("30 €", donor.email, "Avanti!"):
        expect(donor.page.locator(".review")).to_contain_text(said)
    tab_to(".donation__panel button.btn-primary")
    donor.page.keyboard.press("Enter")
    donor.expect_pay_page()
    tab_to("[data-testid=pay]")
    donor.page.keyboard.press("Enter")
    donor.expect_result("confirmed")


@pytest.mark.parametrize("java_script", [True, False], ids=["with JavaScript", "without"])
def test_the_amount_is_changed_beside_what_was_typed(
    new_donor: NewDonor, java_script: bool
) -> None:
    donor = new_donor(java_script_enabled=java_script)
    donor.open(f"/dona/{CAMPAIGN}/?importo=25")
    donor.page.locator("input[name=name]").fill("Ada Brambilla")
    donor.page.locator(".gift-amount summary").click()
    amount = donor.page.locator("input[name=importo]")
    amount.fill("troppo")
    donor.submit()
    expect(donor.page.locator("input[name=name]")).to_have_value("Ada Brambilla")
    amount.fill("40")
    donor.fill_details()
    expect(donor.page.locator(".review")).to_contain_text("40 €")
    donor.submit()
    donor.press("pay")
    donor.expect_result("confirmed")


def test_the_way_back_of_the_browser_finds_what_was_typed(donor: Donor) -> None:
    donor.reach_summary(CAMPAIGN)
    donor.page.go_back()
    expect(donor.page.locator("input[name=email]")).to_have_value(donor.email)
    donor.page.reload()
    donor.fill_details()
    donor.page.reload()
    expect(donor.page.locator(".review")).to_contain_text(donor.email)


@pytest.mark.parametrize("java_script", [True, False], ids=["with JavaScript", "without"])
def test_another_language_takes_along_what_was_typed(
    new_donor: NewDonor, java_script: bool
) -> None:
    donor = new_donor(java_script_enabled=java_script)
    donor.open(f"/dona/{CAMPAIGN}/?importo=25")
    donor.page.locator("input[name=name]").fill("Ada Brambilla")
    donor.page.locator("input[name=anonymous]").check()
    donor.page.locator(".slim__languages button[lang=en]").click()
    expect(donor.page.locator("html")).to_have_attribute("lang", "en")
    expect(donor.page.locator("input[name=name]")).to_have_value("Ada Brambilla")
    expect(donor.page.locator("input[name=anonymous]")).to_be_checked()
    donor.page.locator("input[name=email]").fill(donor.email)
    donor.page.keyboard.press("Enter")
    expect(donor.page.locator(".review")).to_contain_text(donor.email)
    donor.submit()
    donor.press("pay")
    donor.expect_result("confirmed")
    expect(donor.page.locator("html")).to_have_attribute("lang", "en")


def test_an_abandoned_gift_is_taken_up_on_another_device(
    donor: Donor, stack: Stack, new_context: Callable[..., BrowserContext]
) -> None:
    donor.reach_pay_page(CAMPAIGN)
    donor.press("abandon")
    expect(donor.page).to_have_url(re.compile("/riepilogo/"))
    elsewhere = new_context().new_page()
    elsewhere.goto(donor.page.url)
    elsewhere.locator(".pay-now button").click()
    elsewhere.get_by_test_id("pay").click()
    expect(elsewhere.locator(".result--confirmed")).to_be_visible(timeout=20_000)
    donor.page.reload()
    donor.expect_result("confirmed")
    assert stack.donations_of(donor.email) == 1


def test_a_page_that_expired_at_the_provider_gives_way_to_another(
    donor: Donor, stack: Stack
) -> None:
    donor.reach_summary(CAMPAIGN)
    summary = donor.page.url
    donor.submit()
    donor.expect_pay_page()
    session = re.search(r"cs_\w+", donor.page.url)
    assert session is not None
    answer = requests.post(
        f"{stack.sandbox_url}/v1/checkout/sessions/{session[0]}/expire",
        headers={"Authorization": f"Bearer {DEFAULT_API_KEY}"},
        timeout=10,
    )
    assert answer.ok, answer.text
    donor.page.goto(summary)
    donor.submit()
    donor.expect_pay_page()
    assert session[0] not in donor.page.url
    donor.press("pay")
    donor.expect_result("confirmed")
    assert stack.donations_of(donor.email) == 1


def test_the_books_agree_after_all_of_it(stack: Stack) -> None:
    assert stack.what_disagrees() == []
