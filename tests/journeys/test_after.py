"""After the money: shown from a phone, checked, paid beside it, concluded, set anew."""

from collections.abc import Callable, Iterator

import pytest
from django.utils import timezone
from playwright.sync_api import BrowserContext, FilePayload, Locator, expect

from home.demo.accounts import PASSWORD
from tests.journeys.conftest import NewDonor, running_stack
from tests.journeys.demo import Demo
from tests.journeys.donor import Donor
from tests.journeys.proponent import Proponent
from tests.journeys.stack import Stack
from tests.journeys.staff import DESK, Staff
from tests.selection.area.files import PDF

CAMPAIGN = "la-campana-di-lidia"
TITLE = "La campana di Lidia"
RECEIPT: FilePayload = {"name": "ricevuta.pdf", "mimeType": "application/pdf", "buffer": PDF}
REPORT = "Il cortile è aperto ogni pomeriggio."
REASON = "Il progetto è costato meno del previsto."


@pytest.fixture
def stack(demo: Demo, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """A platform of its own: a grant is set anew, and a report is given once."""
    with running_stack(demo, tmp_path_factory.mktemp("stack")) as stack:
        yield stack


def test_from_an_expense_to_the_grant_set_anew(
    stack: Stack, new_context: Callable[..., BrowserContext], new_donor: NewDonor
) -> None:
    donor = new_donor()
    lidia = Proponent(new_context(), stack, "cooperativa@example.org")
    report_an_expense(lidia)
    paola = Staff(new_context(viewport=DESK), stack, "segreteria")
    accept(paola, "Gessetti colorati", publish=True)

    after = what_became_of_it(donor)
    expect(after).to_contain_text("Gessetti colorati")
    with donor.page.expect_download() as download:
        after.get_by_role("link", name="ricevuta.pdf").click()
    assert download.value.path().read_bytes() == PDF

    marco = Staff(new_context(viewport=DESK), stack, "ragioneria")
    marco.open(f"/finanza/campagne/{CAMPAIGN}/")
    marco.act(f"/contributo/{CAMPAIGN}/rata/", amount="1000,00", number="M 88/2026")
    marco.open("/cofinancing/payout/")
    expect(marco.page.locator("main")).to_contain_text("M 88/2026")
    paid = what_became_of_it(donor).locator("table", has_text="Assegnati dal Comune")
    expect(paid).to_contain_text("1.000 €")

    give_the_final_report(lidia)
    accept(paola, "Il cortile, un anno dopo")
    expect(what_became_of_it(donor)).to_contain_text(REPORT)

    set_anew(marco)
    after = what_became_of_it(donor)
    expect(after).to_contain_text(REASON)
    expect(after).to_contain_text("Da restituire da parte del progetto")
    assert (lidia.watch.complaints, lidia.watch.strangers) == ([], [])


def what_became_of_it(donor: Donor) -> Locator:
    donor.open(f"/progetti/{CAMPAIGN}/")
    return donor.page.locator("#afterwards")


def report_an_expense(lidia: Proponent) -> None:
    lidia.open("/i-miei-progetti/")
    lidia.fill(login=lidia.email, password=PASSWORD)
    lidia.press()
    lidia.page.get_by_role("link", name=TITLE).first.click()
    lidia.page.locator("main a[href$='/dopo/']").click()
    lidia.page.locator("main a[href$='/nuovo/expense/']").click()
    lidia.press()
    expect(lidia.page.locator(".error-summary")).to_be_visible()
    lidia.fill(title="Gessetti colorati", day=f"{timezone.localdate():%Y-%m-%d}", amount="48,20")
    lidia.page.locator("[name=file]").set_input_files(RECEIPT)
    lidia.page.locator("[name=may_be_public]").check()
    lidia.press()
    expect(lidia.page.locator(".notice--done")).to_be_visible()


def give_the_final_report(lidia: Proponent) -> None:
    lidia.page.locator("main a[href$='/nuovo/final/']").click()
    lidia.fill(title="Il cortile, un anno dopo", text=REPORT)
    lidia.press()
    expect(lidia.page.locator(".notice--done")).to_be_visible()


def accept(paola: Staff, title: str, *, publish: bool = False) -> None:
    paola.open("/rendiconti/")
    paola.page.get_by_role("link", name=title).click()
    if publish:
        paola.page.locator("[name=public]").check()
    paola.page.locator("button[name=accept]").click()
    expect(paola.page.locator(".messages .success")).to_be_visible()


def set_anew(marco: Staff) -> None:
    """As the accepted expenses have it: less than what was paid already."""
    marco.open(f"/finanza/campagne/{CAMPAIGN}/")
    marco.follow(f"/contributo/{CAMPAIGN}/")
    marco.page.locator("[name=kind][value=expenses]").check()
    expect(marco.page.locator("[name=due]")).not_to_have_value("")
    marco.page.locator("[name=number]").fill("DD 900/2026")
    marco.page.locator("[name=reason]").fill("Spese ammesse inferiori al costo.")
    marco.page.locator("[name=public_reason_it]").fill(REASON)
    marco.confirm()
