"""What goes wrong on the way, and how a donor gets there all the same."""

import re
from collections.abc import Callable
from decimal import Decimal

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.journeys.conftest import NewDonor
from tests.journeys.donor import Donor
from tests.journeys.stack import Stack

CAMPAIGN = "ruote-in-comune"


@pytest.fixture
def bar_before(stack: Stack) -> dict[str, object]:
    """The bar before the donor came."""
    progress: dict[str, object] = stack.progress(CAMPAIGN)
    return progress


def expect_one_gift_more(stack: Stack, before: dict[str, object], amount: int = 25) -> None:
    gathered = str(Decimal(str(before["collected"])) + amount)
    progress = stack.wait_for(CAMPAIGN, lambda now: now["collected"] == gathered)
    assert progress["donations"] == int(str(before["donations"])) + 1


def test_a_decline_leaves_the_bar_and_can_be_tried_again(
    donor: Donor, stack: Stack, bar_before: dict[str, object]
) -> None:
    donor.reach_pay_page(CAMPAIGN)
    donor.press("decline")
    expect(donor.page.get_by_test_id("problem")).to_be_visible()
    assert stack.progress(CAMPAIGN) == bar_before
    donor.press("pay")
    donor.expect_result("confirmed")
    expect_one_gift_more(stack, bar_before)
    assert stack.donations_of(donor.email) == 1


def test_going_back_leaves_the_bar_and_can_be_tried_again(
    donor: Donor, stack: Stack, bar_before: dict[str, object]
) -> None:
    donor.reach_pay_page(CAMPAIGN)
    donor.press("abandon")
    expect(donor.page).to_have_url(re.compile(r"/riepilogo/\?interrotto=1"))
    expect(donor.page.locator(".notice[role=status]")).to_be_visible()
    expect(donor.page.locator(".review")).to_contain_text(donor.email)
    assert stack.progress(CAMPAIGN) == bar_before
    donor.submit()
    donor.expect_pay_page()
    donor.press("pay")
    donor.expect_result("confirmed")
    expect_one_gift_more(stack, bar_before)
    assert stack.donations_of(donor.email) == 1


def test_the_bank_says_no_then_yes(
    donor: Donor, stack: Stack, bar_before: dict[str, object]
) -> None:
    donor.reach_pay_page(CAMPAIGN)
    donor.press("three_d_secure")
    donor.press("three_d_secure_fail")
    expect(donor.page.get_by_test_id("problem")).to_be_visible()
    assert stack.progress(CAMPAIGN) == bar_before
    donor.press("three_d_secure")
    donor.press("three_d_secure_pass")
    donor.expect_result("confirmed")
    expect_one_gift_more(stack, bar_before)


def test_a_slow_method_is_confirmed_later(
    donor: Donor, stack: Stack, bar_before: dict[str, object]
) -> None:
    donor.reach_pay_page(CAMPAIGN)
    donor.press("slow_success")
    donor.expect_result("waiting")
    assert stack.progress(CAMPAIGN) == bar_before
    donor.expect_result("confirmed")
    expect_one_gift_more(stack, bar_before)


def test_a_slow_method_that_fails_can_be_tried_again(
    donor: Donor, stack: Stack, bar_before: dict[str, object]
) -> None:
    donor.reach_pay_page(CAMPAIGN)
    donor.press("slow_failure")
    donor.expect_result("failed")
    assert stack.progress(CAMPAIGN) == bar_before
    donor.page.locator("a[href*='/riepilogo/']").click()
    donor.submit()
    donor.expect_pay_page()
    donor.press("pay")
    donor.expect_result("confirmed")
    expect_one_gift_more(stack, bar_before)
    assert stack.donations_of(donor.email) == 1


def test_the_way_back_works_in_another_browser(
    donor: Donor, stack: Stack, new_context: Callable[..., BrowserContext]
) -> None:
    donor.reach_pay_page(CAMPAIGN)
    donor.press("pay")
    donor.expect_result("confirmed")
    elsewhere = new_context().new_page()
    elsewhere.goto(donor.page.url)
    expect(elsewhere.locator(".result--confirmed")).to_be_visible()
    expect(elsewhere.locator(".review")).to_contain_text("25 €")


@pytest.mark.parametrize("java_script", [True, False], ids=["with JavaScript", "without"])
def test_a_double_tap_makes_one_donation(
    new_donor: NewDonor, stack: Stack, bar_before: dict[str, object], java_script: bool
) -> None:
    donor = new_donor(java_script_enabled=java_script)
    donor.open(f"/dona/{CAMPAIGN}/?importo=25")
    donor.page.locator("input[name=name]").fill("Ada Brambilla")
    donor.page.locator("input[name=email]").fill(donor.email)
    donor.submit_button.dblclick()
    expect(donor.page).to_have_url(re.compile("/riepilogo/"))
    donor.submit_button.dblclick()
    donor.expect_pay_page()
    donor.page.get_by_test_id("pay").dblclick()
    donor.expect_result("confirmed")
    expect_one_gift_more(stack, bar_before)
    assert stack.donations_of(donor.email) == 1


def test_a_provider_that_is_down_loses_nothing(
    donor: Donor, stack: Stack, bar_before: dict[str, object]
) -> None:
    donor.reach_summary(CAMPAIGN)
    stack.stop_sandbox()
    try:
        donor.submit()
        expect(donor.page.locator(".notice--error[role=alert]")).to_be_visible()
        expect(donor.page.locator(".review")).to_contain_text(donor.email)
    finally:
        stack.start_sandbox()
    donor.submit()
    donor.expect_pay_page()
    donor.press("pay")
    donor.expect_result("confirmed")
    expect_one_gift_more(stack, bar_before)
    assert stack.donations_of(donor.email) == 1


def test_what_was_typed_is_there_when_one_goes_back_to_change_it(donor: Donor) -> None:
    donor.reach_summary(CAMPAIGN)
    donor.page.locator(".review a[href*='/dati/']").click()
    expect(donor.page.locator("input[name=email]")).to_have_value(donor.email)
    donor.page.locator("input[name=name]").fill("Ada Colombo")
    donor.submit()
    expect(donor.page.locator(".review")).to_contain_text("Ada Colombo")


def test_a_donor_shares_a_link_that_leads_to_the_campaign(donor: Donor) -> None:
    donor.context.grant_permissions(["clipboard-read", "clipboard-write"])
    donor.reach_pay_page(CAMPAIGN)
    donor.press("pay")
    donor.expect_result("confirmed")
    donor.page.locator("share-button button").click()
    expect(donor.page.locator("share-button [data-label][role=status]")).to_be_visible()
    shared = donor.page.evaluate("navigator.clipboard.readText()")
    assert shared == f"{donor.stack.url}/progetti/{CAMPAIGN}/"


def test_the_books_agree_after_all_of_it(stack: Stack) -> None:
    assert stack.what_disagrees() == []
