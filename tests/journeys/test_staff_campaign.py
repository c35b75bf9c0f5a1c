"""The staff watch over a campaign from one page: stop it, take it up again, end it."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.journeys.conftest import NewDonor, running_stack
from tests.journeys.demo import Demo
from tests.journeys.donor import Donor
from tests.journeys.mail import wait_for_letter
from tests.journeys.page_walk import AXE, PHONE, violations
from tests.journeys.stack import Stack
from tests.journeys.staff import DESK, Staff

MEADOW = "il-prato-delle-lucciole"
TITLE = "Il prato delle lucciole"
OVERVIEW = f"/selezione/campagne/{MEADOW}/"
NewStaff = Callable[[str], Staff]
SAID = {"number": "77/2026", "reason": "Per gli uffici.", "public_reason_it": "Manca un permesso."}


@pytest.fixture(scope="module")
def stack(demo: Demo, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """A platform for this file: its campaign does not come back."""
    with running_stack(demo, tmp_path_factory.mktemp("stack")) as stack:
        yield stack


@pytest.fixture
def new_staff(new_context: Callable[..., BrowserContext], stack: Stack) -> Iterator[NewStaff]:
    """Sign people of the staff in, each at a desk of their own."""
    met: list[Staff] = []

    def make(username: str) -> Staff:
        context = new_context(viewport=DESK, reduced_motion="reduce")
        context.add_init_script(path=AXE)
        met.append(Staff(context, stack, username))
        return met[-1]

    yield make
    for person in met:
        assert person.watch.strangers == []
        assert person.watch.complaints == []


def find_what_needs_somebody(person: Staff) -> None:
    """From the list of what is to be watched to the campaign that lost its threshold."""
    person.open("/selezione/campagne/")
    person.page.locator("main nav a[href='?mostra=da-seguire']").click()
    first = person.page.locator("main tbody tr").first
    expect(first).to_contain_text(TITLE)
    expect(first).to_contain_text("145")
    assert violations(person.page, "main") == []
    first.locator("a").click()
    expect(person.page).to_have_url(re.compile(f"{OVERVIEW}$"))
    expect(person.page.locator("#risks")).to_be_visible()
    assert violations(person.page, "main") == []


def type_details(donor: Donor) -> None:
    """A donor has come to the second step, and has not sent it."""
    donor.open(f"/dona/{MEADOW}/?importo=30")
    donor.page.locator("input[name=name]").fill("Nives Carrara")
    donor.page.locator("input[name=email]").fill(donor.email)


def expect_a_polite_refusal(donor: Donor) -> None:
    """What is sent is refused with the reason, and what was typed stays."""
    donor.submit()
    expect(donor.page.locator(".closed-notice")).to_contain_text("Manca un permesso.")
    expect(donor.page.locator("input[name=name]")).to_have_value("Nives Carrara")
    expect(donor.page.locator("input[name=email]")).to_have_value(donor.email)


def test_finance_suspends_resumes_and_cancels_a_campaign_at_risk(
    new_staff: NewStaff, new_donor: NewDonor, stack: Stack
) -> None:
    giver, typist = new_donor(), new_donor()
    giver.reach_pay_page(MEADOW)
    giver.press("pay")
    giver.expect_result("confirmed")
    type_details(typist)
    finance = new_staff("ragioneria")
    find_what_needs_somebody(finance)
    finance.act("/sospendi/", **SAID)
    expect(finance.page).to_have_url(re.compile(f"{OVERVIEW}$"))
    expect(finance.page.locator("#risks + ul")).to_contain_text("Sospesa dal")
    assert stack.progress(MEADOW)["state"] == "suspended"
    expect_a_polite_refusal(typist)
    reader = typist.new_tab()
    reader.goto(f"{stack.url}/progetti/{MEADOW}/")
    expect(reader.locator(".closed-notice")).to_contain_text("Manca un permesso.")

    finance.act("/riprendi/", number="78/2026", reason="Il permesso c’è.")
    assert stack.progress(MEADOW)["state"] == "live"
    typist.submit()
    expect(typist.page).to_have_url(re.compile("/riepilogo/"))

    finance.act("/annulla/", **(SAID | {"number": "79/2026", "public_reason_it": "Niente prato."}))
    stack.run_job("payments.every_minute")
    stack.wait_for(
        MEADOW, lambda told: told["state"] == "cancelled" and told["collected"] == "0.00"
    )
    wait_for_letter(stack, giver.email, lambda words: "Niente prato." in words)
    giver.open(f"/progetti/{MEADOW}/")
    expect(giver.page.locator(".closed-notice")).to_contain_text("Niente prato.")
    assert stack.what_disagrees() == []


def test_redazione_sees_the_campaign_and_acts_on_its_words_alone(
    new_staff: NewStaff, stack: Stack
) -> None:
    giulia = new_staff("redazione")
    giulia.open("/selezione/campagne/il-giardino-dei-binari/")
    main = giulia.page.locator("main")
    expect(main).to_contain_text("più piombo")
    expect(main.locator("a[href*='/correzioni/pagina/']").first).to_be_visible()
    expect(main.locator("a[href*='/annulla/']")).to_have_count(0)
    giulia.open("/finanza/campagne/il-giardino-dei-binari/annulla/")
    expect(giulia.page).to_have_url(re.compile(r"/admin/$"))
    assert stack.progress("il-giardino-dei-binari")["state"] == "suspended"
    giulia.page.set_viewport_size(PHONE)
    giulia.open("/selezione/campagne/")
    assert violations(giulia.page, "main") == []
