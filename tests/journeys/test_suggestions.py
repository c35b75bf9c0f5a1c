"""A project suggests changes of its story at a phone; Redazione compares, takes, refuses."""

from collections.abc import Callable

from playwright.sync_api import BrowserContext, FilePayload, expect

from home.demo.accounts import PASSWORD
from tests.journeys.conftest import NewDonor
from tests.journeys.mail import mail_link
from tests.journeys.proponent import Proponent, a_picture
from tests.journeys.stack import Stack
from tests.journeys.staff import DESK, Staff
from tests.selection.area.files import PDF

CAMPAIGN = "La serra di corte"
SLUG = "la-serra-di-corte"
FIRST_WORDS = "Dove si tingevano i tessuti"
NEW_TEXT = "Dove si tingevano i tessuti oggi c’è un cortile che aspetta. Si comincia in marzo."
REFUSAL = "Il titolo resta breve: il resto è già nel testo."
PICTURE: FilePayload = {"name": "cortile.png", "mimeType": "image/png", "buffer": a_picture()}
RELEASE: FilePayload = {"name": "consenso.pdf", "mimeType": "application/pdf", "buffer": PDF}


def test_changes_of_a_story_from_the_phone_to_readers(
    stack: Stack, new_context: Callable[..., BrowserContext], new_donor: NewDonor
) -> None:
    giorgio = at_the_phone(stack, new_context())
    giorgio.page.locator("main a[href$='/suggerimenti/']").click()
    text = suggest_text(giorgio, FIRST_WORDS, NEW_TEXT)
    picture = suggest_picture(giorgio)
    heading = suggest_text(giorgio, "A chi serve", "A chi serve, e perché, e da quando")

    giulia = Staff(new_context(viewport=DESK), stack, "redazione")
    refuse(giulia, heading)
    take(giulia, picture)
    take(giulia, text, "Così si capisce subito.")
    giulia.press_in_footer("[name=action-submit]")
    expect(giulia.page.locator(".messages .success")).to_be_visible()

    reader = new_donor()
    reader.open(f"/progetti/{SLUG}/")
    expect(reader.page.locator("main")).not_to_contain_text("Si comincia in marzo.")

    tommaso = Staff(new_context(viewport=DESK), stack, "redazione2")
    tommaso.open("/redazione/")
    tommaso.page.locator("#approve a", has_text=CAMPAIGN).click()
    tommaso.confirm()
    reader.page.reload()
    expect(reader.page.locator("main")).to_contain_text("Si comincia in marzo.")
    expect(reader.page.locator("main")).to_contain_text("Eva Neri")
    expect(reader.page.locator("main")).not_to_contain_text("e da quando")

    stack.run_job("selection.tell_of_stories")
    stack.wait_for_jobs("selection.tell_of_stories")
    stack.run_job("selection.send_notices")
    giorgio.page.goto(mail_link(stack, giorgio.email, f"/suggerimenti/{heading}/"))
    expect(giorgio.page.locator("main")).to_contain_text(REFUSAL)
    expect(giorgio.page.locator("main ins").first).to_be_visible()
    giorgio.page.goto(giorgio.page.url.replace(f"/{heading}/", f"/{text}/"))
    expect(giorgio.page.locator("main .chip")).to_contain_text("Pubblicato il")
    assert mail_link(stack, giorgio.email, f"/progetti/{SLUG}/")
    assert (giorgio.watch.complaints, giorgio.watch.strangers) == ([], [])


def test_news_from_the_phone_to_readers(
    stack: Stack, new_context: Callable[..., BrowserContext], new_donor: NewDonor
) -> None:
    giorgio = at_the_phone(stack, new_context())
    giorgio.page.locator("main a[href$='/aggiornamenti/']").click()
    giorgio.fill(title="I vetri sono arrivati")
    giorgio.press()
    expect(giorgio.page.locator(".error-summary")).to_be_visible()
    giorgio.fill(text="Trentadue finestre, tutte intere.\n\nSabato si montano.")
    giorgio.press()
    expect(giorgio.page.locator(".notice--done")).to_be_visible()
    news = last(stack)

    reader = new_donor()
    reader.open(f"/progetti/{SLUG}/")
    expect(reader.page.locator("main")).not_to_contain_text("I vetri sono arrivati")
    giulia = Staff(new_context(viewport=DESK), stack, "redazione")
    open_at_the_desk(giulia, news)
    giulia.page.locator("button[name=take]").click()
    expect(giulia.page.locator(".messages .success")).to_be_visible()

    reader.page.reload()
    expect(reader.page.locator("#updates")).to_contain_text("I vetri sono arrivati")
    giorgio.page.reload()
    sent = giorgio.page.locator(".report-items li", has_text="I vetri sono arrivati")
    expect(sent).to_contain_text("Pubblicato il")


def at_the_phone(stack: Stack, context: BrowserContext) -> Proponent:
    """Signed in, on the page of the project."""
    giorgio = Proponent(context, stack, "le-rogge@example.org")
    giorgio.open("/i-miei-progetti/")
    giorgio.fill(login=giorgio.email, password=PASSWORD)
    giorgio.press()
    giorgio.page.get_by_role("link", name=CAMPAIGN).first.click()
    return giorgio


def suggest_text(giorgio: Proponent, begins: str, text: str) -> int:
    """Change the place whose text begins so; the suggestion's number."""
    place = giorgio.page.locator(".places > li", has_text=begins).first
    place.get_by_role("link").first.click()
    giorgio.press()
    expect(giorgio.page.locator(".error-summary")).to_be_visible()
    giorgio.fill(text=text, note="Si legge meglio")
    giorgio.press()
    expect(giorgio.page.locator(".notice--done")).to_be_visible()
    return last(giorgio.stack)


def suggest_picture(giorgio: Proponent) -> int:
    """A picture of children: first without the release, then with it; nothing typed is lost."""
    giorgio.page.locator("main a[href$='/suggerimenti/immagine/']").click()
    giorgio.fill(alt="Bambini che seminano nei cassoni", credit="Eva Neri", people="minors")
    giorgio.page.locator("[name=file]").set_input_files(PICTURE)
    giorgio.press()
    expect(giorgio.page.locator(".error-summary")).to_be_visible()
    expect(giorgio.page.locator("[name=credit]")).to_have_value("Eva Neri")
    giorgio.page.locator("[name=file]").set_input_files(PICTURE)
    giorgio.page.locator("[name=release]").set_input_files(RELEASE)
    giorgio.press()
    expect(giorgio.page.locator(".notice--done")).to_be_visible()
    return last(giorgio.stack)


def last(stack: Stack) -> int:
    """The number of the newest suggestion."""
    return stack.count("SELECT max(id) FROM campaigns_storysuggestion")


def open_at_the_desk(giulia: Staff, number: int) -> None:
    giulia.open("/redazione/")
    giulia.page.locator(f"#suggestions a[href$='/suggerimenti/{number}/']").click()


def take(giulia: Staff, number: int, words: str = "") -> None:
    """Read it beside what is published, take it, and arrive at the draft."""
    open_at_the_desk(giulia, number)
    expect(giulia.page.locator(".comparison, .suggestion-pictures img").first).to_be_visible()
    giulia.page.locator("[name=words]").fill(words)
    giulia.page.locator("button[name=take]").click()
    expect(giulia.page.locator(".messages .success")).to_be_visible()
    expect(giulia.page.locator("[name=summary]")).to_be_visible()


def refuse(giulia: Staff, number: int) -> None:
    """Not without a word."""
    open_at_the_desk(giulia, number)
    giulia.page.locator("button[name=refuse]").click()
    expect(giulia.page.locator(".messages .success")).to_have_count(0)
    giulia.page.locator("[name=why]").fill(REFUSAL)
    giulia.page.locator("button[name=refuse]").click()
    expect(giulia.page.locator(".messages .success")).to_be_visible()
