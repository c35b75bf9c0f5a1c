"""What the staff does at its desks with the project of the journey."""

from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import expect

from tests.journeys.notice import Notice
from tests.journeys.staff import Staff

TITLE = "Un forno per il Corvetto"
SUMMARY = "Il pane del Corvetto, cotto con il sole."


def ask(paola: Staff, notice: Notice) -> None:
    """The Segreteria opens what was sent and asks for a document."""
    paola.open(f"/selezione/proposte/avviso/{notice.slug}/")
    paola.page.locator("main td a").first.click()
    paola.act("/integrazioni/", text="Mandateci lo statuto firmato.")


def admit(paola: Staff) -> None:
    """The Segreteria reads the answer, ticks what is met, admits."""
    paola.page.reload()
    expect(paola.page.locator("main")).to_contain_text("Eccolo, firmato.")
    for met in paola.page.locator("main input[value=met]").all():
        met.check()
    paola.page.locator("form:has(input[value=met]) button").click()
    paola.act("/ammetti/")


def appoint(stefano: Staff, notice: Notice) -> None:
    """The RUP appoints three people, the first to preside."""
    stefano.open(f"/selezione/commissione/{notice.slug}/")
    for name in ("Laura Galimberti", "Davide Rota", "Chiara Mauri"):
        presides = {"presides": "on"} if name.startswith("Laura") else {}
        stefano.act("/nomina/", user=name, number="12/2026", **presides)


def score(member: Staff, notice: Notice) -> None:
    """A commissioner declares no conflict, then scores each criterion with a comment."""
    member.open(f"/selezione/valutazione/{notice.slug}/")
    member.page.locator("main td a").first.click()
    member.page.locator("button[value=no_conflict]").click()
    criteria = member.page.locator(".evaluation-criterion")
    expect(criteria.first).to_be_visible()
    for criterion in criteria.all():
        criterion.locator("input[value='8']").check()
        criterion.locator("textarea").fill("Chiaro e ben pensato.")
    member.page.locator("button[name=hand_in]").click()
    expect(member.page.locator(".messages .success")).to_be_visible()


def record_minute(laura: Staff, notice: Notice) -> None:
    """The president records the sitting."""
    laura.open(f"/selezione/sedute/{notice.slug}/nuova/")
    begun = timezone.localtime() - timedelta(hours=2)
    for name, instant in (("started_at", begun), ("ended_at", begun + timedelta(hours=1))):
        laura.page.locator(f"[name={name}]").fill(f"{instant:%d/%m/%Y %H:%M}")
        laura.page.locator("h1").click()
    for tick in laura.page.locator("[name=present], [name=proposals]").all():
        tick.check()
    laura.page.locator("main form button.button:not(.button-secondary)").click()
    expect(laura.page.locator("main")).to_contain_text("Chiaro e ben pensato.")


def publish_ranking(stefano: Staff, notice: Notice) -> None:
    """The RUP reads the preview, publishes it twice, and gives the project its round."""
    stefano.open(f"/selezione/graduatorie/{notice.slug}/")
    expect(stefano.page.locator("main")).to_contain_text(TITLE)
    for kind, number in (("Provvisoria", "31/2026"), ("Definitiva", "32/2026")):
        stefano.act("/pubblica/", kind=kind, number=number, reason="Lavori conclusi.")
    stefano.act("/tornate/", number="33/2026", reason="Si parte.")


def send_for_review(giulia: Staff, summary: str) -> None:
    """She writes on the page that she has open, and sends it to her colleagues."""
    giulia.page.locator("[name=summary]").fill(summary)
    giulia.press_in_footer("[name=action-submit]")
    expect(giulia.page.locator(".messages .success")).to_be_visible()


def approve_at_the_desk(tommaso: Staff) -> None:
    """He finds the story at the desk, says that he has read it, and it is public."""
    tommaso.open("/redazione/")
    tommaso.page.locator("main a", has_text=TITLE).first.click()
    tommaso.confirm()


def correct_and_approve_on_the_page(giulia: Staff, tommaso: Staff, slug: str) -> None:
    """A word changes: he approves it with the button at the foot of the page."""
    giulia.edit_page(slug)
    send_for_review(giulia, SUMMARY)
    tommaso.edit_page(slug)
    tommaso.press_in_footer(
        "[data-workflow-action-name=approve]:not([data-workflow-action-modal-url])"
    )
    expect(tommaso.page.locator(".messages .success")).to_be_visible()
