"""A citizen asks at a phone, confirms by mail, the staff publishes, everybody reads."""

from collections.abc import Callable

from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.journeys.conftest import NewDonor
from tests.journeys.donor import Donor
from tests.journeys.mail import mail_link
from tests.journeys.stack import Stack
from tests.journeys.staff import DESK, Staff

CAMPAIGN = "ruote-in-comune"
WORDS = "Si può provare la bici cargo prima di donare?"


def test_a_citizens_question_is_confirmed_approved_and_shown(
    new_donor: NewDonor, new_context: Callable[..., BrowserContext], stack: Stack
) -> None:
    citizen = new_donor()
    ask(citizen)
    citizen.page.goto(mail_link(stack, citizen.email, "/le-mie-parole/"))
    expect(citizen.page.locator(".voice__words")).to_contain_text(WORDS)
    citizen.page.locator("button[name=confirm]").click()
    expect(citizen.page.locator("button[name=confirm]")).to_have_count(0)
    citizen.open(f"/progetti/{CAMPAIGN}/")
    expect(question(citizen.page)).to_have_count(0)

    giulia = Staff(new_context(viewport=DESK), stack, "redazione")
    publish(giulia)

    citizen.page.reload()
    expect(question(citizen.page)).to_be_visible()
    assert citizen.email not in citizen.page.content()


def ask(citizen: Donor) -> None:
    citizen.open(f"/progetti/{CAMPAIGN}/")
    citizen.page.locator("#questions a[href$='/domande/nuova/']").click()
    citizen.submit()
    expect(citizen.page.locator(".error-summary")).to_be_focused()
    citizen.page.locator("textarea[name=text]").fill(WORDS)
    expect(citizen.page.locator(".char-count")).to_contain_text(str(1000 - len(WORDS)))
    citizen.page.locator("input[name=email]").fill(citizen.email)
    citizen.submit()
    expect(citizen.page.locator(".result--asked")).to_be_visible()


def question(page: Page) -> Locator:
    return page.locator("#questions summary", has_text=WORDS)


def publish(giulia: Staff) -> None:
    giulia.open("/redazione/dialogo/")
    giulia.page.locator("tr", has_text=WORDS).locator("input[name=voice]").check()
    giulia.page.locator("main form button.button").click()
    expect(giulia.page.locator(".messages .success")).to_be_visible()
