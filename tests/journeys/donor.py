"""A person who gives, at a phone."""

import re
from dataclasses import dataclass, field
from decimal import Decimal
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Locator, Page, Request, expect

from tests.journeys.stack import PATIENCE_MS, Stack

MOST_TABS = 80
"""More than any page has places for the focus before its form."""
PHONE = {"width": 390, "height": 844}
EMAIL = "ada.brambilla@example.org"


@dataclass
class Watch:
    """What a page must never do, noted while it is used."""

    allowed: tuple[str, ...]
    strangers: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def observe(self, page: Page) -> None:
        page.on("request", self._note_request)
        page.on("console", self._note_message)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _note_request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme != "data" and f"{parts.scheme}://{parts.netloc}" not in self.allowed:
            self.strangers.append(request.url)

    def _note_message(self, message: ConsoleMessage) -> None:
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.complaints.append(message.text)


class Donor:
    """One visitor with one tab. ``language`` is that of the pages it reads."""

    def __init__(self, context: BrowserContext, stack: Stack, *, language: str = "it") -> None:
        self.context = context
        self.stack = stack
        self.language = language
        self.email = EMAIL
        self.watch = Watch(allowed=(stack.url, stack.sandbox_url))
        self.page = self.new_tab()

    def new_tab(self) -> Page:
        page = self.context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        self.watch.observe(page)
        return page

    def open(self, path: str) -> None:
        """Open a page of the site by its Italian path, in the donor's language."""
        prefix = "" if self.language == "it" else f"/{self.language}"
        self.page.goto(self.stack.url + prefix + path)

    def fund_available(self) -> Decimal:
        """What the home page says is left in the fund, in EUR."""
        self.open("/")
        return euros(self.page.locator("[data-fund=available]"))

    def choose(self, slug: str) -> None:
        """From the home page to a campaign, by its card."""
        self.open("/")
        self.page.locator(f".campaign-card a[href$='/{slug}/']").first.click()
        expect(self.page.locator("#give")).to_be_visible()

    def give(self, amount: str) -> None:
        """Type an amount on the campaign page and go on."""
        self.page.locator("#give-amount").fill(amount)
        self.page.locator("#give button").click()

    def tab_to(self, wanted: Locator) -> None:
        """Press Tab until an element has the focus."""
        for _press in range(MOST_TABS):
            if wanted.evaluate("element => element === document.activeElement"):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"Tab does not reach {wanted}")

    def type_into(self, field: str, text: str, *, enter: bool = True) -> None:
        """Reach a field with Tab, type, and press Enter."""
        self.tab_to(self.page.locator(field))
        self.page.keyboard.type(text)
        if enter:
            self.page.keyboard.press("Enter")

    def fill_details(self) -> None:
        """Write name and e-mail and go on to the summary."""
        self.page.locator("input[name=name]").fill("Ada Brambilla")
        self.page.locator("input[name=email]").fill(self.email)
        self.submit()
        expect(self.page).to_have_url(re.compile("/riepilogo/"))

    def submit(self) -> None:
        """Press the button of the step."""
        self.submit_button.click()

    @property
    def submit_button(self) -> Locator:
        return self.page.locator(".donation__panel form button.btn-primary")

    def reach_summary(self, slug: str, amount: str = "25") -> None:
        """All steps up to the summary, from a link that names the amount."""
        self.open(f"/dona/{slug}/?importo={amount}")
        self.fill_details()

    def reach_pay_page(self, slug: str, amount: str = "25") -> None:
        """All steps up to the provider's page."""
        self.reach_summary(slug, amount)
        self.submit()
        self.expect_pay_page()

    def expect_pay_page(self) -> None:
        expect(self.page.get_by_test_id("no-real-money")).to_be_visible()
        assert self.page.url.startswith(self.stack.sandbox_url)

    def press(self, outcome: str) -> None:
        """Press a button of the provider's page."""
        self.page.get_by_test_id(outcome).click()

    def expect_result(self, outcome: str) -> None:
        """The thanks page says this outcome, now or when it has looked again by itself."""
        expect(self.page.locator(f".result--{outcome}")).to_be_visible()

    def bar(self, slug: str) -> Locator:
        """The bar of a campaign, on its page."""
        self.open(f"/progetti/{slug}/")
        return self.page.locator(".bar--page")


def euros(shown: Locator) -> Decimal:
    """The amount that an element shows, in EUR: ``13.200 €`` or ``€13,200.50``."""
    text = shown.inner_text()
    found = re.search(r"\d[\d.,]*", text)
    assert found is not None, text
    whole, cents = re.fullmatch(r"([\d.,]*?)(?:[.,](\d\d))?", found[0]).groups()  # type: ignore[union-attr]
    return Decimal(re.sub(r"\D", "", whole) + "." + (cents or "00"))
