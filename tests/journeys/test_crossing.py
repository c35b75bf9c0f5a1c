"""The main job: a gift crosses the threshold, and the Comune's part is there."""

import re
from collections.abc import Iterator
from decimal import Decimal

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import NewDonor, running_stack
from tests.journeys.demo import Demo
from tests.journeys.donor import Donor, euros
from tests.journeys.stack import Stack

ECOLAB = "ecolab"
COMMITMENT = Decimal("13200.00")
GATHERED = Decimal("13182.00")


@pytest.fixture
def stack(demo: Demo, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """A platform for each test: a threshold is crossed once."""
    with running_stack(demo, tmp_path_factory.mktemp("stack")) as stack:
        yield stack


def give_25(donor: Donor) -> None:
    """From home to the provider's page, by the forms."""
    donor.choose(ECOLAB)
    donor.give("25")
    donor.fill_details()
    donor.submit()
    donor.expect_pay_page()


def expect_the_comune_to_be_there(donor: Donor, available_before: Decimal) -> None:
    bar = donor.bar(ECOLAB)
    expect(bar).to_have_class(re.compile(r"bar--reached bar--match-reserved"))
    assert euros(bar.locator(".bar__raised strong")) == GATHERED + 25
    assert euros(bar.locator(".fact--match dd")) == COMMITMENT
    assert donor.fund_available() == available_before - COMMITMENT
    progress = donor.stack.progress(ECOLAB)
    assert progress["collected"] == "13207.00"
    assert progress["match"] == {"state": "reserved", "amount": "13200.00", "shortfall": "0.00"}


def test_a_gift_crosses_the_threshold(donor: Donor, stack: Stack) -> None:
    available = donor.fund_available()
    bar = donor.bar(ECOLAB)
    expect(bar).to_have_class(re.compile(r"bar--near bar--match-potential"))
    assert euros(bar.locator(".bar__raised strong")) == GATHERED
    watching = donor.new_tab()
    watching.goto(f"{stack.url}/progetti/{ECOLAB}/")
    give_25(donor)
    expect(donor.page.locator("html")).to_have_attribute("lang", "it")
    stack.sandbox.post("webhooks", mode="hold")
    donor.press("pay")
    donor.expect_result("waiting")
    assert stack.progress(ECOLAB)["collected"] == "13182.00"
    stack.sandbox.post("webhooks", mode="normal")
    donor.expect_result("confirmed")
    watching.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(watching.locator(".bar--page")).to_have_class(re.compile("bar--match-reserved"))
    expect_the_comune_to_be_there(donor, available)
    assert stack.what_disagrees() == []


def test_a_gift_crosses_the_threshold_in_english(new_donor: NewDonor, stack: Stack) -> None:
    donor = new_donor("en", locale="en-GB")
    available = donor.fund_available()
    give_25(donor)
    expect(donor.page.locator("html")).to_have_attribute("lang", "en")
    donor.press("pay")
    donor.expect_result("confirmed")
    expect(donor.page.locator("html")).to_have_attribute("lang", "en")
    expect(donor.page.get_by_role("heading", name="Thank you!")).to_be_visible()
    expect_the_comune_to_be_there(donor, available)
    assert stack.what_disagrees() == []


def test_a_gift_crosses_the_threshold_without_javascript(new_donor: NewDonor, stack: Stack) -> None:
    donor = new_donor(java_script_enabled=False)
    available = donor.fund_available()
    give_25(donor)
    stack.sandbox.post("webhooks", mode="hold")
    donor.press("pay")
    donor.expect_result("waiting")
    stack.sandbox.post("webhooks", mode="normal")
    donor.expect_result("confirmed")
    expect_the_comune_to_be_there(donor, available)
    assert stack.what_disagrees() == []
