"""A project shows at a phone what it spent; the staff reads it; then everybody does."""

from collections.abc import Callable

from django.utils import timezone
from playwright.sync_api import BrowserContext, FilePayload, expect

from home.demo.accounts import PASSWORD
from tests.journeys.conftest import NewDonor
from tests.journeys.proponent import Proponent
from tests.journeys.stack import Stack
from tests.journeys.staff import DESK, Staff
from tests.selection.area.files import PDF

CAMPAIGN = "La campana di Lidia"
RECEIPT: FilePayload = {"name": "ricevuta.pdf", "mimeType": "application/pdf", "buffer": PDF}


def test_an_expense_from_the_phone_to_the_public_page(
    stack: Stack, new_context: Callable[..., BrowserContext], new_donor: NewDonor
) -> None:
    lidia = Proponent(new_context(), stack, "cooperativa@example.org")
    lidia.open("/i-miei-progetti/")
    lidia.fill(login=lidia.email, password=PASSWORD)
    lidia.press()
    lidia.page.get_by_role("link", name=CAMPAIGN).first.click()
    lidia.page.locator("main a[href$='/dopo/']").click()
    lidia.page.locator("main a[href$='/nuovo/expense/']").click()
    lidia.press()
    expect(lidia.page.locator(".error-summary")).to_be_visible()
    lidia.fill(title="Gessetti colorati", day=f"{timezone.localdate():%Y-%m-%d}", amount="48,20")
    lidia.page.locator("[name=file]").set_input_files(RECEIPT)
    lidia.page.locator("[name=may_be_public]").check()
    lidia.press()
    expect(lidia.page.locator(".notice--done")).to_be_visible()

    paola = Staff(new_context(viewport=DESK), stack, "segreteria")
    paola.open("/rendiconti/")
    paola.page.get_by_role("link", name="Gessetti colorati").click()
    paola.page.locator("[name=public]").check()
    paola.page.locator("button[name=accept]").click()
    expect(paola.page.locator(".messages .success")).to_be_visible()

    reader = new_donor()
    reader.open("/progetti/la-campana-di-lidia/")
    after = reader.page.locator("#afterwards")
    expect(after).to_contain_text("Gessetti colorati")
    with reader.page.expect_download() as download:
        after.get_by_role("link", name="ricevuta.pdf").click()
    assert download.value.path().read_bytes() == PDF
    assert (lidia.watch.complaints, lidia.watch.strangers) == ([], [])
