"""A co-operative applies at a phone, is chosen, and collects its first gift."""

from collections.abc import Callable, Iterator

import pytest
from django.utils.text import slugify
from playwright.sync_api import BrowserContext, expect
from pytest_django import DjangoDbBlocker

from tests.journeys.conftest import NewDonor
from tests.journeys.desks import (
    SUMMARY,
    TITLE,
    admit,
    appoint,
    approve_at_the_desk,
    ask,
    correct_and_approve_on_the_page,
    publish_ranking,
    record_minute,
    score,
    send_for_review,
)
from tests.journeys.donor import Donor
from tests.journeys.mail import wait_for_letter
from tests.journeys.notice import Notice, publish_notice
from tests.journeys.processes import free_port
from tests.journeys.proponent import SAVED, Proponent
from tests.journeys.stack import Stack
from tests.journeys.staff import DESK, Staff

NewProponent = Callable[..., Proponent]
NewStaff = Callable[[str], Staff]
IMPACT = "Cento famiglie cuociono insieme, ogni sabato."
BENEFICIARIES = "Le famiglie del quartiere e chi ha perso il lavoro."
PROJECT = {
    "title": TITLE,
    "summary": "Un forno di quartiere dove si impara a fare il pane.",
    "municipio": "4",
    "beneficiaries": "Le famiglie del quartiere.",
    "description": "Un forno e una scuola di pane.",
    "impact": "Cinquanta famiglie cuociono insieme.",
    "innovation": "Il forno va con il sole.",
}


@pytest.fixture(scope="module")
def notices(stack: Stack, django_db_blocker: DjangoDbBlocker) -> list[Notice]:
    """Notices that take proposals, one for each journey. Made before there is a browser."""
    with django_db_blocker.unblock():
        return [publish_notice(stack) for _journey in range(2)]


@pytest.fixture
def notice(notices: list[Notice]) -> Notice:
    """A notice without a proposal, beside those of the demo."""
    return notices.pop()


@pytest.fixture
def new_proponent(
    notice: Notice, new_context: Callable[..., BrowserContext], stack: Stack
) -> Iterator[NewProponent]:
    """Make proponents; none may have met another host or a complaint of the browser."""
    met: list[Proponent] = []

    def make(email: str = "", **options: bool) -> Proponent:
        email = email or f"proponent{free_port()}@example.org"
        met.append(Proponent(new_context(**options), stack, email))
        return met[-1]

    yield make
    for person in met:
        assert person.watch.strangers == []
        assert person.watch.complaints == []


@pytest.fixture
def new_staff(new_context: Callable[..., BrowserContext], stack: Stack) -> Iterator[NewStaff]:
    """Sign people of the staff in, each at a desk of their own."""
    met: list[Staff] = []

    def make(username: str) -> Staff:
        met.append(Staff(new_context(viewport=DESK), stack, username))
        return met[-1]

    yield make
    for person in met:
        assert person.watch.strangers == []
        assert person.watch.complaints == []


def begin(lucia: Proponent, notice: Notice) -> None:
    """First sitting: may I apply, an account, the co-operative, the project in words."""
    lucia.open(f"/avviso/{notice.slug}/posso-partecipare/")
    lucia.fill(legal_form="social_cooperative", in_milan="si", cost="20000", has_begun="no")
    lucia.press()
    lucia.page.locator("main a[href*='/nuovo/']").click()
    lucia.register()
    lucia.sign_in()
    lucia.page.locator("main a[href$='/ente/registra/']").click()
    lucia.register_organization()
    lucia.page.locator("main a[href$='/i-miei-progetti/']").click()
    lucia.page.locator(f"main a[href$='/nuovo/{notice.slug}/']").click()
    lucia.press()
    lucia.fill(contact_name="Lucia Neri", contact_email=lucia.email)
    lucia.save_and_continue("progetto")
    lucia.fill(**PROJECT)
    lucia.page.locator("[name=area]").select_option(index=1)


def type_in_a_tunnel(lucia: Proponent) -> None:
    """The network goes while she types; once it is back, the step is saved by itself."""
    lucia.expect_saved_by_itself()
    lucia.context.set_offline(True)
    lucia.fill(impact=IMPACT)
    status = lucia.page.locator("[data-autosave-status]")
    expect(status).not_to_have_text(SAVED)
    lucia.context.set_offline(False)
    lucia.expect_saved_by_itself()


def find_what_was_typed(lucia: Proponent) -> None:
    """At another device, the draft says what was typed at the first."""
    lucia.return_to_draft()
    lucia.go_to("progetto")
    expect(lucia.page.locator("[name=title]")).to_have_value(TITLE)
    expect(lucia.page.locator("[name=impact]")).to_have_value(IMPACT)


def lose_the_session(lucia: Proponent) -> None:
    """The session is over when she presses: she signs in, and her words are there to save."""
    lucia.fill(beneficiaries=BENEFICIARIES)
    lucia.context.clear_cookies(name="sessionid")
    lucia.press()
    lucia.sign_in()
    expect(lucia.page.locator("[name=beneficiaries]")).to_have_value(BENEFICIARIES)
    lucia.save_and_continue("costi")


def go_on(lucia: Proponent) -> None:
    """Costs, campaign, a picture, a document."""
    lucia.go_to("costi")
    lucia.fill(total_cost="20.000")
    lucia.add_row(description="Forno", amount="15000")
    lucia.add_row(description="Scuola", amount="5000")
    lucia.save_and_continue("partner")
    lucia.save_and_continue("campagna")
    lucia.fill(campaign_plan="Feste in piazza e pane per tutti.")
    lucia.add_row(amount="25", title="Un pane col tuo nome")
    lucia.save_and_continue("immagini")
    lucia.upload_picture("Il forno nel cortile")
    lucia.save_and_continue("documenti")
    lucia.upload_document()


def finish(lucia: Proponent) -> str:
    """What is missing, each a link to its field; send; return the protocol number."""
    lucia.go_to("riepilogo")
    expect(lucia.page.locator(".missing li")).to_have_count(2)
    lucia.page.locator(".missing a").first.click()
    expect(lucia.page.locator("[name=continuation]")).to_be_focused()
    lucia.fill(continuation="Il pane paga la legna.")
    lucia.press()
    lucia.go_to("riepilogo")
    lucia.page.locator(".missing a").click()
    expect(lucia.page.locator("main input[name^=declaration-]").first).to_be_focused()
    lucia.declare_everything()
    lucia.save_and_continue("riepilogo")
    lucia.press()
    expect(lucia.page.locator(".result--confirmed")).to_be_visible()
    return lucia.page.locator(".review strong").first.inner_text()


def answer(lucia: Proponent) -> None:
    """The co-operative reads what is asked, and answers with a document."""
    lucia.open("/i-miei-progetti/")
    lucia.page.locator(".area-card a.btn").first.click()
    lucia.page.locator("main a[href$='/integrazione/']").click()
    expect(lucia.page.locator("blockquote")).to_contain_text("lo statuto firmato")
    lucia.fill(text="Eccolo, firmato.")
    lucia.attach("statuto-firmato.pdf")
    lucia.press()
    expect(lucia.page.locator(".notice--done")).to_be_visible()


def give(ada: Donor, slug: str) -> None:
    """She reads the story and gives 25 EUR."""
    ada.open(f"/progetti/{slug}/")
    expect(ada.page.locator("main")).to_contain_text(SUMMARY)
    ada.give("25")
    ada.fill_details()
    ada.submit()
    ada.expect_pay_page()
    ada.press("pay")
    ada.expect_result("confirmed")


def test_without_java_script_a_project_is_written_and_sent(
    notice: Notice, new_proponent: NewProponent
) -> None:
    lucia = new_proponent(java_script_enabled=False)
    begin(lucia, notice)
    lucia.fill(title="Una panca per via Padova", continuation="Il quartiere la cura.")
    lucia.save_and_continue("costi")
    go_on(lucia)
    lucia.go_to("dichiarazioni")
    lucia.declare_everything()
    lucia.save_and_continue("riepilogo")
    lucia.press()
    expect(lucia.page.locator(".result--confirmed")).to_be_visible()


def test_a_co_operative_applies_is_chosen_and_gets_its_first_gift(
    stack: Stack,
    notice: Notice,
    new_proponent: NewProponent,
    new_staff: NewStaff,
    new_donor: NewDonor,
) -> None:
    lucia = new_proponent()
    begin(lucia, notice)
    type_in_a_tunnel(lucia)
    lucia.context.close()
    lucia = new_proponent(lucia.email)
    find_what_was_typed(lucia)
    lose_the_session(lucia)
    go_on(lucia)
    lucia.context.close()
    lucia = new_proponent(lucia.email)
    lucia.return_to_draft()
    protocol = finish(lucia)
    assert lucia.fetch(lucia.page.locator("main a[href$='.pdf']")).startswith(b"%PDF-")
    stack.run_job("selection.send_notices")
    wait_for_letter(stack, lucia.email, lambda words: protocol in words)
    notice.end_window()
    paola = new_staff("segreteria")
    ask(paola, notice)
    answer(lucia)
    admit(paola)
    stefano = new_staff("rup")
    appoint(stefano, notice)
    notice.age_commission()
    laura = new_staff("commissione1")
    for member in (laura, new_staff("commissione2"), new_staff("commissione3")):
        score(member, notice)
    record_minute(laura, notice)
    publish_ranking(stefano, notice)
    giulia, tommaso = new_staff("redazione"), new_staff("redazione2")
    slug = slugify(TITLE)
    giulia.edit_page(slug)
    send_for_review(giulia, "Il pane del Corvetto.")
    approve_at_the_desk(tommaso)
    correct_and_approve_on_the_page(giulia, tommaso, slug)
    notice.open_campaigns()
    ada = new_donor()
    give(ada, slug)
    stack.wait_for(slug, lambda progress: progress["donations"] == 1)
    assert stack.what_disagrees() == []
