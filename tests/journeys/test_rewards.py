"""A reward from the campaign's page to the donor's door: chosen, given for, sent, forgotten."""

import csv
import time
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import BrowserContext, expect

from home.demo.accounts import PASSWORD
from tests.journeys.conftest import NewDonor, running_stack
from tests.journeys.demo import Demo
from tests.journeys.donor import Donor
from tests.journeys.mail import mail_link
from tests.journeys.proponent import Proponent
from tests.journeys.stack import PATIENCE_SECONDS, Stack

CAMPAIGN = "la-serra-di-corte"
SEEDS = "Una bustina di semi"
ENOUGH = "5000"
"""EUR: with what is there, beyond the threshold."""
STREET = "Via del Semaforo 9"


@pytest.fixture
def stack(demo: Demo, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """A platform of its own: the campaign ends."""
    with running_stack(demo, tmp_path_factory.mktemp("stack")) as stack:
        yield stack


def choose_seeds(donor: Donor) -> None:
    """The reward on the campaign's page, on to the donor's details."""
    donor.open(f"/progetti/{CAMPAIGN}/")
    reward = donor.page.locator(".reward", has_text=SEEDS)
    expect(reward).to_contain_text("Spedita per posta")
    reward.locator("a").click()


def close_the_campaign(stack: Stack) -> None:
    """Its last instant has come: the clock does the rest."""
    stack.change("UPDATE funding_funding SET closes_at = now() WHERE slug = %s", CAMPAIGN)
    stack.run_job("payments.every_minute")
    stack.wait_for(CAMPAIGN, lambda progress: progress["state"] == "succeeded")


def write_address(donor: Donor) -> None:
    fields = {"name": "Ada Brambilla", "street": STREET, "postcode": "20127", "city": "Milano"}
    for name, value in fields.items():
        donor.page.locator(f"input[name={name}]").fill(value)


def wait_until_erased(stack: Stack) -> None:
    query = "SELECT count(*) FROM payments_deliveryaddress WHERE street = %s"
    deadline = time.monotonic() + PATIENCE_SECONDS
    while stack.count(query, STREET):
        assert time.monotonic() < deadline, "the address is still there"
        time.sleep(0.2)


def test_a_reward_is_chosen_sent_by_post_and_its_address_forgotten(
    stack: Stack, new_context: Callable[..., BrowserContext], new_donor: NewDonor
) -> None:
    donor = new_donor()
    choose_seeds(donor)
    donor.page.locator(".gift-amount summary").click()
    donor.page.locator("input[name=importo]").fill(ENOUGH)
    donor.fill_details()
    expect(donor.page.locator(".review")).to_contain_text(SEEDS)
    donor.submit()
    donor.press("pay")
    donor.expect_result("confirmed")
    expect(donor.page.locator("a[href$='/consegna/']")).to_be_visible()

    close_the_campaign(stack)
    stack.run_job("payments.ask_addresses")
    donor.page.goto(mail_link(stack, donor.email, "/consegna/"))
    write_address(donor)
    donor.submit()
    expect(donor.page.locator(".error-summary")).to_be_focused()
    donor.page.locator("input[name=consent]").check()
    donor.submit_button.dblclick()
    expect(donor.page.locator(".notice--done[role=status]")).to_be_visible()
    expect(donor.page.locator("main")).to_contain_text("Milano")
    expect(donor.page.locator("main")).not_to_contain_text(STREET)
    own_page = donor.page.url

    giorgio = Proponent(new_context(), stack, "le-rogge@example.org")
    giorgio.open("/i-miei-progetti/")
    giorgio.fill(login=giorgio.email, password=PASSWORD)
    giorgio.press()
    giorgio.page.get_by_role("link", name="La serra di corte").first.click()
    giorgio.page.locator("main a[href$='/ricompense/']").click()
    parcel = giorgio.page.locator(".parcel", has_text=STREET)
    expect(parcel).to_contain_text("Ada Brambilla")
    with giorgio.page.expect_download() as download:
        giorgio.page.locator("form[action$='/tabella/'] button").click()
    table = download.value.path().read_text(encoding="utf-8-sig")
    assert [row for row in csv.reader(table.splitlines(), delimiter=";") if STREET in row]
    parcel.locator("label").click()
    giorgio.page.locator("main form button.btn-primary").dblclick()
    expect(giorgio.page.locator(".notice--done")).to_be_visible()
    expect(giorgio.page.locator("main")).not_to_contain_text(STREET)

    donor.page.goto(own_page)
    expect(donor.page.locator("#reward-title + p + p")).to_contain_text("Spedita il")
    assert mail_link(stack, donor.email, f"/dona/{CAMPAIGN}/")
    stack.change("UPDATE payments_rewarddelivery SET sent_at = sent_at - interval '31 days'")
    stack.run_job("payments.forget")
    wait_until_erased(stack)
    donor.page.reload()
    expect(donor.page.locator("main")).to_contain_text("Il tuo indirizzo è cancellato")
    assert stack.count("SELECT count(*) FROM payments_notice WHERE kind = 'reward_sent'") == 1
    assert stack.what_disagrees() == []
    assert (giorgio.watch.complaints, giorgio.watch.strangers) == ([], [])


def test_a_reward_may_be_left_aside(donor: Donor) -> None:
    choose_seeds(donor)
    donor.page.locator("input[name=ricompensa]").uncheck()
    donor.fill_details()
    expect(donor.page.locator(".review")).not_to_contain_text(SEEDS)
    donor.submit()
    donor.press("pay")
    donor.expect_result("confirmed")
    expect(donor.page.locator("a[href$='/consegna/']")).to_have_count(0)
