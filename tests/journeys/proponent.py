"""Somebody who proposes a project, at a phone."""

import io
import re

from PIL import Image
from playwright.sync_api import BrowserContext, FilePayload, Locator, Page, expect
from stdnum import luhn

from tests.journeys.donor import Watch
from tests.journeys.mail import mail_link
from tests.journeys.processes import free_port
from tests.journeys.stack import PATIENCE_MS, Stack
from tests.selection.area.files import PDF

PASSWORD = "tre sedute al telefono"
SAVED = re.compile(r"\d\d:\d\d$")
ORGANIZATION = {
    "name": "Cooperativa Ortica",
    "legal_form": "social_cooperative",
    "address": "Via San Faustino 1",
    "postal_code": "20134",
    "city": "Milano",
    "representative": "Lucia Neri",
    "representative_tax_code": "rccmnl83s18d969h",
    "iban": "IT60 X054 2811 1010 0000 0123 456",
}


class Proponent:
    """One person at one device."""

    def __init__(self, context: BrowserContext, stack: Stack, email: str) -> None:
        self.context = context
        self.stack = stack
        self.email = email
        self.watch = Watch(allowed=(stack.url,))
        self.page: Page = context.new_page()
        self.page.set_default_timeout(PATIENCE_MS)
        self.watch.observe(self.page)

    def open(self, path: str) -> None:
        self.page.goto(self.stack.url + path)

    def register(self) -> None:
        """From the sign-in page to an account with a confirmed address, signed in."""
        self.page.locator("main a[href*='/accesso/registrati/']").click()
        self.fill(first_name="Lucia", last_name="Neri", email=self.email, password1=PASSWORD)
        self.press()
        expect(self.page).to_have_url(re.compile(r"/conferma-email/$"))
        self.page.goto(mail_link(self.stack, self.email, "/conferma-email/"))
        self.press()

    def sign_in(self) -> None:
        """On the sign-in page."""
        self.fill(login=self.email, password=PASSWORD)
        self.press()

    def fill(self, **fields: str) -> None:
        """Write into fields of the page by their names; dashes are double underscores."""
        for name, value in fields.items():
            self.write(name, value)

    def write(self, name: str, value: str) -> None:
        """Write into one field, whatever kind it is."""
        field = self.page.locator(f"main [name='{name}']")
        kind = field.first.evaluate("field => field.type")
        if kind == "select-one":
            field.select_option(value)
        elif kind == "radio":
            field.and_(self.page.locator(f"[value='{value}']")).check()
        else:
            field.fill(value)

    def press(self) -> None:
        """Press the page's main button."""
        self.page.locator("main form button.btn-primary").click()

    def register_organization(self) -> None:
        """Fill in the page of the co-operative, which no other has the numbers of."""
        number = f"{free_port():07d}015"
        self.fill(**ORGANIZATION, tax_code=number + luhn.calc_check_digit(number))
        self.press()

    def return_to_draft(self) -> None:
        """Sign in and open the draft that waits."""
        self.open("/i-miei-progetti/")
        self.sign_in()
        self.page.locator(".area-card a.btn-primary").click()

    def expect_saved_by_itself(self) -> None:
        """The step is saved without a button."""
        status = self.page.locator("[data-autosave-status]")
        expect(status).to_have_text(SAVED)

    def go_to(self, step: str) -> None:
        """Another step of the draft, by the way through it."""
        self.page.locator(f".way a[href$='/{step}/']").click()
        expect(self.page.locator(".way__step--current a")).to_have_attribute(
            "href", re.compile(f"/{step}/$")
        )

    def save_and_continue(self, following: str) -> None:
        """Press the step's button and arrive at the following step."""
        self.press()
        expect(self.page).to_have_url(re.compile(rf"/{following}/(#.*)?$"))

    def add_row(self, **columns: str) -> None:
        """Write the empty row of a step and save it by the button below."""
        row = self.page.locator("details.row-new")
        if row.get_attribute("open") is None:
            row.locator("summary").click()
        for column, value in columns.items():
            row.locator(f"[name$='-{column}']").fill(value)
        self.page.locator("button[value=row]").click()
        expect(self.page.locator(".notice--done")).to_be_visible()

    def upload(self, form: Locator, name: str, content: bytes) -> None:
        """Choose a file of the device in a form, and press its button."""
        _choose(form, name, content)
        form.locator("button").click()
        expect(self.page.locator(".notice--done")).to_be_visible()

    def upload_picture(self, alt: str) -> None:
        form = self.page.locator("form[action$='/carica/']")
        form.locator("input[name=alt]").fill(alt)
        self.upload(form, "orto.png", a_picture())

    def upload_document(self) -> None:
        """The first document that the notice asks for."""
        form = self.page.locator("form:has(input[name=document])").first
        self.upload(form, "statuto.pdf", PDF)

    def attach(self, name: str) -> None:
        """Choose a document in the form of an answer."""
        _choose(self.page.locator("main form"), name, PDF)

    def declare_everything(self) -> None:
        for tick in self.page.locator("main input[name^=declaration-]").all():
            tick.check()

    def fetch(self, link: Locator) -> bytes:
        """What a link to a file leads to, for who is signed in here."""
        address = str(link.get_attribute("href"))
        return self.page.request.get(self.stack.url + address).body()


def _choose(form: Locator, name: str, content: bytes) -> None:
    kind = "application/pdf" if name.endswith("pdf") else "image/png"
    form.locator("input[type=file]").set_input_files(
        FilePayload(name=name, mimeType=kind, buffer=content)
    )


def a_picture() -> bytes:
    drawn = io.BytesIO()
    Image.new("RGB", (1200, 800), "darkgreen").save(drawn, "PNG")
    return drawn.getvalue()
