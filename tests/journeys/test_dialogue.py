"""A citizen asks at a phone, the staff reads, the project answers; what is wrong is reported."""

from collections.abc import Callable

from playwright.sync_api import BrowserContext, Locator, Page, expect

from home.demo.accounts import PASSWORD
from tests.journeys.conftest import NewDonor
from tests.journeys.donor import Donor
from tests.journeys.mail import link_in, mail_link, wait_for_letter, words_of
from tests.journeys.proponent import Proponent
from tests.journeys.stack import Stack
from tests.journeys.staff import DESK, Staff

CAMPAIGN = "ruote-in-comune"
OF_A_PROJECT = "la-serra-di-corte"
OWN = "/le-mie-parole/"
TO_THE_PROJECT = "Che cosa si coltiva d’inverno?"
OFF_TOPIC = "Quando riapre la piscina?"
ANSWER = "Insalate, e d’inverno anche cavoli."
COMMENT = "Mia figlia fa la quarta"
WORDS = "Si può provare la bici cargo prima di donare?"


def test_a_citizens_question_is_confirmed_approved_and_shown(
    new_donor: NewDonor, new_context: Callable[..., BrowserContext], stack: Stack
) -> None:
    citizen = new_donor()
    citizen.open(f"/dialogo/{CAMPAIGN}/domande/nuova/")
    citizen.submit()
    expect(citizen.page.locator(".error-summary")).to_be_focused()
    citizen.page.locator("textarea[name=text]").fill(WORDS)
    expect(citizen.page.locator(".char-count")).to_contain_text(str(1000 - len(WORDS)))
    ask(citizen)
    citizen.page.goto(mail_link(stack, citizen.email, OWN))
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


def test_the_project_answers_at_a_phone_and_the_guest_is_told(
    new_donor: NewDonor, new_context: Callable[..., BrowserContext], stack: Stack
) -> None:
    citizen = new_donor(java_script_enabled=False)
    ask(citizen, OF_A_PROJECT, TO_THE_PROJECT)
    citizen.page.goto(mail_link(stack, citizen.email, OWN))
    citizen.page.locator("button[name=confirm]").click()
    giulia = Staff(new_context(viewport=DESK), stack, "redazione")
    publish(giulia, TO_THE_PROJECT)

    giorgio = Proponent(new_context(), stack, "le-rogge@example.org")
    giorgio.open("/i-miei-progetti/")
    giorgio.fill(login=giorgio.email, password=PASSWORD)
    giorgio.press()
    giorgio.page.get_by_role("link", name="La serra di corte").first.click()
    giorgio.page.locator("main a[href$='/dialogo/']").first.click()
    asked = giorgio.page.locator(".voice", has_text=TO_THE_PROJECT).first
    assert citizen.email not in giorgio.page.content()
    asked.locator("a").click()
    giorgio.fill(answer=ANSWER)
    giorgio.press()
    expect(giorgio.page.locator(".notice--done")).to_be_visible()
    assert (giorgio.watch.complaints, giorgio.watch.strangers) == ([], [])

    told = wait_for_letter(stack, citizen.email, lambda body: "una risposta" in body)
    assert ANSWER not in words_of(told)
    citizen.page.goto(link_in(told, OWN))
    expect(citizen.page.locator("main")).to_contain_text(ANSWER)
    citizen.open(f"/progetti/{OF_A_PROJECT}/")
    question(citizen.page, TO_THE_PROJECT).click()
    expect(citizen.page.locator("#questions")).to_contain_text(ANSWER)


def test_words_refused_for_a_ready_reason_are_told_and_on_record(
    new_donor: NewDonor, new_context: Callable[..., BrowserContext], stack: Stack
) -> None:
    citizen = new_donor()
    ask(citizen, words=OFF_TOPIC)
    citizen.page.goto(mail_link(stack, citizen.email, OWN))
    citizen.page.locator("button[name=confirm]").click()
    giulia = Staff(new_context(viewport=DESK), stack, "redazione")
    refuse(giulia, OFF_TOPIC, "off_topic")
    told = wait_for_letter(stack, citizen.email, lambda body: "non riguarda" in body.lower())
    assert OFF_TOPIC not in words_of(told)
    giulia.open("/reports/site-history/")
    history = giulia.page.locator("main tbody tr").first
    expect(history).to_contain_text("Non riguarda questo progetto")
    assert OFF_TOPIC not in history.inner_text()
    citizen.page.goto(mail_link(stack, citizen.email, OWN))
    citizen.page.locator("button[name=remove]").click()
    expect(citizen.page.locator(".result--asked")).to_be_visible()


def test_what_somebody_reports_reaches_the_queue_and_stays_until_it_is_read(
    new_donor: NewDonor, new_context: Callable[..., BrowserContext], stack: Stack
) -> None:
    reader = new_donor()
    reader.open("/progetti/ecolab/")
    comment = reader.page.locator("#comments .voice", has_text=COMMENT)
    comment.locator("a[href*='/segnala/']").click()
    reader.submit()
    expect(reader.page.locator(".error-summary")).to_be_visible()
    reader.page.locator("input[value=personal]").check()
    reader.page.locator("textarea[name=details]").fill("C’è il nome di una bambina")
    reader.submit()
    expect(reader.page.locator(".result--asked")).to_be_visible()
    reader.open("/progetti/ecolab/")
    expect(comment).to_be_visible()

    giulia = Staff(new_context(viewport=DESK), stack, "redazione")
    giulia.open("/redazione/dialogo/")
    first = giulia.page.locator("main tbody tr").first
    expect(first).to_contain_text("1 segnalazione")
    expect(first).to_contain_text(COMMENT)
    first.locator("a").click()
    expect(giulia.page.locator("main")).to_contain_text("C’è il nome di una bambina")
    giulia.page.locator("button[name=publish]").click()
    expect(giulia.page.locator(".messages .success")).to_be_visible()
    expect(giulia.page.locator("tr", has_text=COMMENT)).to_have_count(0)


def test_a_donor_takes_back_the_words_and_keeps_the_gift(new_donor: NewDonor, stack: Stack) -> None:
    donor = new_donor(java_script_enabled=False)
    donor.open(f"/dona/{CAMPAIGN}/?importo=10")
    donor.page.locator(".message-field summary").click()
    donor.page.locator("textarea[name=message]").fill("Forza, ciclisti!")
    donor.fill_details()
    donor.submit()
    donor.press("pay")
    donor.expect_result("confirmed")
    donor.page.goto(mail_link(stack, donor.email, f"/dona/{CAMPAIGN}/"))
    expect(donor.page.locator("main")).to_contain_text("Forza, ciclisti!")
    donor.page.locator(".acts a[href$='/parole/']").click()
    donor.page.locator("textarea[name=message]").fill("Forza, cicliste!")
    donor.submit()
    expect(donor.page.locator("main")).to_contain_text("Forza, cicliste!")
    donor.page.locator(".acts a[href$='/parole/']").click()
    donor.page.locator(".btn-outline-primary").click()
    expect(donor.page.locator(".result--asked")).to_be_visible()
    donor.page.locator("a.more-link").first.click()
    expect(donor.page.locator(".result--confirmed")).to_be_visible()
    expect(donor.page.locator("main")).not_to_contain_text("Forza")


def ask(citizen: Donor, campaign: str = CAMPAIGN, words: str = WORDS) -> None:
    citizen.open(f"/progetti/{campaign}/")
    citizen.page.locator("#questions a[href$='/domande/nuova/']").click()
    citizen.submit()
    expect(citizen.page.locator(".error-summary")).to_be_visible()
    citizen.page.locator("textarea[name=text]").fill(words)
    citizen.page.locator("input[name=email]").fill(citizen.email)
    citizen.submit()
    expect(citizen.page.locator(".result--asked")).to_be_visible()


def question(page: Page, words: str = WORDS) -> Locator:
    return page.locator("#questions summary", has_text=words)


def publish(giulia: Staff, words: str = WORDS) -> None:
    giulia.open("/redazione/dialogo/")
    giulia.page.locator("tr", has_text=words).locator("input[name=voice]").check()
    giulia.page.locator("main form button.button").click()
    expect(giulia.page.locator(".messages .success")).to_be_visible()


def refuse(giulia: Staff, words: str, reason: str) -> None:
    giulia.open("/redazione/dialogo/")
    giulia.page.locator("tr", has_text=words).locator("a").first.click()
    giulia.page.locator(f"input[name=reason][value={reason}]").check()
    giulia.page.locator("button[name=refuse]").click()
    expect(giulia.page.locator(".messages .success")).to_be_visible()
