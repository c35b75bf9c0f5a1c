"""After the gift: its own page from the mail's link, the paper, a request, all one's gifts."""

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import NewDonor
from tests.journeys.donor import Donor
from tests.journeys.mail import mail_link
from tests.journeys.stack import Stack

CAMPAIGN = "ruote-in-comune"


def give(donor: Donor) -> None:
    donor.reach_pay_page(CAMPAIGN)
    donor.press("pay")
    donor.expect_result("confirmed")


@pytest.mark.parametrize("java_script", [True, False], ids=["with JavaScript", "without"])
def test_a_company_gives_and_keeps_its_paper(
    new_donor: NewDonor, stack: Stack, java_script: bool
) -> None:
    donor = new_donor(java_script_enabled=java_script)
    donor.open(f"/dona/{CAMPAIGN}/?importo=25")
    vat_number = donor.page.locator("input[name=vat_number]")
    expect(vat_number).to_be_hidden()
    donor.page.locator("input[value=company]").check()
    expect(vat_number).to_be_visible()
    donor.page.locator("input[name=company]").fill("Officine Lambro s.r.l.")
    vat_number.fill("007 431 101 57")
    donor.fill_details()
    expect(donor.page.locator(".review")).to_contain_text("IT00743110157")
    donor.submit()
    donor.press("pay")
    donor.expect_result("confirmed")
    own_page = mail_link(stack, donor.email, f"/dona/{CAMPAIGN}/")
    donor.page.goto(own_page)
    expect(donor.page.locator(".review")).to_contain_text("Officine Lambro s.r.l.")
    paper = donor.page.request.get(
        stack.url + str(donor.page.locator("a[href$='.pdf']").get_attribute("href"))
    )
    assert paper.headers["content-type"] == "application/pdf"
    assert paper.body().startswith(b"%PDF-")


def test_a_donor_asks_for_the_gift_back_once(donor: Donor, stack: Stack) -> None:
    give(donor)
    donor.page.goto(mail_link(stack, donor.email, f"/dona/{CAMPAIGN}/"))
    donor.page.locator(".acts a[href*='/restituzione/']").click()
    donor.submit()
    expect(donor.page.locator(".error-summary")).to_be_focused()
    donor.page.locator("textarea").fill("Ho donato due volte")
    donor.submit_button.dblclick()
    expect(donor.page.locator(".notice--done[role=status]")).to_be_visible()
    asked = "SELECT count(*) FROM payments_refundrequest WHERE reason = %s"
    assert stack.count(asked, "Ho donato due volte") == 1


def test_a_donor_finds_every_gift_by_mail(donor: Donor, stack: Stack) -> None:
    give(donor)
    give(donor)
    donor.page.locator("footer a[href*='/le-mie-donazioni/']").click()
    donor.page.locator("input[name=email]").fill(donor.email.upper())
    donor.submit()
    expect(donor.page).to_have_url(re.compile(r"/le-mie-donazioni/inviato/$"))
    link = mail_link(stack, donor.email, "/le-mie-donazioni/")
    assert donor.email.split("@", maxsplit=1)[0] not in urlsplit(link).path
    donor.page.goto(link)
    expect(donor.page.locator(".gifts__gift")).to_have_count(2)
    donor.page.locator(".gifts__gift a").first.click()
    expect(donor.page.locator(".result--confirmed")).to_be_visible()


def test_the_books_agree_after_all_of_it(stack: Stack) -> None:
    assert stack.what_disagrees() == []
